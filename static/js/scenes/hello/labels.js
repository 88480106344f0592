/** Names of rows and states, where there is room for them. */

import { text } from "../../draw/canvas.js";
import { token } from "../../draw/colour.js";
import { cells, frameOf } from "./cells.js";
import { originBox } from "./layout.js";
import { visible } from "./run.js";

/** @import { Scenery } from "./network.js" */

/**
 * `W_hh` with its index lowered.
 * @param {CanvasRenderingContext2D} ctx
 * @param {string} name
 * @param {number} x
 * @param {number} y
 * @param {{size: number, colour: string}} style
 */
export function symbol(ctx, name, x, y, { size, colour }) {
	const [letter, index] = name.split("_");
	text(ctx, letter, x, y, { size: size * 1.1, family: "serif", italic: true, colour });
	const width = ctx.measureText(letter).width;
	text(ctx, index, x + width + 1, y + size * 0.3, { size: Math.max(12, size * 0.8), colour, weight: 600 });
}

/** @param {Scenery} s */
export function drawLabels(s) {
	const { ctx, run, plan, moment } = s;
	const { size, rows, maps } = plan;
	if (plan.labels) drawLetters(s);
	if (plan.origin) {
		const box = originBox(plan);
		cells(ctx, new Float32Array(run.hidden), box, { size, format: null });
		frameOf(ctx, box);
		if (rows.up.h >= size * 1.5) drawStates(s);
	}
	if (!maps) return;
	const writing = moment.chapter === "write";
	/** @param {string} words @param {{y: number, h: number}} at */
	const say = (words, { y, h }) =>
		text(ctx, words, maps.x, y + h / 2 + size * 0.35, { size, family: "serif", colour: token("--ink-2") });
	say(writing ? "it writes" : "right letter", rows.target);
	say("it reads", rows.letter);
}

/**
 * Which row is which letter, left of the first column.
 * @param {Scenery} s
 */
function drawLetters({ ctx, run, plan }) {
	const { size, rows } = plan;
	const x = plan.left - plan.origin - plan.labels * 0.5;
	for (const { y, h } of [rows.out, rows.hot]) {
		const pitch = h / run.letters.length;
		if (pitch < size * 0.86) continue;
		run.letters.forEach((letter, i) => {
			const line = y + pitch * (i + 0.5) + size * 0.33;
			text(ctx, visible(letter), x, line, { size, align: "center", colour: token("--ink-2") });
		});
	}
}

/**
 * h₀, h₁ … above their columns.
 * @param {Scenery} s
 */
function drawStates({ ctx, plan, columns }) {
	const { size } = plan;
	const y = plan.rows.hidden.y - size * 0.55;
	const style = { size, colour: token("--sym-h") };
	symbol(ctx, "h_0", originBox(plan).x - size * 0.2, y, style);
	columns.forEach(({ middle, cell }, j) => {
		symbol(ctx, `h_${j + 1}`, middle - cell / 2, y, style);
	});
}
