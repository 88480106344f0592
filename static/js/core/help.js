/** What the keys do, and how to read the colours. */

import { makeDialog } from "./dialog.js";
import { make } from "./dom.js";
import { BINDINGS } from "./keys.js";

/** @returns {() => void} opens the help */
export function makeHelp() {
	/** @type {HTMLDialogElement | null} */
	let dialog = null;
	return () => {
		dialog ??= makeDialog("Keys and colours", keys(), colours());
		dialog.showModal();
	};
}

function keys() {
	const list = make("dl", { class: "keys" });
	for (const { label, about } of BINDINGS) {
		const caps = label.split(" ").map((cap) => make("kbd", {}, cap));
		list.append(make("dt", {}, ...caps), make("dd", {}, about));
	}
	return list;
}

function colours() {
	return make(
		"ul",
		{ class: "legend" },
		make("li", {}, make("span", { class: "swatch hidden-scale" }), "hidden state, from −1 to 1"),
		make("li", {}, make("span", { class: "swatch gradient-scale" }), "size of a gradient, from small to large"),
		make("li", {}, make("span", { class: "swatch attention" }), "where the network looks; what to do next"),
	);
}
