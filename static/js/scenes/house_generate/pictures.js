/** Small pictures made of a frame's arrays, kept as long as the frame is: strokes, states, patches, errors. */

import { parseHex, token } from "../../draw/colour.js";
import { image, stateImage } from "../../houses/pixels.js";
import { numbers } from "./run.js";

/** @import { Frame, Numbers } from "../../core/types.js" */
/** @import { Run } from "./run.js" */

/** @typedef {"stroke" | "memory" | `column ${number}` | "picture-patch" | "error-patch" | "error"} What */

export class Pictures {
	/**
	 * @param {Run} run
	 * @param {() => string} theme
	 */
	constructor(run, theme) {
		this.run = run;
		this.theme = theme;
		/** @type {WeakMap<Frame, Map<string, HTMLCanvasElement>>} */
		this.kept = new WeakMap();
	}

	/**
	 * @param {Frame} frame
	 * @param {What} what
	 */
	of(frame, what) {
		let mine = this.kept.get(frame);
		if (!mine) {
			mine = new Map();
			this.kept.set(frame, mine);
		}
		const key = `${what} ${this.theme()}`;
		let made = mine.get(key);
		if (!made) {
			made = this.#make(frame, what);
			mine.set(key, made);
		}
		return made;
	}

	/**
	 * @param {Frame} frame
	 * @param {What} what
	 */
	#make(frame, what) {
		const { run } = this;
		if (what === "stroke") return this.#stroke(frame);
		const [shape, columns] = what.split(" ");
		if (shape === "memory" || shape === "column") {
			const h = numbers(frame, "h").subarray(0, run.header.fields.h.shape[1]);
			return stateImage(h, shape === "memory" ? Math.ceil(Math.sqrt(h.length)) : Number(columns));
		}
		const signed = numbers(frame, what === "error" ? "error" : "seen");
		if (what === "error") return difference(signed, run.size[1], run.size[0]);
		const side = run.facts.read;
		const patch = signed.subarray(
			what === "error-patch" ? side * side : 0,
			(what === "error-patch" ? 2 : 1) * side ** 2,
		);
		return what === "error-patch" ? difference(patch, side, side) : grey(patch, side);
	}

	/**
	 * The stroke as it leaves the network, in the paint it is made of: what it adds in the digit's colour (in the
	 * plate's, while the ground is laid), what it takes away in that of what lies behind.
	 * @param {Frame} frame
	 */
	#stroke(frame) {
		const { count, colours } = this.run;
		const wide = frame.values.patches !== undefined;
		const patch = numbers(frame, wide ? "patches" : "patch").subarray(0, count * count);
		const colour = colours[0];
		const [more, less] = (wide ? [3, 0] : [6, 3]).map((k) => [0, 1, 2].map((i) => 255 * colour[k + i]));
		const most = largest(patch);
		return image(count, count, (bytes) => {
			for (let i = 0; i < patch.length; i++) {
				const v = patch[i] / most;
				const paint = v > 0 ? more : less;
				for (let k = 0; k < 3; k++) bytes[4 * i + k] = paint[k];
				bytes[4 * i + 3] = 255 * Math.abs(v) ** 0.7;
			}
		});
	}
}

/** @param {Numbers} values */
function largest(values) {
	let most = 1e-9;
	for (const v of values) most = Math.max(most, Math.abs(v));
	return most;
}

/**
 * @param {Numbers} values
 * @param {number} side
 */
function grey(values, side) {
	const low = Math.min(...values);
	const span = Math.max(...values) - low || 1;
	return image(side, side, (bytes) => {
		values.forEach((v, i) => {
			const shade = 25 + (215 * (v - low)) / span;
			bytes.set([shade, shade, shade, 255], 4 * i);
		});
	});
}

/**
 * What is missing in one colour, what is too much in the other; nothing where all is right.
 * @param {Numbers} values
 * @param {number} width
 * @param {number} height
 */
function difference(values, width, height) {
	const [missing, extra] = [parseHex(token("--pos")), parseHex(token("--neg"))];
	return image(width, height, (bytes) => {
		values.forEach((v, i) => {
			bytes.set(v > 0 ? missing : extra, 4 * i);
			bytes[4 * i + 3] = 255 * Math.min(1, Math.abs(v)) ** 0.8;
		});
	});
}
