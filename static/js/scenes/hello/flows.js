/** Values on their way: what a part of a step computes is seen to travel from where it was to where it goes. */

import { text } from "../../draw/canvas.js";
import { hiddenLut, token } from "../../draw/colour.js";
import { gatesBox } from "./gates.js";
import { column, GRADIENT, SCORE, STATE } from "./heat.js";
import { blockBox, originBox } from "./layout.js";
import { clamp01, ease } from "./moment.js";
import { number, numbers, row, visible } from "./run.js";

/** @import { Frame } from "../../core/types.js" */
/** @import { Scale } from "./heat.js" */
/** @import { Box } from "./layout.js" */
/** @import { Scenery } from "./network.js" */

/** @typedef {{columns: ArrayLike<number>[], box: Box, scale: Scale}} Stop */

/** The one of a one-hot letter. @type {Scale} */
const LETTER = { place: () => 1, css: () => token("--sym-x"), lut: hiddenLut };

/** @param {Scenery} s */
export function drawFlows(s) {
	const { moment } = s;
	if (moment.working < 0) return;
	if (moment.chapter === "backward") drawGradient(s);
	else drawStep(s);
}

/**
 * A column of cells between two places; on the way, as it goes through the weights, it turns from the one into the other.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Stop} from
 * @param {Stop} to
 * @param {number} u
 */
function travel(ctx, from, to, u) {
	const v = ease(u);
	/** @param {keyof Box} side */
	const at = (side) => from.box[side] + (to.box[side] - from.box[side]) * v;
	const box = { x: at("x"), y: at("y"), w: at("w"), h: at("h") };
	const turned = clamp01((v - 0.35) / 0.3);
	ctx.save();
	const whole = ctx.globalAlpha;
	if (turned < 1) strips(ctx, from, box);
	ctx.globalAlpha = whole * turned;
	if (turned > 0) strips(ctx, to, box);
	ctx.globalAlpha = whole;
	ctx.strokeStyle = token("--ink");
	ctx.lineWidth = 1;
	ctx.strokeRect(box.x, box.y, box.w, box.h);
	ctx.restore();
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Stop} stop
 * @param {Box} box
 */
function strips(ctx, { columns, scale }, box) {
	const w = box.w / columns.length;
	for (const [k, values] of columns.entries()) column(ctx, values, { ...box, x: box.x + k * w, w }, scale);
}

/** @param {Box} box @param {number} share @param {number} side 0 left … 1 right @returns {Box} */
const part = (box, share, side) => ({ ...box, x: box.x + box.w * (1 - share) * side, w: box.w * share });

/** @param {Scenery} s */
function drawStep(s) {
	const { ctx, run, plan, moment, columns, next } = s;
	const j = moment.working;
	const { progress, chapter } = moment;
	const here = columns[j];
	const box = blockBox(plan, here, "hidden");
	const h = numbers(next, "h");
	const scores = numbers(next, "scores");
	if (!h || !scores) return;
	if (chapter === "write" && j > 0 && progress.letter < 1) feedBack(s, j);

	// From the letter and from the state before, side by side until they become one: the gates, or the state itself.
	const gates = gatesBox(run, plan, here);
	ctx.save();
	ctx.globalAlpha *= 1 - ease(run.gates.length ? progress.gates : progress.state);
	if (progress.recurrent > 0) {
		const last = columns[j - 1];
		const before = last ? numbers(run.step(chapter === "write" ? "write" : "forward", j - 1), "h") : null;
		const start = last ? part(blockBox(plan, last, "hidden"), 0.5, 0.5) : originBox(plan);
		travel(
			ctx,
			{ columns: [before ?? new Float32Array(run.hidden)], box: start, scale: STATE },
			{ columns: rows(next, "from_h"), box: part(gates ?? box, 0.5, 0), scale: STATE },
			progress.recurrent,
		);
	}
	if (progress.input > 0) {
		const letter = number(next, "letter");
		const hot = plan.hot ? blockBox(plan, here, "hot") : { ...box, y: plan.rows.letter.y, h: plan.letter };
		const pitch = hot.h / (plan.hot ? run.letters.length : 1);
		const source = { ...hot, y: hot.y + (plan.hot ? pitch * letter : 0), h: pitch };
		travel(
			ctx,
			{ columns: [[1]], box: part(source, 0.5, 0.5), scale: LETTER },
			{ columns: rows(next, "from_x"), box: part(gates ?? box, 0.5, 1), scale: STATE },
			progress.input,
		);
	}
	ctx.restore();

	if (progress.output > 0 && progress.output < 0.5) {
		travel(
			ctx,
			{ columns: [h], box: part(box, 0.6, 0.5), scale: STATE },
			{ columns: [scores], box: part(blockBox(plan, here, "out"), 0.6, 0.5), scale: SCORE },
			progress.output * 2,
		);
	}
}

/**
 * The rows of a matrix that a frame carries.
 * @param {Frame | null} frame
 * @param {string} name
 */
function rows(frame, name) {
	const found = [];
	for (let k = 0; ; k++) {
		const values = row(frame, name, k);
		if (!values?.length) return found;
		found.push(values);
	}
}

/**
 * The letter written last comes down to be read next.
 * @param {Scenery} s
 * @param {number} j
 */
function feedBack({ ctx, run, plan, moment, columns }, j) {
	const u = ease(clamp01(moment.progress.letter));
	const letter = number(run.step("write", j - 1), "chosen");
	const [from, to] = [columns[j - 1].middle, columns[j].middle];
	const top = plan.rows.target.y + plan.rows.target.h / 2 + plan.letter * 0.3;
	const bottom = plan.rows.letter.y + plan.rows.letter.h / 2 + plan.letter * 0.34;
	const lane = (columns[j - 1].left + columns[j - 1].width + (columns[j].left ?? 0)) / 2;
	// A smooth way from the top of one column, down between the two, to the foot of the next.
	/** @param {number} a @param {number} b @param {number} c @param {number} d @param {number} v */
	const bezier = (a, b, c, d, v) => (1 - v) ** 3 * a + 3 * (1 - v) ** 2 * v * b + 3 * (1 - v) * v * v * c + v ** 3 * d;
	const x = bezier(from, lane + (lane - from) * 0.2, lane - (to - lane) * 0.2, to, u);
	const y = bezier(top, top - plan.letter * 0.2, bottom + plan.letter * 0.1, bottom, u);

	ctx.strokeStyle = token("--accent");
	ctx.lineWidth = Math.max(1.5, plan.size * 0.12);
	ctx.setLineDash([plan.size * 0.3, plan.size * 0.3]);
	ctx.beginPath();
	ctx.moveTo(from, top);
	ctx.bezierCurveTo(
		lane + (lane - from) * 0.2,
		top - plan.letter * 0.2,
		lane - (to - lane) * 0.2,
		bottom + plan.letter * 0.1,
		to,
		bottom,
	);
	ctx.globalAlpha *= 0.6;
	ctx.stroke();
	ctx.globalAlpha /= 0.6;
	ctx.setLineDash([]);
	ctx.fillStyle = token("--paper");
	ctx.beginPath();
	ctx.arc(x, y - plan.letter * 0.3, plan.letter * 0.72, 0, 2 * Math.PI);
	ctx.fill();
	ctx.strokeStyle = token("--accent");
	ctx.stroke();
	text(ctx, visible(run.letters[letter]), x, y, {
		size: plan.letter,
		align: "center",
		weight: 600,
		colour: token("--accent"),
	});
}

/**
 * Blame goes down from the output and back from the step after.
 * @param {Scenery} s
 */
function drawGradient(s) {
	const { ctx, run, plan, moment, columns, next } = s;
	const j = moment.working;
	const box = blockBox(plan, columns[j], "hidden");
	const dh = numbers(next, "dh");
	if (!dh) return;
	const later = columns[j + 1];
	const own = clamp01((moment.alpha - (later ? 0.45 : 0.1)) / 0.4);
	ctx.save();
	ctx.globalAlpha *= 1 - ease(clamp01(moment.alpha * 5 - 4));
	if (later) {
		const after = numbers(run.reached(j + 1), "dh");
		const u = clamp01(moment.alpha / 0.45);
		if (after) {
			const start = part(blockBox(plan, later, "hidden"), 0.5, 0);
			travel(
				ctx,
				{ columns: [after], box: start, scale: GRADIENT },
				{ columns: [after], box: part(box, 0.5, 1), scale: GRADIENT },
				u,
			);
		}
	}
	const errors = row(run.host.frame(run.starts.backward), "dscores", j);
	if (errors && own > 0) {
		const start = part(blockBox(plan, columns[j], "out"), 0.5, 0.5);
		travel(
			ctx,
			{ columns: [errors], box: start, scale: GRADIENT },
			{ columns: [dh], box: part(box, 0.5, 0), scale: GRADIENT },
			own,
		);
	}
	ctx.restore();
}
