/**
 * The painter's canvas on a grid as fine as the screen asks for: its layers (logits and lights, coarse) are
 * interpolated, then squashed and mixed with the colours, as app/models/painter/canvas.py does it. Only what changed
 * since the last picture is made anew.
 */

import { TAPS, taps } from "../../draw/taps.js";
import { Coarse, grow, nowhere } from "./coarse.js";

/** @import { Numbers } from "../../core/types.js" */
/** @import { Area, Bytes } from "./coarse.js" */

/**
 * @typedef {object} Layered  what a canvas looks like: two states of the layers and how far it is from one to the other
 * @property {Bytes} ink
 * @property {Bytes} inkNext
 * @property {number} inkShare
 * @property {Bytes} ground  three bytes a pixel: plate, light on the wall, light on the plate
 * @property {Bytes} groundNext
 * @property {number} groundShare
 * @property {ArrayLike<number>} colours  wall, plate, digit: 9 numbers in 0…1
 *
 * @typedef {{logit: Numbers, light: Numbers}} Tables  what a byte means
 */

const SURE = 14; // a logit beyond this is 0 or 1 in eight bits
/** The logistic function from −SURE to SURE in steps too small for eight bits: cheaper than to work it out. */
const FINE = 256; // steps a unit
const LOGISTIC = Float32Array.from({ length: 2 * SURE * FINE + 1 }, (_, i) => 1 / (1 + Math.exp(SURE - i / FINE)));

export class Layers {
	/**
	 * @param {[number, number]} size  height, width of the network's canvas
	 * @param {number} fineness  points a pixel, each way
	 * @param {number} steep  what logits are multiplied by: 1 is the network’s own picture
	 */
	constructor([height, width], fineness, steep) {
		this.height = height;
		this.width = width;
		this.fineness = fineness;
		this.steep = steep;
		this.canvas = document.createElement("canvas");
		this.canvas.width = width * fineness;
		this.canvas.height = height * fineness;
		const ctx = this.canvas.getContext("2d");
		if (!ctx) throw new Error("expected a 2d canvas, got none");
		this.ctx = ctx;
		this.image = ctx.createImageData(this.canvas.width, this.canvas.height);
		this.image.data.fill(255);
		const points = width * height;
		const fine = points * fineness * fineness;
		this.ink = new Coarse(points, 1, 0);
		this.ground = [0, 1, 2].map((k) => new Coarse(points, 3, k));
		/** counts the changes of the canvas */
		this.version = 0;
		/** how much ink there is at every fine point */
		this.covered = new Float32Array(fine);
		/** what is there without ink, and with it: red, green, blue of every fine point */
		this.bare = new Float32Array(3 * fine);
		this.inked = new Float32Array(3 * fine);
		this.rows = [0, 1, 2].map(() => new Float32Array(height * this.canvas.width));
		this.across = taps(width, fineness);
		this.down = taps(height, fineness);
		this.colours = new Float32Array(9);
	}

	/**
	 * @param {Layered} look
	 * @param {Tables} tables
	 * @returns {HTMLCanvasElement}
	 */
	show(look, tables) {
		const { ink, inkNext, inkShare, ground, groundNext, groundShare, colours } = look;
		const [lit, written] = [nowhere(), nowhere()];
		this.ground.forEach((layer, k) => {
			layer.blend(ground, groundNext, groundShare, k === 0 ? tables.logit : tables.light, this.width, lit);
		});
		for (let i = 0; i < 9; i++) {
			if (this.colours[i] === Math.fround(colours[i])) continue;
			this.colours[i] = colours[i];
			grow(lit, 0, 0);
			grow(lit, this.width - 1, this.height - 1);
		}
		this.ink.blend(ink, inkNext, inkShare, tables.logit, this.width, written);
		const [onGround, inInk] = [this.#reach(lit), this.#reach(written)];
		if (onGround) this.#layGround(onGround);
		if (inInk) this.#layInk(inInk);
		for (const area of [onGround, inInk]) if (area) this.#mix(area);
		return this.canvas;
	}

	/** The fine points that an area of coarse ones has a say in, if any. @param {Area} area @returns {Area | null} */
	#reach({ x0, x1, y0, y1 }) {
		if (x1 <= x0) return null;
		const s = this.fineness;
		return {
			x0: Math.max(0, Math.floor((x0 - 2) * s)),
			x1: Math.min(this.canvas.width, Math.ceil((x1 + 2) * s)),
			y0: Math.max(0, Math.floor((y0 - 2) * s)),
			y1: Math.min(this.canvas.height, Math.ceil((y1 + 2) * s)),
		};
	}

	/**
	 * Interpolate along the rows: (height, fine width).
	 * @param {Float32Array} layer
	 * @param {Float32Array} out
	 * @param {Area} area
	 */
	#alongRows(layer, out, { x0, x1, y0, y1 }) {
		const { at, weight } = this.across;
		const first = this.down.at[TAPS * y0];
		const last = this.down.at[TAPS * (y1 - 1) + TAPS - 1];
		for (let row = first; row <= last; row++) {
			const from = row * this.width;
			const to = row * this.canvas.width;
			for (let x = x0; x < x1; x++) {
				const k = TAPS * x;
				out[to + x] =
					weight[k] * layer[from + at[k]] +
					weight[k + 1] * layer[from + at[k + 1]] +
					weight[k + 2] * layer[from + at[k + 2]] +
					weight[k + 3] * layer[from + at[k + 3]];
			}
		}
	}

	/** @param {Area} area */
	#layGround(area) {
		const { bare, inked, colours: c, rows, down, steep } = this;
		const across = this.canvas.width;
		const [p, l, m] = rows;
		const [c0, c1, c2, c3, c4, c5, c6, c7, c8] = Array.from(c, (v) => 255 * v);
		this.ground.forEach((layer, k) => {
			this.#alongRows(layer.values, rows[k], area);
		});
		for (let y = area.y0; y < area.y1; y++) {
			const k = TAPS * y;
			const [a, b, d, e] = [0, 1, 2, 3].map((i) => down.at[k + i] * across);
			const [wa, wb, wd, we] = [0, 1, 2, 3].map((i) => down.weight[k + i]);
			for (let x = area.x0; x < area.x1; x++) {
				const plate = squash(steep * (wa * p[a + x] + wb * p[b + x] + wd * p[d + x] + we * p[e + x]));
				const wallLight = 1 + wa * l[a + x] + wb * l[b + x] + wd * l[d + x] + we * l[e + x];
				const plateLight = 1 + wa * m[a + x] + wb * m[b + x] + wd * m[d + x] + we * m[e + x];
				const wall = wallLight * (1 - plate);
				const lit = plateLight * plate;
				const i = 3 * (y * across + x);
				bare[i] = c0 * wall + c3 * lit;
				bare[i + 1] = c1 * wall + c4 * lit;
				bare[i + 2] = c2 * wall + c5 * lit;
				inked[i] = c6 * plateLight;
				inked[i + 1] = c7 * plateLight;
				inked[i + 2] = c8 * plateLight;
			}
		}
	}

	/** @param {Area} area */
	#layInk(area) {
		const { covered, down, steep } = this;
		const [row] = this.rows;
		const across = this.canvas.width;
		this.#alongRows(this.ink.values, row, area);
		for (let y = area.y0; y < area.y1; y++) {
			const k = TAPS * y;
			const [a, b, d, e] = [0, 1, 2, 3].map((i) => down.at[k + i] * across);
			const [wa, wb, wd, we] = [0, 1, 2, 3].map((i) => down.weight[k + i]);
			for (let x = area.x0; x < area.x1; x++) {
				covered[y * across + x] = squash(
					steep * (wa * row[a + x] + wb * row[b + x] + wd * row[d + x] + we * row[e + x]),
				);
			}
		}
	}

	/** @param {Area} area */
	#mix({ x0, x1, y0, y1 }) {
		const { bare, inked, covered } = this;
		const across = this.canvas.width;
		const bytes = this.image.data;
		for (let y = y0; y < y1; y++) {
			for (let at = y * across + x0; at < y * across + x1; at++) {
				const ink = covered[at];
				const i = 3 * at;
				bytes[4 * at] = bare[i] + (inked[i] - bare[i]) * ink;
				bytes[4 * at + 1] = bare[i + 1] + (inked[i + 1] - bare[i + 1]) * ink;
				bytes[4 * at + 2] = bare[i + 2] + (inked[i + 2] - bare[i + 2]) * ink;
			}
		}
		this.ctx.putImageData(this.image, 0, 0, x0, y0, x1 - x0, y1 - y0);
		this.version++;
	}
}

/** @param {number} logit */
function squash(logit) {
	if (logit > SURE) return 1;
	return logit < -SURE ? 0 : LOGISTIC[Math.round((logit + SURE) * FINE)];
}

/**
 * Where a canvas pixel is shown large, its edges would look out of focus: steeper logits narrow them where they are
 * (app/scenes/_house_generate_wire.py says the same of what the shell writes).
 * @param {number} scale  width of a canvas pixel on the screen
 */
export function steepness(scale) {
	return Math.min(3, Math.max(1, scale / 3));
}
