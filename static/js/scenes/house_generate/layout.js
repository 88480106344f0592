/** Where everything stands, for any size of the stage: the painting large, the network beside or below it, the steps. */

import { fit } from "../../draw/places.js";

/** @import { Box } from "../../houses/motion.js" */

/**
 * @typedef {object} Layout
 * @property {"wide" | "tall" | "bare"} kind
 * @property {number} size  of plain text, CSS pixels
 * @property {Box} picture  the canvas, 2 : 1; in a street all of it
 * @property {Box[]} cells  where each house stands
 * @property {Box | null} side  room for the network, and on the way back for the gradients
 * @property {Box | null} state  the decoder's state
 * @property {Box | null} patch  the stroke as it comes out
 * @property {Box | null} told  what the network is told
 * @property {boolean} stacked  the stroke below the state, not beside it
 * @property {Box | null} given  copy: the picture it copies
 * @property {Box | null} error
 * @property {Box[]} seen  copy: the two patches it read
 * @property {Box | null} strip  the steps
 *
 * @typedef {{bare: boolean, top: number, copy: boolean, houses: number, aspect: number}} Options
 *   top: room taken by the tools; aspect: of the canvas
 */

/** A state smaller than this shows nothing. */
const SMALLEST = 34;
const NONE = {
	side: null,
	state: null,
	patch: null,
	told: null,
	given: null,
	error: null,
	seen: [],
	strip: null,
	stacked: false,
};

/**
 * @param {number} width
 * @param {number} height
 * @param {Options} options
 * @returns {Layout}
 */
export function layOut(width, height, options) {
	const { bare, houses, copy, top } = options;
	const free = height - top;
	if (houses > 1) return street(width, height, options);
	const small = (width < 560 && free < 190) || free < 170;
	if (copy) return bare || small ? pair(width, height, options) : withNetwork(width, height, options);
	return bare || small ? alone(width, height, options) : withNetwork(width, height, options);
}

/**
 * @param {number} width
 * @param {number} height
 * @param {Options} options
 */
function withNetwork(width, height, options) {
	return height - options.top > width * 0.86 ? tall(width, height, options) : wide(width, height, options);
}

/**
 * @param {number} width
 * @param {number} height
 * @param {Options} options
 * @returns {Layout}
 */
function alone(width, height, { top, aspect }) {
	const picture = fit({ x: 0, y: top, w: width, h: height - top }, aspect);
	return { ...NONE, kind: "bare", size: textSize(width, height), picture, cells: [picture] };
}

/**
 * Nothing but the canvas and the picture it copies.
 * @param {number} width
 * @param {number} height
 * @param {Options} options
 * @returns {Layout}
 */
function pair(width, height, { top, aspect }) {
	const gap = Math.max(8, width * 0.015);
	const free = height - top;
	const across = Math.min((width - gap) * 0.6, free * aspect);
	const down = Math.min(width, (free - gap) * 0.62 * aspect);
	const beside = across >= down;
	const w = beside ? across : down;
	const h = w / aspect;
	const other = Math.min(beside ? width - gap - w : w, beside ? w : (free - gap - h) * aspect);
	const used = beside ? w + gap + other : w;
	const x = (width - used) / 2;
	const y = top + Math.max(0, (free - (beside ? h : h + gap + other / aspect)) / 2);
	const picture = { x, y, w, h };
	const given = beside
		? { x: x + w + gap, y: y + h - other / aspect, w: other, h: other / aspect }
		: { x: x + (w - other) / 2, y: y + h + gap, w: other, h: other / aspect };
	return { ...NONE, kind: "bare", size: textSize(width, height), picture, cells: [picture], given };
}

/**
 * Twelve houses in the grid that shows them largest.
 * @param {number} width
 * @param {number} height
 * @param {Options} options
 * @returns {Layout}
 */
function street(width, height, { top, houses, aspect }) {
	const free = height - top;
	const gap = Math.max(3, Math.min(width, free) * 0.012);
	let [best, columns] = [0, 1];
	for (let n = 1; n <= houses; n++) {
		if (houses % n) continue;
		const w = Math.min((width - gap * (n - 1)) / n, ((free - gap * (houses / n - 1)) / (houses / n)) * aspect);
		if (w > best) [best, columns] = [w, n];
	}
	const rows = houses / columns;
	const [w, h] = [best, best / aspect];
	const picture = fit(
		{ x: 0, y: top, w: width, h: free },
		(columns * w + gap * (columns - 1)) / (rows * h + gap * (rows - 1)),
	);
	const cells = Array.from({ length: houses }, (_, b) => ({
		x: picture.x + (b % columns) * (w + gap),
		y: picture.y + Math.floor(b / columns) * (h + gap),
		w,
		h,
	}));
	return { ...NONE, kind: "bare", size: textSize(width, height), picture, cells };
}

/**
 * The network beside the canvas, the steps below both.
 * @param {number} width
 * @param {number} height
 * @param {Options} options
 * @returns {Layout}
 */
function wide(width, height, options) {
	const { top, copy, aspect } = options;
	const free = height - top;
	const size = Math.max(width >= 900 ? 14 : 12, Math.min(24, width / 66, free / 22));
	const gap = Math.max(14, width * 0.024);
	const least = Math.max(size * 5.2, free * 0.2);
	const upper = free - least - size * 0.9;
	const w = Math.min(width * (copy ? 0.6 : 0.71), upper * aspect);
	const rest = width - w - gap;
	const fitting = Math.min(rest, upper * (copy ? 1.9 : 1.5));
	const sideWidth = rest - fitting < width * 0.12 ? rest : fitting;
	if (sideWidth < SMALLEST * 3) return alone(width, height, options);
	const x = Math.max(0, (width - w - gap - sideWidth) / 2);
	const picture = { x, y: top, w, h: w / aspect };
	const side = { x: x + w + gap, y: top, w: sideWidth, h: picture.h };
	const stripHeight = Math.min(free - picture.h - size * 0.9, size * 11);
	const strip = { x, y: top + picture.h + size * 0.9, w: w + gap + sideWidth, h: stripHeight };
	const inner = copy ? copying(side, size, aspect) : painting(side, size);
	if (!inner) return { ...NONE, kind: "wide", size, picture, cells: [picture], side, strip };
	return { ...NONE, kind: "wide", size, picture, cells: [picture], side, strip, ...inner };
}

/**
 * A stage held upright.
 * @param {number} width
 * @param {number} height
 * @param {Options} options
 * @returns {Layout}
 */
function tall(width, height, { top, copy, aspect }) {
	const size = Math.max(width >= 900 ? 14 : 12, Math.min(20, width / 44));
	const free = height - top;
	const w = Math.min(width, free * (copy ? 0.47 : 0.56) * aspect);
	const x = (width - w) / 2;
	const picture = { x, y: top, w, h: w / aspect };
	const rest = free - picture.h - size;
	const stripHeight = Math.max(size * 4.4, Math.min(rest * 0.42, size * 10));
	const strip = { x, y: height - stripHeight, w, h: stripHeight };
	const side = { x, y: top + picture.h + size, w, h: rest - stripHeight - size };
	const inner = copy ? copying(side, size, aspect) : painting(side, size);
	const all = { ...NONE, kind: /** @type {const} */ ("tall"), size, picture, cells: [picture], strip };
	return inner && side.h > size * 4 ? { ...all, side, ...inner } : all;
}

/**
 * The network that paints freely: the stroke, the state it comes from, and below what goes in.
 * @param {Box} side
 * @param {number} size
 */
function painting(side, size) {
	const label = size * 1.5;
	const below = size * 4.2;
	const gap = side.w * 0.16;
	if (side.h > side.w * 0.95) return stacked(side, size);
	let s = Math.min((side.w - gap) / 2, side.h - label - below);
	const low = s < SMALLEST * 1.4;
	if (low) s = Math.min((side.w - gap) / 2, side.h - label);
	if (s < SMALLEST) return null;
	const y = side.y + label;
	return {
		patch: { x: side.x, y, w: s, h: s },
		state: { x: side.x + side.w - s, y, w: s, h: s },
		told: low ? null : { x: side.x, y: y + s + size * 1.1, w: side.w, h: below - size * 1.1 },
	};
}

/**
 * The same where there is more height than width.
 * @param {Box} side
 * @param {number} size
 */
function stacked(side, size) {
	const label = size * 1.5;
	const between = size * 4;
	const s = Math.min(side.w * 0.62, (side.h - label - between) / 2);
	if (s < SMALLEST) return null;
	const left = side.x + s + size * 1.8;
	const state = { x: side.x, y: side.y + label, w: s, h: s };
	return {
		state,
		patch: { x: side.x, y: state.y + s + between, w: s, h: s },
		told: { x: left, y: state.y + s * 0.5 - size * 2.4, w: side.x + side.w - left, h: size * 5 },
		stacked: true,
	};
}

/**
 * The network that copies: the given picture with the window that reads, below what it read, what is still wrong,
 * and its state.
 * @param {Box} side
 * @param {number} size
 * @param {number} aspect
 */
function copying(side, size, aspect) {
	const label = size * 1.5;
	const gap = size * 0.9;
	const low = Math.min(side.h * 0.25, (side.w - 3 * gap) / (3 + aspect));
	const w = Math.min(side.w, (side.h - low - 2 * label - size * 0.4) * aspect);
	if (w < SMALLEST * aspect || low < SMALLEST) {
		const only = fit({ ...side, y: side.y + label, h: side.h - label }, aspect);
		if (only.w < SMALLEST * aspect) return null;
		const half = { x: side.x, y: side.y + label, w: (side.w - gap) / 2, h: side.h - label };
		const [left, right] = [fit(half, aspect), fit({ ...half, x: half.x + half.w + gap }, aspect)];
		return left.w >= SMALLEST * aspect ? { given: left, error: right } : { given: only };
	}
	const given = { x: side.x, y: side.y + label, w, h: w / aspect };
	const y = side.y + side.h - low;
	const step = low + gap;
	return {
		given,
		state: { x: side.x, y, w: low, h: low },
		seen: [0, 1].map((k) => ({ x: side.x + (k + 1) * step, y, w: low, h: low })),
		error: { x: side.x + 3 * step, y, w: low * aspect, h: low },
	};
}

/**
 * @param {number} width
 * @param {number} height
 */
function textSize(width, height) {
	return Math.max(width >= 900 ? 14 : 12, Math.min(22, width / 56, height / 20));
}
