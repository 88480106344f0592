/** The product that makes a gradient vanish or explode, written out in this run's numbers. */

import { font, text } from "../../draw/canvas.js";
import { token } from "../../draw/colour.js";
import { pretty } from "../../draw/numbers.js";
import { mark } from "./margins.js";
import { Run } from "./run.js";

/** @import { Layout } from "./layout.js" */

/**
 * error × factor × … × factor = what is left, a line for every network. The factors are what each step measurably left
 * of the gradient, ‖∂L/∂h_k‖ / ‖∂L/∂h_{k+1}‖, so that the product is exact, and the same as at the ribbon's tip.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Layout} at
 * @param {Run} run
 * @param {number} front  the step arrived at
 * @param {number} until  where the lines must end
 */
export function drawFactors(ctx, at, run, front, until) {
	if (!at.factors) return;
	const size = at.small;
	ctx.font = font({ size });
	const digit = ctx.measureText("0").width;
	const slot = digit * 7;
	const sum = digit * 11;
	const slots = Math.max(2, Math.floor((until - at.left - sum) / slot));
	run.cells.forEach((cell, net) => {
		const y = at.factorsY + (net + 0.7) * at.factors;
		mark(ctx, cell, at.left - size * 0.9, y - size * 0.33, size * 0.3);
		/** @type {string[]} */
		const items = [pretty(Math.abs(Run.of(run.loss, "error")[net]))];
		for (let k = run.steps - 2; k >= front; k--) items.push(pretty(Run.of(run.backward(k), "ratio")[net]));
		const shown = abridged(items, slots);
		shown.forEach((item, i) => {
			const x = at.left + i * slot;
			const last = i === shown.length - 1 && items.length > 1;
			const colour = token(last ? "--ink" : "--ink-2");
			if (i) text(ctx, "×", x - digit * 0.5, y, { size, align: "right", colour: token("--ink-2") });
			text(ctx, item, x + (i ? digit * 0.4 : 0), y, {
				size,
				weight: last ? 600 : 400,
				colour: i ? colour : token("--ink"),
			});
		});
		const x = at.left + shown.length * slot;
		const left = Run.of(run.backward(front), "norm")[net];
		text(ctx, "=", x - digit * 0.5, y, { size, align: "right", colour: token("--ink-2") });
		const colour = token(Number.isFinite(left) ? "--grad-4" : "--alarm");
		text(ctx, pretty(left), x + digit * 0.4, y, { size: size * 1.1, weight: 600, colour });
	});
}

/**
 * The beginning and the end of a long product, with an ellipsis between.
 * @param {string[]} items
 * @param {number} slots
 */
export function abridged(items, slots) {
	if (items.length <= slots) return items;
	const ends = Math.max(1, slots - 1);
	const before = Math.min(3, Math.ceil(ends / 2));
	return [...items.slice(0, before), "…", ...items.slice(items.length - (ends - before))];
}
