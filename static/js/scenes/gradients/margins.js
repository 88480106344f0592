/** What stands around the rows: names, the input and its steps, the loss, and what the colours mean. */

import { text } from "../../draw/canvas.js";
import { hiddenLut, magnitudeLut, token } from "../../draw/colour.js";
import { figure, figureWidth } from "../../draw/figures.js";
import { pretty, superscript } from "../../draw/numbers.js";
import { centre, lossNode } from "./flow.js";
import { DECADES, Run } from "./run.js";

/** @import { Layout } from "./layout.js" */

/**
 * The mark of a network: its colour's second sign, the same as on its line in the chart.
 * @param {CanvasRenderingContext2D} ctx
 * @param {string} cell
 * @param {number} x
 * @param {number} y
 * @param {number} r
 */
export function mark(ctx, cell, x, y, r) {
	ctx.fillStyle = token(`--${cell}`);
	ctx.beginPath();
	if (cell === "rnn") ctx.arc(x, y, r, 0, 2 * Math.PI);
	else if (cell === "lstm") ctx.rect(x - r * 0.9, y - r * 0.9, r * 1.8, r * 1.8);
	else {
		ctx.moveTo(x, y - r * 1.1);
		ctx.lineTo(x + r * 1.1, y + r * 0.85);
		ctx.lineTo(x - r * 1.1, y + r * 0.85);
		ctx.closePath();
	}
	ctx.fill();
}

/**
 * The network's name, left of its states.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Layout} at
 * @param {number} top
 * @param {string} cell
 * @param {string} label
 */
export function drawName(ctx, at, top, cell, label) {
	const size = at.left < 60 ? 12 : at.large;
	const y = top + at.head + at.states / 2;
	const r = size * 0.28;
	const edge = at.left - size * 0.5;
	text(ctx, label, edge, y + size * 0.35, {
		size,
		family: "serif",
		weight: 600,
		align: "right",
		colour: token(`--${cell}`),
	});
	const wide = ctx.measureText(label).width;
	mark(ctx, cell, Math.max(r + 1, edge - wide - r * 2.2), y, r);
}

/**
 * The loss of one network: a node after the last step, and what was said, wanted and missed.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Layout} at
 * @param {number} top
 * @param {Run} run
 * @param {number} net
 * @param {{width: number, taken: boolean}} stage
 */
export function drawLoss(ctx, at, top, run, net, { width, taken }) {
	const y = top + at.head + at.states / 2;
	const { x, radius } = lossNode(at, width);
	const ink = token(taken ? "--ink" : "--line");
	ctx.beginPath();
	ctx.arc(x, y, radius, 0, 2 * Math.PI);
	ctx.fillStyle = token("--paper");
	ctx.fill();
	ctx.lineWidth = taken ? 2 : 1;
	ctx.strokeStyle = ink;
	ctx.stroke();
	const colour = token(taken ? "--ink" : "--ink-2");
	text(ctx, "L", x, y + radius * 0.4, { size: radius * 1.15, family: "serif", italic: true, align: "center", colour });
	if (!taken) return;
	const error = pretty(Run.of(run.loss, "error")[net]);
	const edge = x + radius + at.small * 0.5;
	if (width - edge > at.small * 7) {
		const lines = [`says ${pretty(Run.of(run.loss, "y")[net])}`, `wanted ${run.target}`, `error ${error}`];
		const step = Math.min(at.small * 1.3, (at.states + at.head) / 3);
		lines.forEach((words, i) => {
			const style = {
				size: at.small,
				weight: i === 2 ? 600 : 400,
				colour: i === 2 ? token("--ink") : token("--ink-2"),
			};
			figure(ctx, words, edge, y + (i - 0.65) * step, style);
		});
	} else if (at.states > radius * 2 + 34) {
		const size = Math.max(12, at.small * 0.9);
		figure(ctx, error, Math.min(x, width - 1), y + radius + size * 1.2, {
			size,
			align: x > width - 30 ? "right" : "center",
			colour,
		});
	}
}

/**
 * The input below the rows: a bar a step, up for +, and the numbers of the steps.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Layout} at
 * @param {Run} run
 * @param {number} filled
 */
export function drawInput(ctx, at, run, filled) {
	if (at.input > 1) drawBars(ctx, at, run, filled);
	if (at.axisY) drawSteps(ctx, at, run.steps);
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Layout} at
 * @param {Run} run
 * @param {number} filled
 */
function drawBars(ctx, at, run, filled) {
	const xs = run.signal.data;
	const most = Math.max(1, ...Array.from(xs, Math.abs));
	const middle = at.inputY + at.input / 2;
	const wide = Math.max(1, Math.min(at.body, 14));
	const size = at.small;
	ctx.globalAlpha = Math.min(1, at.input / 12);
	text(ctx, "input", at.left - size * 0.5, middle + size * 0.35, {
		size: Math.max(12, size * 0.9),
		family: "serif",
		italic: true,
		align: "right",
		colour: token("--sym-x"),
	});
	ctx.fillStyle = token("--line");
	ctx.fillRect(at.left, middle - 0.5, at.right - at.left, 1);
	for (let k = 0; k < run.steps; k++) {
		ctx.fillStyle = k < filled ? token("--sym-x") : token("--line");
		const height = (-xs[k] / most) * (at.input / 2);
		ctx.fillRect(centre(at, k) - wide / 2, middle, wide, height);
	}
	ctx.globalAlpha = 1;
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Layout} at
 * @param {number} steps
 */
function drawSteps(ctx, at, steps) {
	const size = at.small;
	const every = spacing(steps, (at.right - at.left) / (size * 3.2));
	for (let k = 0; k < steps; k += every) {
		text(ctx, String(k), centre(at, k), at.axisY, {
			size: Math.max(12, size * 0.85),
			align: "center",
			colour: token("--ink-2"),
		});
	}
	text(ctx, "step", at.left - size * 0.5, at.axisY, {
		size: Math.max(12, size * 0.85),
		family: "serif",
		italic: true,
		align: "right",
		colour: token("--ink-2"),
	});
}

/**
 * A round distance between labels so that at most `most` are needed.
 * @param {number} steps
 * @param {number} most
 */
export function spacing(steps, most) {
	return [1, 2, 5, 10, 20, 50, 100].find((every) => steps / every <= most) ?? 200;
}

/**
 * What the colours mean: first those of the states, then those of the gradient; beside the steps' numbers, or below.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Layout} at
 * @param {number} width
 * @param {boolean} back  whether the gradient is what is looked at
 */
export function drawLegend(ctx, at, width, back) {
	if (!at.axisY) return;
	const size = Math.max(12, at.small * 0.85);
	const y = at.axisY + at.legend;
	const [name, low, high] = back
		? ["gradient", `10${superscript(-DECADES)}`, `10${superscript(DECADES)}`]
		: ["state", "−1", "1"];
	const lut = back ? magnitudeLut() : hiddenLut();
	const style = { size, colour: token("--ink-2") };
	const [lowWidth, highWidth] = [low, high].map((words) => figureWidth(ctx, words, style) + 6);
	let from = at.legend ? at.left : at.right + size;
	const room = width - from - lowWidth - highWidth;
	const named = room > size * 9;
	if (named) {
		text(ctx, name, from, y, { ...style, family: "serif", italic: true });
		from += ctx.measureText(name).width + size * 0.7;
	}
	const bar = Math.min(size * 6, width - from - lowWidth - highWidth - 2);
	if (bar < 20) return;
	figure(ctx, low, from, y, style);
	figure(ctx, high, from + lowWidth + bar + 5, y, style);
	const cells = 48;
	for (let p = 0; p < cells; p++) {
		const j = Math.floor((p / (cells - 1)) * 255) * 4;
		ctx.fillStyle = `rgb(${lut[j]}, ${lut[j + 1]}, ${lut[j + 2]})`;
		ctx.fillRect(from + lowWidth + (bar * p) / cells, y - size * 0.72, bar / cells + 0.5, size * 0.8);
	}
}

/**
 * What the chart shows, beside it.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Layout} at
 * @param {number} width
 */
export function drawChartNote(ctx, at, width) {
	if (!at.chart) return;
	const size = Math.max(12, at.small * 0.85);
	const x = at.right + size;
	if (width - x < size * 7) return;
	const style = /** @type {const} */ ({ size, family: "serif", italic: true, colour: token("--ink-2") });
	const y = at.chartY + size * 1.4;
	sample(ctx, x, y - size * 0.3, size * 2, 2.5, []);
	text(ctx, "measured", x + size * 2.5, y, style);
	sample(ctx, x, y + size * 1.2, size * 2, 1.5, [6, 4]);
	text(ctx, "predicted", x + size * 2.5, y + size * 1.5, style);
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {number} x
 * @param {number} y
 * @param {number} length
 * @param {number} width
 * @param {number[]} dash
 */
function sample(ctx, x, y, length, width, dash) {
	ctx.strokeStyle = token("--ink-2");
	ctx.lineWidth = width;
	ctx.setLineDash(dash);
	ctx.beginPath();
	ctx.moveTo(x, y);
	ctx.lineTo(x + length, y);
	ctx.stroke();
	ctx.setLineDash([]);
}
