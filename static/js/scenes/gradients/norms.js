/** The chart of the norms: first, dashed, what the spectral radius predicts; then, step by step, what is measured. */

import { createChart } from "../../draw/chart.js";
import { token } from "../../draw/colour.js";
import { Run } from "./run.js";

/** @import { ChartSpec } from "../../draw/chart.js" */
/** @import { Layout } from "./layout.js" */

/** The axis grows by whole stretches, so that it seldom moves: up to these powers of ten. */
const REACHES = [1, 2, 4, 6, 10, 15, 20, 30, 40, 60, 80, 120, 160, 200, 330];

/** Above and below the axis, in pixels: half a label. */
const MARGIN = 10;

/** Around a name, so that lines which pass behind do not strike it through. A box would be seen on somebody's slide. */
const rim = () =>
	Array(6)
		.fill(`0 0 3px ${token("--paper")}`)
		.join(", ");

/** @param {number} power */
const reach = (power) => REACHES.find((r) => power <= r) ?? 330;

/**
 * Powers of ten from label to label, so that there is one at 1 and one at the far end or near it.
 * @param {number} low  ≤ 0
 * @param {number} high  ≥ 0
 * @param {number} most  labels there is room for
 */
export function decades(low, high, most) {
	const far = Math.max(-low, high);
	const stretches = Math.floor(Math.min(5, most) * (far / (high - low)));
	return Math.max(1, Math.ceil(far / Math.max(1, stretches)));
}

export class Norms {
	/**
	 * @param {HTMLElement} parent
	 * @param {Run} run
	 * @param {ChartSpec} spec
	 */
	constructor(parent, run, spec) {
		this.run = run;
		this.spec = spec;
		this.element = document.createElement("div");
		this.element.className = "gradients-chart";
		parent.append(this.element);
		/** @type {import("../../draw/chart.js").Chart | null} */
		this.chart = null;
		this.shown = "";
	}

	/**
	 * @param {Layout} at
	 * @param {number} width
	 * @param {number} front  the step the gradient has come to; T: none yet, only what is predicted is known
	 * @param {number} opacity  0: not seen, and with `ready` made nevertheless, so that it is there when it is wanted
	 * @param {boolean} ready
	 */
	draw(at, width, front, opacity, ready) {
		this.element.style.opacity = String(opacity);
		this.element.style.visibility = opacity > 0 && at.chart > 0 ? "visible" : "hidden";
		if (!at.chart || !(opacity > 0 || ready)) return;
		const place = `${at.chartY}px ${width}px ${at.chart}px`;
		if (this.element.dataset.place !== place) {
			this.element.dataset.place = place;
			Object.assign(this.element.style, { top: `${at.chartY}px`, width: `${width}px`, height: `${at.chart}px` });
			this.shown = "";
		}
		const state = `${front} ${this.run.host.theme}`;
		if (state === this.shown) return;
		this.shown = state;
		this.chart ??= createChart(this.element, this.spec);
		this.#update(at, width, front);
	}

	/** @param {Layout} at @param {number} width @param {number} front */
	#update(at, width, front) {
		const { run } = this;
		const { steps } = run;
		const nets = run.cells.map((_, net) => net);
		/** @type {number[]} */
		const arrived = [];
		for (let k = steps - 1; k >= front; k--) arrived.push(k);
		const sizes = nets.map((net) => arrived.map((k) => Run.of(run.backward(k), "norm")[net]));
		const shown = sizes.flat().filter((size) => finite(size) !== null);
		const powers = shown.length ? shown.map(Math.log10) : [0];
		const low = -reach(Math.max(2, -Math.min(...powers)));
		const overflow = sizes.flat().some((size) => !Number.isFinite(size));
		const high = reach(Math.max(0, ...powers) * (overflow ? 1.15 : 1));

		const measured = sizes.map((column) => ({ x: arrived, y: column.map(finite) }));
		const all = Array.from({ length: steps }, (_, i) => steps - 1 - i);
		const predicted = nets.map((net) => {
			const first = Math.abs(Run.of(run.loss, "error")[net]);
			return { x: all, y: all.map((_, back) => finite(first * run.predicted[net] ** back)) };
		});
		const fronts = sizes.map((column) => {
			const size = column.at(-1);
			return size === undefined ? { x: [], y: [] } : { x: [front], y: [place(size, high)] };
		});
		this.chart?.update([...predicted, ...measured, ...fronts], {
			margin: { l: at.left, r: width - at.right, t: MARGIN, b: MARGIN },
			yaxis: {
				tickmode: "linear",
				tick0: 0,
				dtick: decades(low, high, at.chart / 36),
				range: [low - 0.02 * (high - low), high + 0.02 * (high - low)],
				tickfont: { size: at.note },
			},
			annotations: this.#labels(fronts, front, low, high, at),
		});
	}

	/**
	 * The networks' names beside their fronts, pushed apart where they would touch.
	 * @param {{y: (number | null)[]}[]} fronts
	 * @param {number} front
	 * @param {number} low
	 * @param {number} high
	 * @param {Layout} at
	 */
	#labels(fronts, front, low, high, at) {
		if (front === this.run.steps) return [];
		const size = Math.max(12, at.small);
		const inner = at.chart - 2 * MARGIN;
		const inside = (front + 0.5) * at.pitch > size * 5;
		const places = fronts.map(({ y: [value] }, net) => {
			const share = value === null ? 0 : (Math.log10(value) - low) / (high - low);
			const rises = Run.of(this.run.backward(front), "norm")[net] > Math.abs(Run.of(this.run.loss, "error")[net]);
			// At the left edge the name stands on the line's own side: above where it rises to the left, else below.
			return { net, y: share * inner + (inside ? 0 : (rises ? 1 : -1) * size * 0.9) };
		});
		places.sort((a, b) => a.y - b.y);
		const apart = size * 1.1;
		let least = size / 2;
		for (const place of places) {
			place.y = Math.max(place.y, least);
			least = place.y + apart;
		}
		let most = inner - size / 2;
		for (const place of places.reverse()) {
			place.y = Math.min(place.y, most);
			most = place.y - apart;
		}
		return places.map(({ net, y }) => ({
			x: front,
			y: y / inner,
			yref: "paper",
			text: this.run.labels[net],
			showarrow: false,
			xanchor: inside ? "right" : "left",
			xshift: inside ? -10 : 10,
			yanchor: "middle",
			font: { color: `var(--${this.run.cells[net]})`, size, shadow: rim() },
		}));
	}

	theme() {
		this.chart?.theme();
	}

	destroy() {
		this.chart?.destroy();
		this.element.remove();
	}
}

/**
 * A size that a logarithmic axis can show, or null: a gap in the line.
 * @param {number} size
 */
const finite = (size) => (size > 0 && Number.isFinite(size) ? size : null);

/**
 * The place of a front on the axis: inf and nan at its upper end, 0 nowhere.
 * @param {number} size
 * @param {number} high
 */
function place(size, high) {
	if (size === 0) return null;
	return Math.log10(size) <= high ? size : 10 ** high;
}
