/** Between coarse points: how much each of them has a say in a finer one. */

export const TAPS = 4;

/**
 * Catmull and Rom's cubic through coarse points, for every fine one: four places and their weights. Fine point f lies
 * at (f + ½)/s − ½; beyond the edge the edge goes on.
 * @param {number} count
 * @param {number} fineness
 */
export function taps(count, fineness) {
	const at = new Int32Array(TAPS * count * fineness);
	const weight = new Float32Array(TAPS * count * fineness);
	for (let f = 0; f < count * fineness; f++) {
		const place = (f + 0.5) / fineness - 0.5;
		const left = Math.floor(place);
		const u = place - left;
		for (let k = 0; k < TAPS; k++) at[TAPS * f + k] = Math.max(0, Math.min(count - 1, left - 1 + k));
		weight[TAPS * f] = u * (-0.5 + u * (1 - 0.5 * u));
		weight[TAPS * f + 1] = 1 + u * u * (-2.5 + 1.5 * u);
		weight[TAPS * f + 2] = u * (0.5 + u * (2 - 1.5 * u));
		weight[TAPS * f + 3] = u * u * (-0.5 + 0.5 * u);
	}
	return { at, weight };
}
