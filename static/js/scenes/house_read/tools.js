/** The row of tools: where the picture comes from, and what is done to it. It knows buttons only, no picture. */

import { make } from "../../core/dom.js";
import { button, padTools, Sources } from "../../houses/sources.js";

/** @import { Params } from "../../core/types.js" */
/** @import { Mode } from "./desk.js" */

/**
 * @typedef {object} Doings  what the tools ask for
 * @property {(house: number) => void} house  one of the house fronts
 * @property {(mode: Mode) => void} mode
 * @property {(number: string) => void} number
 * @property {() => void} style  the same number on another wall
 * @property {(file: Blob) => void} photo
 * @property {() => void} undo
 * @property {() => void} clear
 * @property {() => void} done
 * @property {() => boolean} undoable  a patch that can be taken away
 * @property {() => void} giveBack
 * @property {() => void} uncover
 * @property {() => void} whole
 */

export class Tools {
	/**
	 * @param {HTMLElement} parent
	 * @param {Params} params
	 * @param {number} fronts
	 * @param {Doings} doings
	 */
	constructor(parent, params, fronts, doings) {
		this.params = params;
		this.doings = doings;
		this.typed = "";
		this.hinted = false; // what is said is a hint that found no room
		this.said = make("span", { class: "said", role: "status" });
		this.row = make("div", { class: "tools-row", role: "toolbar", "aria-label": "The picture" });
		this.sources = new Sources({ count: fronts, refused: [] }, doings);
		this.element = make("div", { class: "tools house-tools" }, this.row, this.said, this.sources.file);
		parent.append(this.element);
	}

	/**
	 * @param {Mode} mode
	 * @param {string} typed  the number as far as it is typed
	 */
	show(mode, typed) {
		this.typed = typed;
		const fill = { look: this.#look, number: this.#number, draw: this.#draw, cover: this.#cover, frame: this.#frame }[
			mode
		];
		this.row.replaceChildren(...fill.call(this));
		requestAnimationFrame(() => this.#fit());
		this.element.dataset.mode = mode;
		if (this.hinted) this.say("");
	}

	/** Where the row is too long, a hint is said instead, and what gives something back is what is in sight. */
	#fit() {
		const { row } = this;
		if (row.scrollWidth <= row.clientWidth) return;
		const hint = row.querySelector(".hint");
		if (hint) {
			hint.remove();
			if (!this.said.textContent) this.say(hint.textContent ?? "");
			this.hinted = this.said.textContent === hint.textContent;
		}
		if (row.querySelector(".call")) row.scrollTo({ left: row.scrollWidth });
	}

	/** @param {string} text */
	say(text) {
		this.hinted = false;
		this.said.textContent = text;
		// It fades after a while; what is said anew begins anew.
		for (const fading of this.said.getAnimations()) fading.currentTime = 0;
	}

	destroy() {
		this.sources.destroy();
		this.element.remove();
	}

	#look() {
		const { covers, frame, overrule } = this.params;
		const { doings } = this;
		const parts = [
			...this.sources.show(this.params).elements,
			make("span", { class: "gap" }),
			button("cover", "Cover", () => doings.mode("cover"), { title: "Paint a patch over the picture" }),
			button("frame", "Frame", () => doings.mode("frame"), { title: "Drag a rough frame around the number" }),
		];
		if (covers.length) parts.push(button("uncover", "Uncover", doings.uncover, { class: "call" }));
		if (frame.length)
			parts.push(
				button("whole", "Whole", doings.whole, { class: "call", title: "Show the reader the whole picture again" }),
			);
		if (overrule.length) {
			parts.push(
				button("give-back", "Give back", doings.giveBack, {
					class: "call",
					title: "Let the reader look where it wants",
				}),
			);
		}
		return parts;
	}

	#number() {
		const field = make("input", {
			type: "text",
			inputmode: "numeric",
			maxlength: 5,
			size: 6,
			class: "number",
			"aria-label": "A number of one to five digits",
			"data-focus": "number-field",
			autocomplete: "off",
		});
		field.value = this.typed;
		const wall = button("style", "Another wall", () => this.doings.style());
		const put = () => {
			const digits = field.value.replace(/[^0-9]/g, "").slice(0, 5);
			field.value = digits;
			this.doings.number(digits);
		};
		field.addEventListener("input", put);
		field.addEventListener("keydown", (event) => {
			if (event.key === "Escape" || event.key === "Enter") {
				event.preventDefault();
				this.doings.mode("look");
			}
		});
		const label = make("label", {}, "Number ", field);
		return [label, wall, button("done", "Done", () => this.doings.mode("look"), { class: "call" })];
	}

	#draw() {
		const { undo, clear, done, mode } = this.doings;
		return padTools({ undo, clear, done, cancel: () => mode("look") }, "Read it");
	}

	#cover() {
		const parts = [make("span", { class: "hint" }, "Drag over what it is to miss from here on")];
		if (this.params.covers.length && this.doings.undoable()) parts.push(button("undo", "Undo", this.doings.undo));
		if (this.params.covers.length) parts.push(button("uncover", "Uncover all", () => this.doings.uncover()));
		return [...parts, button("done", "Done", () => this.doings.mode("look"), { class: "call" })];
	}

	#frame() {
		const parts = [make("span", { class: "hint" }, "Drag a rough frame around the number")];
		if (this.params.frame.length) parts.push(button("whole", "Whole picture", () => this.doings.whole()));
		return [...parts, button("done", "Done", () => this.doings.mode("look"), { class: "call" })];
	}
}
