/** A vector as a strip of coloured cells: the house's way to show a hidden state. */

import { hidden } from "./colour.js";

/**
 * Draw one strip; its cells fill the rectangle exactly, with edges on device pixels so that no seams show.
 * @param {CanvasRenderingContext2D} ctx
 * @param {ArrayLike<number>} values
 * @param {number} x
 * @param {number} y
 * @param {number} width
 * @param {number} height
 * @param {(value: number) => string} [colour]
 * @param {boolean} [vertical]  cells run downwards, else to the right
 */
export function strip(ctx, values, x, y, width, height, colour = hidden, vertical = true) {
	const { a, d, e, f } = ctx.getTransform();
	/** @param {number} v */
	const snapX = (v) => (Math.round(v * a + e) - e) / a;
	/** @param {number} v */
	const snapY = (v) => (Math.round(v * d + f) - f) / d;
	const n = values.length;
	const [left, right, top, bottom] = [snapX(x), snapX(x + width), snapY(y), snapY(y + height)];
	for (let i = 0; i < n; i++) {
		ctx.fillStyle = colour(values[i]);
		if (vertical) {
			const from = snapY(y + (height * i) / n);
			ctx.fillRect(left, from, right - left, snapY(y + (height * (i + 1)) / n) - from);
		} else {
			const from = snapX(x + (width * i) / n);
			ctx.fillRect(from, top, snapX(x + (width * (i + 1)) / n) - from, bottom - top);
		}
	}
}
