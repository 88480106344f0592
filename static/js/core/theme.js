/** Light or dark, by a class on the root element, never by `color-scheme` (an embed would turn opaque). */

const root = document.documentElement;
const system = matchMedia("(prefers-color-scheme: dark)");

/** @typedef {"light" | "dark" | "auto"} Theme */

/** @type {() => void} */
let changed = () => {};

/** @returns {Theme} what was chosen */
export function theme() {
	return /** @type {Theme} */ (root.dataset.theme ?? "auto");
}

export function isDark() {
	return root.classList.contains("dark");
}

/**
 * @param {Theme} wanted
 * @param {{remember?: boolean}} [options]  keep it for the reader's next page
 */
export function setTheme(wanted, { remember = false } = {}) {
	root.dataset.theme = wanted;
	if (remember) {
		try {
			localStorage.setItem("unrolled.theme", wanted);
		} catch {
			// storage may be forbidden; then the choice lasts as long as the page
		}
	}
	apply();
}

/** The other one of light and dark. */
export function toggleTheme() {
	setTheme(isDark() ? "light" : "dark", { remember: true });
}

/** @param {() => void} listener  called after the colours changed */
export function onTheme(listener) {
	changed = listener;
	system.addEventListener("change", apply);
}

function apply() {
	const dark = theme() === "dark" || (theme() === "auto" && system.matches);
	if (dark === isDark()) return;
	root.classList.toggle("dark", dark);
	changed();
}
