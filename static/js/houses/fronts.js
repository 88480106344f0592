/** All house fronts side by side, to choose one. Their small pictures are one file, made by scripts/make_fronts.py. */

import { makeDialog } from "../core/dialog.js";
import { make } from "../core/dom.js";

/** In the file: so many in a row. */
const COLUMNS = 6;
const PICTURES = "/static/pictures/fronts.webp";

export class Fronts {
	/**
	 * @param {number} count
	 * @param {number[]} refused  those that cannot be taken
	 * @param {(house: number) => void} choose
	 */
	constructor(count, refused, choose) {
		const rows = Math.ceil(count / COLUMNS);
		this.buttons = Array.from({ length: count }, (_, house) => {
			const place = `${((house % COLUMNS) * 100) / (COLUMNS - 1)}% ${(Math.floor(house / COLUMNS) * 100) / (rows - 1)}%`;
			const button = make("button", { type: "button", "aria-label": `House front ${house + 1}` });
			button.disabled = refused.includes(house);
			Object.assign(button.style, {
				backgroundImage: `url(${PICTURES})`,
				backgroundSize: `${COLUMNS * 100}% ${rows * 100}%`,
				backgroundPosition: place,
			});
			button.addEventListener("click", () => {
				this.dialog.close();
				choose(house);
			});
			return button;
		});
		this.dialog = makeDialog("Choose a house front", make("div", { class: "house-fronts" }, ...this.buttons));
	}

	/** @param {number | null} chosen */
	open(chosen) {
		this.buttons.forEach((button, house) => {
			button.setAttribute("aria-pressed", String(house === chosen));
		});
		this.dialog.showModal();
		if (chosen !== null) this.buttons[chosen].focus();
	}

	destroy() {
		this.dialog.remove();
	}
}
