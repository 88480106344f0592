/** The badge: says that this run's gradient was checked, and on a click how. */

import { pretty } from "../../draw/numbers.js";
import { Run } from "./run.js";

/** @import { Frame } from "../../core/types.js" */

export class Badge {
	/**
	 * @param {HTMLElement} parent
	 * @param {Run} run
	 * @param {number} seed
	 */
	constructor(parent, run, seed) {
		this.run = run;
		this.seed = seed;
		this.button = document.createElement("button");
		this.button.type = "button";
		this.button.className = "gradients-badge";
		this.button.setAttribute("aria-expanded", "false");
		this.button.hidden = true;
		this.panel = document.createElement("section");
		this.panel.className = "gradients-check";
		this.panel.setAttribute("aria-label", "How the gradient was checked");
		this.panel.hidden = true;
		parent.append(this.button, this.panel);
		this.button.addEventListener("click", () => this.#open(this.panel.hidden === true));
		parent.addEventListener("keydown", (event) => {
			if (event.key !== "Escape" || this.panel.hidden) return;
			event.preventDefault();
			this.#open(false);
			this.button.focus();
		});
		/** @type {Frame | null} */
		this.frame = null;
		this.brief = false;
	}

	/**
	 * Show the badge of a check frame; with any other frame there is none.
	 * @param {Frame} frame
	 * @param {boolean} brief  there is room for the number only
	 */
	draw(frame, brief) {
		const checked = frame.phase === "check";
		if (!checked) {
			if (!this.button.hidden) this.#open(false);
			this.button.hidden = true;
			return;
		}
		this.button.hidden = false;
		if (this.frame === frame && this.brief === brief) return;
		this.frame = frame;
		this.brief = brief;
		const { badge, relative_error: error } = frame.values;
		this.button.textContent = brief ? (typeof error === "number" ? pretty(error) : "unchecked") : String(badge);
		this.button.setAttribute("aria-label", String(badge));
		this.button.classList.toggle("good", error !== null);
		this.button.classList.toggle("brief", brief);
		this.panel.replaceChildren(...this.#explanation(frame));
	}

	destroy() {
		this.button.remove();
		this.panel.remove();
	}

	/** @param {boolean} open */
	#open(open) {
		this.panel.hidden = !open;
		this.button.setAttribute("aria-expanded", String(open));
	}

	/** @param {Frame} frame */
	#explanation(frame) {
		const how = element(
			"p",
			`All parameters of a network move by ±ε each, along one random direction v (seed ${this.seed}). ` +
				"How much must the loss change? Back-propagation says it from the gradient; the differences are of " +
				"four more runs, at ±ε and ±2ε. Both for this very run:",
		);
		const table = document.createElement("table");
		const headings = ["", "back-propagation", "differences", "ε", "relative error"];
		const head = table.createTHead().insertRow();
		for (const heading of headings) {
			const cell = element("th", heading);
			cell.setAttribute("scope", "col");
			head.append(cell);
		}
		const body = table.createTBody();
		this.run.labels.forEach((label, net) => {
			const row = body.insertRow();
			const name = element("th", label);
			name.setAttribute("scope", "row");
			name.style.color = `var(--${this.run.cells[net]})`;
			row.append(name);
			const error = Run.of(frame, "error_relative")[net];
			[
				pretty(Run.of(frame, "analytic")[net], 10),
				pretty(Run.of(frame, "numeric")[net], 10),
				pretty(Run.of(frame, "epsilon")[net], 1),
				Number.isNaN(error) ? "cannot be checked" : pretty(error),
			].forEach((words, i) => {
				const cell = row.insertCell();
				cell.textContent = words;
				cell.dataset.heading = headings[i + 1]; // shown beside the number where the table is folded
			});
		});
		const note = String(frame.values.note ?? "");
		return note ? [how, table, element("p", note)] : [how, table];
	}
}

/**
 * @param {string} tag
 * @param {string} words
 */
function element(tag, words) {
	const made = document.createElement(tag);
	made.textContent = words;
	return made;
}
