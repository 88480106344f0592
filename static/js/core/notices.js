/** Lines above the picture that say what could not be done. Each goes with a click; the picture runs on. */

import { byId, make } from "./dom.js";

/** @import { Problem } from "./types.js" */

export class Notices {
	constructor() {
		this.element = byId("notices");
	}

	/** @param {Pick<Problem, "message">[]} problems */
	show(problems) {
		this.element.replaceChildren(
			...problems.map(({ message }) => {
				const close = make("button", { type: "button", class: "plain", "aria-label": "Dismiss this message" }, "OK");
				const line = make("p", {}, make("span", {}, message), close);
				close.addEventListener("click", () => line.remove());
				return line;
			}),
		);
	}
}
