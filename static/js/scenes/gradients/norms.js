/** The chart of the norms: what was measured step by step, and, dashed, what the spectral radius predicts. */

import { createChart } from "../../draw/chart.js";
import { Run } from "./run.js";

/** @import { ChartSpec } from "../../draw/chart.js" */
/** @import { Layout } from "./layout.js" */

/** The axis grows by whole stretches, so that it seldom moves: up to these powers of ten. */
const REACHES = [1, 2, 4, 6, 10, 15, 20, 30, 40, 60, 80, 120, 160, 200, 330];

/** @param {number} power */
const reach = (power) => REACHES.find((r) => power <= r) ?? 330;

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
	 * @param {number} front  the step the gradient has come to
	 * @param {number} opacity  0: not there
	 */
	draw(at, width, front, opacity) {
		const visible = opacity > 0 && at.chart > 0;
		this.element.style.opacity = String(opacity);
		this.element.style.visibility = visible ? "visible" : "hidden";
		if (!visible) return;
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
		const finite = sizes.flat().filter((size) => size > 0 && Number.isFinite(size));
		const powers = finite.length ? finite.map(Math.log10) : [0];
		const low = -reach(Math.max(0, -Math.min(...powers)));
		const overflow = sizes.flat().some((size) => !Number.isFinite(size));
		const high = reach(Math.max(0, ...powers) * (overflow ? 1.15 : 1));

		const measured = sizes.map((column) => ({
			x: arrived,
			y: column.map((size) => (size > 0 && Number.isFinite(size) ? size : null)),
		}));
		const all = Array.from({ length: steps }, (_, i) => steps - 1 - i);
		const predicted = nets.map((net) => {
			const first = Math.abs(Run.of(run.loss, "error")[net]);
			return { x: all, y: all.map((_, back) => clipped(first * run.predicted[net] ** back, low, high)) };
		});
		const fronts = sizes.map((column) => ({ x: [front], y: [clipped(column[column.length - 1], low, high)] }));
		const annotations = this.#labels(fronts, front, low, high, at);
		this.chart?.update([...predicted, ...measured, ...fronts], {
			margin: { l: at.left, r: width - at.right, t: 6, b: 6 },
			yaxis: {
				range: [low - 0.02 * (high - low), high + 0.02 * (high - low)],
				tickfont: { size: Math.max(12, at.small * 0.85) },
			},
			annotations: [...(this.spec.layout.annotations ?? []), ...annotations],
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
		const size = Math.max(12, at.small);
		const inner = at.chart - 12;
		const places = fronts.map(({ y: [value] }, net) => {
			const share = value === null ? 0 : (Math.log10(value) - low) / (high - low);
			return { net, y: Math.min(inner - size / 2, Math.max(size / 2, share * inner)) };
		});
		places.sort((a, b) => a.y - b.y);
		for (let i = 1; i < places.length; i++) places[i].y = Math.max(places[i].y, places[i - 1].y + size * 1.15);
		const over = (places.at(-1)?.y ?? 0) - (inner - size / 2);
		if (over > 0) for (const place of places) place.y -= over;
		const inside = (front + 0.5) * at.pitch > size * 5;
		return places.map(({ net, y }) => ({
			x: front,
			y: y / inner,
			yref: "paper",
			text: this.run.labels[net],
			showarrow: false,
			xanchor: inside ? "right" : "left",
			xshift: inside ? -10 : 10,
			yanchor: "middle",
			font: { color: `var(--${this.run.cells[net]})`, size },
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
 * A size the axis can show: inf at its upper end, 0 not at all.
 * @param {number} size
 * @param {number} low
 * @param {number} high
 */
function clipped(size, low, high) {
	if (Number.isNaN(size) || size === 0) return null;
	return Math.log10(size) > high ? 10 ** high : Math.log10(size) < low - 3 * (high - low) ? null : size;
}
