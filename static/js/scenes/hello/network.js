/** The unrolled network: a column for every letter, with this run's numbers in its cells. */

import { text } from "../../draw/canvas.js";
import { token } from "../../draw/colour.js";
import { drawArrows } from "./arrows.js";
import { drawError } from "./backward.js";
import { cells, frameOf, lyingBars, numbersFit, short } from "./cells.js";
import { drawGates } from "./gates.js";
import { MANY, SCORE } from "./heat.js";
import { drawLabels } from "./labels.js";
import { blockBox, columns } from "./layout.js";
import { clamp01, ease } from "./moment.js";
import { number, numbers, row, visible } from "./run.js";

/** @import { Frame } from "../../core/types.js" */
/** @import { Box, Column, Plan } from "./layout.js" */
/** @import { Moment, Progress } from "./moment.js" */
/** @import { Run } from "./run.js" */

/**
 * @typedef {object} Scenery  what all parts of one picture share
 * @property {CanvasRenderingContext2D} ctx
 * @property {Run} run
 * @property {Plan} plan
 * @property {Moment} moment
 * @property {Frame} frame
 * @property {Frame | null} next
 * @property {Column[]} columns
 */

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Run} run
 * @param {Plan} plan
 * @param {Moment} moment
 * @param {Frame} frame
 * @param {Frame | null} next
 * @returns {Scenery}
 */
export function scenery(ctx, run, plan, moment, frame, next) {
	return { ctx, run, plan, moment, frame, next, columns: columns(plan, run.steps, moment.focus) };
}

/** @param {Scenery} s */
export function drawNetwork(s) {
	drawArrows(s);
	for (let j = 0; j < s.run.steps; j++) drawColumn(s, j);
	drawLabels(s);
}

/**
 * What is known of step j now: letters by index, arrays or null.
 * @param {Scenery} s
 * @param {number} j
 */
export function knownOf({ run, moment, frame, next }, j) {
	const { chapter, done, working, progress } = moment;
	if (chapter === "train") {
		const mixed = (/** @type {string} */ name) => mix(row(frame, name, j), row(next, name, j), moment.alpha);
		const sure = next?.phase === "train" ? next : frame;
		const p = row(moment.alpha < 0.5 ? frame : sure, "ps", j);
		return {
			letter: run.text[j],
			h: mixed("hs"),
			scores: null,
			p: mixed("ps"),
			mark: run.text[j + 1],
			right: p !== null && greatest(p) === run.text[j + 1],
			progress: null,
		};
	}
	const chapterOfSteps = chapter === "write" ? "write" : "forward";
	const at = chapter === "backward" || j < done ? run.step(chapterOfSteps, j) : j === working ? next : undefined;
	const writing = chapter === "write";
	const mark = writing ? (at ? number(at, "chosen") : -1) : run.text[j + 1];
	const given = writing
		? j === 0
			? run.first
			: j <= done
				? number(run.step("write", j - 1), "chosen")
				: -1
		: run.text[j];
	return {
		letter: given,
		h: numbers(at, "h"),
		scores: numbers(at, "scores"),
		p: numbers(at, "p"),
		mark,
		right: at ? (writing ? mark === run.text[j + 1] : at.values.right === true) : false,
		progress: j === working && !["backward"].includes(chapter) ? progress : null,
		at,
	};
}

/**
 * @param {ArrayLike<number> | null} a
 * @param {ArrayLike<number> | null} b
 * @param {number} u
 */
function mix(a, b, u) {
	if (!a || !b || u === 0 || a.length >= MANY) return a;
	return Float32Array.from({ length: a.length }, (_, i) => a[i] + (b[i] - a[i]) * u);
}

/** @param {ArrayLike<number>} p */
function greatest(p) {
	let best = 0;
	for (let i = 1; i < p.length; i++) if (p[i] > p[best]) best = i;
	return best;
}

/**
 * @param {Scenery} s
 * @param {number} j
 */
function drawColumn(s, j) {
	const { ctx, run, plan, moment } = s;
	const column = s.columns[j];
	const known = knownOf(s, j);
	const step = known.progress;
	const begun = known.at !== undefined || moment.chapter === "train";
	const show = (/** @type {keyof Progress} */ part) => (!begun ? 0 : step ? ease(step[part]) : 1);
	const { size } = plan;
	const back = moment.chapter === "backward";

	drawLetter(s, j, known, show("letter"));
	if (plan.hot) {
		const box = blockBox(plan, column, "hot");
		frameOf(ctx, box);
		if (known.letter >= 0 && begun) {
			ctx.save();
			ctx.globalAlpha *= show("letter") * (back ? 0.35 : 1);
			drawHot(ctx, box, run.letters.length, known.letter, size);
			ctx.restore();
		}
	}

	const state = blockBox(plan, column, "hidden");
	frameOf(ctx, state);
	if (known.h && begun) {
		ctx.save();
		ctx.globalAlpha *= show("state") * (back ? 0.3 : 1);
		cells(ctx, known.h, state, { size, format: back ? null : short });
		ctx.restore();
	}
	if (known.at && !back) drawGates(s, known.at, column, show("gates"), show("memory"));

	const out = blockBox(plan, column, "out");
	if (back) drawError(s, j, out);
	else {
		const wide = moment.chapter !== "train" && column.cell * 1.8 + 4 < column.width * 0.9 && column.cell >= size * 3.2;
		const scoresBox = { ...out, x: wide ? column.middle - column.cell - 1 : out.x };
		const barsBox = wide ? { ...out, x: column.middle + 1, w: Math.max(column.cell * 0.75, size * 2.6) } : out;
		frameOf(ctx, wide ? { ...out, x: scoresBox.x, w: column.cell + 2 + barsBox.w } : out);
		if (known.p && begun) {
			const u = show("output");
			ctx.save();
			ctx.globalAlpha *= clamp01(u * 3 - 1.2);
			if (wide && known.scores) cells(ctx, known.scores, scoresBox, { size, scale: SCORE });
			ctx.restore();
			ctx.save();
			const grown = clamp01(u * 3 - 2);
			ctx.globalAlpha *= clamp01(u * 3 - 1.6);
			const p = grown < 1 ? Array.from(known.p, (v) => v * grown) : known.p;
			lyingBars(ctx, p, barsBox, { size, mark: known.mark });
			ctx.restore();
		}
	}
	drawTarget(s, j, known, show("output"));
}

/**
 * @param {Scenery} s
 * @param {number} j
 * @param {ReturnType<typeof knownOf>} known
 * @param {number} shown
 */
function drawLetter({ ctx, run, plan, columns: cols, moment }, j, known, shown) {
	if (known.letter < 0) return;
	const { y, h } = plan.rows.letter;
	const isFed = moment.chapter === "write" && j > 0;
	const here = isFed && j === moment.working ? (known.progress && known.progress.letter >= 1 ? 1 : 0) : 1;
	const waiting = isFed && j === moment.done && moment.working < 0 ? 0 : here;
	if (!waiting) return;
	text(ctx, visible(run.letters[known.letter]), cols[j].middle, y + h / 2 + plan.letter * 0.34, {
		size: plan.letter,
		align: "center",
		weight: 600,
		colour: shown > 0 ? token("--sym-x") : token("--ink-2"),
	});
}

/**
 * A one-hot column: a single 1.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Box} box
 * @param {number} n
 * @param {number} letter
 * @param {number} size
 */
function drawHot(ctx, box, n, letter, size) {
	const pitch = box.h / n;
	ctx.fillStyle = token("--zero");
	ctx.fillRect(box.x, box.y, box.w, box.h);
	ctx.fillStyle = token("--sym-x");
	ctx.fillRect(box.x, box.y + letter * pitch, box.w, pitch);
	if (!numbersFit({ ...box, w: Number.POSITIVE_INFINITY }, n, size)) return;
	for (let i = 0; i < n; i++) {
		const colour = token(i === letter ? "--paper" : "--ink-2");
		const place = /** @type {const} */ ({ size, align: "center" });
		text(ctx, i === letter ? "1" : "0", box.x + box.w / 2, box.y + pitch * (i + 0.5) + size * 0.35, {
			...place,
			colour,
		});
	}
}

/**
 * The letter on top: the right one, in colour when it is expected; when writing, the one that was written.
 * @param {Scenery} s
 * @param {number} j
 * @param {ReturnType<typeof knownOf>} known
 * @param {number} shown
 */
function drawTarget({ ctx, run, plan, columns: cols, moment }, j, known, shown) {
	const writing = moment.chapter === "write";
	if (known.mark < 0 || Number.isNaN(known.mark)) return;
	const u = clamp01(shown * 4 - 3);
	if (writing && u === 0) return;
	const { y, h } = plan.rows.target;
	const right = known.right && u > 0.5;
	ctx.save();
	if (writing) ctx.globalAlpha *= u;
	const { middle } = cols[j];
	text(ctx, visible(run.letters[known.mark]), middle, y + h / 2 + plan.letter * 0.3, {
		size: plan.letter,
		align: "center",
		weight: right ? 600 : 400,
		colour: token(right ? "--accent" : "--ink-2"),
	});
	if (right) {
		const half = Math.min(plan.letter * 0.45, cols[j].width * 0.4);
		ctx.fillStyle = token("--accent");
		ctx.fillRect(middle - half, y + h - Math.max(2, plan.letter * 0.1) - 1, 2 * half, Math.max(2, plan.letter * 0.09));
	}
	ctx.restore();
}
