/** The gates of LSTM and GRU, and the LSTM's memory: a thin strip each, left of the state. */

import { text } from "../../draw/canvas.js";
import { token } from "../../draw/colour.js";
import { column as drawStrip, SCORE, STATE } from "./heat.js";
import { blockBox } from "./layout.js";
import { numbers, row } from "./run.js";

/** @import { Frame } from "../../core/types.js" */
/** @import { Scale } from "./heat.js" */
/** @import { Box, Column, Plan } from "./layout.js" */
/** @import { Scenery } from "./network.js" */
/** @import { Run } from "./run.js" */

const NARROWEST = 5;

/** @param {Run} run */
const strips = (run) => run.gates.length + (run.cell === "lstm" ? 1 : 0);

/**
 * The width of one strip; 0 where there is no room for them, or no gates.
 * @param {Run} run
 * @param {Plan} plan
 * @param {Column} column
 */
function stripWidth(run, plan, column) {
	if (!run.gates.length) return 0;
	const width = Math.min(plan.size * 0.75, ((column.width - column.cell) * 0.62) / strips(run));
	return width >= NARROWEST ? width : 0;
}

/**
 * The width of all of them.
 * @param {Run} run
 * @param {Plan} plan
 * @param {Column} column
 * @param {string} chapter
 */
export function gatesWidth(run, plan, column, chapter) {
	if (chapter === "train" || chapter === "backward") return 0;
	return stripWidth(run, plan, column) * strips(run);
}

/**
 * Where the gates stand (not the memory), or null where there is no room for them.
 * @param {Run} run
 * @param {Plan} plan
 * @param {Column} column
 * @returns {Box | null}
 */
export function gatesBox(run, plan, column) {
	const width = stripWidth(run, plan, column);
	if (!width) return null;
	const box = blockBox(plan, column, "hidden");
	return { ...box, x: box.x - width * strips(run) - 1, w: width * run.gates.length };
}

/**
 * @param {Scenery} s
 * @param {Frame} at  the frame of this step
 * @param {Column} column
 * @param {number} opened  0…1
 * @param {number} remembered  0…1
 */
export function drawGates({ ctx, run, plan, moment }, at, column, opened, remembered) {
	const width = stripWidth(run, plan, column);
	if (!width) return;
	const box = blockBox(plan, column, "hidden");
	const size = Math.max(12, plan.size * 0.85);
	const named = plan.rows.into.h >= size * 1.4 && width >= size * 0.6;
	let x = box.x - gatesWidth(run, plan, column, moment.chapter) - 1;
	/** @param {ArrayLike<number> | null} values @param {string} name @param {number} alpha @param {Scale} scale */
	const one = (values, name, alpha, scale) => {
		if (values && alpha > 0) {
			ctx.save();
			ctx.globalAlpha *= alpha;
			drawStrip(ctx, values, { ...box, x, w: width - 2 }, scale);
			const middle = x + width / 2 - 1;
			if (named) text(ctx, name, middle, box.y + box.h + size, { size, align: "center", colour: token("--ink-2") });
			ctx.restore();
		}
		x += width;
	};
	for (const [k, name] of run.gates.entries()) one(row(at, "gates", k), name, opened, STATE);
	one(numbers(at, "c"), "c", remembered, SCORE);
}
