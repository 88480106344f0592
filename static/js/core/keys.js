/** Which key does what. The table is also what the help shows. */

/**
 * @typedef {"toggle" | "forward" | "back" | "next" | "previous" | "home" | "end" | "faster" | "slower" | "fullscreen"
 *   | "theme" | "share" | "tune" | "help"} Action
 * @typedef {{key: string, shift?: boolean, action: Action, label: string, about: string, repeats?: boolean,
 *   projected?: boolean}} Binding  projected: only in full screen, elsewhere the key scrolls the page
 */

/** @type {Binding[]} */
export const BINDINGS = [
	{ key: " ", action: "toggle", label: "Space", about: "play or pause" },
	{ key: "ArrowRight", action: "forward", label: "→", about: "one step forward", repeats: true },
	{ key: "ArrowLeft", action: "back", label: "←", about: "one step back", repeats: true },
	{ key: "ArrowRight", shift: true, action: "next", label: "Shift →", about: "the next moment" },
	{ key: "ArrowLeft", shift: true, action: "previous", label: "Shift ←", about: "the moment before" },
	{
		key: "PageDown",
		action: "next",
		label: "Page↓",
		about: "the same in full screen: clickers send it",
		projected: true,
	},
	{ key: "PageUp", action: "previous", label: "Page↑", about: "the same, back", projected: true },
	{ key: "Home", action: "home", label: "Home", about: "the first step" },
	{ key: "End", action: "end", label: "End", about: "the last step" },
	{ key: "ArrowUp", action: "faster", label: "↑", about: "faster" },
	{ key: "ArrowDown", action: "slower", label: "↓", about: "slower" },
	{ key: "f", action: "fullscreen", label: "F", about: "full screen" },
	{ key: "d", action: "theme", label: "D", about: "dark or light" },
	{ key: "s", action: "share", label: "S", about: "share this moment" },
	{ key: "p", action: "tune", label: "P", about: "show or hide the parameters" },
	{ key: "?", action: "help", label: "?", about: "this help" },
];

/**
 * @typedef {object} Stroke  what of a KeyboardEvent matters here
 * @property {string} key
 * @property {boolean} shiftKey
 * @property {boolean} ctrlKey
 * @property {boolean} metaKey
 * @property {boolean} altKey
 * @property {boolean} repeat
 */

/**
 * @param {Stroke} stroke
 * @returns {Binding | null}
 */
export function bindingOf({ key, shiftKey, ctrlKey, metaKey, altKey }) {
	if (ctrlKey || metaKey || altKey) return null;
	const wanted = key.length === 1 ? key.toLowerCase() : key;
	// The question mark is typed with Shift on many keyboards, and letters may come with it by accident.
	const plain = (/** @type {Binding} */ b) => wanted.length === 1 || shiftKey === (b.shift ?? false);
	return BINDINGS.find((b) => b.key === wanted && plain(b)) ?? null;
}

/** Keys that a control which is not for typing uses itself. */
const OWN = {
	range: ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "PageUp", "PageDown"],
	radio: ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", " "],
	checkbox: [" "],
};

/**
 * Keys belong to the element that has the focus where it uses them itself.
 * @param {EventTarget | null} target
 * @param {string} key
 */
export function isTaken(target, key) {
	if (!(target instanceof Element)) return false;
	if (target.closest("dialog")) return true;
	const own = target instanceof HTMLInputElement ? OWN[/** @type {keyof typeof OWN} */ (target.type)] : undefined;
	if (own) return own.includes(key);
	if (target.closest("input, textarea, select, [contenteditable]")) return true;
	return (key === " " || key === "Enter") && target.closest("button, a, summary") !== null;
}

/**
 * Listen for keys on the whole page.
 * @param {Partial<Record<Action, () => void>>} actions
 * @param {(event: KeyboardEvent) => boolean} [mayUse]  whether this page may use this key at all
 * @param {(event: KeyboardEvent) => void} [unused]  told about each key press that nobody used
 */
export function listen(actions, mayUse = () => true, unused = () => {}) {
	document.addEventListener("keydown", (event) => {
		if (event.defaultPrevented || event.isComposing || isTaken(event.target, event.key)) return;
		const binding = mayUse(event) ? bindingOf(event) : null;
		const here = !binding?.projected || document.fullscreenElement !== null;
		const act = binding && here && actions[binding.action];
		if (!act) {
			unused(event);
			return;
		}
		event.preventDefault();
		if (!event.repeat || binding.repeats) act();
	});
}
