/** Hidden states as heat strips: one column a step, one cell a unit, orange for − and blue for +. */

import { fade, hidden, token } from "../../draw/colour.js";
import { Run } from "./run.js";

/** @import { Layout } from "./layout.js" */

/** How much of a state's colour the gradient takes away where it has passed. */
const FAINT = 0.74;

/**
 * The states of one network, painted once into a picture of T × H pixels and shown at any size from there: a strip of
 * 200 × 128 cells need not be filled cell by cell sixty times a second.
 */
export class States {
	/**
	 * @param {Run} run
	 * @param {number} net  which of the networks shown
	 */
	constructor(run, net) {
		this.run = run;
		this.net = net;
		this.picture = document.createElement("canvas");
		this.picture.width = run.steps;
		this.picture.height = run.hidden;
		this.painted = 0;
		this.theme = "";
		/** @type {boolean[]} steps whose state has overflowed */
		this.lost = [];
	}

	/** @param {number} upto  steps below this are needed */
	#paint(upto) {
		const { run, net } = this;
		if (this.theme !== run.host.theme) {
			this.theme = run.host.theme;
			this.painted = 0;
		}
		const ctx = this.picture.getContext("2d");
		if (!ctx) throw new Error("expected a 2d canvas, got none");
		for (; this.painted < upto; this.painted++) {
			const states = Run.of(run.forward(this.painted), "h");
			this.lost[this.painted] = false;
			for (let unit = 0; unit < run.hidden; unit++) {
				const value = states[net * run.hidden + unit];
				if (!Number.isFinite(value)) this.lost[this.painted] = true;
				ctx.fillStyle = hidden(value);
				ctx.fillRect(this.painted, unit, 1, 1);
			}
		}
	}

	/**
	 * Draw the columns of this row: states below `filled` (the last one as far as `arriving` says), outlines for the
	 * rest, and those the gradient has passed, from `passed` on, faint.
	 * @param {CanvasRenderingContext2D} ctx
	 * @param {Layout} at
	 * @param {number} y
	 * @param {{filled: number, arriving: number, passed: number}} reach
	 */
	draw(ctx, at, y, { filled, arriving, passed }) {
		const { steps, hidden: units } = this.run;
		const whole = Math.min(steps, filled + (arriving > 0 ? 1 : 0));
		this.#paint(whole);
		const line = token("--line");
		ctx.imageSmoothingEnabled = false;
		ctx.lineWidth = 1;
		ctx.strokeStyle = line;
		if (at.body === at.pitch && filled < steps) {
			const x = at.left + filled * at.pitch;
			ctx.strokeRect(x, y + 0.5, at.right - x, at.states - 1);
		}
		/** @param {number} k */
		const opacity = (k) => (k < filled ? 1 : arriving) * (1 - FAINT * Math.min(1, Math.max(0, k + 1 - passed)));
		// Columns that stand side by side and look alike are drawn as one; columns with gaps one by one.
		const joined = at.body === at.pitch;
		for (let k = 0; k < whole; ) {
			let end = k + 1;
			if (joined) while (end < whole && opacity(end) === opacity(k)) end++;
			const [x] = column(ctx, at, k);
			const [lastX, lastWidth] = column(ctx, at, end - 1);
			ctx.globalAlpha = opacity(k);
			ctx.drawImage(this.picture, k, 0, end - k, units, x, y, lastX + lastWidth - x, at.states);
			k = end;
		}
		for (let k = 0; k < steps; k++) {
			if (k >= whole && joined) break;
			const [x, w] = column(ctx, at, k);
			ctx.globalAlpha = k < whole ? opacity(k) : 1;
			if (this.lost[k] && k < whole) overflowed(ctx, x, y, w, at.states);
			ctx.globalAlpha = 1;
			if (k >= filled && !joined) ctx.strokeRect(x + 0.5, y + 0.5, w - 1, at.states - 1);
		}
		ctx.globalAlpha = 1;
	}
}

/**
 * Left edge and width of step k's column, on device pixels so that no seams show.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Layout} at
 * @param {number} k
 * @returns {[number, number]}
 */
export function column(ctx, at, k) {
	const { a } = ctx.getTransform();
	const x = at.left + (k + 0.5) * at.pitch - at.body / 2;
	const [from, to] = [Math.round(x * a) / a, Math.round((x + at.body) * a) / a];
	return [from, Math.max(1 / a, to - from)];
}

/**
 * A state that the numbers cannot hold: crossed out in the colour of alarm.
 * @param {CanvasRenderingContext2D} ctx
 * @param {number} x
 * @param {number} y
 * @param {number} w
 * @param {number} h
 */
function overflowed(ctx, x, y, w, h) {
	ctx.clearRect(x, y, w, h);
	ctx.fillStyle = fade(token("--alarm"), 0.25);
	ctx.fillRect(x, y, w, h);
	ctx.strokeStyle = token("--alarm");
	ctx.beginPath();
	ctx.moveTo(x, y + h);
	ctx.lineTo(x + w, y);
	ctx.stroke();
	ctx.strokeStyle = token("--line");
}
