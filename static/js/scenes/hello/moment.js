/**
 * What is happening between two frames: which step is at work, in which part of it, and how far each part has come.
 *
 * A step has parts: the letter goes in, W_xh and W_hh do their products, the gates open, the state is made, the scores
 * come out. The products happen in the order in which the code has them, so that the line at work only moves down.
 */

import { number } from "./run.js";

/** @import { Frame } from "../../core/types.js" */
/** @import { Chapter, Run } from "./run.js" */

/** @typedef {"letter" | "input" | "recurrent" | "gates" | "memory" | "state" | "output"} Part */
/** @typedef {Record<Part, number>} Progress  0 not begun … 1 done */

/**
 * @typedef {object} Moment
 * @property {Chapter} chapter
 * @property {number} done  steps that are complete
 * @property {number} working  index of the step at work, −1 for none
 * @property {Progress} progress  of that step
 * @property {string} role  what the code is doing: a role of its lines
 * @property {number} focus  where the attention is, in steps, between two of them while it moves
 * @property {number} alpha
 */

/** @type {[Part, number][]} how long each part takes, in shares */
const SHARES = [
	["letter", 1],
	["input", 1.6],
	["recurrent", 1.6],
	["gates", 1.2],
	["memory", 1],
	["state", 1],
	["output", 1.8],
];
/** @type {Progress} */
const NOTHING = { letter: 0, input: 0, recurrent: 0, gates: 0, memory: 0, state: 0, output: 0 };
/** A fed-back letter has a way to go. */
const FEEDING = 2.2;

/** @param {number} u */
export const ease = (u) => u * u * (3 - 2 * u);
/** @param {number} u */
export const clamp01 = (u) => Math.min(1, Math.max(0, u));

/**
 * First line of a role in a listing, or Infinity.
 * @param {any} listing
 * @param {string} role
 */
function firstLine(listing, role) {
	const i = listing.lines.findIndex((/** @type {any} */ line) => line.roles.includes(role));
	return i < 0 ? Number.POSITIVE_INFINITY : i;
}

/**
 * Parts of one step with their times, 0…1, in the order of the code; products that share a line share their time.
 * @param {any} listing  the source of the cell's step
 * @param {boolean} fed  the letter comes from the step before
 * @returns {{part: Part, from: number, to: number}[]}
 */
export function schedule(listing, fed) {
	const input = firstLine(listing, "input");
	const recurrent = firstLine(listing, "recurrent");
	const shares = SHARES.filter(
		([part]) => part === "letter" || firstLine(listing, part) < Number.POSITIVE_INFINITY,
	).map(([part, share]) => /** @type {[Part, number]} */ ([part, part === "letter" && fed ? FEEDING : share]));
	if (recurrent < input) shares.splice(1, 2, shares[2], shares[1]);
	const together = input === recurrent;
	const total = shares.reduce((sum, [part, share]) => sum + (together && part === "recurrent" ? 0 : share), 0);
	let at = 0;
	return shares.map(([part, share]) => {
		if (together && part === "recurrent") {
			const whole = SHARES[1][1] / total;
			return { part, from: at - whole, to: at };
		}
		const from = at;
		at += share / total;
		return { part, from, to: at };
	});
}

/**
 * @param {Run} run
 * @param {Frame} frame
 * @param {Frame | null} next
 * @param {number} alpha
 * @param {Record<"forward" | "write", ReturnType<typeof schedule>>} schedules
 * @returns {Moment}
 */
export function momentOf(run, frame, next, alpha, schedules) {
	const chapter = /** @type {Chapter} */ (frame.phase);
	const goesOn = next !== null && next.phase === chapter && alpha > 0;
	if (chapter === "train") {
		return { chapter, done: run.steps, working: -1, progress: NOTHING, role: "", focus: -1, alpha };
	}
	const step = number(frame, "step");
	if (chapter === "backward") {
		const reached = Math.min(step, run.steps + 1) - 1; // index of the last step that the gradient has reached
		const working = goesOn ? reached - 1 : -1;
		const resting = reached < run.steps ? "local" : "";
		const role = goesOn ? (alpha < 0.5 && reached < run.steps ? "recurrent" : "local") : resting;
		const focus = goesOn ? reached - ease(clamp01(alpha * 3)) : reached;
		return { chapter, done: reached, working, progress: NOTHING, role, focus: Math.min(focus, run.steps - 1), alpha };
	}
	const rest = { chapter, done: step, working: -1, progress: NOTHING, alpha };
	if (!goesOn) return { ...rest, role: step ? "output" : "enter", focus: Math.max(0, step - 1) };
	const progress = { ...NOTHING };
	let role = "enter";
	for (const { part, from, to } of schedules[chapter]) {
		progress[part] = clamp01((alpha - from) / (to - from));
		if (alpha >= from && part !== "letter" && !(part === "recurrent" && role === "input" && progress.input < 1))
			role = part;
	}
	const focus = step ? step - 1 + ease(clamp01(alpha * 5)) : 0;
	return { chapter, done: step, working: step, progress, role, focus, alpha };
}
