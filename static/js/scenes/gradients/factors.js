/** The product that makes a gradient vanish or explode, written out in this run's numbers. */

import { font, text } from "../../draw/canvas.js";
import { token } from "../../draw/colour.js";
import { figure, figureWidth } from "../../draw/figures.js";
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
	const products = run.cells.map((_, net) => product(run, net, front));
	const widest = (/** @type {string[]} */ words) => Math.max(...words.map((word) => figureWidth(ctx, word, { size })));
	const first = widest(products.map(([error]) => error)) + digit * 2.6;
	const slot = digit * 7;
	const slots = 1 + Math.max(1, Math.floor((until - at.left - first - digit * 11) / slot));
	run.cells.forEach((cell, net) => {
		const y = at.factorsY + (net + 0.7) * at.factors;
		mark(ctx, cell, at.left - size * 0.9, y - size * 0.33, size * 0.3);
		const shown = abridged(products[net], slots);
		/** @param {number} i */
		const place = (i) => at.left + (i ? first + (i - 1) * slot : 0);
		shown.forEach((item, i) => {
			const latest = i === shown.length - 1;
			if (i) text(ctx, "×", place(i) - digit * 0.6, y, { size, align: "right", colour: token("--ink-2") });
			const colour = token(i === 0 || latest ? "--ink" : "--ink-2");
			figure(ctx, item, place(i), y, { size, weight: i && latest ? 600 : 400, colour });
		});
		const x = place(shown.length);
		const left = Run.of(run.backward(front), "norm")[net];
		text(ctx, "=", x - digit * 0.6, y, { size, align: "right", colour: token("--ink-2") });
		const colour = token(Number.isFinite(left) ? "--grad-4" : "--alarm");
		figure(ctx, pretty(left), x + digit * 0.4, y, { size: size * 1.1, weight: 600, colour });
	});
}

/**
 * The error and the factors so far, in words. After an overflow or a gradient of 0 there is no factor to speak of: –.
 * @param {Run} run
 * @param {number} net
 * @param {number} front
 */
function product(run, net, front) {
	const words = [pretty(Math.abs(Run.of(run.loss, "error")[net]))];
	for (let k = run.steps - 2; k >= front; k--) {
		const ratio = Run.of(run.backward(k), "ratio")[net];
		words.push(Number.isNaN(ratio) ? "–" : pretty(ratio));
	}
	return words;
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
