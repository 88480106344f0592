/**
 * Ink on paper, as fine as the screen asks for: logits are interpolated between the network's pixels and only then
 * squashed, so that edges stay sharp at any size.
 */

import { parseHex } from "../../draw/colour.js";
import { TAPS, taps } from "../../draw/taps.js";

/** @import { Numbers } from "../../core/types.js" */

const SHADES = 256;

export class Ink {
	/**
	 * @param {number} size  the network's pixels along each side
	 * @param {number} fineness  points a pixel, each way
	 */
	constructor(size, fineness) {
		this.size = size;
		this.fineness = fineness;
		this.across = size * fineness;
		this.canvas = document.createElement("canvas");
		this.canvas.width = this.canvas.height = this.across;
		const ctx = this.canvas.getContext("2d");
		if (!ctx) throw new Error("expected a 2d canvas, got none");
		this.ctx = ctx;
		this.image = ctx.createImageData(this.across, this.across);
		this.words = new Uint32Array(this.image.data.buffer);
		this.coarse = new Float32Array(size * size);
		this.rows = new Float32Array(size * this.across);
		this.taps = taps(size, fineness);
	}

	/**
	 * The picture between two states of the canvas.
	 * @param {Numbers} here  size × size bytes
	 * @param {Numbers} there
	 * @param {number} share
	 * @param {ArrayLike<number>} logit  what a byte means
	 * @param {Uint32Array} shades
	 */
	show(here, there, share, logit, shades) {
		const { coarse, rows, size, across } = this;
		const { at, weight } = this.taps;
		for (let i = 0; i < coarse.length; i++) {
			coarse[i] = logit[here[i]] + (logit[there[i]] - logit[here[i]]) * share;
		}
		for (let row = 0; row < size; row++) {
			for (let x = 0; x < across; x++) {
				let sum = 0;
				for (let k = TAPS * x; k < TAPS * x + TAPS; k++) sum += weight[k] * coarse[row * size + at[k]];
				rows[row * across + x] = sum;
			}
		}
		for (let y = 0; y < across; y++) {
			const k = TAPS * y;
			const [a, b, c, d] = [at[k] * across, at[k + 1] * across, at[k + 2] * across, at[k + 3] * across];
			for (let x = 0; x < across; x++) {
				const value =
					weight[k] * rows[a + x] +
					weight[k + 1] * rows[b + x] +
					weight[k + 2] * rows[c + x] +
					weight[k + 3] * rows[d + x];
				this.words[y * across + x] = shades[((SHADES - 1) / (1 + Math.exp(-value)) + 0.5) | 0];
			}
		}
		this.ctx.putImageData(this.image, 0, 0);
		return this.canvas;
	}
}

/**
 * From paper (no ink) to ink, in 256 shades, as image data has them.
 * @param {string} paper  '#rrggbb'
 * @param {string} ink  '#rrggbb'
 */
export function shadesOf(paper, ink) {
	const [from, to] = [parseHex(paper), parseHex(ink)];
	const bytes = new Uint8ClampedArray(4 * SHADES);
	for (let i = 0; i < SHADES; i++) {
		const u = i / (SHADES - 1);
		bytes.set([0, 1, 2].map((k) => from[k] + (to[k] - from[k]) * u).concat(255), 4 * i);
	}
	return new Uint32Array(bytes.buffer);
}
