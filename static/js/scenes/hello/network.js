/** The unrolled network: a column for every letter, with this run's numbers in its cells. */

import { arrow } from "../../draw/arrow.js";
import { text } from "../../draw/canvas.js";
import { fade, magnitude, token } from "../../draw/colour.js";
import { cells, frameOf, level, lyingBars, readable, scoreColour, short } from "./cells.js";
import { columns } from "./layout.js";
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

/**
 * The box of a block in a column.
 * @param {Plan} plan
 * @param {Column} column
 * @param {"hot" | "hidden" | "out"} name
 * @returns {Box}
 */
export function blockBox(plan, column, name) {
	const { y, h } = plan.rows[name];
	return { x: column.middle - column.cell / 2, y, w: column.cell, h };
}

/** @param {number} n @param {number} i @returns {Float32Array} */
function oneHot(n, i) {
	const x = new Float32Array(n);
	x[i] = 1;
	return x;
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
	if (!a || !b || u === 0) return a;
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
			cells(ctx, oneHot(run.letters.length, known.letter), box, {
				size,
				colour: (v) => (v ? token("--sym-x") : token("--zero")),
				format: (v) => String(v),
			});
			ctx.restore();
		}
	}

	const hidden = blockBox(plan, column, "hidden");
	frameOf(ctx, hidden);
	if (known.h && begun) {
		ctx.save();
		ctx.globalAlpha *= show("state") * (back ? 0.3 : 1);
		cells(ctx, known.h, hidden, { size, format: back ? null : short });
		ctx.restore();
	}

	const out = blockBox(plan, column, "out");
	if (back) drawError(s, j, out);
	else {
		const wide = known.scores !== null && column.cell * 2 + 4 < column.width * 0.92 && column.cell >= size * 3.2;
		const scoresBox = { ...out, x: wide ? column.middle - column.cell - 1 : out.x };
		const barsBox = { ...out, x: wide ? column.middle + 1 : out.x };
		frameOf(ctx, wide ? { ...out, x: scoresBox.x, w: column.cell * 2 + 2 } : out);
		if (known.p && begun) {
			const u = show("output");
			ctx.save();
			ctx.globalAlpha *= clamp01(u * 3 - 1.2);
			if (wide && known.scores) cells(ctx, known.scores, scoresBox, { size, colour: scoreColour });
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

/**
 * What the outputs got wrong, and the gradient in the hidden state.
 * @param {Scenery} s
 * @param {number} j
 * @param {Box} out
 */
function drawError({ ctx, run, plan, columns: cols, moment, next }, j, out) {
	const { size } = plan;
	const errors = row(run.host.frame(run.starts.backward), "dscores", j);
	if (errors) cells(ctx, errors, out, { size, colour: (v) => magnitude(level(v)) });
	const at = j >= moment.done ? run.reached(j) : j === moment.working ? next : null;
	const dh = numbers(at, "dh");
	if (!dh) return;
	const u = j === moment.working ? ease(clamp01(moment.alpha * 4 - 3)) : 1;
	const box = blockBox(plan, cols[j], "hidden");
	ctx.save();
	ctx.globalAlpha *= u;
	cells(ctx, dh, box, { size, colour: (v) => magnitude(level(v)) });
	drawNorm(ctx, plan, cols[j], number(at, "norm"));
	ctx.restore();
}

/**
 * ‖∂L/∂h‖ under its state.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Plan} plan
 * @param {Column} column
 * @param {number} norm
 */
function drawNorm(ctx, plan, column, norm) {
	const { y, h } = plan.rows.into;
	const { size } = plan;
	const colour = magnitude(level(norm));
	const label = norm >= 0.095 ? norm.toFixed(2) : norm.toPrecision(1);
	const fits = column.width >= size * 3 && h >= size * 1.5 && norm >= 1e-4;
	const height = Math.min(h * 0.8, fits ? size * 1.4 : size * 0.6);
	const width = fits ? Math.max(column.cell, size * 3) : column.cell;
	const top = y + Math.max(2, (h - height) / 2);
	ctx.fillStyle = colour;
	ctx.fillRect(column.middle - width / 2, top, width, height);
	if (fits) {
		text(ctx, label, column.middle, top + height / 2 + size * 0.35, {
			size,
			align: "center",
			colour: readable(colour),
		});
	}
}

/** @param {Scenery} s */
function drawArrows(s) {
	const { ctx, run, plan, moment } = s;
	const { into, up, hidden } = plan.rows;
	const gap = Math.min(4, into.h * 0.12);
	const thin = plan.size * 0.09;
	const back = moment.chapter === "backward";
	for (let j = 0; j < run.steps; j++) {
		const column = s.columns[j];
		const lit = j === moment.working && !back ? moment.progress : null;
		/** @param {string} name @param {number} u  0…1: how far the value has come */
		const style = (name, u) => {
			const at = u > 0 && u < 1;
			return { colour: fade(token(name), at ? 1 : back ? 0.25 : 0.5), width: at ? thin * 2.4 : thin };
		};
		const x = column.middle;
		arrow(ctx, x, into.y + into.h - gap, x, into.y + gap, style("--sym-Wxh", lit?.input ?? 0));
		arrow(ctx, x, up.y + up.h - gap, x, up.y + gap, style("--sym-Why", lit?.output ?? 0));
		const middle = hidden.y + hidden.h / 2;
		const right = column.middle - column.cell / 2 - gap;
		const before = s.columns[j - 1];
		const left = before
			? before.middle + before.cell / 2 + gap
			: Math.max(column.left - plan.size, plan.left - plan.size);
		if (right - left > 3) arrow(ctx, left, middle, right, middle, style("--sym-Whh", lit?.recurrent ?? 0));
	}
}

/**
 * Which row is which letter, left of the first column.
 * @param {Scenery} s
 */
function drawLabels({ ctx, run, plan }) {
	if (!plan.labels) return;
	for (const name of /** @type {const} */ (["out", "hot"])) {
		const { y, h } = plan.rows[name];
		const pitch = h / run.letters.length;
		if (pitch < plan.size * 0.86 || !h) continue;
		run.letters.forEach((letter, i) => {
			text(ctx, visible(letter), plan.left - plan.labels * 0.5, y + pitch * (i + 0.5) + plan.size * 0.33, {
				size: plan.size,
				align: "center",
				colour: token("--ink-2"),
			});
		});
	}
}
