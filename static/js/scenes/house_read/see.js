/** What the window would see somewhere else: the reader's Gaussian filterbank, on the page (app/models/window.py). */

/** @import { NDArray } from "../../core/types.js" */

const FLAT = 0.02;

/**
 * @param {NDArray} grey  (64, 128), 0 … 255: what the reader got
 * @param {number[]} cut  left, top, width, height of that in picture pixels
 * @param {number[]} box  cx, cy, w, h in picture pixels
 * @param {number} side  of the patch
 * @returns {Float32Array}  mean 0, variance about 1
 */
export function see(grey, cut, box, side) {
	const [height, width] = grey.shape;
	const unit = cut[2] / width;
	const rows = bank((box[1] - cut[1]) / unit, box[3] / unit, side, height);
	const columns = bank((box[0] - cut[0]) / unit, box[2] / unit, side, width);
	let mean = 0;
	for (const v of grey.data) mean += v / grey.data.length;
	const half = new Float32Array(height * side);
	for (let y = 0; y < height; y++) {
		for (let j = 0; j < side; j++) {
			let sum = 0;
			for (let x = 0; x < width; x++) sum += columns[j * width + x] * (grey.data[y * width + x] - mean);
			half[y * side + j] = sum;
		}
	}
	const patch = new Float32Array(side * side);
	for (let i = 0; i < side; i++) {
		for (let j = 0; j < side; j++) {
			let sum = 0;
			for (let y = 0; y < height; y++) sum += rows[i * height + y] * half[y * side + j];
			patch[i * side + j] = sum;
		}
	}
	return standard(patch, deviation(grey, mean));
}

/**
 * @param {NDArray} grey
 * @param {number} mean
 */
function deviation(grey, mean) {
	let sum = 0;
	for (const v of grey.data) sum += (v - mean) ** 2;
	return Math.sqrt(sum / grey.data.length + 16);
}

/**
 * @param {number} centre
 * @param {number} size
 * @param {number} count
 * @param {number} length
 */
function bank(centre, size, count, length) {
	const stride = size / count;
	const sigma = Math.max(0.5 * stride, 0.5);
	const filters = new Float32Array(count * length);
	for (let i = 0; i < count; i++) {
		const middle = centre - 0.5 + (i - (count - 1) / 2) * stride;
		for (let a = 0; a < length; a++) {
			filters[i * length + a] = Math.exp(-0.5 * ((a - middle) / sigma) ** 2) / (Math.sqrt(2 * Math.PI) * sigma);
		}
	}
	return filters;
}

/**
 * @param {Float32Array} patch
 * @param {number} scale
 */
function standard(patch, scale) {
	let mean = 0;
	for (const v of patch) mean += v / scale / patch.length;
	let variance = 0;
	for (const v of patch) variance += (v / scale - mean) ** 2 / patch.length;
	return patch.map((v) => (v / scale - mean) / Math.sqrt(variance + FLAT));
}
