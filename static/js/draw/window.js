/** The window of attention: the accent colour with a halo, so that it stands on anything. */

import { fade } from "./colour.js";
import { within } from "./places.js";

/** @import { Box } from "../houses/motion.js" */

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Box} box
 * @param {number} radius
 */
export function rounded(ctx, box, radius) {
	ctx.beginPath();
	ctx.roundRect(box.x, box.y, box.w, box.h, Math.min(radius, box.w / 4, box.h / 4));
}

/** What stands out from the accent colour, whatever is below. @param {number} opacity */
export const halo = (opacity) =>
	fade(document.documentElement.classList.contains("dark") ? "#000000" : "#ffffff", opacity);

/**
 * The window: the accent colour with a halo, so that it stands on any wall.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Box} box
 * @param {Box} cell  nothing of it is drawn outside
 * @param {{colour: string, width: number, opacity?: number}} style
 */
export function drawWindow(ctx, box, cell, { colour, width, opacity = 1 }) {
	const inside = within(box, cell, width * 0.8);
	ctx.globalAlpha = opacity;
	rounded(ctx, inside, 4);
	ctx.strokeStyle = halo(0.8);
	ctx.lineWidth = width * 2.1;
	ctx.stroke();
	ctx.strokeStyle = colour;
	ctx.lineWidth = width;
	ctx.stroke();
	ctx.globalAlpha = 1;
}
