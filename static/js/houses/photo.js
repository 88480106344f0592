/**
 * A photo becomes a small array here, in the browser: brightness, and the colours at half the size, in base 64
 * (app/scenes/_house_read_photo.py says how). The file itself goes nowhere.
 */

/** @import { Box } from "./motion.js" */

/** With these many pixels a photo and its message stay below 64 KiB. */
const MOST_PIXELS = 29_900;
const LARGEST = 254;
const SMALLEST = 16;

/**
 * @param {Blob} file
 * @returns {Promise<ImageBitmap>}
 */
export async function open(file) {
	try {
		return await createImageBitmap(file);
	} catch {
		throw new Error("This file is no picture that your browser can open.");
	}
}

/**
 * The sides of a part of w × h pixels, scaled down until it fits; even.
 * @param {number} w
 * @param {number} h
 */
export function fit(w, h) {
	const scale = Math.min(1, LARGEST / Math.max(w, h), Math.sqrt(MOST_PIXELS / (w * h)));
	/** @param {number} side */
	const even = (side) => Math.min(LARGEST, Math.max(SMALLEST, 2 * Math.floor((side * scale) / 2)));
	return { width: even(w), height: even(h) };
}

/**
 * A part of a photo as text.
 * @param {ImageBitmap} photo
 * @param {Box} part  in the photo's pixels
 */
export function encode(photo, part) {
	const { width, height } = fit(part.w, part.h);
	const canvas = document.createElement("canvas");
	canvas.width = width;
	canvas.height = height;
	const ctx = canvas.getContext("2d", { willReadFrequently: true });
	if (!ctx) throw new Error("expected a 2d canvas, got none");
	ctx.imageSmoothingQuality = "high";
	// On white where it is transparent, as `unrolled read` sees it.
	ctx.fillStyle = "#fff";
	ctx.fillRect(0, 0, width, height);
	ctx.drawImage(photo, part.x, part.y, part.w, part.h, 0, 0, width, height);
	const bytes = pack(ctx.getImageData(0, 0, width, height).data, width, height);
	let text = "";
	for (let i = 0; i < bytes.length; i += 0x2000) text += String.fromCharCode(...bytes.subarray(i, i + 0x2000));
	return btoa(text);
}

/**
 * RGBA → width, height, brightness of every pixel, two colour differences for every 2 × 2.
 * @param {Uint8ClampedArray} rgba
 * @param {number} width
 * @param {number} height
 */
export function pack(rgba, width, height) {
	const pixels = width * height;
	const bytes = new Uint8Array(2 + pixels + pixels / 2);
	const rounded = new Uint8ClampedArray(bytes.buffer, 2);
	bytes[0] = width;
	bytes[1] = height;
	const sums = new Float32Array(pixels / 2);
	for (let y = 0; y < height; y++) {
		for (let x = 0; x < width; x++) {
			const i = y * width + x;
			const [r, g, b] = [rgba[4 * i], rgba[4 * i + 1], rgba[4 * i + 2]];
			const luma = 0.299 * r + 0.587 * g + 0.114 * b;
			const at = 2 * ((y >> 1) * (width >> 1) + (x >> 1));
			rounded[i] = luma;
			sums[at] += (b - luma) / 1.772;
			sums[at + 1] += (r - luma) / 1.402;
		}
	}
	sums.forEach((sum, i) => {
		rounded[pixels + i] = 128 + sum / 4;
	});
	return bytes;
}

/**
 * Where a part (w × h) of a photo lies in the picture of 128 × 64: in the middle, as large as it fits.
 * @param {{w: number, h: number}} part
 */
export function placing({ w, h }) {
	const unit = Math.max(w / 128, h / 64);
	return { unit, left: (128 - w / unit) / 2, top: (64 - h / unit) / 2 };
}

/**
 * The part of the whole photo that a rough frame and some room around it take; and the frame in that part's picture.
 * @param {{width: number, height: number}} photo
 * @param {Box} shown  the part on screen now
 * @param {number[]} frame  left, top, width, height in picture pixels
 */
export function partFor(photo, shown, frame) {
	const now = placing(shown);
	/** @type {Box} */
	const inner = {
		x: shown.x + (frame[0] - now.left) * now.unit,
		y: shown.y + (frame[1] - now.top) * now.unit,
		w: frame[2] * now.unit,
		h: frame[3] * now.unit,
	};
	const wide = Math.max(inner.w, 2 * inner.h) * 1.5;
	const x = Math.max(0, inner.x + inner.w / 2 - wide / 2);
	const y = Math.max(0, inner.y + inner.h / 2 - wide / 4);
	const part = { x, y, w: Math.min(wide, photo.width - x), h: Math.min(wide / 2, photo.height - y) };
	const then = placing(part);
	const moved = [
		then.left + (inner.x - part.x) / then.unit,
		then.top + (inner.y - part.y) / then.unit,
		inner.w / then.unit,
		inner.h / then.unit,
	];
	return { part, frame: moved };
}

/**
 * A photo may also be dropped on the picture, or pasted.
 * @param {HTMLElement} element
 * @param {{photo: (file: Blob) => void, say: (text: string) => void}} told
 * @param {AbortSignal} signal  until then
 */
export function catchPhotos(element, told, signal) {
	/**
	 * @param {Event} event
	 * @param {DataTransfer | null} data
	 */
	const take = (event, data) => {
		const file = [...(data?.files ?? [])].find(({ type }) => type.startsWith("image/"));
		if (!file && event.type === "paste") return;
		event.preventDefault();
		if (file) told.photo(file);
		else told.say("Only pictures can be dropped here.");
	};
	element.addEventListener("dragover", (event) => event.preventDefault(), { signal });
	element.addEventListener("drop", (event) => take(event, event.dataTransfer), { signal });
	document.addEventListener("paste", (event) => take(event, event.clipboardData), { signal });
}
