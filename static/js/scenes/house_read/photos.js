/** The photo that somebody chose, and which part of it the reader is shown, turned into params. */

import { encode, open, partFor } from "../../houses/photo.js";
import { tenth } from "./covers.js";

/** @import { Params } from "../../core/types.js" */
/** @import { Box } from "../../houses/motion.js" */
/** @import { Desk } from "./desk.js" */

export class Photos {
	/** @param {Desk} desk  where the photo lies from run to run */
	constructor(desk) {
		this.desk = desk;
	}

	/**
	 * A new one. Throws with a word to whoever chose it.
	 * @param {Blob} file
	 * @returns {Promise<Params>}
	 */
	async take(file) {
		this.desk.photo = await open(file);
		this.desk.said = "A photo is not put into the link.";
		return /** @type {Params} */ (this.whole());
	}

	/**
	 * All of it, or null where there is none.
	 * @returns {Params | null}
	 */
	whole() {
		const { photo } = this.desk;
		return photo && this.#show(photo, { x: 0, y: 0, w: photo.width, h: photo.height });
	}

	/**
	 * A closer look at what a rough frame holds, or null where there is no photo.
	 * @param {number[]} frame  left, top, width, height in picture pixels
	 * @returns {Params | null}
	 */
	closer(frame) {
		const { photo, part } = this.desk;
		if (!photo || !part) return null;
		const near = partFor(photo, part, frame);
		return { ...this.#show(photo, near.part), frame: near.frame.map(tenth) };
	}

	/**
	 * @param {ImageBitmap} photo
	 * @param {Box} part
	 */
	#show(photo, part) {
		this.desk.part = part;
		return { source: "photo", photo: encode(photo, part) };
	}
}
