/** @import { Host } from "../core/types.js" */

/**
 * Ask for the style sheets of a view, each once a page. In the gallery a view is a canvas alone and needs none.
 * @param {string[]} addresses
 * @param {Host["mode"]} mode
 */
export function loadStyles(addresses, mode) {
	if (mode === "gallery") return;
	for (const address of addresses) {
		if (document.querySelector(`link[href="${address}"]`)) continue;
		const link = document.createElement("link");
		link.rel = "stylesheet";
		link.href = address;
		document.head.append(link);
	}
}
