/** The windows on the canvas: where the strokes go, where the last ones went, and on the way back whose gradient it is. */

import { magnitude, token } from "../../draw/colour.js";
import { onStage } from "../../draw/places.js";
import { drawWindow } from "../../draw/window.js";
import { between, ease } from "../../houses/motion.js";
import { drawCells } from "./network.js";
import { drawGaussians, drawGhost, drawTrail } from "./scenery.js";

/** @import { Frame } from "../../core/types.js" */
/** @import { Box } from "../../houses/motion.js" */
/** @import { Run } from "./run.js" */
/** @import { Moment, Painter } from "./stage.js" */

/** So many strokes before the present one leave a trace; not those of the ground, whose wide windows frame everything. */
const TRAIL = 3;

/**
 * A house's window now: on its way from one stroke to the next.
 * @param {Run} run
 * @param {Moment} moment
 * @param {number} house
 */
export function windowAt(run, { frame, coming, glide, stroke }, house) {
	const here = run.window(run.forward(stroke) ?? frame, house);
	const there = coming ? run.window(coming, house) : here;
	return Array.from(here, (v, i) => v + (there[i] - v) * glide);
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Painter} painter
 * @param {Moment} moment
 * @param {Frame[]} walks
 * @param {Frame | null} arriving
 */
export function drawWindows(ctx, painter, moment, walks, arriving) {
	const width = Math.max(1.5, Math.min(3.5, painter.layout.cells[0].w / 220));
	if (moment.painting) drawPainting(ctx, painter, moment, width);
	else if (moment.frame.phase !== "check") drawWalking(ctx, painter, moment, walks, arriving, width);
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Painter} painter
 * @param {Moment} moment
 * @param {number} width
 */
function drawPainting(ctx, { run, layout, desk, held, pictures }, moment, width) {
	const { frame, next, coming, alpha, stroke } = moment;
	const leaving = next && !coming && !held ? 1 - ease(alpha, 0.2, 0.9) : 1;
	layout.cells.forEach((cell, house) => {
		const window = windowAt(run, moment, house);
		if (run.ghost && stroke + 1 >= run.forced && !run.street) {
			drawGhost(ctx, cell, run.size, run.ghost, { from: run.forced, now: stroke, count: run.count });
		}
		if (!run.street && !held && run.plan[stroke][0] >= 0) drawTrail(ctx, cell, trail(run, cell, stroke), width * 0.7);
		if (held) [window[0], window[1]] = held;
		if (desk.gaussians) drawGaussians(ctx, cell, run.size, window, run.count);
		const opacity = leaving * (run.active(coming ?? frame, house) ? 1 : 0.25);
		const box = onStage(cell, run.size, window, run.count);
		if (held) drawCells(ctx, pictures.of(frame, "stroke"), box, { opacity: 0.9, smooth: true });
		drawWindow(ctx, box, cell, { colour: token("--accent"), width, opacity });
	});
}

/**
 * @param {Run} run
 * @param {Box} cell
 * @param {number} stroke
 */
function trail(run, cell, stroke) {
	const boxes = [];
	// Only strokes for the same digit.
	for (let t = Math.max(0, stroke - TRAIL + 1); t <= stroke; t++) {
		const frame = run.forward(t);
		if (frame && run.plan[t][0] === run.plan[stroke][0]) {
			boxes.push(onStage(cell, run.size, run.window(frame, 0), run.count));
		}
	}
	return boxes;
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Painter} painter
 * @param {Moment} moment
 * @param {Frame[]} walks
 * @param {Frame | null} arriving
 * @param {number} width
 */
function drawWalking(ctx, { run, layout }, moment, walks, arriving, width) {
	const last = walks[walks.length - 1] ?? arriving;
	if (!last) return;
	const [cell] = layout.cells;
	/** @param {Frame} walk */
	const at = (walk) => {
		const frame = run.forward(run.strokeOf(walk)) ?? walk;
		return onStage(cell, run.size, run.window(frame, 0), run.count);
	};
	const box = arriving ? between(at(last), at(arriving), moment.alpha) : at(last);
	drawWindow(ctx, box, cell, { colour: magnitude(0.72), width, opacity: walks.length ? 1 : moment.alpha });
}
