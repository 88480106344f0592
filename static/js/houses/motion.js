/** Boxes and numbers on their way from one place to another. */

/** @typedef {{x: number, y: number, w: number, h: number}} Box */

/**
 * @param {Box} a
 * @param {Box} b
 * @param {number} u
 * @returns {Box}
 */
export function between(a, b, u) {
	return { x: mix(a.x, b.x, u), y: mix(a.y, b.y, u), w: mix(a.w, b.w, u), h: mix(a.h, b.h, u) };
}

/**
 * @param {number} a
 * @param {number} b
 * @param {number} u
 */
export function mix(a, b, u) {
	return a + (b - a) * u;
}

/**
 * How far `alpha` is on its way from `from` to `to`, eased at both ends: 0 … 1.
 * @param {number} alpha
 * @param {number} from
 * @param {number} to
 */
export function ease(alpha, from, to) {
	const u = Math.max(0, Math.min(1, (alpha - from) / (to - from)));
	return u * u * (3 - 2 * u);
}
