/** Copy mode: where the picture that is copied comes from: a house front, a drawing, a photo. */

import { Pad } from "../../houses/pad.js";
import { catchPhotos, encode as encodePhoto, open } from "../../houses/photo.js";
import { decode, encode } from "../../houses/strokes.js";

/** @import { Params } from "../../core/types.js" */
/** @import { Box } from "../../houses/motion.js" */
/** @import { Desk } from "./desk.js" */
/** @import { Tools } from "./tools.js" */

export class Sitting {
	/**
	 * @param {HTMLElement} element
	 * @param {Params} params
	 * @param {Desk} desk
	 * @param {Tools} tools
	 * @param {{source: (patch: Params) => void, closed: () => void}} told
	 */
	constructor(element, params, desk, tools, told) {
		this.element = element;
		this.params = params;
		this.desk = desk;
		this.tools = tools;
		this.told = told;
		/** @type {Pad | null} */
		this.pad = null;
		/** @type {Box} */
		this.room = { x: 0, y: 0, w: 2, h: 1 };
		this.scale = 1;
		this.gone = new AbortController();
		if (params.mode !== "copy") return;
		const heard = {
			photo: (/** @type {Blob} */ file) => void this.photo(file),
			say: (/** @type {string} */ text) => tools.say(text),
		};
		catchPhotos(element, heard, this.gone.signal);
	}

	/**
	 * @param {Box} room  where the pad lies
	 * @param {number} scale
	 */
	resize(room, scale) {
		this.room = room;
		this.scale = scale;
		this.pad?.resize(room, scale);
	}

	/** @param {number} house */
	house(house) {
		this.told.source({ source: "house", house });
	}

	openPad() {
		const { desk, params } = this;
		desk.strokes ??= params.source === "drawing" ? decode(params.strokes) : [];
		this.pad = new Pad(this.element, desk.strokes, {
			done: () => this.drawn(),
			cancelled: () => this.told.closed(),
			changed: () => this.#count(),
		});
		this.pad.resize(this.room, this.scale);
		this.pad.canvas.focus({ preventScroll: true });
	}

	closePad() {
		this.pad?.destroy();
		this.pad = null;
	}

	drawn() {
		const strokes = this.desk.strokes ?? [];
		if (!strokes.length) {
			this.tools.say("Nothing is drawn yet.");
			return;
		}
		const text = encode(strokes);
		this.told.closed();
		this.told.source({ source: "drawing", strokes: text });
	}

	/** @param {Blob} file */
	async photo(file) {
		try {
			const photo = await open(file);
			this.desk.said = "A photo is not put into the link.";
			const whole = { x: 0, y: 0, w: photo.width, h: photo.height };
			this.told.source({ source: "photo", photo: encodePhoto(photo, whole) });
		} catch (error) {
			this.tools.say(error instanceof Error ? error.message : String(error));
		}
	}

	destroy() {
		this.gone.abort();
		this.closePad();
	}

	#count() {
		const count = this.desk.strokes?.length ?? 0;
		this.tools.say(count === 1 ? "1 stroke" : `${count} strokes`);
	}
}
