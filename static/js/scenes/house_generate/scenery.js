/** What lies on the canvas beside the window: its Gaussians, the path so far, the path it would have taken. */

import { fade, token } from "../../draw/colour.js";
import { onStage, within } from "../../draw/places.js";
import { halo, rounded } from "../../draw/window.js";
import { WINDOW } from "./run.js";

/** @import { NDArray } from "../../core/types.js" */
/** @import { Box } from "../../houses/motion.js" */

/** @param {Box} cell */
export const radiusOf = (cell) => Math.max(3, Math.min(10, cell.w * 0.011));

/**
 * The Gaussians the window is made of, each as a ring one σ across.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Box} cell
 * @param {[number, number]} size
 * @param {ArrayLike<number>} window
 * @param {number} count
 */
export function drawGaussians(ctx, cell, size, window, count) {
	const unit = cell.w / size[1];
	const [x, y, strideX, strideY, sigmaX, sigmaY] = Array.from({ length: 6 }, (_, i) => window[i] * unit);
	ctx.save();
	rounded(ctx, cell, radiusOf(cell));
	ctx.clip();
	const middle = { x: cell.x + x + unit / 2, y: cell.y + y + unit / 2 };
	ctx.beginPath();
	for (let i = 0; i < count; i++) {
		for (let j = 0; j < count; j++) {
			const cx = middle.x + (j - (count - 1) / 2) * strideX;
			const cy = middle.y + (i - (count - 1) / 2) * strideY;
			ctx.moveTo(cx + sigmaX * 0.5, cy);
			ctx.ellipse(cx, cy, sigmaX * 0.5, sigmaY * 0.5, 0, 0, 7);
		}
	}
	// On a halo, as the window is, so that they stand on any plate; thinner where they stand close.
	const width = Math.max(1, Math.min(2, Math.min(strideX, strideY) * 0.09));
	ctx.strokeStyle = halo(0.7);
	ctx.lineWidth = width * 2.2;
	ctx.stroke();
	ctx.strokeStyle = token("--accent");
	ctx.lineWidth = width;
	ctx.stroke();
	ctx.restore();
}

/**
 * Where the last strokes were put: faint windows.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Box} cell
 * @param {Box[]} boxes  the oldest first
 * @param {number} width
 */
export function drawTrail(ctx, cell, boxes, width) {
	boxes.forEach((box, i) => {
		rounded(ctx, within(box, cell, width), 4);
		ctx.strokeStyle = fade(token("--accent"), 0.42 * 0.6 ** (boxes.length - 1 - i));
		ctx.lineWidth = width;
		ctx.stroke();
	});
}

/**
 * The path the painter would have taken by itself, and the window it would have now.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Box} cell
 * @param {[number, number]} size
 * @param {NDArray} ghost  (T, B, 7)
 * @param {{from: number, now: number, count: number}} at
 */
export function drawGhost(ctx, cell, size, ghost, { from, now, count }) {
	const [steps, houses] = ghost.shape;
	const unit = cell.w / size[1];
	/** @param {number} t */
	const window = (t) => ghost.data.subarray(t * houses * WINDOW, t * houses * WINDOW + WINDOW);
	for (const [colour, dashes] of /** @type {[string, number[]][]} */ ([
		["rgba(0, 0, 0, 0.55)", []],
		["rgba(255, 255, 255, 0.9)", [5, 5]],
	])) {
		ctx.setLineDash(dashes);
		ctx.strokeStyle = colour;
		ctx.lineWidth = 1.5;
		ctx.beginPath();
		for (let t = Math.max(0, from - 1); t < steps; t++) {
			const [x, y] = window(t);
			ctx.lineTo(cell.x + (x + 0.5) * unit, cell.y + (y + 0.5) * unit);
		}
		ctx.stroke();
		if (now >= from) {
			rounded(ctx, within(onStage(cell, size, window(Math.min(now, steps - 1)), count), cell, 2), 4);
			ctx.stroke();
		}
	}
	ctx.setLineDash([]);
}
