/** A few words for what every part of the page does with elements. */

/**
 * The element of a page that must be there.
 * @template {HTMLElement} T
 * @param {string} id
 * @param {new () => T} [kind]
 * @returns {T}
 */
export function byId(id, kind = /** @type {any} */ (HTMLElement)) {
	const element = document.getElementById(id);
	if (!(element instanceof kind)) throw new Error(`expected an element #${id} in the page, got none`);
	return element;
}

/**
 * `make("button", {class: "tool", type: "button"}, "Copy")`
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, string | number | boolean>} [attributes]  true sets an empty one, false none
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function make(tag, attributes = {}, ...children) {
	const element = document.createElement(tag);
	for (const [name, value] of Object.entries(attributes)) {
		if (value !== false) element.setAttribute(name, value === true ? "" : String(value));
	}
	element.append(...children);
	return element;
}

/**
 * Write a text only where it differs: an unchanged node costs no layout.
 * @param {HTMLElement} element
 * @param {string} text
 */
export function write(element, text) {
	if (element.textContent !== text) element.textContent = text;
}
