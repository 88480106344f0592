/** The picture of `gradients`: networks unrolled through time, read forward, and the gradient that comes back. */

import { Surface } from "../draw/canvas.js";
import { loadStyles } from "../draw/styles.js";
import { Badge } from "./gradients/badge.js";
import { drawFactors } from "./gradients/factors.js";
import { drawBack, drawForward, drawReading, lossNode } from "./gradients/flow.js";
import { chainRule } from "./gradients/formula.js";
import { arrange, between } from "./gradients/layout.js";
import { drawChartNote, drawLegend } from "./gradients/legend.js";
import { drawInput, drawLoss, drawName } from "./gradients/margins.js";
import { Norms } from "./gradients/norms.js";
import { ease, Run } from "./gradients/run.js";
import { States } from "./gradients/states.js";

/** @import { Frame, Header, Host } from "../core/types.js" */

const STYLES = ["/static/css/scenes/gradients.css"];
/** While the loss is taken the states first make room; then the gradient sets out. */
const ROOM_MADE = 0.55;

/**
 * @param {HTMLElement} element
 * @param {Header} header
 * @param {Host} host
 */
export function mount(element, header, host) {
	loadStyles(STYLES, host.mode);
	const run = new Run(header, host);
	const names = run.labels.join(", ");
	const surface = new Surface(
		element,
		`${names}, unrolled over ${run.steps} steps; the gradient of the loss walks back.`,
	);
	const states = run.cells.map((_, net) => new States(run, net));
	const plain = host.mode === "gallery";
	const norms = plain ? null : new Norms(element, run, header.charts.norms);
	const badge = plain ? null : new Badge(element, run, header.facts.seed);
	const formula = plain ? null : element.appendChild(chainRule());
	let width = 0;
	/** @type {ReturnType<typeof arrange> | null} */
	let arrangement = null;

	/**
	 * @param {Frame} frame
	 * @param {Frame | null} next
	 * @param {number} alpha
	 */
	function draw(frame, next, alpha) {
		if (!arrangement) return;
		const ctx = surface.ctx;
		const a = next ? alpha : 0;
		const taken = frame.t >= run.steps;
		const made = frame.phase === "forward" ? 0 : frame.phase === "loss" ? ease(a / ROOM_MADE) : 1;
		const at = between(arrangement.there, arrangement.back, made);
		const leaving = frame.phase === "loss" ? Math.max(0, (a - ROOM_MADE) / (1 - ROOM_MADE)) : a;
		const front = run.front(frame);
		const passed = taken
			? front - (frame.phase === "backward" || frame.phase === "loss" ? ease(leaving) : 0)
			: run.steps;
		const filled = run.reached(frame) + 1;
		const node = lossNode(at, width);

		badge?.draw(frame, arrangement.back.brief > 0);
		const beside = frame.phase === "check" && width >= 700 ? (badge?.button.offsetWidth ?? 0) : 0;

		surface.clear();
		drawInput(ctx, at, run, filled);
		run.cells.forEach((cell, net) => {
			const top = at.top + net * at.row;
			const y = top + at.head + at.states / 2;
			const arriving = taken || filled === run.steps ? 0 : ease((a - 0.45) / 0.55);
			states[net].draw(ctx, at, top + at.head, { filled, arriving, passed });
			drawForward(ctx, at, y, filled - 1, taken ? 0 : a, node.x - node.radius, run.steps, passed);
			if (!taken && a > 0 && at.input && filled < run.steps) drawReading(ctx, at, top, filled, a);
			drawName(ctx, at, top, cell, run.labels[net]);
			if (taken && (front < run.steps || leaving > 0)) {
				drawBack(ctx, at, top, run, net, { front, alpha: leaving, from: node.x, width });
			}
			drawLoss(ctx, at, top, run, net, { width, taken });
		});
		const back = frame.phase === "backward" || frame.phase === "check";
		drawLegend(ctx, at, width, back || (taken && leaving > 0));
		if (back) drawFactors(ctx, at, run, front, width - (at.formula ? width * 0.32 : beside));
		// The prediction is there before the gradient sets out.
		const charted = back ? 1 : frame.phase === "loss" ? ease((a - ROOM_MADE) / 0.25) : 0;
		if (charted && norms) drawChartNote(ctx, arrangement.back, width, charted);
		norms?.draw(arrangement.back, width, front, charted, frame.phase === "loss");
		if (formula instanceof MathMLElement) {
			formula.style.visibility = back && at.formula ? "visible" : "hidden";
		}
	}

	return {
		draw,
		/**
		 * @param {number} w
		 * @param {number} h
		 * @param {number} scale
		 */
		resize(w, h, scale) {
			width = w;
			surface.resize(w, h, scale);
			arrangement = arrange(w, h, run.cells.length, run.steps, plain);
			const { factorsY, small } = arrangement.back;
			if (formula instanceof MathMLElement) {
				Object.assign(formula.style, { left: `${w * 0.7}px`, top: `${factorsY}px`, fontSize: `${small * 1.2}px` });
			}
		},
		destroy() {
			norms?.destroy();
			badge?.destroy();
			formula?.remove();
			surface.canvas.remove();
		},
	};
}
