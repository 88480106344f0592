/** The weights as arrows, each in its colour; those at work are drawn strong. */

import { arrow } from "../../draw/arrow.js";
import { fade, magnitude, token } from "../../draw/colour.js";
import { gatesWidth } from "./gates.js";
import { level } from "./heat.js";
import { originBox } from "./layout.js";
import { number } from "./run.js";

/** @import { Scenery } from "./network.js" */

/** @param {Scenery} s */
export function drawArrows({ ctx, run, plan, moment, columns }) {
	const { into, up, hidden } = plan.rows;
	const gap = Math.min(4, into.h * 0.12);
	const thin = plan.size * 0.09;
	const back = moment.chapter === "backward";
	/** @param {string} name @param {number} u  0…1: how far the value has come */
	const style = (name, u) => {
		const atWork = u > 0 && u < 1;
		return { colour: fade(token(name), atWork ? 1 : 0.55), width: atWork ? thin * 2.4 : thin };
	};
	const middle = hidden.y + hidden.h / 2;
	const origin = originBox(plan);
	let left = plan.origin ? origin.x + origin.w + gap : plan.left - plan.labels - gap;
	columns.forEach((column, j) => {
		const lit = j === moment.working ? moment.progress : null;
		const x = column.middle;
		const right = x - column.cell / 2 - gap - gatesWidth(run, plan, column, moment.chapter);
		if (back) {
			// the gradient goes the other way: down from the outputs, and to the left
			const came = j >= moment.done;
			const norm = number(run.reached(j), "norm");
			const style = {
				colour: came ? magnitude(Math.max(0.3, level(norm))) : fade(token("--ink-2"), 0.35),
				width: came ? thin * (1 + 2.5 * level(norm)) : thin,
			};
			arrow(ctx, x, up.y + gap, x, up.y + up.h - gap, style);
			if (j && right - left > 3) arrow(ctx, right, middle, left, middle, style);
		} else {
			arrow(ctx, x, into.y + into.h - gap, x, into.y + gap, style("--sym-Wxh", lit?.input ?? 0));
			arrow(ctx, x, up.y + up.h - gap, x, up.y + gap, style("--sym-Why", lit?.output ?? 0));
			if (right - left > 3) arrow(ctx, left, middle, right, middle, style("--sym-Whh", lit?.recurrent ?? 0));
		}
		left = x + column.cell / 2 + gap;
	});
}
