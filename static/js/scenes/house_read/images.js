/** Arrays as small canvases, made once a frame and theme: the picture, patches, hidden states, heat. */

import { hiddenLut, magnitudeLut } from "../../draw/colour.js";

/** @import { Frame, NDArray } from "../../core/types.js" */

/**
 * @param {number} width
 * @param {number} height
 * @param {(bytes: Uint8ClampedArray) => void} fill  RGBA, row by row
 */
export function image(width, height, fill) {
	const canvas = document.createElement("canvas");
	canvas.width = width;
	canvas.height = height;
	const ctx = canvas.getContext("2d");
	if (!ctx) throw new Error("expected a 2d canvas, got none");
	const data = ctx.createImageData(width, height);
	fill(data.data);
	ctx.putImageData(data, 0, 0);
	return canvas;
}

/**
 * The picture in colour: brightness (h, w) and colour differences (h/2, w/2, 2), JPEG's YCbCr.
 * @param {NDArray} luma
 * @param {NDArray} chroma
 */
export function colourPicture(luma, chroma) {
	const [height, width] = luma.shape;
	return image(width, height, (bytes) => {
		for (let y = 0; y < height; y++) {
			for (let x = 0; x < width; x++) {
				const i = y * width + x;
				const j = ((y >> 1) * (width >> 1) + (x >> 1)) * 2;
				const [bright, blue, red] = [luma.data[i], chroma.data[j] - 128, chroma.data[j + 1] - 128];
				bytes[4 * i] = bright + 1.402 * red;
				bytes[4 * i + 1] = bright - 0.344136 * blue - 0.714136 * red;
				bytes[4 * i + 2] = bright + 1.772 * blue;
				bytes[4 * i + 3] = 255;
			}
		}
	});
}

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

/**
 * A hidden state as cells, `columns` wide.
 * @param {ArrayLike<number>} values  in −1…1
 * @param {number} columns
 */
export function stateImage(values, columns) {
	const lut = hiddenLut();
	return image(columns, Math.ceil(values.length / columns), (bytes) => {
		for (let i = 0; i < values.length; i++) {
			const at = Math.max(0, Math.min(255, Math.round((values[i] + 1) * 127.5)));
			bytes.set(lut.subarray(4 * at, 4 * at + 4), 4 * i);
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
