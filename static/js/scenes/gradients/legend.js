/** What the colours and the lines mean. */

import { text } from "../../draw/canvas.js";
import { hiddenLut, magnitudeLut, token } from "../../draw/colour.js";
import { figure, figureWidth } from "../../draw/figures.js";
import { superscript } from "../../draw/numbers.js";
import { DECADES } from "./run.js";

/** @import { Layout } from "./layout.js" */

/**
 * What the colours mean: first those of the states, then those of the gradient; beside the steps' numbers, or below.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Layout} at
 * @param {number} width
 * @param {boolean} back  whether the gradient is what is looked at
 */
export function drawLegend(ctx, at, width, back) {
	if (!at.axisY) return;
	const size = at.note;
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
 * @param {number} opacity
 */
export function drawChartNote(ctx, at, width, opacity) {
	if (!at.chart) return;
	const size = at.note;
	const x = at.right + size;
	if (width - x < size * 7) return;
	const style = /** @type {const} */ ({ size, family: "serif", italic: true, colour: token("--ink-2") });
	const y = at.chartY + size * 1.4;
	ctx.globalAlpha = opacity;
	sample(ctx, x, y - size * 0.3, size * 2, 2.5, []);
	text(ctx, "measured", x + size * 2.5, y, style);
	sample(ctx, x, y + size * 1.2, size * 2, 1.5, [6, 4]);
	text(ctx, "predicted", x + size * 2.5, y + size * 1.5, style);
	ctx.globalAlpha = 1;
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
