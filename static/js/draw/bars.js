/** Bars over labels: probabilities over letters, norms over steps. */

import { text } from "./canvas.js";
import { token } from "./colour.js";

/**
 * @typedef {object} BarsStyle
 * @property {number} size  of the text, CSS px
 * @property {(i: number) => string} colour  of bar i
 * @property {(i: number) => string} [number]  what stands over bar i; where that would be too tight, only over strong ones
 * @property {(i: number) => boolean} [strong]  bar i's label is printed strong
 */

/**
 * Upright bars that fill a box; `heights` are 0…1, NaN for a bar that is not there yet.
 * @param {CanvasRenderingContext2D} ctx
 * @param {{x: number, y: number, w: number, h: number}} box
 * @param {ArrayLike<number>} heights
 * @param {string[]} labels
 * @param {BarsStyle} style
 */
export function bars(ctx, box, heights, labels, { size, colour, number, strong }) {
	const n = labels.length;
	const pitch = Math.min(box.w / n, size * 5);
	const left = box.x + (box.w - pitch * n) / 2;
	const body = Math.min(pitch * 0.72, size * 3);
	const foot = size * 1.5;
	const head = number ? size * 1.4 : 2;
	const floor = box.y + box.h - foot;
	const room = floor - box.y - head;
	ctx.fillStyle = token("--line");
	ctx.fillRect(left, floor, pitch * n, 1);
	for (let i = 0; i < n; i++) {
		const middle = left + pitch * (i + 0.5);
		const bold = strong?.(i) ?? false;
		text(ctx, labels[i], middle, floor + size * 1.15, {
			size: Math.min(size * 1.15, Math.max(12, pitch * 0.9)),
			align: "center",
			colour: token(bold ? "--ink" : "--ink-2"),
			weight: bold ? 600 : 400,
		});
		if (Number.isNaN(heights[i])) continue;
		const height = Math.max(1, room * Math.min(1, Math.max(0, heights[i])));
		ctx.fillStyle = colour(i);
		ctx.fillRect(middle - body / 2, floor - height, body, height);
		const label = number?.(i);
		if (!label) continue;
		if (label.length * size * 0.6 > pitch * 0.94 && !bold) continue;
		text(ctx, label, middle, floor - height - size * 0.35, { size, align: "center", colour: token("--ink") });
	}
}
