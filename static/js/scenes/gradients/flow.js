/** What moves: values that travel to the next step, and the gradient that comes back along the same way. */

import { arrow, ribbon, traveller } from "../../draw/arrow.js";
import { magnitude, token } from "../../draw/colour.js";
import { figure, figureWidth } from "../../draw/figures.js";
import { pretty } from "../../draw/numbers.js";
import { ease, level, Run } from "./run.js";

/** @import { Frame } from "../../core/types.js" */
/** @import { Layout } from "./layout.js" */
/** @import { Station } from "../../draw/arrow.js" */

/** Gaps narrower than this have no room for an arrow: the columns stand side by side. */
const SMALLEST_GAP = 4;

/** @param {Layout} at @param {number} k */
export const centre = (at, k) => at.left + (k + 0.5) * at.pitch;

/** Where the loss sits: centre and radius. @param {Layout} at @param {number} width */
export function lossNode(at, width) {
	const radius = Math.min(at.states * 0.48, at.small * 1.05, 26);
	return { x: Math.min(at.right + radius + at.small * 1.1, width - radius - 2), radius };
}

/**
 * The way forward: an arrow into every step that has been reached, and the value on its way to the next.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Layout} at
 * @param {number} y  middle of the row
 * @param {number} reached  the last step computed
 * @param {number} alpha  how far on the way to the next, 0…1
 * @param {number} end  where the way leads after the last step
 * @param {number} steps
 * @param {number} passed  the gradient has come back to here: from here on the way is its own
 */
export function drawForward(ctx, at, y, reached, alpha, end, steps, passed) {
	const gap = at.pitch - at.body;
	const colour = token("--ink-2");
	if (gap >= SMALLEST_GAP) {
		const width = gap > 14 ? 1.75 : 1.25;
		for (let k = 0; k < Math.min(reached, passed); k++) {
			const from = centre(at, k) + at.body / 2 + 1;
			arrow(ctx, from, y, from + gap - 2, y, { colour, width, head: Math.min(gap - 2, 9) });
		}
	}
	if (alpha <= 0) return;
	const from = centre(at, reached) + (gap >= SMALLEST_GAP ? at.body / 2 : 0);
	const to = reached + 1 < steps ? from + (gap >= SMALLEST_GAP ? gap : at.pitch) : end;
	const radius = Math.max(2.5, Math.min(7, at.pitch * 0.35, at.states * 0.1));
	const x = from + (to - from) * ease(alpha);
	if (gap >= SMALLEST_GAP) {
		ctx.strokeStyle = colour;
		ctx.lineWidth = 1.5;
		ctx.beginPath();
		ctx.moveTo(from, y);
		ctx.lineTo(x, y);
		ctx.stroke();
	}
	traveller(ctx, x, y, radius, { colour: token("--sym-h"), rim: token("--paper") });
}

/**
 * The next input on its way into a row, from its bar up to the column it will change.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Layout} at
 * @param {number} top  of the row
 * @param {number} k  the step it belongs to
 * @param {number} alpha
 */
export function drawReading(ctx, at, top, k, alpha) {
	const [from, to] = [at.inputY + at.input / 2, top + at.head + at.states];
	const y = from + (to - from) * ease(alpha / 0.6);
	const style = { colour: token("--sym-x"), rim: token("--paper") };
	if (alpha < 0.6) traveller(ctx, centre(at, k), y, Math.max(2, Math.min(5, at.pitch * 0.3)), style);
}

/**
 * The way back: a ribbon from the loss to the step the gradient has come to, as thick and as dark as the gradient is
 * large, and its norm in figures above its tip.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Layout} at
 * @param {number} top  of the row
 * @param {Run} run
 * @param {number} net
 * @param {{front: number, alpha: number, from: number, width: number}} way
 *        front: the step arrived at, T while the gradient is still on its way there; from: x of the loss
 */
export function drawBack(ctx, at, top, run, net, { front, alpha, from, width }) {
	const y = top + at.head + at.states / 2;
	const norm = (/** @type {number} */ k) => Run.of(run.backward(k), "norm")[net];
	const error = Math.abs(Run.of(run.loss, "error")[net]);
	/** @param {number} x @param {number} size @returns {Station} */
	const station = (x, size) => ({ x, half: thickness(at, size), colour: magnitude(level(size)) });

	/** @type {Station[]} */
	const stations = [
		{ ...station(from, error), half: Math.min(thickness(at, error), lossNode(at, width).radius * 0.9) },
	];
	let lost = Number.isFinite(error) ? -1 : run.steps;
	let gone = error === 0 ? run.steps : -1;
	for (let k = run.steps - 1; k >= front; k--) {
		const size = norm(k);
		stations.push(station(centre(at, k), size));
		if (!Number.isFinite(size) && lost < 0) lost = k;
		if (size === 0 && gone < 0) gone = k;
	}
	let x = stations[stations.length - 1].x;
	const here = front < run.steps ? norm(front) : error;
	if (alpha > 0 && front > 0) {
		const next = station(centre(at, front - 1), run.backward(front - 1) ? norm(front - 1) : here);
		const last = stations[stations.length - 1];
		x += (next.x - x) * alpha;
		stations.push({
			x,
			half: last.half + (next.half - last.half) * alpha,
			colour: alpha < 0.5 ? last.colour : next.colour,
		});
	}
	const visible = stations[stations.length - 1].half > 0;
	ribbon(ctx, y, stations, { tip: visible ? Math.min(at.small, Math.max(5, at.pitch * 0.6)) : 0 });
	if (lost >= 0)
		hatch(ctx, x, Math.min(from, centre(at, lost) + at.pitch / 2), y, thickness(at, Number.POSITIVE_INFINITY));
	if (gone >= 0) nothing(ctx, x, centre(at, gone), y);
	if (at.told > 0.5) drawNumber(ctx, at, top, x, here, width);
}

/**
 * Half the ribbon's thickness: a thread as long as there is anything, two thirds of the row at 1, and a little more
 * than the row where it explodes.
 * @param {Layout} at
 * @param {number} size
 */
function thickness(at, size) {
	if (size === 0) return 0;
	const u = level(size);
	return Math.max(0.75, at.states * (u < 0.5 ? 0.68 * u : 0.34 + 0.4 * (u - 0.5)));
}

/**
 * The norm in figures, above the tip, wholly on the stage.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Layout} at
 * @param {number} top
 * @param {number} x
 * @param {number} size
 * @param {number} width
 */
function drawNumber(ctx, at, top, x, size, width) {
	const style = { size: at.large, weight: 600 };
	const words = pretty(size);
	const half = figureWidth(ctx, words, style) / 2;
	const place = Math.min(width - half - 2, Math.max(half + 2, x));
	const colour = Number.isFinite(size) ? token("--grad-4") : token("--alarm");
	figure(ctx, words, place, top + at.head - at.large * 0.3, { ...style, align: "center", colour });
}

/**
 * Overflow: no thickness can show it, so the ribbon is hatched from where it happened.
 * @param {CanvasRenderingContext2D} ctx
 * @param {number} x1
 * @param {number} x2
 * @param {number} y
 * @param {number} half
 */
function hatch(ctx, x1, x2, y, half) {
	if (x2 <= x1) return;
	ctx.save();
	ctx.beginPath();
	ctx.rect(x1, y - half, x2 - x1, 2 * half);
	ctx.clip();
	ctx.strokeStyle = token("--alarm");
	ctx.lineWidth = 2;
	ctx.beginPath();
	for (let x = Math.floor((x1 - 2 * half) / 9) * 9; x < x2; x += 9) {
		ctx.moveTo(x, y + half);
		ctx.lineTo(x + 2 * half, y - half);
	}
	ctx.stroke();
	ctx.restore();
}

/**
 * Underflow to exactly 0: nothing travels on, and a dotted line says where it would have.
 * @param {CanvasRenderingContext2D} ctx
 * @param {number} x1
 * @param {number} x2
 * @param {number} y
 */
function nothing(ctx, x1, x2, y) {
	ctx.strokeStyle = token("--ink-2");
	ctx.lineWidth = 1;
	ctx.setLineDash([1, 5]);
	ctx.beginPath();
	ctx.moveTo(x2, y);
	ctx.lineTo(x1, y);
	ctx.stroke();
	ctx.setLineDash([]);
}
