/** One quiet line at the edge of the page: what is wrong with the connection, else what somebody got wrong. */

import { byId } from "./dom.js";

/** @import { State } from "./socket.js" */

/** A server that is back within this time is not worth a word. */
const PATIENCE = 700;

export class Banner {
	constructor() {
		this.element = byId("banner");
		this.timer = 0;
		this.away = "";
		this.mistake = "";
		// Whoever has read it may take it away.
		this.element.addEventListener("click", () => this.say(""));
	}

	/** @param {State} state */
	connection(state) {
		clearTimeout(this.timer);
		if (state === "away") {
			this.timer = setTimeout(
				() => this.#away("The server is away. This page goes on by itself when it is back."),
				PATIENCE,
			);
		} else if (state === "open") this.#away("");
	}

	/**
	 * A mistake; it stays until it is mended.
	 * @param {string} sentence  empty: there is none any more
	 */
	say(sentence) {
		this.mistake = sentence;
		this.#show();
	}

	/** @param {string} sentence */
	#away(sentence) {
		this.away = sentence;
		this.#show();
	}

	#show() {
		const sentence = this.away || this.mistake;
		this.element.textContent = sentence;
		this.element.hidden = !sentence;
	}
}
