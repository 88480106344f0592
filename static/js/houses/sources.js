/** Buttons that both house scenes have: where a picture comes from, and paper to draw on. They know no picture. */

import { make } from "../core/dom.js";
import { Fronts } from "./fronts.js";

/** @import { Params } from "../core/types.js" */

/**
 * @typedef {object} SourceDoings
 * @property {(house: number) => void} house  one of the house fronts
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
	 * @param {{count: number, refused: number[]}} fronts  house fronts, and those that cannot be taken
	 * @param {SourceDoings} doings
	 */
	constructor({ count, refused }, doings) {
		this.count = count;
		this.refused = refused;
		this.doings = doings;
		/** @type {Params} */
		this.params = { house: 0 };
		/** @type {Fronts | null} */
		this.all = null;
		this.house = button("front", "House", () => this.#choose(), { title: "Choose a house front" });
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
			button("front-back", "‹", () => this.#turn(-1), { "aria-label": "Previous house front" }),
			this.house,
			button("front-next", "›", () => this.#turn(1), { "aria-label": "Next house front" }),
		);
		this.elements = [front, this.number, this.draw, this.photo];
	}

	#choose() {
		const { count, refused, doings, params } = this;
		this.all ??= new Fronts(count, refused, doings.house);
		this.all.open(params.source === "house" ? params.house : null);
	}

	/** The next or previous one. @param {number} by */
	#turn(by) {
		let { house } = this.params;
		do house = (house + by + this.count) % this.count;
		while (this.refused.includes(house));
		this.doings.house(house);
	}

	destroy() {
		this.all?.destroy();
	}

	/** @param {Params} params */
	show(params) {
		const { source, house, number } = params;
		this.params = params;
		const on = { house: this.house, number: this.number, drawing: this.draw, photo: this.photo };
		for (const [name, element] of Object.entries(on)) element.setAttribute("aria-pressed", String(name === source));
		this.house.textContent = source === "house" ? `House ${house + 1}/${this.count}` : "House";
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
