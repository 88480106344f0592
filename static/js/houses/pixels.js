/** Arrays as small canvases: a picture in colour, a hidden state as cells. */

import { hiddenLut } from "../draw/colour.js";

/** @import { NDArray } from "../core/types.js" */

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
