/** What the view knows of a run: which stroke a frame is about, and what the canvas looks like there. */

/** @import { Frame, Header, Host, NDArray } from "../../core/types.js" */
/** @import { Bytes } from "./coarse.js" */
/** @import { Layered } from "./layers.js" */

/** Numbers of a window: centre x, y; stride x, y; σ x, y; γ. */
export const WINDOW = 7;

export class Run {
	/**
	 * @param {Header} header
	 * @param {Host} host
	 */
	constructor(header, host) {
		const { facts, constants } = header;
		this.host = host;
		this.header = header;
		this.facts = facts;
		/** @type {number} */
		this.steps = facts.steps;
		/** @type {number} */
		this.houses = facts.houses;
		/** @type {[number, number]} */
		this.size = [facts.height, facts.width];
		/** Gaussians along each side of the write window @type {number} */
		this.count = facts.write;
		this.copy = facts.mode === "copy";
		this.street = facts.houses > 1;
		/** @type {[number, number][]} place (−1: the ground) and which stroke of it */
		this.plan = facts.plan;
		this.tables = { logit: constants.logit.data, light: constants.light.data };
		this.colours = Array.from({ length: this.houses }, (_, b) => constants.colours.data.slice(9 * b, 9 * b + 9));
		/** the first step whose window somebody put */
		this.forced = Math.min(...facts.forced, Number.POSITIVE_INFINITY);
		this.ghost = constants.ghost ?? null;
	}

	/** The stroke a frame is about. @param {Frame} frame @returns {number} */
	strokeOf(frame) {
		const { stroke } = frame.values;
		return typeof stroke === "number" ? stroke : this.steps - 1;
	}

	/** The forward frame of a stroke. @param {number} stroke */
	forward(stroke) {
		return this.host.frame(Math.max(0, Math.min(this.steps - 1, stroke)));
	}

	/** The frames of the way back, from the last stroke to the one of `frame`. @param {Frame} frame */
	walks(frame) {
		const walks = [];
		for (let t = this.steps + 1; t <= Math.min(frame.t, this.steps + this.facts.walk); t++) {
			const walk = t === frame.t ? frame : this.host.frame(t);
			if (walk) walks.push(walk);
		}
		return walks;
	}

	/**
	 * The canvas after a stroke (−1: the empty one), on its way to the one after `next`.
	 * @param {number} house
	 * @param {number} stroke
	 * @param {number} next
	 * @param {number} share
	 * @returns {Layered}
	 */
	layered(house, stroke, next, share) {
		const wide = this.facts.wide - 1;
		return {
			ink: this.#bytes("ink", house, stroke),
			inkNext: this.#bytes("ink", house, next),
			inkShare: share,
			ground: this.#bytes("ground", house, Math.min(wide, stroke)),
			groundNext: this.#bytes("ground", house, Math.min(wide, next)),
			groundShare: share,
			colours: this.colours[house],
		};
	}

	/**
	 * @param {"ink" | "ground"} what
	 * @param {number} house
	 * @param {number} stroke
	 * @returns {Bytes}
	 */
	#bytes(what, house, stroke) {
		const frame = stroke < 0 ? undefined : this.forward(stroke);
		const layer = /** @type {NDArray | undefined} */ (frame?.values[what]);
		if (!layer) return { data: this.header.constants[`empty_${what}`].data, from: -1 };
		return { data: layer.data, from: house * (layer.data.length / this.houses) };
	}

	/**
	 * A house's window in a frame.
	 * @param {Frame} frame
	 * @param {number} house
	 * @returns {ArrayLike<number>}
	 */
	window(frame, house) {
		return numbers(frame, "window").subarray(WINDOW * house, WINDOW * (house + 1));
	}

	/**
	 * @param {Frame} frame
	 * @param {number} house
	 */
	active(frame, house) {
		return !(frame.values.active && numbers(frame, "active")[house] === 0);
	}
}

/**
 * @param {Frame} frame
 * @param {string} name
 */
export function numbers(frame, name) {
	return /** @type {NDArray} */ (frame.values[name]).data;
}
