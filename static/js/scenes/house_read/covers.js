/** What is covered up, and from which glimpse on: five numbers a patch, as the param `covers` has them. */

/** @import { Place } from "../../houses/hand.js" */

const A_PATCH = 5; // glimpse, left, top, width, height
export const MOST_COVERS = 8;

/** To a tenth of a pixel, so that links stay short. @param {number} v */
export const tenth = (v) => Math.round(v * 10) / 10;

/**
 * With one more patch; null where there are enough.
 * @param {number[]} covers
 * @param {number} glimpse  from which on it counts
 * @param {Place} place
 */
export function painted(covers, glimpse, [cx, cy, w, h]) {
	if (covers.length >= A_PATCH * MOST_COVERS) return null;
	return [...covers, glimpse, ...[cx - w / 2, cy - h / 2, w, h].map(tenth)];
}

/**
 * What there was before the last patch, if that is known.
 * @param {number[]} covers
 * @param {number[][]} history  before each patch that was painted
 */
export function unpainted(covers, history) {
	const before = history.at(-1);
	return before && before.length + A_PATCH === covers.length ? before : null;
}
