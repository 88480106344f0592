/** The run as the picture reads it: frames by step instead of by t. The one place that knows their order. */

/** @import { Frame, Header, Host, NDArray } from "../../core/types.js" */

/** The scale of gradients is the same in every run: 1 in the middle, eight powers of ten to either side. */
export const DECADES = 8;
export const CELLS = ["rnn", "lstm", "gru"];

export class Run {
	/**
	 * @param {Header} header
	 * @param {Host} host
	 */
	constructor(header, host) {
		this.host = host;
		this.steps = Number(header.params.length);
		this.hidden = Number(header.params.hidden);
		/** @type {string[]} */
		this.cells = header.params.cells;
		/** @type {string[]} */
		this.labels = header.facts.labels;
		/** @type {number[]} the predicted factor a step back */
		this.predicted = header.facts.predicted;
		/** @type {number} */
		this.target = header.facts.target;
		/** @type {NDArray} */
		this.signal = header.constants.x;
		const { h, norm } = header.fields;
		const [nets, hidden] = h.shape;
		if (nets !== this.cells.length || hidden !== this.hidden || norm.shape[0] !== nets)
			throw new Error(`expected h (${this.cells.length}, ${this.hidden}), got (${h.shape})`);
	}

	/**
	 * The values a frame carries for every network.
	 * @param {Frame | undefined} frame
	 * @param {string} name
	 */
	static of(frame, name) {
		const value = frame?.values[name];
		if (!value || typeof value !== "object") throw new Error(`expected ${name} in frame ${frame?.t}, got ${value}`);
		return value.data;
	}

	/** The frame in which step k is computed. @param {number} k */
	forward(k) {
		return this.host.frame(k);
	}

	/** The frame in which the loss is taken. */
	get loss() {
		return this.host.frame(this.steps);
	}

	/** The frame in which the gradient arrives at step k. @param {number} k */
	backward(k) {
		return this.host.frame(2 * this.steps - k);
	}

	/** How many steps are computed in a frame: those below it. @param {Frame} frame */
	reached(frame) {
		return Math.min(frame.t, this.steps - 1);
	}

	/** The step the gradient has come to, or T if it has not set out. @param {Frame} frame */
	front(frame) {
		return Math.max(0, Math.min(this.steps, 2 * this.steps - frame.t));
	}
}

/**
 * Where a gradient's norm lies on the scale, 0 … 1; 10⁻⁸ and less is 0, 1 is ½, 10⁸ and more (and inf) is 1.
 * @param {number} norm
 */
export function level(norm) {
	if (Number.isNaN(norm)) return 1;
	return Math.min(1, Math.max(0, (Math.log10(norm) + DECADES) / (2 * DECADES)));
}

/** Slow out of the one, slow into the other. @param {number} u */
export function ease(u) {
	const v = Math.min(1, Math.max(0, u));
	return v * v * (3 - 2 * v);
}
