/**
 * The sentence of the frame: a subtitle on screen, and spoken for those who listen. While playing the subtitle runs
 * along, but only the moments (cues) are spoken: a screen reader that must say everything says nothing.
 */

import { byId, write } from "./dom.js";

/** @import { Frame } from "./types.js" */

/** Wait until stepping comes to rest before speaking. */
const REST = 350;

export class Captions {
	constructor() {
		this.line = byId("caption");
		this.phase = byId("phase");
		this.sentence = byId("sentence");
		this.spoken = byId("spoken");
		this.timer = 0;
		/** @type {Frame | null} */
		this.shown = null;
	}

	/**
	 * @param {Frame} frame
	 * @param {boolean} playing
	 */
	show(frame, playing) {
		if (frame === this.shown) return;
		this.shown = frame;
		write(this.phase, frame.phase);
		write(this.sentence, frame.caption);
		this.fit();
		clearTimeout(this.timer);
		if (frame.cue !== null) this.#speak(frame);
		else if (!playing) this.timer = setTimeout(() => this.#speak(frame), REST);
	}

	/** Playing stopped: say where. */
	rest() {
		const frame = this.shown;
		if (frame) this.timer = setTimeout(() => this.#speak(frame), REST);
	}

	/** A long sentence gets smaller letters rather than being cut off. */
	fit() {
		this.line.classList.remove("long");
		this.line.classList.toggle("long", this.line.scrollHeight > this.line.clientHeight + 1);
	}

	/** @param {Frame} frame */
	#speak(frame) {
		clearTimeout(this.timer);
		write(this.spoken, frame.caption);
	}
}
