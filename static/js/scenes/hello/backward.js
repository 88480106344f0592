/** The way back: what the outputs got wrong, and the gradient in the hidden states. */

import { text } from "../../draw/canvas.js";
import { magnitude } from "../../draw/colour.js";
import { pretty } from "../../draw/numbers.js";
import { cells, readable } from "./cells.js";
import { GRADIENT, level } from "./heat.js";
import { blockBox } from "./layout.js";
import { clamp01, ease } from "./moment.js";
import { number, numbers, row } from "./run.js";

/** @import { Box, Column, Plan } from "./layout.js" */
/** @import { Scenery } from "./network.js" */

/**
 * What the outputs got wrong, and the gradient in the hidden state.
 * @param {Scenery} s
 * @param {number} j
 * @param {Box} out
 */
export function drawError({ ctx, run, plan, columns: cols, moment, next }, j, out) {
	const { size } = plan;
	const errors = row(run.host.frame(run.starts.backward), "dscores", j);
	if (errors) cells(ctx, errors, out, { size, scale: GRADIENT });
	const at = j >= moment.done ? run.reached(j) : j === moment.working ? next : null;
	const dh = numbers(at, "dh");
	if (!dh) return;
	const u = j === moment.working ? ease(clamp01(moment.alpha * 4 - 3)) : 1;
	const box = blockBox(plan, cols[j], "hidden");
	ctx.save();
	ctx.globalAlpha *= u;
	cells(ctx, dh, box, { size, scale: GRADIENT });
	drawNorm(ctx, plan, cols[j], number(at, "norm"));
	ctx.restore();
}

/**
 * ‖∂L/∂h‖ under its state.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Plan} plan
 * @param {Column} column
 * @param {number} norm
 */
function drawNorm(ctx, plan, column, norm) {
	const { y, h } = plan.rows.into;
	const { size } = plan;
	const colour = magnitude(level(norm));
	const label = pretty(norm);
	const fits = column.width >= size * (0.6 * label.length + 0.4) && h >= size * 1.5;
	const height = Math.min(h * 0.8, fits ? size * 1.4 : size * 0.6);
	const width = fits ? Math.max(column.cell, size * (0.6 * label.length + 0.4)) : column.cell;
	const top = y + Math.max(2, (h - height) / 2);
	ctx.fillStyle = colour;
	ctx.fillRect(column.middle - width / 2, top, width, height);
	if (fits) {
		text(ctx, label, column.middle, top + height / 2 + size * 0.35, {
			size,
			align: "center",
			colour: readable(colour),
		});
	}
}
