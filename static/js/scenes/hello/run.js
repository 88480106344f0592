/** The run as the picture reads it: frames by chapter and step instead of by t. The one place that knows their order. */

/** @import { Frame, Header, Host, NDArray, Numbers } from "../../core/types.js" */

/** @typedef {"forward" | "backward" | "train" | "write"} Chapter */

export class Run {
	/**
	 * @param {Header} header
	 * @param {Host} host
	 */
	constructor(header, host) {
		const { facts, fields } = header;
		this.host = host;
		this.constants = header.constants;
		/** @type {string[]} the alphabet */
		this.letters = facts.letters;
		/** @type {number[]} the text, by index */
		this.text = facts.text;
		/** @type {number} */
		this.first = facts.first;
		/** @type {string[]} names of the cell's gates */
		this.gates = facts.gates;
		/** @type {Record<Chapter, number>} */
		this.starts = facts.starts;
		/** @type {number} */
		this.iterations = facts.iterations;
		/** @type {number} */
		this.weightsEvery = facts.weights_every;
		/** @type {"rnn" | "lstm" | "gru"} */
		this.cell = header.params.cell;
		this.hidden = fields.h.shape[0];
		this.steps = this.text.length - 1;
		/** names of the matrices from the letter, from the state before, and to the scores */
		this.weights = this.cell === "rnn" ? ["W_xh", "W_hh", "W_hy"] : ["W_x", "W_h", "W_hy"];
		const [steps, letters] = fields.ps.shape;
		if (steps !== this.steps || letters !== this.letters.length || fields.hs.shape[1] !== this.hidden)
			throw new Error(`expected ps (${this.steps}, ${this.letters.length}), got (${fields.ps.shape})`);
	}

	/**
	 * The frame in which step j (0-based) was read or written.
	 * @param {"forward" | "write"} chapter
	 * @param {number} j
	 */
	step(chapter, j) {
		return this.host.frame(this.starts[chapter] + 1 + j);
	}

	/**
	 * The frame in which the gradient reached step j (0-based).
	 * @param {number} j
	 */
	reached(j) {
		return this.host.frame(this.starts.backward + this.steps - j);
	}

	/**
	 * The frame after i updates.
	 * @param {number} i
	 */
	iteration(i) {
		return this.host.frame(this.starts.train + i);
	}

	/**
	 * A matrix of the picture as it was at t: the newest one not after t.
	 * @param {string} name
	 * @param {number} t
	 * @returns {NDArray}
	 */
	matrix(name, t) {
		const i = Math.min(t - this.starts.train, this.iterations);
		if (i >= 0) {
			const carried = i === this.iterations ? i : i - (i % this.weightsEvery);
			const value = this.iteration(carried)?.values[name];
			if (value) return /** @type {NDArray} */ (value);
		}
		return this.constants[name];
	}
}

/**
 * The numbers of an array that a frame carries.
 * @param {Frame | null | undefined} frame
 * @param {string} name
 * @returns {Numbers | null}
 */
export function numbers(frame, name) {
	const value = frame?.values[name];
	return value !== null && typeof value === "object" ? value.data : null;
}

/** The rows of matrices, cut once: the same row is the same array. @type {WeakMap<NDArray, Numbers[]>} */
const cut = new WeakMap();

/**
 * Row i of a matrix that a frame carries, or null.
 * @param {Frame | null | undefined} frame
 * @param {string} name
 * @param {number} i
 * @returns {Numbers | null}
 */
export function row(frame, name, i) {
	const value = frame?.values[name];
	if (value === null || typeof value !== "object") return null;
	let rows = cut.get(value);
	if (!rows) {
		const [n, width] = value.shape;
		rows = Array.from({ length: n }, (_, k) => value.data.subarray(k * width, (k + 1) * width));
		cut.set(value, rows);
	}
	return rows[i] ?? null;
}

/**
 * @param {Frame | null | undefined} frame
 * @param {string} name
 */
export function number(frame, name) {
	const value = frame?.values[name];
	return typeof value === "number" ? value : Number.NaN;
}

/**
 * A letter as it can be seen.
 * @param {string} letter
 */
export const visible = (letter) => (letter === " " ? "␣" : letter);
