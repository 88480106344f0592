/** What hands do to the painting, turned into params: another number or hand, a window put elsewhere, a picture to copy. */

import { Hand } from "../../houses/hand.js";
import { Pad } from "../../houses/pad.js";
import { catchPhotos, encode as encodePhoto, open } from "../../houses/photo.js";
import { decode, encode } from "../../houses/strokes.js";
import { deskOf } from "./desk.js";
import { layOut } from "./layout.js";
import { Tools } from "./tools.js";

/** @import { Frame, Header, Host, Params } from "../../core/types.js" */
/** @import { Place } from "../../houses/hand.js" */
/** @import { Mode } from "./desk.js" */
/** @import { Layout } from "./layout.js" */
/** @import { Painter } from "./stage.js" */

const GIVE_UP = 3000; // milliseconds after which a window that was let go of snaps back, if no new run has come
const FRONTS = 24;
/** Fronts whose number is longer than the painter can write. */
const TOO_LONG = [16, 17, 21, 23];
/** Where house-read looks for a painting that is handed over. */
const HANDED = "unrolled:house-read:photo";

export class Acts {
	/**
	 * @param {HTMLElement} element
	 * @param {Header} header
	 * @param {Host} host
	 * @param {Painter} painter
	 */
	constructor(element, header, host, painter) {
		this.element = element;
		this.host = host;
		this.painter = painter;
		this.params = header.params;
		this.forced = header.facts.forced;
		this.desk = deskOf(element);
		this.layout = layOut(640, 360, { bare: true, top: 0, copy: false, houses: 1, aspect: 2 });
		this.scale = 1;
		this.stroke = 0;
		/** @type {Frame | null} the finished frame, while it or what comes after it is shown */
		this.finished = null;
		/** @type {Pad | null} */
		this.pad = null;
		this.timer = 0;
		this.gone = new AbortController();
		this.tools = this.#takeTools();
		const [height, width] = painter.run.size;
		const label =
			"The painter’s window. Drag it, or move it with the arrow keys and press Enter: the stroke lands there.";
		this.window = new Hand(element, {
			label,
			className: "window",
			fresh: false,
			fixed: true,
			extent: [width, height],
			moved: (place) => this.#hold(place),
			letGo: (place) => this.#overrule(place),
			cancelled: () => this.#hold(null),
		});
		if (painter.run.copy) {
			const told = {
				photo: (/** @type {Blob} */ file) => void this.#photo(file),
				say: (/** @type {string} */ text) => this.tools.say(text),
			};
			catchPhotos(element, told, this.gone.signal);
		}
		this.mode(this.desk.mode);
		if (this.desk.said) this.tools.say(this.desk.said);
		this.desk.said = "";
		if (this.desk.play) host.play();
		this.desk.play = false;
		this.desk.asked = null;
		queueMicrotask(() => this.#follow());
	}

	/**
	 * @param {Layout} layout
	 * @param {number} scale
	 * @param {boolean} roomy
	 * @param {number} width
	 */
	resize(layout, scale, roomy, width) {
		this.layout = layout;
		this.scale = scale;
		const stage = this.tools.element;
		stage.dataset.lies = roomy ? "above" : "over";
		stage.dataset.host = this.host.mode;
		const { x, y } = roomy ? { x: 0, y: 0 } : layout.picture;
		Object.assign(stage.style, { left: `${x}px`, top: `${y}px`, width: `${roomy ? width : layout.picture.w}px` });
		this.pad?.resize(layout.given ?? layout.picture, scale);
	}

	/**
	 * What is shown now.
	 * @param {Frame} frame
	 * @param {Frame | null} next
	 * @param {number} alpha
	 */
	follow(frame, next, alpha) {
		const { run } = this.painter;
		const painting = frame.phase === "forward";
		const ahead = painting && next?.phase === "forward" && alpha >= 0.5 ? 1 : 0;
		if (!this.painter.held) this.stroke = run.strokeOf(frame) + ahead;
		const finished = painting ? null : (this.host.frame(run.steps) ?? null);
		if ((finished === null) !== (this.finished === null)) {
			this.finished = finished;
			this.#show();
		}
		const reachable = painting && !run.street && this.desk.mode !== "draw";
		this.window.field.hidden = !reachable;
		const at = run.forward(this.stroke);
		if (!reachable || !at) return;
		const [x, y, strideX, strideY] = Array.from(run.window(at, 0));
		this.window.follow(this.layout.cells[0], [x + 0.5, y + 0.5, strideX * run.count, strideY * run.count]);
	}

	/** @param {Mode | "number"} mode */
	mode(mode) {
		if (mode === "number") {
			this.#source({ source: "number" });
			return;
		}
		this.desk.mode = mode;
		if (mode !== "draw") this.desk.strokes = null;
		this.pad?.destroy();
		this.pad = null;
		if (mode === "draw") this.#openPad();
		this.#show();
		this.host.redraw();
	}

	destroy() {
		clearTimeout(this.timer);
		this.gone.abort();
		this.window.destroy();
		this.pad?.destroy();
		this.desk.users -= 1;
		if (this.desk.users > 0) return;
		this.tools.destroy();
		this.desk.tools = null;
	}

	#show() {
		const { params, forced, desk, finished } = this;
		const { mode, gaussians } = desk;
		this.tools.show({ params, mode, gaussians, forced, finished: finished !== null });
	}

	/** One set of tools serves all runs on a stage, so that nothing is taken out of anybody's hand. */
	#takeTools() {
		this.desk.users += 1;
		this.desk.acts = this;
		const now = () => /** @type {Acts} */ (this.desk.acts);
		this.desk.tools ??= new Tools(this.element.parentElement ?? this.element, {
			number: (number) => now().#number(number),
			hand: () => now().#again({ hand: another(now().params.hand) }),
			colours: () => now().#ask({ colours: another(now().params.colours), wall: "", plate: "", digit: "" }),
			second: () => now().#ask({ second: another(now().params.second) }),
			blend: (share) => now().#blend(share),
			street: () => now().#again({ street: !now().params.street, overrule: [] }),
			copy: (copy) => now().#again({ mode: copy ? "copy" : "paint", overrule: [] }),
			gaussians: () => now().#gaussians(),
			front: (by) => now().#front(by),
			mode: (mode) => now().mode(mode),
			photo: (file) => void now().#photo(file),
			undo: () => now().pad?.undo(),
			clear: () => now().pad?.clear(),
			done: () => now().#drawn(),
			giveBack: () => now().#ask({ overrule: [] }),
			read: () => now().#read(),
		});
		return this.desk.tools;
	}

	/**
	 * Ask for a change that leaves the moment as it is.
	 * @param {Params} patch
	 */
	#ask(patch) {
		this.host.setParams(patch);
	}

	/**
	 * Ask for another painting, and watch it from the start.
	 * @param {Params} patch
	 */
	#again(patch) {
		this.desk.play = true;
		this.host.pause();
		this.host.seek(0);
		this.host.setParams(patch);
	}

	/**
	 * Ask for another picture to copy.
	 * @param {Params} patch
	 */
	#source(patch) {
		this.#again({ mode: "copy", overrule: [], ...(patch.source === "photo" ? {} : { photo: "" }), ...patch });
	}

	/** @param {string} number */
	#number(number) {
		if (number !== this.params.number) this.#again({ number, overrule: [] });
	}

	/** @param {number} by */
	#front(by) {
		let house = this.params.house;
		do house = (house + by + FRONTS) % FRONTS;
		while (by && TOO_LONG.includes(house));
		this.#source({ source: "house", house });
	}

	/**
	 * The canvas follows the slider: as soon as one blend is there, the next is asked for.
	 * @param {number} share
	 */
	#blend(share) {
		this.desk.wanted = share;
		this.#follow();
	}

	#follow() {
		const { desk } = this;
		if (desk.wanted === null || desk.asked !== null) return;
		if (Math.abs(desk.wanted - this.params.blend) < 0.005) {
			desk.wanted = null;
			return;
		}
		desk.asked = desk.wanted;
		this.#ask({ blend: desk.wanted });
	}

	#gaussians() {
		this.desk.gaussians = !this.desk.gaussians;
		this.#show();
		this.host.redraw();
	}

	/** @param {Place | null} place */
	#hold(place) {
		this.painter.held = place && [place[0] - 0.5, place[1] - 0.5];
		this.host.redraw();
	}

	/** @param {Place} place */
	#overrule([x, y]) {
		const [height, width] = this.painter.run.size;
		const kept = [];
		for (let i = 0; i < this.params.overrule.length; i += 3) {
			if (this.params.overrule[i] < this.stroke) kept.push(...this.params.overrule.slice(i, i + 3));
		}
		this.desk.play = true;
		this.host.pause();
		this.host.seek(this.stroke);
		this.#ask({ overrule: [...kept, this.stroke, tenth(x - 0.5, width - 1), tenth(y - 0.5, height - 1)] });
		this.timer = setTimeout(() => {
			this.window.held = null;
			this.#hold(null);
		}, GIVE_UP);
	}

	#openPad() {
		this.desk.strokes ??= this.params.source === "drawing" ? decode(this.params.strokes) : [];
		this.pad = new Pad(this.element, this.desk.strokes, {
			done: () => this.#drawn(),
			cancelled: () => this.mode("look"),
			changed: () => this.#count(),
		});
		this.pad.resize(this.layout.given ?? this.layout.picture, this.scale);
		this.pad.canvas.focus({ preventScroll: true });
	}

	#count() {
		const count = this.desk.strokes?.length ?? 0;
		this.tools.say(count === 1 ? "1 stroke" : `${count} strokes`);
	}

	#drawn() {
		const strokes = this.desk.strokes ?? [];
		if (!strokes.length) {
			this.tools.say("Nothing is drawn yet.");
			return;
		}
		const text = encode(strokes);
		this.mode("look");
		this.#source({ source: "drawing", strokes: text });
	}

	/** @param {Blob} file */
	async #photo(file) {
		try {
			const photo = await open(file);
			this.desk.said = "A photo is not put into the link.";
			this.#source({ source: "photo", photo: encodePhoto(photo, { x: 0, y: 0, w: photo.width, h: photo.height }) });
		} catch (error) {
			this.tools.say(error instanceof Error ? error.message : String(error));
		}
	}

	/** Over to house-read, with the painting. */
	#read() {
		const photo = this.finished?.values.photo;
		if (typeof photo !== "string") return;
		sessionStorage.setItem(HANDED, photo);
		const theme = new URLSearchParams(location.search).get("theme");
		location.assign(`/scene/house-read?play=true${theme ? `&theme=${theme}` : ""}`);
	}
}

/** @param {number} seed */
function another(seed) {
	const next = Math.floor(Math.random() * 9999);
	return next >= seed ? next + 1 : next;
}

/**
 * @param {number} v
 * @param {number} most
 */
const tenth = (v, most) => Math.round(Math.max(0, Math.min(most, v)) * 10) / 10;
