/**
 * Where everything goes, for any stage from 340×180 to 1900×1000.
 *
 * There are two arrangements: `there`, while the networks read (the states have the whole stage), and `back`, while
 * the gradient returns (the input has had its say, and the states make room for the chart and the factors). The picture
 * glides from one to the other. Where the chart would be too low, the numbers at the tips give way to it: the lines of
 * factors end in the same numbers.
 */

/**
 * @typedef {object} Layout
 * @property {number} small  text size, CSS px
 * @property {number} note  size of the smallest words: of axes and legends
 * @property {number} large  size of the numbers at the front
 * @property {number} left  where the first step begins
 * @property {number} right  where the last step ends
 * @property {number} pitch  from step to step
 * @property {number} body  width of a step's column
 * @property {number} top  of the first row
 * @property {number} head  room above a row's states, for the number at the front
 * @property {number} told  1 if that number stands there
 * @property {number} states  height of a row's states
 * @property {number} row  from row to row
 * @property {number} inputY  top of the input; its height is `input`, 0 if there is no room
 * @property {number} input
 * @property {number} axisY  baseline of the step numbers; 0 if there is no room
 * @property {number} legend  height of a line for the legend below them; 0 if it stands beside them
 * @property {number} chartY
 * @property {number} chart  height of the chart, 0 if there is no room
 * @property {number} factorsY
 * @property {number} factors  height of a line of factors, 0 if there is no room
 * @property {number} formula  1 if there is room for the formula
 * @property {number} brief  1 if the badge must be short: there is room for the rows only
 */

const SMALLEST_STATES = 25;
const TIGHT_STATES = 22;
/** A chart lower than this is worth the numbers at the tips. */
const LOW_CHART = 96;
/** Wide enough to be a slide, whose words are never smaller than 14 px. */
const SLIDE = 600;
/** A card of the gallery as wide as this is on a screen, not on a phone. */
const CARD = 400;

/** @param {number} low @param {number} value @param {number} high */
const clamp = (low, value, high) => Math.min(high, Math.max(low, value));

/**
 * @param {number} width
 * @param {number} height
 * @param {number} rows  networks shown
 * @param {number} steps  T
 * @param {boolean} plain  states and gradient only: the gallery
 * @returns {{there: Layout, back: Layout}}
 */
export function arrange(width, height, rows, steps, plain) {
	const slide = width >= (plain ? CARD : SLIDE);
	const small = slide ? clamp(14, Math.min(width / 66, height / 28), 24) : clamp(12, width / 56, 14);
	const note = Math.max(slide ? 14 : 12, small * 0.85);
	const large = small * (width >= SLIDE ? 1.3 : 1.15);
	const left = clamp(58, Math.max(large * 4.9, width * 0.07), 160);
	const right = width - clamp(58, width * 0.13, 260);
	const pitch = (right - left) / steps;
	const pad = clamp(2, height * 0.012, 12);
	const bare = plain || height < 230;
	const axis = bare ? 0 : small * 1.5;
	const input = bare ? 0 : clamp(16, height * 0.1, 84);
	const gap = bare ? 0 : small * 0.4;
	const legend = !bare && width < 600 ? small * 1.4 : 0;
	const badge = !bare && width < 700 ? 34 : 0;
	const room = height - pad - axis - legend - pad;

	const tall = large * 1.35;
	const factorsHeight = (/** @type {boolean} */ tight) => rows * small * (tight ? 1.36 : 1.6) + small * 0.5 + badge;
	/** What rows and factors leave for a chart. @param {boolean} tight */
	const leave = (tight) =>
		room - factorsHeight(tight) - rows * (tight ? small * 0.4 + TIGHT_STATES : tall + SMALLEST_STATES);
	const smallestChart = width < SLIDE ? 80 : 60;
	const tight = slide && !bare && leave(false) < LOW_CHART && leave(true) >= smallestChart;
	const head = tight ? small * 0.4 : tall;
	const rest = leave(tight);
	const factors = !bare && rest >= 0;
	const line = small * (tight ? 1.36 : 1.6);
	const chart = !bare && factors && width >= 300 && rest >= smallestChart;
	const chartHeight = chart ? Math.min(rest, Math.max(100, 50 + rest * 0.5), height * 0.42) : 0;

	/** @param {number} space @param {number} headRoom @param {number} inputRoom */
	const make = (space, headRoom, inputRoom) => {
		const row = Math.min(space / rows, headRoom + 240);
		const states = row - headRoom;
		const top = pad + Math.max(0, (space - row * rows) / 2);
		const inputY = top + row * rows + (inputRoom ? gap : 0);
		const axisY = axis ? inputY + inputRoom + small * 1.15 : 0;
		const body = pitch < 5 ? pitch : Math.min(pitch * 0.64, states * 0.8, 72);
		return {
			small,
			note,
			large,
			left,
			right,
			pitch,
			body,
			top,
			head: headRoom,
			states,
			row,
			inputY,
			input: inputRoom,
			axisY,
		};
	};
	const there = make(room - input - gap, bare ? tall : tall * 0.7, input);
	const back = make(room - (factors ? factorsHeight(tight) : 0) - chartHeight, head, 0);
	const below = back.inputY + axis + legend;
	const shared = {
		legend,
		chartY: below,
		chart: chartHeight,
		factorsY: below + chartHeight + small * 0.25,
		factors: factors ? line : 0,
		told: tight ? 0 : 1,
		brief: factors ? 0 : 1,
		formula: width >= 1200 && factors && line * rows >= 60 ? 1 : 0,
	};
	return { there: { ...there, ...shared }, back: { ...back, ...shared } };
}

/**
 * Between two arrangements.
 * @param {Layout} a
 * @param {Layout} b
 * @param {number} u  0…1
 * @returns {Layout}
 */
export function between(a, b, u) {
	if (u <= 0) return a;
	if (u >= 1) return b;
	const mixed = { ...a };
	for (const key of /** @type {(keyof Layout)[]} */ (Object.keys(a))) mixed[key] = a[key] + (b[key] - a[key]) * u;
	return mixed;
}
