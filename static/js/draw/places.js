/** Boxes on the stage: the largest that fits, a window in canvas pixels, what of one lies within another. */

/** @import { Box } from "../houses/motion.js" */

/**
 * The largest box of an aspect in a room, in its middle.
 * @param {Box} room
 * @param {number} aspect
 * @returns {Box}
 */
export function fit(room, aspect) {
	const w = Math.min(room.w, room.h * aspect);
	const h = w / aspect;
	return { x: room.x + (room.w - w) / 2, y: room.y + (room.h - h) / 2, w, h };
}

/**
 * A window on the stage: centre and strides in canvas pixels, whose middles lie on whole numbers.
 * @param {Box} cell
 * @param {[number, number]} size  height, width of the canvas
 * @param {ArrayLike<number>} window  centre x, y; stride x, y; …
 * @param {number} count  Gaussians along each side
 * @returns {Box}
 */
export function onStage(cell, [, width], window, count) {
	const unit = cell.w / width;
	const [w, h] = [window[2] * count * unit, window[3] * count * unit];
	return {
		x: cell.x + (window[0] + 0.5) * unit - w / 2,
		y: cell.y + (window[1] + 0.5) * unit - h / 2,
		w,
		h,
	};
}

/**
 * What of a box lies within another, at least a hair.
 * @param {Box} box
 * @param {Box} room
 * @param {number} inset
 * @returns {Box}
 */
export function within(box, room, inset) {
	const x = Math.max(room.x + inset, Math.min(room.x + room.w - inset - 1, box.x));
	const y = Math.max(room.y + inset, Math.min(room.y + room.h - inset - 1, box.y));
	const right = Math.max(x + 1, Math.min(room.x + room.w - inset, box.x + box.w));
	const bottom = Math.max(y + 1, Math.min(room.y + room.h - inset, box.y + box.h));
	return { x, y, w: right - x, h: bottom - y };
}
