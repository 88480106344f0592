/** A dialog of the page: the browser's own, which keeps the focus inside and closes on Escape. */

import { make } from "./dom.js";

/**
 * @param {string} title
 * @param {...(Node | string)} content
 * @returns {HTMLDialogElement} in the page, closed; `showModal()` opens it
 */
export function makeDialog(title, ...content) {
	const close = make("button", { type: "button", class: "plain" }, "Close");
	const dialog = make("dialog", { "aria-label": title });
	dialog.append(make("header", {}, make("h2", {}, title), close), ...content);
	close.addEventListener("click", () => dialog.close());
	// A click on the dimmed page around it closes it as well.
	dialog.addEventListener("click", (event) => {
		if (event.target === dialog) dialog.close();
	});
	document.body.append(dialog);
	return dialog;
}

/**
 * Copy a text; also where the page is served over plain HTTP and the browser has no clipboard for it.
 * @param {HTMLInputElement | HTMLTextAreaElement} field
 * @returns {Promise<boolean>} whether it worked
 */
export async function copyFrom(field) {
	field.focus();
	field.select();
	try {
		await navigator.clipboard.writeText(field.value);
		return true;
	} catch {
		return document.execCommand("copy");
	}
}
