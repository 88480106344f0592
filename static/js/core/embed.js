/**
 * An embed's talk with the page around it, by `postMessage`: {ns: "unrolled", v: 1, type, …}, origin checked on both
 * sides. What the parent sets is a state to be in (“be at cue 3”), never a move, so that it may be said twice.
 *
 *   to the parent     ready {cues, length} · state {t, playing} · key {key, code, shiftKey}
 *   from the parent   set {cue | t, playing, theme, scale, active}
 */

/** @typedef {{cue?: string | number, t?: number, playing?: boolean, theme?: "light" | "dark" | "auto", scale?: number,
 *   active?: boolean}} Wish */

/** The deck's own keys: the arrows, and what clickers send. */
const DECK_KEYS = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", " ", "PageUp", "PageDown"];
/** Keys that the whole deck answers to, not one picture in it. */
const DECK_LETTERS = ["d", "f", "s", "p"];

/**
 * Whether an origin is one of those that may embed: `http://localhost:*` stands for every port, `https://*.edu` for
 * every name below.
 * @param {string} origin
 * @param {string[]} allowed
 */
export function mayTalk(origin, allowed) {
	return allowed.some((pattern) => {
		if (pattern === origin) return true;
		const [scheme, host = "", port = ""] = split(pattern);
		const [itsScheme, itsHost = "", itsPort = ""] = split(origin);
		if (scheme !== itsScheme || (port !== "*" && port !== itsPort)) return false;
		return host.startsWith("*.") ? itsHost.endsWith(host.slice(1)) : host === itsHost;
	});
}

/** @param {string} origin */
function split(origin) {
	return (/^(https?):\/\/([^/:]+|\[[^\]]+\])(?::(\d+|\*))?$/.exec(origin) ?? []).slice(1);
}

/**
 * Whether this key is for the picture, in an embed where the deck owns its keys.
 * @param {{key: string}} event
 */
export function isForPicture({ key }) {
	return !DECK_KEYS.includes(key) && !DECK_LETTERS.includes(key.toLowerCase());
}

/**
 * What of a parent's message can be used, or null if it is none of ours.
 * @param {unknown} data
 * @returns {Wish | null}
 */
export function readWish(data) {
	const message = /** @type {Record<string, any>} */ (data);
	if (typeof data !== "object" || data === null) return null;
	if (message.ns !== "unrolled" || message.v !== 1 || message.type !== "set") return null;
	const { cue, t, playing, theme, scale, active } = message;
	/** @type {Wish} */
	const wish = {};
	if (typeof cue === "string" || (Number.isInteger(cue) && cue >= 0)) wish.cue = cue;
	if (typeof t === "number" && Number.isFinite(t) && t >= 0) wish.t = t;
	if (typeof playing === "boolean") wish.playing = playing;
	if (theme === "light" || theme === "dark" || theme === "auto") wish.theme = theme;
	if (typeof scale === "number" && scale > 0 && scale <= 16) wish.scale = scale;
	if (typeof active === "boolean") wish.active = active;
	return wish;
}

export class Parent {
	/** @param {string[]} allowed  origins that may embed, besides our own */
	constructor(allowed) {
		this.allowed = [...allowed, location.origin];
		this.origin = this.#guess();
		/** @type {(wish: Wish) => void} */
		this.onWish = () => {};
		addEventListener("message", (event) => this.#receive(event));
	}

	/**
	 * @param {"ready" | "state" | "key"} type
	 * @param {Record<string, unknown>} content
	 */
	tell(type, content) {
		if (window.parent === window || this.origin === null) return;
		window.parent.postMessage({ ns: "unrolled", v: 1, type, ...content }, this.origin);
	}

	/** Firefox names no ancestors; there the referrer tells, or the parent's first word. */
	#guess() {
		if (window.parent === window) return null;
		const origin = location.ancestorOrigins?.[0] ?? (document.referrer && new URL(document.referrer).origin);
		return origin && mayTalk(origin, this.allowed) ? origin : null;
	}

	/** @param {MessageEvent} event */
	#receive(event) {
		if (event.source !== window.parent || event.source === window || !mayTalk(event.origin, this.allowed)) return;
		const wish = readWish(event.data);
		if (!wish) return;
		this.origin = event.origin;
		this.onWish(wish);
	}
}
