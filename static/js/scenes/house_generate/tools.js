/** The row of tools: what is painted, by which hand, and what is done to it. It knows buttons only, no picture. */

import { make } from "../../core/dom.js";
import { button, padTools, Sources } from "../../houses/sources.js";

/** @import { Params } from "../../core/types.js" */
/** @import { Mode } from "./desk.js" */

const MOST = 4;

/**
 * @typedef {object} Doings  what the tools ask for
 * @property {(number: string) => void} number
 * @property {() => void} hand
 * @property {() => void} colours
 * @property {() => void} second
 * @property {(share: number) => void} blend
 * @property {() => void} street
 * @property {(copy: boolean) => void} copy
 * @property {() => void} gaussians
 * @property {(house: number) => void} house  one of the house fronts
 * @property {(mode: Mode | "number") => void} mode
 * @property {(file: Blob) => void} photo
 * @property {() => void} undo
 * @property {() => void} clear
 * @property {() => void} done
 * @property {() => void} giveBack
 * @property {() => void} read
 *
 * @typedef {object} Shown
 * @property {Params} params
 * @property {Mode} mode
 * @property {boolean} gaussians
 * @property {boolean} finished
 * @property {number[]} forced  steps that really are overruled
 */

export class Tools {
	/**
	 * @param {HTMLElement} parent
	 * @param {{count: number, refused: number[]}} fronts  house fronts to copy
	 * @param {Doings} doings
	 */
	constructor(parent, fronts, doings) {
		this.said = make("span", { class: "said", role: "status" });
		this.sources = new Sources(fronts, doings);
		this.field = make("input", {
			type: "text",
			inputmode: "numeric",
			maxlength: MOST,
			size: MOST,
			class: "number",
			"aria-label": "A number of one to four digits",
			autocomplete: "off",
		});
		this.field.addEventListener("input", () => {
			const digits = this.field.value.replace(/[^0-9]/g, "").slice(0, MOST);
			if (digits !== this.field.value) this.field.value = digits;
			if (digits) doings.number(digits);
		});
		this.field.addEventListener("keydown", (event) => {
			if (event.key === "Enter" || event.key === "Escape") this.field.blur();
		});
		this.number = make("label", {}, "Number ", this.field);
		this.hand = button("hand", "Another hand", doings.hand, { title: "Paint it in another hand" });
		this.colours = button("colours", "Other colours", doings.colours, { title: "Paint it in other colours" });
		this.mixing = button("blend", "Blend", () => doings.mode("blend"), { title: "Glide between two hands" });
		this.street = button("street", "Street", doings.street, { title: "Twelve houses at once, or one" });
		this.copy = button("copy", "Copy", () => doings.copy(true), { title: "Give it a picture to copy" });
		this.free = button("free", "Paint", () => doings.copy(false), { title: "Paint from chance alone again" });
		this.gaussians = button("gaussians", "Gaussians", doings.gaussians, {
			title: "Show the Gaussians that the window is made of",
		});
		this.giveBack = button("give-back", "Give back", doings.giveBack, {
			class: "call",
			title: "Let the painter put its strokes where it wants",
		});
		this.read = button("read", "", doings.read, { class: "call", title: "Open house-read on this painting" });
		this.read.append(make("span", { class: "whole" }, "Let the reader read it"));
		this.read.append(make("span", { class: "short" }, "Read it"));
		this.gap = make("span", { class: "gap" });
		this.calls = make("span", { class: "calls" }, this.giveBack, this.read);
		this.rows = {
			look: row(
				"The painting",
				...this.sources.elements,
				...[this.number, this.hand, this.colours, this.mixing, this.street, this.copy, this.free],
				...[this.gaussians, this.gap, this.calls],
			),
			blend: this.#blendRow(doings),
			draw: row("Paper", ...padTools({ ...doings, cancel: () => doings.mode("look") }, "Copy it")),
		};
		this.element = make(
			"div",
			{ class: "tools house-tools generate-tools" },
			...Object.values(this.rows),
			this.said,
			this.sources.file,
		);
		parent.append(this.element);
	}

	/** @param {Doings} doings */
	#blendRow(doings) {
		this.first = make("span", { class: "hint" });
		this.other = make("span", { class: "hint" });
		this.slider = make("input", {
			type: "range",
			min: 0,
			max: 1,
			step: 0.01,
			class: "blend",
			"aria-label": "Share of the second hand",
		});
		this.slider.addEventListener("input", () => {
			this.#slide(Number(this.slider?.value));
			doings.blend(Number(this.slider?.value));
		});
		return row(
			"Blend of two hands",
			this.first,
			this.slider,
			this.other,
			button("second", "Another", doings.second, { title: "Another second hand" }),
			button("blended", "Done", () => doings.mode("look"), { class: "call" }),
		);
	}

	/** @param {number} share */
	#slide(share) {
		const { slider } = this;
		if (!slider) return;
		if (Number(slider.value) !== share) slider.value = String(share);
		slider.style.setProperty("--u", String(share));
		slider.setAttribute("aria-valuetext", `${Math.round(share * 100)} %`);
	}

	/** @param {Shown} shown */
	show({ params, mode, gaussians, finished, forced }) {
		const copy = params.mode === "copy";
		for (const [name, element] of Object.entries(this.rows)) element.hidden = name !== mode;
		this.element.dataset.mode = mode;
		this.sources.show(params);
		this.number.hidden = copy && params.source !== "number";
		if (document.activeElement !== this.field) this.field.value = params.number;
		for (const part of [this.colours, this.mixing, this.street, this.copy]) part.hidden = copy;
		for (const part of [...this.sources.elements, this.free]) part.hidden = !copy;
		this.mixing.hidden ||= params.street;
		this.mixing.textContent = params.blend > 0 ? `Blend ${Math.round(params.blend * 100)} %` : "Blend";
		press(this.street, params.street);
		press(this.gaussians, gaussians);
		this.giveBack.hidden = !forced.length;
		this.read.hidden = !finished;
		if (this.first) this.first.textContent = `Hand ${params.hand}`;
		if (this.other) this.other.textContent = `Hand ${params.second}`;
		if (document.activeElement !== this.slider) this.#slide(params.blend);
	}

	/** @param {string} text */
	say(text) {
		this.said.textContent = text;
		// It fades after a while; what is said anew begins anew.
		for (const fading of this.said.getAnimations()) fading.currentTime = 0;
	}

	destroy() {
		this.sources.destroy();
		this.element.remove();
	}
}

/**
 * @param {string} label
 * @param {...Node} parts
 */
function row(label, ...parts) {
	return make("div", { class: "tools-row", role: "toolbar", "aria-label": label }, ...parts);
}

/**
 * @param {HTMLElement} element
 * @param {boolean} is
 */
function press(element, is) {
	element.setAttribute("aria-pressed", String(is));
}
