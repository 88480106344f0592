/** Where everything stands, for any size of the stage: beside the picture, below it, or the picture alone. */

/** @import { Box } from "../../houses/motion.js" */

/**
 * @typedef {object} Layout
 * @property {"wide" | "tall" | "bare"} kind
 * @property {number} size  of plain text, CSS pixels
 * @property {Box} picture  2 : 1
 * @property {Box} digits  the digits read so far
 * @property {Box | null} patch  what the window sees
 * @property {Box | null} memory  the hidden state now
 * @property {Box | null} beliefs
 * @property {Box | null} gradients  in place of the three above, on the way back
 * @property {Box | null} strip  the hidden states so far
 */

/** A patch smaller than this shows nothing: then the picture has the stage to itself. */
const SMALLEST = 34;

/**
 * @param {number} width
 * @param {number} height
 * @param {{bare: boolean, top: number}} options  bare: picture and digits only; top: room taken by the tools
 * @returns {Layout}
 */
export function layOut(width, height, { bare, top }) {
	const free = height - top;
	if (bare || (width < 560 && free < 300) || free < 210) return picturesOnly(width, height, top);
	return free > width * 0.82 ? tall(width, height, top) : wide(width, height, top);
}

/**
 * @param {number} width
 * @param {number} height
 * @param {number} top
 * @returns {Layout}
 */
function picturesOnly(width, height, top) {
	const size = Math.max(12, Math.min(18, width / 42));
	const free = height - top;
	const below = Math.max(0.17 * free, Math.min(36, 0.24 * free));
	const w = Math.min(width, 2 * (free - below));
	const x = (width - w) / 2;
	const used = w / 2 + below;
	const y = top + Math.max(0, (free - used) / 2);
	const rest = Math.min(top + free - y - w / 2, 1.6 * below);
	return {
		kind: "bare",
		size,
		picture: { x, y, w, h: w / 2 },
		digits: { x, y: y + w / 2, w, h: rest },
		patch: null,
		memory: null,
		beliefs: null,
		gradients: null,
		strip: null,
	};
}

/**
 * @param {number} width
 * @param {number} height
 * @param {number} top
 * @returns {Layout}
 */
function wide(width, height, top) {
	const size = Math.max(width >= 900 ? 14 : 12, Math.min(22, width / 66, (height - top) / 24));
	const free = height - top;
	const gap = Math.max(14, width * 0.024);
	const w = Math.min(width * 0.63, 2 * (free - Math.max(62, free * 0.23)));
	const picture = { x: 0, y: top, w, h: w / 2 };
	const x = w + gap;
	const rest = Math.min(width - x, w * 0.85);
	const label = size * 1.5;
	const stripHeight = Math.max(46, free * 0.27);
	const upper = free - stripHeight - size;
	const beliefsHeight = Math.max(52, free * 0.25);
	const side = Math.min((rest - gap * 1.3) / 2, upper - beliefsHeight - label - size * 0.6);
	if (side < SMALLEST) return picturesOnly(width, height, top);
	const memoryX = x + Math.max(side + gap * 1.3, (rest - side) * 0.62);
	const beliefsY = top + label + side + size * 0.6;
	return {
		kind: "wide",
		size,
		picture,
		digits: { x: 0, y: top + w / 2, w, h: free - w / 2 },
		patch: { x, y: top + label, w: side, h: side },
		memory: { x: Math.min(memoryX, x + rest - side), y: top + label, w: side, h: side },
		beliefs: { x, y: beliefsY, w: rest, h: beliefsHeight },
		gradients: { x, y: top, w: rest, h: upper },
		strip: { x, y: height - stripHeight, w: rest, h: stripHeight },
	};
}

/**
 * @param {number} width
 * @param {number} height
 * @param {number} top
 * @returns {Layout}
 */
function tall(width, height, top) {
	const size = Math.max(width >= 900 ? 14 : 12, Math.min(20, width / 44));
	const free = height - top;
	const w = Math.min(width, free * 0.92);
	const left = (width - w) / 2;
	const label = size * 1.5;
	const digits = Math.max(46, Math.min(w * 0.18, free * 0.14));
	const gap = size * 0.9;
	const y = top + w / 2 + digits + gap;
	const lower = top + free - y;
	const stripHeight = Math.max(size * 3.4, lower * 0.24);
	const upper = lower - stripHeight - gap;
	const beliefsHeight = Math.max(size * 4.2, lower * 0.24);
	const side = Math.min(w * 0.36, upper - beliefsHeight - label - gap * 0.6);
	if (side < SMALLEST) return low(width, height, top);
	const beliefsY = y + upper - beliefsHeight;
	return {
		kind: "tall",
		size,
		picture: { x: left, y: top, w, h: w / 2 },
		digits: { x: left, y: top + w / 2, w, h: digits },
		patch: { x: left, y: y + label, w: side, h: side },
		memory: { x: left + w - side, y: y + label, w: side, h: side },
		beliefs: { x: left, y: beliefsY, w, h: beliefsHeight },
		gradients: { x: left, y, w, h: upper },
		strip: { x: left, y: height - stripHeight, w, h: stripHeight },
	};
}

/**
 * A phone held upright, most of it taken by the page: the patch and the beliefs in one row below the digits.
 * @param {number} width
 * @param {number} height
 * @param {number} top
 * @returns {Layout}
 */
function low(width, height, top) {
	const size = 12;
	const free = height - top;
	const w = Math.min(width, free * 1.06);
	const x = (width - w) / 2;
	const digits = Math.max(40, Math.min(w * 0.16, free * 0.16));
	const y = top + w / 2 + digits + size * 0.4;
	const row = top + free - y;
	const side = row - size * 1.5;
	if (side < SMALLEST) return picturesOnly(width, height, top);
	const right = x + side + size * 1.2;
	return {
		kind: "tall",
		size,
		picture: { x, y: top, w, h: w / 2 },
		digits: { x, y: top + w / 2, w, h: digits },
		patch: { x, y: y + size * 1.5, w: side, h: side },
		memory: null,
		beliefs: { x: right, y, w: x + w - right, h: row },
		gradients: row > size * 8 ? { x, y, w, h: row } : null,
		strip: null,
	};
}

/**
 * A box (cx, cy, w, h) in picture pixels on the stage.
 * @param {Box} picture
 * @param {ArrayLike<number>} window
 * @returns {Box}
 */
export function onStage(picture, window) {
	const unit = picture.w / 128;
	return {
		x: picture.x + (window[0] - window[2] / 2) * unit,
		y: picture.y + (window[1] - window[3] / 2) * unit,
		w: window[2] * unit,
		h: window[3] * unit,
	};
}
