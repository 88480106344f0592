/**
 * Charts: the only file that knows Plotly.
 *
 * A figure comes from the server (`header.charts`, composed in app/scenes/charts.py) with its colours by name; here
 * the names are looked up in the theme at hand, the lines are filled, and Plotly is fetched when the first chart is
 * shown. Updates are gathered: however often a view asks, Plotly draws at most every `PAUSE` milliseconds.
 */

import { token } from "./colour.js";

/**
 * @typedef {Record<string, any>} Trace
 * @typedef {{data: Trace[], layout: Record<string, any>}} ChartSpec
 *
 * @typedef {object} Chart
 * @property {(traces: Trace[], layout?: Record<string, any>) => void} update  laid over the figure's, one by one
 * @property {(x: number | null) => void} mark  a thin line at x: where the cursor is
 * @property {() => void} resize  the element has another size
 * @property {() => void} theme  the colours have changed
 * @property {() => void} destroy
 */

const SOURCE = "/static/vendor/plotly/plotly-cartesian.min.js";
/** One drawing takes about 10 ms; a picture that moves leaves it this much air. */
const PAUSE = 80;

/** @type {Promise<any> | null} */
let library = null;

function loadLibrary() {
	library ??= new Promise((resolve, reject) => {
		const script = document.createElement("script");
		script.src = SOURCE;
		script.onload = () => resolve(/** @type {any} */ (window).Plotly);
		script.onerror = () => {
			library = null;
			script.remove();
			reject(new Error(`expected the chart library at ${SOURCE}, could not load it`));
		};
		document.head.append(script);
	});
	return library;
}

/**
 * A figure with the colours of the theme in place of their names: "var(--rnn)" → "#b3204d".
 * @param {any} value
 * @returns {any}
 */
export function coloured(value) {
	if (typeof value === "string") {
		const name = /^var\((--[\w-]+)\)$/.exec(value)?.[1];
		return name ? token(name) : value;
	}
	if (Array.isArray(value)) return value.map(coloured);
	if (value === null || typeof value !== "object" || ArrayBuffer.isView(value)) return value;
	return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, coloured(inner)]));
}

/**
 * One object laid over another, key by key; lists are replaced.
 * @param {any} base
 * @param {any} patch
 * @returns {any}
 */
export function laidOver(base, patch) {
	if (patch === undefined) return base;
	const both = [base, patch].every((v) => v !== null && typeof v === "object" && !Array.isArray(v));
	if (!both || ArrayBuffer.isView(patch)) return patch;
	const result = { ...base };
	for (const key of Object.keys(patch)) result[key] = laidOver(base[key], patch[key]);
	return result;
}

/**
 * @param {HTMLElement} element  has a size of its own; the chart fills it
 * @param {ChartSpec} spec
 * @returns {Chart}
 */
export function createChart(element, spec) {
	/** @type {any} */
	let plotly = null;
	/** @type {Trace[]} */
	let traces = [];
	/** @type {Record<string, any>} */
	let layout = {};
	/** @type {number | null} */
	let marked = null;
	let gone = false;
	let timer = 0;
	let drawn = Number.NEGATIVE_INFINITY;

	function draw() {
		timer = 0;
		drawn = performance.now();
		const { clientWidth: width, clientHeight: height } = element;
		if (gone || !plotly || !width || !height) return;
		const shapes =
			marked === null
				? []
				: [
						{
							type: "line",
							x0: marked,
							x1: marked,
							yref: "paper",
							y0: 0,
							y1: 1,
							line: { color: "var(--ink-2)", width: 1 },
						},
					];
		const data = spec.data.map((trace, i) => laidOver(trace, traces[i]));
		const whole = laidOver(laidOver(spec.layout, layout), { width, height, shapes });
		plotly.react(element, coloured(data), coloured(whole), { staticPlot: true, displayModeBar: false });
		element.dataset.drawn = String(Number(element.dataset.drawn ?? 0) + 1);
	}

	function schedule() {
		if (!timer) timer = window.setTimeout(draw, Math.max(0, drawn + PAUSE - performance.now()));
	}

	loadLibrary().then(
		(loaded) => {
			plotly = loaded;
			schedule();
		},
		(error) => {
			element.textContent = "The chart could not be loaded.";
			console.error(error);
		},
	);

	return {
		update(nextTraces, nextLayout) {
			traces = nextTraces;
			layout = nextLayout ?? layout;
			schedule();
		},
		mark(x) {
			marked = x;
			schedule();
		},
		resize: schedule,
		theme: schedule,
		destroy() {
			gone = true;
			clearTimeout(timer);
			if (plotly) plotly.purge(element);
		},
	};
}
