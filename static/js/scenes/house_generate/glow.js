/** On the way back: strokes that mattered light up on the canvas, in the colour of the gradient's size. */

import { magnitudeLut } from "../../draw/colour.js";
import { image } from "../../houses/pixels.js";

/** @import { Frame } from "../../core/types.js" */
/** @import { Run } from "./run.js" */

/** This many decades of a gradient's size are told apart. */
const DECADES = 1.5;

/**
 * How strongly a gradient of this size shows: 1 for the largest, 0 for one that is some decades smaller.
 * @param {number} size
 * @param {number} largest
 */
export function strengthOf(size, largest) {
	return size > 0 ? Math.max(0, Math.min(1, 1 + Math.log10(size / largest) / DECADES)) : 0;
}

export class Glow {
	/**
	 * @param {Run} run
	 * @param {() => string} theme
	 */
	constructor(run, theme) {
		this.run = run;
		this.theme = theme;
		/** @type {Map<number, Float32Array>} what a stroke changed, 0 … 1 at every pixel */
		this.prints = new Map();
		/** @type {Map<string, HTMLCanvasElement>} */
		this.kept = new Map();
	}

	/** The light of all strokes walked so far. @param {Frame} frame */
	of(frame) {
		const key = `${frame.t} ${this.theme()}`;
		let made = this.kept.get(key);
		if (!made) {
			made = this.#make(this.run.walks(frame));
			this.kept.set(key, made);
		}
		return made;
	}

	/** @param {Frame[]} walks */
	#make(walks) {
		const [height, width] = this.run.size;
		const light = new Float32Array(height * width);
		const size = new Float32Array(height * width);
		const most = walks.reduce((m, walk) => Math.max(m, Number(walk.values.dh) || 0), 1e-300);
		for (const walk of walks) {
			const stroke = this.run.strokeOf(walk);
			const strength = strengthOf(Number(walk.values.dh), most);
			const print = this.#print(stroke);
			for (let i = 0; i < print.length; i++) {
				const lit = print[i] * (0.15 + 0.85 * strength);
				if (lit > light[i]) [light[i], size[i]] = [lit, strength];
			}
		}
		const lut = magnitudeLut();
		return image(width, height, (bytes) => {
			for (let i = 0; i < light.length; i++) {
				const at = Math.round(255 * (0.3 + 0.7 * size[i]));
				bytes.set(lut.subarray(4 * at, 4 * at + 3), 4 * i);
				bytes[4 * i + 3] = 250 * light[i] ** 0.8;
			}
		});
	}

	/** How much each pixel changed with a stroke; the largest change is 1. @param {number} stroke */
	#print(stroke) {
		let print = this.prints.get(stroke);
		if (print) return print;
		const { run } = this;
		const [height, width] = run.size;
		print = new Float32Array(height * width);
		const { ink, inkNext, ground, groundNext } = run.layered(0, stroke - 1, stroke, 1);
		const { logit } = run.tables;
		/** @param {number} byte */
		const share = (byte) => 1 / (1 + Math.exp(-logit[byte]));
		for (let i = 0; i < print.length; i++) {
			const before = share(ink.data[ink.from < 0 ? 0 : ink.from + i]);
			const plate = share(ground.data[ground.from < 0 ? 0 : ground.from + 3 * i]);
			const written = Math.abs(share(inkNext.data[inkNext.from + i]) - before);
			print[i] = Math.max(written, 0.3 * Math.abs(share(groundNext.data[groundNext.from + 3 * i]) - plate));
		}
		this.prints.set(stroke, print);
		return print;
	}
}
