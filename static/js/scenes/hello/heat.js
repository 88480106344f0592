/** The scales of this picture, and columns of cells on them; many small cells are painted as one image. */

import { hidden, hiddenLut, magnitude, magnitudeLut } from "../../draw/colour.js";
import { strip } from "../../draw/heat.js";

/** @import { Box } from "./layout.js" */

/**
 * @typedef {object} Scale
 * @property {(v: number) => number} place  of a value on the scale, 0 … 1
 * @property {(v: number) => string} css  its colour
 * @property {() => Uint8ClampedArray} lut
 */

/** A gradient of this size or more has the deepest colour; DECADES powers of ten below it the palest. */
const LARGEST = 1;
const DECADES = 3;
/** From so many cells on, a column is an image. */
export const MANY = 13;

/**
 * Where a gradient's magnitude lies on the scale, 0 … 1, by its logarithm.
 * @param {number} g
 */
export const level = (g) => Math.min(1, Math.max(0, 1 + Math.log10(Math.abs(g) / LARGEST + 1e-300) / DECADES));

/** States, gates and weights: −1 … 1. @type {Scale} */
export const STATE = { place: (v) => (v + 1) / 2, css: hidden, lut: hiddenLut };
/** Scores and memories, which have no bounds. @type {Scale} */
export const SCORE = {
	place: (v) => (Math.tanh(v / 3) + 1) / 2,
	css: (v) => hidden(Math.tanh(v / 3)),
	lut: hiddenLut,
};
/** Gradients, by their magnitude. @type {Scale} */
export const GRADIENT = { place: level, css: (v) => magnitude(level(v)), lut: magnitudeLut };

/**
 * The columns painted last, oldest first, by their values: an array that a frame carries never changes.
 * @type {Map<ArrayLike<number>, {lut: Uint8ClampedArray, scale: Scale, canvas: HTMLCanvasElement}>}
 */
const painted = new Map();
const MOST_PAINTED = 160;

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {ArrayLike<number>} values
 * @param {Box} box
 * @param {Scale} scale
 */
export function column(ctx, values, box, scale) {
	if (values.length < MANY) {
		strip(ctx, values, box.x, box.y, box.w, box.h, scale.css);
		return;
	}
	const { a, d, e, f } = ctx.getTransform();
	const [left, top] = [(Math.round(box.x * a + e) - e) / a, (Math.round(box.y * d + f) - f) / d];
	const right = (Math.round((box.x + box.w) * a + e) - e) / a;
	const bottom = (Math.round((box.y + box.h) * d + f) - f) / d;
	ctx.imageSmoothingEnabled = false;
	ctx.drawImage(imageOf(values, scale), left, top, right - left, bottom - top);
}

/**
 * Values as an image one pixel wide.
 * @param {ArrayLike<number>} values
 * @param {Scale} scale
 */
function imageOf(values, scale) {
	const lut = scale.lut();
	const last = painted.get(values);
	if (last?.lut === lut && last.scale === scale) return last.canvas;
	const [oldest] = painted.size >= MOST_PAINTED ? painted : [];
	if (oldest) painted.delete(oldest[0]);
	const canvas = last?.canvas ?? oldest?.[1].canvas ?? document.createElement("canvas");
	canvas.width = 1;
	canvas.height = values.length;
	const brush = canvas.getContext("2d");
	if (!brush) throw new Error("expected a 2d canvas, got none");
	const picture = brush.createImageData(1, values.length);
	colourIn(picture.data, values, scale);
	brush.putImageData(picture, 0, 0);
	painted.set(values, { lut, scale, canvas });
	return canvas;
}

/**
 * @param {Uint8ClampedArray} data  RGBA
 * @param {ArrayLike<number>} values
 * @param {Scale} scale
 * @param {(i: number) => number} [to]  the pixel of value i
 */
export function colourIn(data, values, scale, to = (i) => i) {
	const lut = new Uint32Array(scale.lut().buffer);
	const pixels = new Uint32Array(data.buffer);
	for (let i = 0; i < values.length; i++) {
		const at = Math.floor(scale.place(values[i]) * 256);
		pixels[to(i)] = lut[at > 0 ? Math.min(255, at) : 0];
	}
}
