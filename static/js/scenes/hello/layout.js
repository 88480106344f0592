/**
 * Where everything goes, for any stage from 340×180 to 1900×1000, 1 to 23 steps, 2 to 64 units, 1 to 24 letters.
 *
 * The network always has the larger part. Beside it (wide stages) or below it (tall ones) is a panel for one or two
 * things more: bars, code, the loss, the word. Rows run bottom to top as in Karpathy's picture: letter, one-hot, W_xh,
 * hidden state, W_hy, outputs, right letter.
 */

/** @typedef {{x: number, y: number, w: number, h: number}} Box */
/** @typedef {{y: number, h: number}} Row */
/** @typedef {{left: number, width: number, middle: number, cell: number}} Column */

/**
 * @typedef {object} Plan
 * @property {number} size  of small text, CSS px
 * @property {number} letter  size of the letters
 * @property {Box} net
 * @property {Box | null} side
 * @property {boolean} below  the side is below the network
 * @property {Box | null} maps  for the weights, left of the network
 * @property {number} labels  width of the letters beside the rows, 0 if there is no room
 * @property {number} origin  width of the state before the first letter, 0 if there is no room
 * @property {number} left  of the columns
 * @property {number} right
 * @property {{target: Row, out: Row, up: Row, hidden: Row, into: Row, hot: Row, letter: Row}} rows
 * @property {boolean} hot  the one-hot column is shown
 */

/** @param {number} low @param {number} value @param {number} high */
export const clamp = (low, value, high) => Math.min(high, Math.max(low, value));

const NARROWEST_SIDE = 250;
/** As wide as this it is on a slide, or a card of the gallery on a screen: no word is smaller than 14 px. */
const SLIDE = 900;
const CARD = 400;

/**
 * @param {number} width
 * @param {number} height
 * @param {{steps: number, hidden: number, letters: number}} sizes
 * @param {boolean} plain  the network only: the gallery
 * @param {boolean} telling  this chapter has a word to show, which even a small stage makes room for
 * @returns {Plan}
 */
export function plan(width, height, { steps, hidden, letters }, plain, telling) {
	const size =
		width >= (plain ? CARD : SLIDE) ? clamp(14, Math.min(width / 68, height / 30), 26) : clamp(12, width / 62, 14);
	const beside = !plain && width >= 640 && height >= 210 && width > height * 1.1;
	const below = !plain && !beside && height >= (telling ? 290 : 380);
	const pad = clamp(4, Math.min(width, height) * 0.02, 20);
	const sideWidth = beside ? clamp(NARROWEST_SIDE, width * 0.37, 720) : 0;
	const sideHeight = below ? clamp(76, height * (height < 380 ? 0.26 : 0.34), 320) : 0;
	const net = {
		x: pad,
		y: pad,
		w: width - 2 * pad - (beside ? sideWidth + pad * 1.5 : 0),
		h: height - 2 * pad - (below ? sideHeight + pad : 0),
	};
	const side = beside
		? { x: width - sideWidth - pad, y: pad, w: sideWidth, h: height - 2 * pad }
		: below
			? { x: pad, y: height - sideHeight - pad, w: width - 2 * pad, h: sideHeight }
			: null;

	const mapped = !plain && net.w >= 480 && net.h >= 300;
	const mapsWidth = mapped ? clamp(64, net.w * 0.14, 160) : 0;
	const hot = net.h >= 215;
	const found = rowsOf(net, size, { steps, hidden, letters, hot });
	const labelled = found.rows.out.h / letters >= size * 0.86 && net.w >= 300;
	const labels = labelled ? size * 1.4 : 0;
	const origin = labelled && net.w / steps >= size * 5 ? size * 2 : 0;
	const maps = mapped ? { x: net.x, y: net.y, w: mapsWidth, h: net.h } : null;
	const gap = mapped ? size * 1.2 : 0;
	return {
		size,
		letter: found.letter,
		net,
		side,
		below,
		maps,
		labels,
		origin,
		left: net.x + mapsWidth + gap + labels + origin,
		right: net.x + net.w,
		rows: found.rows,
		hot,
	};
}

/**
 * @param {Box} net
 * @param {number} size
 * @param {{steps: number, hidden: number, letters: number, hot: boolean}} what
 */
function rowsOf(net, size, { steps, hidden, letters, hot }) {
	const letter = clamp(12, Math.min((net.w / (steps + 1)) * 0.8, net.h * 0.075, size * 2.1), 60);
	const letterRow = letter * 1.38;
	const least = clamp(10, net.h * 0.06, 60); // of the two rows of arrows
	const room = net.h - 2 * letterRow - 2 * least;
	const tallest = size * 1.75; // of a cell
	const shares = hot ? { hot: 0.19, hidden: 0.48, out: 0.33 } : { hot: 0, hidden: 0.55, out: 0.45 };
	/** @param {number} share @param {number} cells */
	const fit = (share, cells) => Math.min(room * share, cells * tallest);
	const heights = {
		hot: Math.min(fit(shares.hot, letters), letters * size * 1.3),
		hidden: fit(shares.hidden, hidden),
		out: fit(shares.out, letters),
	};
	// What one block does not need another may have, then the arrows, up to three times their least, then nobody.
	let spare = room - heights.hot - heights.hidden - heights.out;
	const more = Math.min(spare, hidden * tallest - heights.hidden);
	heights.hidden += more;
	spare -= more;
	const most = Math.min(spare, letters * tallest - heights.out);
	heights.out += most;
	spare -= most;
	const arrows = Math.min(least * 2.2, least + spare / 2);
	spare -= 2 * (arrows - least);

	let y = net.y + Math.max(0, spare / 2);
	/** @param {number} h */
	const take = (h) => {
		const row = { y, h };
		y += h;
		return row;
	};
	const rows = {
		target: take(letterRow),
		out: take(heights.out),
		up: take(arrows),
		hidden: take(heights.hidden),
		into: take(arrows),
		hot: take(heights.hot),
		letter: take(letterRow),
	};
	return { letter, rows };
}

/**
 * The columns of the steps. Where all cannot be wide, the one in focus is, and its neighbours give way.
 * @param {Plan} p
 * @param {number} steps
 * @param {number} focus  in steps, fractional while it moves; −1 for none
 * @returns {Column[]}
 */
export function columns(p, steps, focus) {
	const room = p.right - p.left;
	const wanted = p.size * 5.4;
	const even = room / steps;
	const wide = Math.min(wanted, room * 0.4);
	const factor = even >= wanted || steps < 2 || focus < 0 ? 1 : Math.max(1, (wide * (steps - 1)) / (room - wide));
	const shares = Array.from({ length: steps }, (_, j) => 1 + (factor - 1) * Math.max(0, 1 - Math.abs(j - focus)));
	const total = shares.reduce((sum, share) => sum + share, 0);
	let left = p.left;
	return shares.map((share) => {
		const width = (room * share) / total;
		const column = { left, width, middle: left + width / 2, cell: Math.min(width * 0.62, p.size * 3.3) };
		left += width;
		return column;
	});
}

/**
 * The box of a block in a column.
 * @param {Plan} plan
 * @param {Column} column
 * @param {"hot" | "hidden" | "out"} name
 * @returns {Box}
 */
export function blockBox(plan, column, name) {
	const { y, h } = plan.rows[name];
	return { x: column.middle - column.cell / 2, y, w: column.cell, h };
}

/**
 * Where the state before the first letter stands.
 * @param {Plan} plan
 * @returns {Box}
 */
export function originBox(plan) {
	const { y, h } = plan.rows.hidden;
	return { x: plan.left - plan.origin, y, w: plan.origin * 0.55, h };
}
