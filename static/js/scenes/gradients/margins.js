/** What stands around the rows: names, the input and its steps, the loss. */

import { text } from "../../draw/canvas.js";
import { token } from "../../draw/colour.js";
import { figure } from "../../draw/figures.js";
import { pretty } from "../../draw/numbers.js";
import { centre, lossNode } from "./flow.js";
import { Run } from "./run.js";

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
		const size = at.note;
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
		size: at.note,
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
			size: at.note,
			align: "center",
			colour: token("--ink-2"),
		});
	}
	text(ctx, "step", at.left - size * 0.5, at.axisY, {
		size: at.note,
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
