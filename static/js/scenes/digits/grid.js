/** Squares side by side, as large as they can be. */

/** @import { Box } from "../../houses/motion.js" */

const GAP = 0.08; // of a square's side

/**
 * `count` squares in rows, in the middle of a stage.
 * @param {number} width
 * @param {number} height
 * @param {number} count
 * @returns {Box[]}
 */
export function grid(width, height, count) {
	let best = { side: 0, columns: 1 };
	for (let columns = 1; columns <= count; columns++) {
		const rows = Math.ceil(count / columns);
		const side = Math.min(width / (columns + GAP * (columns + 1)), height / (rows + GAP * (rows + 1)));
		if (side > best.side) best = { side, columns };
	}
	const { side, columns } = best;
	const rows = Math.ceil(count / columns);
	const pitch = side * (1 + GAP);
	const top = (height - rows * pitch + side * GAP) / 2;
	return Array.from({ length: count }, (_, i) => {
		const row = Math.floor(i / columns);
		const inRow = Math.min(columns, count - row * columns);
		const left = (width - inRow * pitch + side * GAP) / 2;
		return { x: left + (i % columns) * pitch, y: top + row * pitch, w: side, h: side };
	});
}
