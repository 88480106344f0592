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
	const errors = run.cells.map((_, net) => pretty(Math.abs(Run.of(run.loss, "error")[net])));
	const widest = (/** @type {string[]} */ words) => Math.max(...words.map((word) => figureWidth(ctx, word, { size })));
	const first = widest(errors) + digit * 2.6;
	const slot = digit * 7;
	const slots = 1 + Math.max(1, Math.floor((until - at.left - first - digit * 11) / slot));
	run.cells.forEach((cell, net) => {
		const y = at.factorsY + (net + 0.7) * at.factors;
		mark(ctx, cell, at.left - size * 0.9, y - size * 0.33, size * 0.3);
		/** @type {(number | null)[]} */
		const steps = abridged(run.steps - 1 - front, slots - 1);
		const shown = [errors[net], ...steps.map((back) => (back === null ? "…" : factor(run, net, run.steps - 1 - back)))];
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
 * What the step back to step k left of the gradient. After an overflow or a gradient of 0 there is no factor: –.
 * @param {Run} run
 * @param {number} net
 * @param {number} k
 */
function factor(run, net, k) {
	const ratio = Run.of(run.backward(k), "ratio")[net];
	return Number.isNaN(ratio) ? "–" : pretty(ratio);
}

/**
 * Which of `count` factors to write into `slots` places: all, or the first and the last, with an ellipsis (null) between.
 * @param {number} count
 * @param {number} slots
 * @returns {(number | null)[]}  1 is the first
 */
export function abridged(count, slots) {
	const all = Array.from({ length: Math.min(count, slots) }, (_, i) => i + 1);
	if (count <= slots) return all;
	const before = Math.min(2, Math.ceil((slots - 1) / 2) - 1);
	return all.map((i) => (i <= before ? i : i === before + 1 ? null : count - slots + i));
}
