/**
 * Charts. Only this file and chart_frame.js know Plotly.
 *
 * A figure comes from the server (`header.charts`, composed in app/scenes/charts.py) with its colours by name; here
 * the names are looked up in the theme at hand and the lines are filled. Plotly is fetched when the first chart is
 * shown, and works in a frame that is cut off from our origin: browsers run such a frame in a process of its own, so
 * that half a second of reading the library, and every drawing, leaves the moving picture in peace. Updates are
 * gathered: however often a view asks, Plotly draws at most every `PAUSE` milliseconds.
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

/** Milliseconds until a server that is away is asked once more. */
const AGAIN = 1000;

const PAGE = "/chart";

/** @type {Promise<Blob> | null} */
let library = null;

/** The server's answer. While it is away (the page says so by its banner) it is asked again and again. @returns {Promise<Response>} */
const ask = () =>
	fetch(SOURCE).catch(async () => {
		await new Promise((done) => setTimeout(done, AGAIN));
		return ask();
	});

/** The library's code: fetched once, here, where the browser may keep it; the frames get it handed in. */
function fetchLibrary() {
	library ??= ask().then((answer) => {
		if (!answer.ok) throw new Error(`expected the chart library at ${SOURCE}, got ${answer.status}`);
		return answer.blob();
	});
	library.catch(() => {
		library = null;
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
	/** @type {Trace[]} */
	let traces = [];
	/** @type {Record<string, any>} */
	let layout = {};
	/** @type {number | null} */
	let marked = null;
	let loaded = false;
	let drawing = false;
	let timer = 0;
	let drawn = Number.NEGATIVE_INFINITY;

	const frame = document.createElement("iframe");
	frame.setAttribute("sandbox", "allow-scripts");
	frame.src = PAGE;
	frame.title = "Chart";
	frame.tabIndex = -1;
	Object.assign(frame.style, { width: "100%", height: "100%", border: "0", display: "block", pointerEvents: "none" });

	/** @param {object} message */
	const tell = (message) => frame.contentWindow?.postMessage(message, "*");

	/** @param {unknown} error */
	function fail(error) {
		element.textContent = "The chart could not be loaded.";
		console.error(error);
	}

	/** @param {MessageEvent} event */
	function hear({ source, data }) {
		if (source !== frame.contentWindow) return;
		if (data.type === "ready") fetchLibrary().then((code) => tell({ type: "library", code }), fail);
		else if (data.type === "failed") fail(new Error(`expected a script at ${SOURCE}, could not run it`));
		else if (data.type === "loaded") {
			loaded = true;
			schedule();
		} else if (data.type === "drawn") {
			drawing = false;
			element.dataset.drawn = String(Number(element.dataset.drawn ?? 0) + 1);
			if (timer < 0) schedule();
		}
	}

	function draw() {
		const { clientWidth: width, clientHeight: height } = element;
		if (!loaded || drawing || !width || !height) {
			timer = drawing ? -1 : 0; // −1: as soon as the last drawing is done
			return;
		}
		timer = 0;
		drawn = performance.now();
		drawing = true;
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
		tell({ type: "figure", data: coloured(data), layout: coloured(whole) });
	}

	function schedule() {
		if (timer <= 0) timer = window.setTimeout(draw, Math.max(0, drawn + PAUSE - performance.now()));
	}

	addEventListener("message", hear);
	element.append(frame);

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
			clearTimeout(timer);
			removeEventListener("message", hear);
			frame.remove();
		},
	};
}
