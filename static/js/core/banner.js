/** One quiet line at the edge of the page, for what is wrong with the connection. */

import { byId } from "./dom.js";

/** @import { State } from "./socket.js" */

/** A server that is back within this time is not worth a word. */
const PATIENCE = 700;

export class Banner {
	constructor() {
		this.element = byId("banner");
		this.timer = 0;
	}

	/** @param {State} state */
	connection(state) {
		clearTimeout(this.timer);
		if (state === "open") this.hide();
		else if (state === "away") {
			this.timer = setTimeout(
				() => this.say("The server is away. This page goes on by itself when it is back."),
				PATIENCE,
			);
		}
	}

	/** @param {string} sentence */
	say(sentence) {
		this.element.textContent = sentence;
		this.element.hidden = false;
	}

	hide() {
		this.element.hidden = true;
	}
}
