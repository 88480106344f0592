/**
 * The address bar is a link to this very moment: every param that is not the default stands in it by its name, and
 * `t`, `play`, `speed` and `theme` say what the player does.
 */

/** @import { PageState, Params } from "./types.js" */

/** Browsers complain when the address changes more often than a few times a second. */
const PAUSE = 400;

/**
 * A param as it stands in an address; a list as `a,b`.
 * @param {unknown} value
 */
export function spell(value) {
	return Array.isArray(value) ? value.join(",") : String(value);
}

/**
 * The params that may travel in a link: all but those whose schema says `link: false`, such as a photo.
 * @param {Params} params
 * @param {any} schema
 * @returns {Params}
 */
export function linkable(params, schema) {
	return Object.fromEntries(Object.entries(params).filter(([name]) => schema.properties?.[name]?.link !== false));
}

/**
 * The query of a moment, without the question mark.
 * @param {Params} params
 * @param {Params} defaults
 * @param {PageState} page
 */
export function query(params, defaults, page) {
	const search = new URLSearchParams();
	for (const [name, value] of Object.entries(params)) {
		if (spell(value) !== spell(defaults[name])) search.set(name, spell(value));
	}
	if (page.t) search.set("t", String(Number(page.t.toFixed(2))));
	if (page.play) search.set("play", "true");
	if (page.speed !== undefined && page.speed !== 1) search.set("speed", String(page.speed));
	if (page.theme && page.theme !== "auto") search.set("theme", page.theme);
	if (page.controls && page.controls !== "full") search.set("controls", page.controls);
	if (page.keys && page.keys !== "deck") search.set("keys", page.keys);
	return search.toString();
}

/** Keeps the address bar up to date, seldom enough for the browser. */
export class Address {
	/** @param {() => string} now  gives the query of this moment */
	constructor(now) {
		this.now = now;
		this.timer = 0;
		addEventListener("pagehide", () => this.#write());
	}

	changed() {
		this.timer ||= setTimeout(() => this.#write(), PAUSE);
	}

	#write() {
		clearTimeout(this.timer);
		this.timer = 0;
		const search = this.now();
		const url = location.pathname + (search && `?${search}`) + location.hash;
		if (url !== location.pathname + location.search + location.hash) history.replaceState(history.state, "", url);
	}
}
