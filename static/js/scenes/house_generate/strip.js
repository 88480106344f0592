/** The run, unrolled: a column for every stroke, growing with time; below, what it cost and how strongly it wrote. */

import { font, text } from "../../draw/canvas.js";
import { fade, magnitude, token } from "../../draw/colour.js";
import { mix } from "../../houses/motion.js";
import { strengthOf } from "./glow.js";
import { drawCells, outline } from "./network.js";
import { numbers } from "./run.js";

/** @import { Frame } from "../../core/types.js" */
/** @import { Box } from "../../houses/motion.js" */
/** @import { Layout } from "./layout.js" */
/** @import { Pictures } from "./pictures.js" */
/** @import { Run } from "./run.js" */

/** Below this width names of rows are left out. */
const NAMED = 520;

/**
 * Where the columns and rows of the strip lie.
 * @param {Box} box
 * @param {number} size
 * @param {number} steps
 */
export function grid(box, size, steps) {
	const indent = box.w >= NAMED ? size * 4.4 : 0;
	const step = (box.w - indent) / steps;
	const foot = size * 1.5;
	const bars = Math.max(size * 0.9, (box.h - foot) * 0.24);
	const gap = Math.max(3, size * 0.3);
	const state = box.h - foot - 2 * (bars + gap);
	return {
		indent,
		step,
		/** @param {number} t */
		x: (t) => box.x + indent + step * t,
		inner: step - Math.max(1.5, step * 0.1),
		state: { y: box.y, h: state },
		/** both rows of bars end here */
		rows: [box.y + state + gap + bars, box.y + state + 2 * (gap + bars)],
		bars,
	};
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Layout} layout
 * @param {Run} run
 * @param {Pictures} pictures
 * @param {{stroke: number, next: Frame | null, grow: number, back: number, walks: Frame[], arriving: Frame | null,
 *   alpha: number}} at  grow: of the next stroke's column; back: 0 … 1, how far the gradient has taken the place of
 *   the bars; arriving: the next frame of the way back
 */
export function drawStrip(ctx, layout, run, pictures, { stroke, next, grow, back, walks, arriving, alpha }) {
	const { strip: box, size } = layout;
	if (!box) return;
	const g = grid(box, size, run.steps);
	const frames = [];
	for (let t = 0; t <= stroke; t++) frames.push(run.forward(t));
	const walking = walks.length > 0;
	const here = walking ? run.strokeOf(walks[walks.length - 1]) : stroke;
	const there = arriving ? run.strokeOf(arriving) : here;
	drawFoot(ctx, box, g, size, run, next && grow > 0.5 ? stroke + 1 : here);
	const most = { kl: 1e-9, gamma: 1e-9 };
	for (const frame of frames) {
		if (!frame) continue;
		most.kl = Math.max(most.kl, numbers(frame, "kl")[0]);
		most.gamma = Math.max(most.gamma, run.window(frame, 0)[6]);
	}
	if (next) {
		most.kl = mix(most.kl, Math.max(most.kl, numbers(next, "kl")[0]), grow);
		most.gamma = mix(most.gamma, Math.max(most.gamma, run.window(next, 0)[6]), grow);
	}
	/**
	 * @param {Frame} frame
	 * @param {number} t
	 * @param {number} opacity
	 */
	const column = (frame, t, opacity) => {
		const x = g.x(t);
		drawCells(ctx, pictures.of(frame, "column"), { x, y: g.state.y, w: g.inner, h: g.state.h }, { opacity });
		if (back >= 1) return;
		ctx.globalAlpha = opacity * (1 - back);
		bar(ctx, x, g.rows[0], g.inner, (numbers(frame, "kl")[0] / most.kl) * g.bars, token("--ink-2"));
		bar(ctx, x, g.rows[1], g.inner, (run.window(frame, 0)[6] / most.gamma) * g.bars, token("--accent"));
		ctx.globalAlpha = 1;
	};
	frames.forEach((frame, t) => {
		if (frame) column(frame, t, 1);
	});
	if (next && grow > 0) column(next, stroke + 1, grow);
	drawNames(ctx, box, g, size, run, back);
	if (back > 0) drawBack(ctx, g, run, { walks, arriving, alpha, back });
	const place = walking ? mix(here, there, alpha) : next ? stroke + grow : stroke;
	const marked = { x: g.x(place) - 1, y: g.state.y, w: g.inner + 2, h: g.rows[1] - g.state.y };
	outline(ctx, marked, walking ? token("--grad-3") : token("--accent"), 2);
}

/**
 * The gradient in the place of both rows of bars; what flows from one column to the one before it is on its way.
 * @param {CanvasRenderingContext2D} ctx
 * @param {ReturnType<typeof grid>} g
 * @param {Run} run
 * @param {{walks: Frame[], arriving: Frame | null, alpha: number, back: number}} at
 */
function drawBack(ctx, g, run, { walks, arriving, alpha, back }) {
	const all = arriving ? [...walks, arriving] : walks;
	const most = all.reduce((m, walk) => Math.max(m, Number(walk.values.dh) || 0), 1e-300);
	const height = g.rows[1] - g.state.y - g.state.h - 4;
	for (const walk of all) {
		const u = strengthOf(Number(walk.values.dh), most);
		ctx.globalAlpha = back * (walk === arriving ? alpha : 1);
		bar(ctx, g.x(run.strokeOf(walk)), g.rows[1], g.inner, u * height, magnitude(0.2 + 0.8 * u));
	}
	ctx.globalAlpha = 1;
	if (!arriving || !walks.length || alpha <= 0) return;
	const u = strengthOf(Number(arriving.values.dh), most);
	const [a, b] = [run.strokeOf(walks[walks.length - 1]), run.strokeOf(arriving)];
	ctx.fillStyle = magnitude(0.3 + 0.7 * u);
	ctx.beginPath();
	ctx.arc(g.x(mix(a, b, alpha)) + g.inner / 2, g.rows[1] - height / 2, Math.max(2.5, g.inner * 0.14), 0, 7);
	ctx.fill();
}

/**
 * Below the columns: what each group of strokes paints.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Box} box
 * @param {ReturnType<typeof grid>} g
 * @param {number} size
 * @param {Run} run
 * @param {number} now
 */
function drawFoot(ctx, box, g, size, run, now) {
	const y = box.y + box.h - size * 0.2;
	const { plan } = run;
	for (let from = 0; from < plan.length; ) {
		const [place] = plan[from];
		let to = from;
		while (to < plan.length && plan[to][0] === place) to++;
		const here = now >= from && now < to;
		const colour = token(here ? "--ink" : "--ink-2");
		const [left, right] = [g.x(from), g.x(to - 1) + g.inner];
		ctx.fillStyle = here ? token("--accent") : token("--line");
		ctx.fillRect(left, g.rows[1] + 2, right - left, here ? 2 : 1);
		const middle = (left + right) / 2;
		if (place >= 0) {
			const style = { size: size * 1.05, align: /** @type {const} */ ("center"), weight: here ? 600 : 400, colour };
			text(ctx, String(run.facts.number)[place], middle, y, style);
		} else {
			const style = { family: /** @type {const} */ ("serif"), size, align: /** @type {const} */ ("center"), colour };
			ctx.font = font(style);
			const words = ["wall and plate", "ground"].find((word) => ctx.measureText(word).width <= right - left + size);
			if (words) text(ctx, words, Math.max(middle, box.x + ctx.measureText(words).width / 2), y, style);
		}
		from = to;
	}
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Box} box
 * @param {ReturnType<typeof grid>} g
 * @param {number} size
 * @param {Run} run
 * @param {number} back
 */
function drawNames(ctx, box, g, size, run, back) {
	if (!g.indent) return;
	const style = { family: /** @type {const} */ ("serif"), size, colour: token("--ink-2") };
	text(ctx, "state", box.x, g.state.y + g.state.h / 2 + size * 0.35, style);
	const low = size * 0.1;
	ctx.globalAlpha = 1 - back;
	text(ctx, run.copy ? "KL" : "KL = 0", box.x, g.rows[0] - low, style);
	text(ctx, "strength", box.x, g.rows[1] - low, style);
	ctx.globalAlpha = back;
	text(ctx, "‖∂L/∂h‖", box.x, g.rows[1] - g.bars, { ...style, family: "mono", size: size * 0.95 });
	ctx.globalAlpha = 1;
	ctx.fillStyle = fade(token("--line"), 1 - back);
	ctx.fillRect(g.x(0), g.rows[0], g.x(run.steps) - g.x(0), 1);
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {number} x
 * @param {number} base
 * @param {number} width
 * @param {number} height
 * @param {string} colour
 */
function bar(ctx, x, base, width, height, colour) {
	if (!(height > 0)) return;
	const h = Math.max(1, height);
	ctx.fillStyle = colour;
	ctx.fillRect(x, base - h, width, h);
}
