/** What the view knows of a run at a moment: the glimpses so far, what was named, and the way back. */

/** @import { Frame, Host, NDArray } from "../../core/types.js" */

export const END = 10;

/**
 * @typedef {object} Moment
 * @property {Frame[]} looks  the glimpses up to here
 * @property {Frame[]} named  those of them that named something
 * @property {Frame[]} walks  the backward frames up to here, from the last glimpse on
 * @property {Frame | null} look  the glimpse the picture shows
 * @property {Frame | null} pixels  the frame whose heat is shown
 */

/**
 * @param {Frame} frame
 * @param {Host} host
 * @returns {Moment}
 */
export function momentAt(frame, host) {
	/** @type {Moment} */
	const moment = { looks: [], named: [], walks: [], look: null, pixels: frame.phase === "pixels" ? frame : null };
	for (let t = 0; t <= frame.t; t++) {
		const past = t === frame.t ? frame : host.frame(t);
		if (past?.phase === "forward") moment.looks.push(past);
		else if (past?.phase === "backward") moment.walks.push(past);
	}
	moment.named = moment.looks.filter((look) => look.values.named !== null);
	moment.look = moment.looks[glimpseOf(frame, moment.looks.length - 1)] ?? null;
	return moment;
}

/**
 * @param {Frame} frame
 * @param {number} last
 */
function glimpseOf(frame, last) {
	return typeof frame.values.glimpse === "number" ? frame.values.glimpse : last;
}

/**
 * @param {Frame} frame
 * @param {string} name
 * @returns {ArrayLike<number>}
 */
export function numbers(frame, name) {
	return /** @type {NDArray} */ (frame.values[name]).data;
}

/**
 * What is written for a class.
 * @param {number} digit
 */
export function sign(digit) {
	return digit === END ? "■" : String(digit);
}
