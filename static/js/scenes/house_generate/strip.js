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
 * @param {number} rows  of bars below the states
 */
export function grid(box, size, steps, rows) {
	const indent = box.w >= NAMED ? size * 4.4 : 0;
	const step = (box.w - indent) / steps;
	const foot = size * 1.5;
	const bars = Math.max(size * 0.9, (box.h - foot) * (rows > 1 ? 0.22 : 0.32));
	const gap = Math.max(3, size * 0.3);
	const state = box.h - foot - rows * (bars + gap);
	const inner = step - Math.max(1.5, step * 0.1);
	return {
		indent,
		step,
		/** @param {number} t */
		x: (t) => box.x + indent + step * t,
		inner,
		/** cells of a state side by side, so that they are about square */
		columns: 2 ** Math.max(2, Math.min(6, Math.round(Math.log2(Math.sqrt((256 * inner) / state))))),
		state: { y: box.y, h: state },
		/** the rows of bars end here */
		rows: Array.from({ length: rows }, (_, k) => box.y + state + (k + 1) * (gap + bars)),
		foot: box.y + state + rows * (gap + bars),
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
	const g = grid(box, size, run.steps, run.copy ? 2 : 1);
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
		drawCells(
			ctx,
			pictures.of(frame, `column ${g.columns}`),
			{ x, y: g.state.y, w: g.inner, h: g.state.h },
			{ opacity },
		);
		if (back >= 1) return;
		ctx.globalAlpha = opacity * (1 - back);
		const lit = t === stroke + (next && grow > 0.5 ? 1 : 0) ? 1 : 0.5;
		if (run.copy)
			bar(ctx, x, g.rows[0], g.inner, (numbers(frame, "kl")[0] / most.kl) * g.bars, fade(token("--ink-2"), lit));
		bar(ctx, x, g.foot, g.inner, (run.window(frame, 0)[6] / most.gamma) * g.bars, fade(token("--accent"), lit));
		ctx.globalAlpha = 1;
	};
	frames.forEach((frame, t) => {
		if (frame) column(frame, t, 1);
	});
	if (next && grow > 0) column(next, stroke + 1, grow);
	drawNames(ctx, box, g, size, run, back);
	if (back > 0) drawBack(ctx, g, run, { walks, arriving, alpha, back });
	const place = walking ? mix(here, there, alpha) : next ? stroke + grow : stroke;
	const marked = { x: g.x(place) - 1, y: g.state.y, w: g.inner + 2, h: g.foot - g.state.y };
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
	const height = g.foot - g.state.y - g.state.h - 4;
	for (const walk of all) {
		const dh = Number(walk.values.dh);
		const u = strengthOf(dh, most);
		ctx.globalAlpha = back * (walk === arriving ? alpha : 1);
		bar(ctx, g.x(run.strokeOf(walk)), g.foot, g.inner, (dh / most) * height, magnitude(0.2 + 0.8 * u));
	}
	ctx.globalAlpha = 1;
	if (!arriving || !walks.length || alpha <= 0) return;
	const u = strengthOf(Number(arriving.values.dh), most);
	const [a, b] = [run.strokeOf(walks[walks.length - 1]), run.strokeOf(arriving)];
	ctx.fillStyle = magnitude(0.3 + 0.7 * u);
	ctx.beginPath();
	ctx.arc(g.x(mix(a, b, alpha)) + g.inner / 2, g.foot - height / 2, Math.max(2.5, g.inner * 0.14), 0, 7);
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
		ctx.fillRect(left, g.foot + 2, right - left, here ? 2 : 1);
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
	if (run.copy) text(ctx, "KL", box.x, g.rows[0] - low, style);
	text(ctx, "strength", box.x, g.foot - Math.max(low, (g.bars - size) / 2), style);
	ctx.globalAlpha = back;
	text(ctx, "‖∂L/∂h‖", box.x, g.foot - Math.max(low, (g.bars * (run.copy ? 2 : 1) - size) / 2), {
		...style,
		family: "mono",
	});
	ctx.globalAlpha = 1;
	if (!run.copy) return;
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
