/**
 * Ask for the style sheets of a view, each once a page.
 * @param {string[]} addresses
 */
export function loadStyles(addresses) {
	for (const address of addresses) {
		if (document.querySelector(`link[href="${address}"]`)) continue;
		const link = document.createElement("link");
		link.rel = "stylesheet";
		link.href = address;
		document.head.append(link);
	}
}
