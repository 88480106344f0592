/** What hands do to the painting, turned into params: another number or hand, a window put elsewhere, a picture to copy. */

import { Hand } from "../../houses/hand.js";
import { handOver } from "../../houses/handed.js";
import { deskOf } from "./desk.js";
import { layOut } from "./layout.js";
import { Sitting } from "./sitting.js";
import { Tools } from "./tools.js";

/** @import { Frame, Header, Host, Params } from "../../core/types.js" */
/** @import { Place } from "../../houses/hand.js" */
/** @import { Mode } from "./desk.js" */
/** @import { Layout } from "./layout.js" */
/** @import { Painter } from "./stage.js" */

const GIVE_UP = 3000; // milliseconds after which a window that was let go of snaps back, if no new run has come

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
		this.timer = 0;
		this.tools = this.#takeTools(header.facts.fronts);
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
		this.sitting = new Sitting(element, this.params, this.desk, this.tools, {
			source: (patch) => this.#source(patch),
			closed: () => this.mode("look"),
		});
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
		this.sitting.resize(layout.picture, scale);
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
		this.sitting.closePad();
		if (mode === "draw") {
			this.sitting.openPad();
			this.host.pause();
		}
		this.#show();
		this.host.redraw();
	}

	destroy() {
		clearTimeout(this.timer);
		this.window.destroy();
		this.sitting.destroy();
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
	#takeTools(/** @type {{count: number, refused: number[]}} */ fronts) {
		this.desk.users += 1;
		this.desk.acts = this;
		const now = () => /** @type {Acts} */ (this.desk.acts);
		this.desk.tools ??= new Tools(this.element.parentElement ?? this.element, fronts, {
			number: (number) => now().#number(number),
			hand: () => now().#again({ hand: another(now().params.hand) }),
			colours: () => now().#ask({ colours: another(now().params.colours), wall: "", plate: "", digit: "" }),
			second: () => now().#ask({ second: another(now().params.second) }),
			blend: (share) => now().#blend(share),
			street: () => now().#again({ street: !now().params.street, overrule: [] }),
			copy: (copy) => now().#again({ mode: copy ? "copy" : "paint", overrule: [] }),
			gaussians: () => now().#gaussians(),
			house: (house) => now().sitting.house(house),
			mode: (mode) => now().mode(mode),
			photo: (file) => void now().sitting.photo(file),
			undo: () => now().sitting.pad?.undo(),
			clear: () => now().sitting.pad?.clear(),
			done: () => now().sitting.drawn(),
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

	/** Over to house-read, with the painting. */
	#read() {
		const photo = this.finished?.values.photo;
		if (typeof photo === "string") handOver(photo);
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
