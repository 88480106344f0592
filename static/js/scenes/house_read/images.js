/** Arrays as small canvases, made once a frame and theme: the picture, patches, hidden states, heat. */

import { magnitudeLut } from "../../draw/colour.js";
import { image, stateImage } from "../../houses/pixels.js";

/** @import { Frame, NDArray } from "../../core/types.js" */

/** @param {NDArray} luma */
export function greyPicture(luma) {
	const [height, width] = luma.shape;
	return image(width, height, (bytes) => {
		luma.data.forEach((v, i) => {
			bytes.set([v, v, v, 255], 4 * i);
		});
	});
}

/**
 * What the window sees: mean 0, deviation 1; two deviations are black or white.
 * @param {ArrayLike<number>} values
 * @param {number} side
 */
export function patchImage(values, side) {
	return image(side, side, (bytes) => {
		for (let i = 0; i < side * side; i++) {
			const v = 128 + 62 * values[i];
			bytes.set([v, v, v, 255], 4 * i);
		}
	});
}

/** Two decades of gradient magnitude are told apart; the largest is 1. */
const DECADES = 2;

/**
 * How strongly each pixel matters: colour and opacity follow the logarithm of |∂|.
 * @param {NDArray} gradient  (h, w)
 */
export function heatImage(gradient) {
	const [height, width] = gradient.shape;
	const lut = magnitudeLut();
	let most = 0;
	for (const v of gradient.data) most = Math.max(most, Math.abs(v));
	return image(width, height, (bytes) => {
		gradient.data.forEach((v, i) => {
			const u = most > 0 ? Math.max(0, 1 + Math.log10(Math.abs(v) / most) / DECADES) : 0;
			const at = Math.round(255 * (0.25 + 0.75 * u));
			bytes.set(lut.subarray(4 * at, 4 * at + 3), 4 * i);
			bytes[4 * i + 3] = 245 * u ** 1.6;
		});
	});
}

/** Keeps what was made of a frame, apart for each theme. */
export class Images {
	/** @param {() => string} theme */
	constructor(theme) {
		this.theme = theme;
		/** @type {WeakMap<Frame, Map<string, HTMLCanvasElement>>} */
		this.kept = new WeakMap();
	}

	/**
	 * @param {Frame} frame
	 * @param {"patch" | "memory" | "column" | "heat"} what
	 */
	of(frame, what) {
		let mine = this.kept.get(frame);
		if (!mine) {
			mine = new Map();
			this.kept.set(frame, mine);
		}
		const key = `${what} ${what === "patch" ? "" : this.theme()}`;
		let made = mine.get(key);
		if (!made) {
			made = this.#make(frame, what);
			mine.set(key, made);
		}
		return made;
	}

	/**
	 * @param {Frame} frame
	 * @param {string} what
	 */
	#make(frame, what) {
		const { patch, h, dpicture } = /** @type {Record<string, NDArray>} */ (frame.values);
		if (what === "patch") return patchImage(patch.data, patch.shape[0]);
		if (what === "heat") return heatImage(dpicture);
		const columns = what === "memory" ? Math.ceil(Math.sqrt(h.shape[0])) : 4;
		return stateImage(h.data, columns);
	}
}
