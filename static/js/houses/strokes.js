/**
 * A drawing as a short text, as app/scenes/_house_read_ink.py reads it: two characters in base 36 for x, two for y, in
 * tenths of a picture pixel; strokes parted by `-`.
 */

/** @typedef {[number, number]} Point  picture pixels */

const LONGEST = 4000;

/**
 * @param {Point[][]} strokes
 * @returns {string}
 */
export function encode(strokes) {
	// The more there is, the coarser it is kept, until it fits into a link.
	for (let tolerance = 0.3; ; tolerance *= 1.6) {
		const text = strokes.map((stroke) => simplify(stroke, tolerance).map(spell).join("")).join("-");
		if (text.length <= LONGEST || tolerance > 20) return text.slice(0, LONGEST - (LONGEST % 4));
	}
}

/** @param {Point} point */
function spell([x, y]) {
	return two(x, 128) + two(y, 64);
}

/**
 * @param {number} v
 * @param {number} most
 */
function two(v, most) {
	return Math.round(Math.max(0, Math.min(most, v)) * 10)
		.toString(36)
		.padStart(2, "0");
}

/**
 * @param {string} text
 * @returns {Point[][]}
 */
export function decode(text) {
	return text
		.split("-")
		.filter(Boolean)
		.map((part) => (part.match(/.{4}/g) ?? []).map((p) => [base36(p.slice(0, 2)), base36(p.slice(2))]));
}

/** @param {string} pair */
const base36 = (pair) => Number.parseInt(pair, 36) / 10;

/**
 * Ramer, Douglas and Peucker: the points that a line of this tolerance needs.
 * @param {Point[]} points
 * @param {number} tolerance
 * @returns {Point[]}
 */
export function simplify(points, tolerance) {
	if (points.length < 3) return points;
	const [first, last] = [points[0], points[points.length - 1]];
	let [most, at] = [0, 0];
	for (let i = 1; i < points.length - 1; i++) {
		const distance = offLine(points[i], first, last);
		if (distance > most) [most, at] = [distance, i];
	}
	if (most <= tolerance) return [first, last];
	return [...simplify(points.slice(0, at + 1), tolerance).slice(0, -1), ...simplify(points.slice(at), tolerance)];
}

/**
 * @param {Point} p
 * @param {Point} a
 * @param {Point} b
 */
function offLine(p, a, b) {
	const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
	const length = Math.hypot(dx, dy);
	if (length === 0) return Math.hypot(p[0] - a[0], p[1] - a[1]);
	return Math.abs(dx * (a[1] - p[1]) - dy * (a[0] - p[0])) / length;
}
