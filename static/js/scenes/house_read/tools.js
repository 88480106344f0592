/** The row of tools: where the picture comes from, and what is done to it. It knows buttons only, no picture. */

import { make } from "../../core/dom.js";

/** @import { Params } from "../../core/types.js" */
/** @import { Mode } from "./desk.js" */

/**
 * @typedef {object} Doings  what the tools ask for
 * @property {(by: number) => void} front  the next or previous house front
 * @property {(mode: Mode) => void} mode
 * @property {(number: string) => void} number
 * @property {() => void} style  the same number on another wall
 * @property {(file: Blob) => void} photo
 * @property {() => void} undo
 * @property {() => void} clear
 * @property {() => void} done
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
		this.fronts = fronts;
		this.doings = doings;
		this.typed = "";
		this.said = make("span", { class: "said", role: "status" });
		this.row = make("div", { class: "tools-row", role: "toolbar", "aria-label": "The picture" });
		this.file = make("input", { type: "file", accept: "image/*", hidden: true, tabindex: -1, "aria-hidden": "true" });
		this.file.addEventListener("change", () => {
			const [chosen] = this.file.files ?? [];
			if (chosen) doings.photo(chosen);
		});
		this.element = make("div", { class: "tools" }, this.row, this.said, this.file);
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
		this.element.dataset.mode = mode;
	}

	/** @param {string} text */
	say(text) {
		this.said.textContent = text;
		// It fades after a while; what is said anew begins anew.
		for (const fading of this.said.getAnimations()) fading.currentTime = 0;
	}

	destroy() {
		this.element.remove();
	}

	#look() {
		const { source, house, covers, frame, overrule } = this.params;
		const on = {
			house: source === "house",
			number: source === "number",
			draw: source === "drawing",
			photo: source === "photo",
		};
		const { doings } = this;
		const parts = [
			make(
				"span",
				{ class: "fronts", role: "group", "aria-label": "House front" },
				button("front-back", "‹", () => doings.front(-1), { "aria-label": "Previous house front" }),
				button(
					"front",
					on.house ? `House ${house + 1}/${this.fronts}` : "House",
					() => doings.front(0),
					pressed(on.house),
				),
				button("front-next", "›", () => doings.front(1), { "aria-label": "Next house front" }),
			),
			button("number", on.number ? `“${this.params.number}”` : "Type", () => doings.mode("number"), {
				...pressed(on.number),
				title: "Type a number and have it put on a wall",
			}),
			button("draw", "Draw", () => doings.mode("draw"), { ...pressed(on.draw), title: "Draw a number yourself" }),
			button("photo", "Photo", () => this.file.click(), {
				...pressed(on.photo),
				title: "Choose, paste or drop a photo. It is not put into the link.",
			}),
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
		return [
			make("span", { class: "hint" }, "Draw a number"),
			button("undo", "Undo", () => this.doings.undo()),
			button("clear", "Clear", () => this.doings.clear()),
			button("cancel", "Cancel", () => this.doings.mode("look")),
			button("done", "Read it", () => this.doings.done(), { class: "call" }),
		];
	}

	#cover() {
		const parts = [make("span", { class: "hint" }, "Drag over what you want to cover")];
		if (this.params.covers.length) parts.push(button("uncover", "Uncover all", () => this.doings.uncover()));
		return [...parts, button("done", "Done", () => this.doings.mode("look"), { class: "call" })];
	}

	#frame() {
		const parts = [make("span", { class: "hint" }, "Drag a rough frame around the number")];
		if (this.params.frame.length) parts.push(button("whole", "Whole picture", () => this.doings.whole()));
		return [...parts, button("done", "Done", () => this.doings.mode("look"), { class: "call" })];
	}
}

/** @param {boolean} is */
const pressed = (is) => ({ "aria-pressed": String(is) });

/**
 * @param {string} name
 * @param {string} text
 * @param {() => void} act
 * @param {Record<string, string | boolean>} [attributes]
 */
function button(name, text, act, attributes = {}) {
	const element = make("button", { type: "button", "data-tool": name, "data-focus": name, ...attributes }, text);
	element.addEventListener("click", act);
	return element;
}
