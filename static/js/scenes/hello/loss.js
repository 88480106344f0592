/** The loss over iterations as a chart, fetched when it is first shown; redrawn once an iteration at most. */

import { createChart } from "../../draw/chart.js";
import { lossesUpTo } from "./curve.js";
import { number } from "./run.js";

/** @import { Chart, ChartSpec } from "../../draw/chart.js" */
/** @import { Box } from "./layout.js" */
/** @import { Scenery } from "./network.js" */

export class LossChart {
	/**
	 * @param {HTMLElement} parent
	 * @param {ChartSpec} spec
	 */
	constructor(parent, spec) {
		this.spec = spec;
		this.element = document.createElement("div");
		this.element.style.position = "absolute";
		parent.append(this.element);
		/** @type {Chart | null} */
		this.chart = null;
		this.shown = "";
	}

	/**
	 * @param {Scenery} s
	 * @param {Box} box
	 * @param {string} theme
	 */
	show({ frame, run, plan }, { x: left, y: top, w: width, h: height }, theme) {
		this.element.hidden = false;
		const i = number(frame, "iteration");
		const shown = [i, theme, left, top, width, height].join();
		if (shown === this.shown) return;
		this.shown = shown;
		for (const [side, length] of Object.entries({ left, top, width, height })) {
			this.element.style.setProperty(side, `${length}px`);
		}
		this.chart ??= createChart(this.element, this.spec);
		const losses = lossesUpTo(run, i);
		const guess = Math.log(run.letters.length);
		const font = { size: plan.size };
		// Above the point, unless the dashed line of guessing would strike it through.
		const side = losses[i] > guess || losses[i] < 0.5 * guess ? "top" : "bottom";
		const axis = { tickfont: font, title: { font } };
		const now = {
			x: [i],
			y: [losses[i]],
			text: [`loss ${losses[i].toFixed(2)}`],
			textposition: i > run.iterations * 0.55 ? `${side} left` : `${side} right`,
			textfont: font,
		};
		this.chart.update([{ x: [0, run.iterations], y: [guess, guess] }, { x: losses.map((_, k) => k), y: losses }, now], {
			xaxis: axis,
			yaxis: axis,
			margin: { l: plan.size * 4, b: plan.size * 3.2 },
		});
	}

	hide() {
		this.element.hidden = true;
	}

	destroy() {
		this.chart?.destroy();
	}
}
