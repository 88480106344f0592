/** Buttons that both house scenes have: where a picture comes from, and paper to draw on. They know no picture. */

import { make } from "../core/dom.js";

/** @import { Params } from "../core/types.js" */

/**
 * @typedef {object} SourceDoings
 * @property {(by: number) => void} front  the next or previous house front
 * @property {(mode: "number" | "draw") => void} mode
 * @property {(file: Blob) => void} photo
 *
 * @typedef {object} PadDoings
 * @property {() => void} undo
 * @property {() => void} clear
 * @property {() => void} cancel
 * @property {() => void} done
 */

/** @param {boolean} is */
export const pressed = (is) => ({ "aria-pressed": String(is) });

/**
 * @param {string} name
 * @param {string} text
 * @param {() => void} act
 * @param {Record<string, string | boolean>} [attributes]
 */
export function button(name, text, act, attributes = {}) {
	const element = make("button", { type: "button", "data-tool": name, "data-focus": name, ...attributes }, text);
	element.addEventListener("click", act);
	return element;
}

export class Sources {
	/**
	 * @param {number} fronts
	 * @param {SourceDoings} doings
	 */
	constructor(fronts, doings) {
		this.fronts = fronts;
		this.house = button("front", "House", () => doings.front(0));
		this.number = button("number", "Type", () => doings.mode("number"), {
			title: "Type a number and have it put on a wall",
		});
		this.draw = button("draw", "Draw", () => doings.mode("draw"), { title: "Draw a number yourself" });
		this.file = make("input", { type: "file", accept: "image/*", hidden: true, tabindex: -1, "aria-hidden": "true" });
		this.file.addEventListener("change", () => {
			const [chosen] = this.file.files ?? [];
			if (chosen) doings.photo(chosen);
		});
		this.photo = button("photo", "Photo", () => this.file.click(), {
			title: "Choose, paste or drop a photo. It is not put into the link.",
		});
		const front = make(
			"span",
			{ class: "fronts", role: "group", "aria-label": "House front" },
			button("front-back", "‹", () => doings.front(-1), { "aria-label": "Previous house front" }),
			this.house,
			button("front-next", "›", () => doings.front(1), { "aria-label": "Next house front" }),
		);
		this.elements = [front, this.number, this.draw, this.photo];
	}

	/** @param {Params} params */
	show({ source, house, number }) {
		const on = { house: this.house, number: this.number, drawing: this.draw, photo: this.photo };
		for (const [name, element] of Object.entries(on)) element.setAttribute("aria-pressed", String(name === source));
		this.house.textContent = source === "house" ? `House ${house + 1}/${this.fronts}` : "House";
		this.number.textContent = source === "number" ? `“${number}”` : "Type";
		return this;
	}
}

/**
 * @param {PadDoings} doings
 * @param {string} goal  what is done with the drawing
 */
export function padTools({ undo, clear, cancel, done }, goal) {
	return [
		make("span", { class: "hint" }, "Draw a number"),
		button("undo", "Undo", undo),
		button("clear", "Clear", clear),
		button("cancel", "Cancel", cancel),
		button("done", goal, done, { class: "call" }),
	];
}
