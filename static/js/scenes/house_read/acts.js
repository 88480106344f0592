/** What hands do to the picture, turned into params: another picture, a window put elsewhere, a patch, a frame. */

import { Hand } from "../../houses/hand.js";
import { takeOver } from "../../houses/handed.js";
import { Pad } from "../../houses/pad.js";
import { catchPhotos } from "../../houses/photo.js";
import { decode, encode } from "../../houses/strokes.js";
import { MOST_COVERS, painted, tenth, unpainted } from "./covers.js";
import { deskOf, handFocusOver } from "./desk.js";
import { layOut } from "./layout.js";
import { Photos } from "./photos.js";
import { Tools } from "./tools.js";

/** @import { Header, Host, Params } from "../../core/types.js" */
/** @import { Mode } from "./desk.js" */
/** @import { Place } from "../../houses/hand.js" */
/** @import { Layout } from "./layout.js" */

const GIVE_UP = 3000; // milliseconds after which a box that was let go of snaps back, if no new run has come
const AFRESH = { covers: [], frame: [], overrule: [] };

export class Acts {
	/**
	 * @param {HTMLElement} element
	 * @param {Header} header
	 * @param {Host} host
	 * @param {() => number} glimpse  the one that is shown
	 */
	constructor(element, header, host, glimpse) {
		this.element = element;
		this.host = host;
		this.params = header.params;
		this.glimpse = glimpse;
		this.desk = deskOf(element);
		this.photos = new Photos(this.desk);
		this.layout = layOut(640, 360, { bare: false, top: 0 });
		this.scale = 1;
		/** @type {Place | null} the window in somebody's hand */
		this.held = null;
		/** @type {Pad | null} */
		this.pad = null;
		/** @type {Hand | null} */
		this.box = null;
		this.timer = 0;
		this.gone = new AbortController();
		const label =
			"The reader’s window. Drag it, or move it with the arrow keys and press Enter: the reader goes on from there.";
		this.window = new Hand(element, {
			label,
			className: "window",
			fresh: false,
			moved: (place) => this.#hold(place),
			letGo: (place) => this.#overrule(place),
			cancelled: () => this.#hold(null),
		});
		this.tools = new Tools(element, header.params, header.facts.fronts, {
			house: (house) => this.#source({ source: "house", house }),
			mode: (mode) => this.mode(mode),
			number: (number) => this.#number(number),
			style: () => this.#source({ source: "number", style: (this.params.style + 1) % 10_000 }),
			photo: (file) => void this.#photo(file),
			undo: () => (this.desk.mode === "cover" ? this.#undoCover() : this.pad?.undo()),
			undoable: () => unpainted(this.params.covers, this.desk.covers) !== null,
			clear: () => this.pad?.clear(),
			done: () => this.#drawn(),
			giveBack: () => this.#ask({ overrule: [] }),
			uncover: () => this.#ask({ covers: [] }),
			whole: () => this.#whole(),
		});
		if (host.mode !== "gallery") {
			const told = {
				photo: (/** @type {Blob} */ file) => void this.#photo(file),
				say: (/** @type {string} */ text) => this.tools.say(text),
			};
			catchPhotos(element, told, this.gone.signal);
		}
		this.mode(this.desk.mode);
		this.tools.say(this.desk.said);
		this.desk.said = "";
		if (this.desk.play) host.play();
		this.desk.play = false;
		queueMicrotask(() => {
			this.#focus();
			this.#takeHanded();
		});
	}

	/**
	 * @param {Layout} layout
	 * @param {number} scale
	 */
	resize(layout, scale) {
		this.layout = layout;
		this.scale = scale;
		const { x, y, w } = layout.picture;
		Object.assign(this.tools.element.style, {
			left: `${x}px`,
			width: `${w}px`,
			top: `${this.host.mode === "page" ? 0 : y}px`,
		});
		this.pad?.resize(layout.picture, scale);
		this.box?.follow(layout.picture, this.box.place);
	}

	/** @param {ArrayLike<number>} place  where the window is drawn */
	follow(place) {
		this.window.follow(this.layout.picture, place);
	}

	/** @param {Mode} mode */
	mode(mode) {
		this.desk.mode = mode;
		if (mode !== "number") this.desk.typed = null;
		if (mode !== "draw") this.desk.strokes = null;
		this.tools.show(mode, this.desk.typed ?? this.params.number);
		const works = mode === "draw" || mode === "cover" || mode === "frame";
		this.window.field.hidden = works;
		if (works) this.host.pause();
		this.pad?.destroy();
		this.box?.destroy();
		this.pad = null;
		this.box = null;
		if (mode === "draw") this.#openPad();
		if (mode === "cover" || mode === "frame") this.#openBox(mode);
		const first = mode === "number" ? "input" : mode === "draw" ? ".pad" : mode === "look" ? null : ".field .hand";
		if (first)
			/** @type {HTMLElement | null} */ (this.element.querySelector(`${first}:not([type=file])`))?.focus({
				preventScroll: true,
			});
	}

	destroy() {
		clearTimeout(this.timer);
		this.gone.abort();
		handFocusOver(this.element);
		this.tools.destroy();
		this.window.destroy();
		this.pad?.destroy();
		this.box?.destroy();
	}

	#focus() {
		const field = this.element.querySelector("input.number");
		if (field instanceof HTMLInputElement) field.setSelectionRange(field.value.length, field.value.length);
	}

	/** A painting that house-generate handed over. */
	#takeHanded() {
		const photo = takeOver();
		if (photo === null) return;
		this.desk.said = "This was painted by a network. It is not put into the link.";
		this.#source({ source: "photo", photo });
	}

	/**
	 * Ask for a change that leaves the moment as it is.
	 * @param {Params} patch
	 */
	#ask(patch) {
		this.host.setParams(patch);
	}

	/**
	 * Ask for another picture, and read it from the start.
	 * @param {Params} patch
	 */
	#source(patch) {
		this.desk.play = true;
		this.desk.covers = [];
		const rest = patch.source === "photo" ? {} : { photo: "" };
		this.host.seek(0);
		this.host.setParams({ ...AFRESH, ...rest, ...patch });
	}

	/** @param {string} number */
	#number(number) {
		this.desk.typed = number;
		if (number) this.#source({ source: "number", number });
	}

	/** @param {Place | null} place */
	#hold(place) {
		this.held = place;
		this.host.redraw();
	}

	/** @param {Place} place */
	#overrule(place) {
		const step = this.glimpse();
		const kept = [];
		for (let i = 0; i < this.params.overrule.length; i += 5) {
			if (this.params.overrule[i] < step) kept.push(...this.params.overrule.slice(i, i + 5));
		}
		this.desk.play = true;
		this.host.pause();
		this.host.seek(step);
		this.#ask({ overrule: [...kept, step, ...place.map(tenth)] });
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
		this.pad.resize(this.layout.picture, this.scale);
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

	/** @param {"cover" | "frame"} what */
	#openBox(what) {
		const doing = what === "cover" ? "covers it" : "lets the reader see only what is inside";
		this.box = new Hand(this.element, {
			label: `Drag over a part of the picture, or use the arrow keys and Shift with them; Enter ${doing}.`,
			className: what,
			fresh: true,
			moved: () => {},
			letGo: (place) => (what === "cover" ? this.#cover(place) : this.#frame(place)),
			cancelled: () => this.mode("look"),
		});
		this.box.follow(this.layout.picture, [64, 32, 24, 24]);
	}

	/** @param {Place} place */
	#cover(place) {
		const step = this.glimpse();
		const covers = painted(this.params.covers, step, place);
		if (!covers) {
			this.tools.say(`No more than ${MOST_COVERS} patches.`);
			return;
		}
		this.desk.covers.push(this.params.covers);
		// What it believes now is what is to be seen: the reader goes on when it is told to.
		this.host.pause();
		this.host.seek(step);
		this.desk.said = `Covered from glimpse ${step + 1} on.`;
		this.#ask({ covers });
	}

	/** Take the last patch away. */
	#undoCover() {
		const covers = unpainted(this.params.covers, this.desk.covers);
		if (!covers) return;
		this.desk.covers.pop();
		this.#ask({ covers });
	}

	/** @param {Place} place */
	#frame([cx, cy, w, h]) {
		const frame = [cx - w / 2, cy - h / 2, w, h].map(tenth);
		const closer = this.params.source === "photo" ? this.photos.closer(frame) : null;
		this.mode("look");
		if (closer) {
			this.#source(closer);
			return;
		}
		this.desk.play = true;
		this.host.seek(0);
		this.#ask({ frame, overrule: [] });
	}

	#whole() {
		const whole = this.params.source === "photo" ? this.photos.whole() : null;
		this.mode("look");
		if (whole) this.#source(whole);
		else this.#ask({ frame: [], overrule: [] });
	}

	/** @param {Blob} file */
	async #photo(file) {
		try {
			const photo = await this.photos.take(file);
			this.mode("look");
			this.#source(photo);
		} catch (error) {
			this.tools.say(error instanceof Error ? error.message : String(error));
		}
	}
}
