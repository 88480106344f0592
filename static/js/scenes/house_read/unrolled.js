/** The run, unrolled: a column for every glimpse, growing with time; and on the way back what each answer hangs on. */

import { text } from "../../draw/canvas.js";
import { fade, magnitude, token } from "../../draw/colour.js";
import { drawCells } from "./network.js";
import { numbers, sign } from "./run.js";

/** @import { Frame } from "../../core/types.js" */
/** @import { Box } from "../../houses/motion.js" */
/** @import { Images } from "./images.js" */
/** @import { Layout } from "./layout.js" */
/** @import { Moment } from "./run.js" */

const COLUMNS = 8; // a number of five digits takes as many glimpses

/**
 * @param {Box} box
 * @param {number} count
 * @param {number} indent
 */
function columns(box, count, indent) {
	const step = (box.w - indent) / Math.max(COLUMNS, count);
	/** @param {number} t */
	const x = (t) => box.x + indent + step * t;
	return { step, x };
}

/** Room for a digit to the left of its row. @param {number} size */
const indentOf = (size) => size * 1.6;

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Layout} layout
 * @param {Images} images
 * @param {{looks: Frame[], next: Frame | null, grow: number, marked: number | null, mark: string}} at
 *   grow: how far the next column has come; marked: the glimpse to point out
 */
export function drawStrip(ctx, layout, images, { looks, next, grow, marked, mark }) {
	const { strip, size } = layout;
	if (!strip) return;
	const all = next ? [...looks, next] : looks;
	const { step, x } = columns(strip, all.length, indentOf(size));
	const label = size * 1.45;
	const inner = step - Math.max(3, step * 0.1);
	const thumb = Math.min(inner, (strip.h - label) * 0.5);
	const y = strip.y;
	all.forEach((look, t) => {
		const opacity = look === next ? grow : 1;
		if (opacity <= 0) return;
		const left = x(t);
		drawCells(ctx, images.of(look, "patch"), { x: left + (inner - thumb) / 2, y, w: thumb, h: thumb }, opacity);
		const top = y + thumb + 4;
		drawCells(
			ctx,
			images.of(look, "column"),
			{ x: left, y: top, w: inner, h: strip.y + strip.h - label - top },
			opacity,
		);
		const digit = look.values.named;
		ctx.globalAlpha = opacity;
		const named = typeof digit === "number";
		const doubt = look.values.sure === true ? "" : "?";
		text(ctx, named ? sign(digit) + doubt : "·", left + inner / 2, strip.y + strip.h - size * 0.25, {
			size,
			align: "center",
			colour: token(t === marked ? "--ink" : "--ink-2"),
			weight: t === marked ? 600 : 400,
		});
		ctx.globalAlpha = 1;
		if (t !== marked) return;
		ctx.strokeStyle = mark;
		ctx.lineWidth = 2;
		ctx.strokeRect(left - 2, y - 2, inner + 4, strip.h - label + 4);
	});
}

/** Magnitudes from 10⁻⁶ to 1 are told apart by colour. @param {number} v */
const shade = (v) => magnitude((Math.log10(v) + 6) / 6);

/**
 * Rows: what was named. Columns: glimpses. A bar: how much the answer hangs on what was seen there; beside it, thin,
 * on what was remembered there.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Layout} layout
 * @param {Moment} moment
 * @param {{arriving: Frame | null, grow: number, lit: number | null, badge: string | null}} at
 */
export function drawGradients(ctx, layout, moment, { arriving, grow, lit, badge }) {
	const { gradients: box, size } = layout;
	if (!box) return;
	const { looks, named } = moment;
	const walks = arriving?.phase === "backward" ? [...moment.walks, arriving] : moment.walks;
	const { step, x } = columns(box, looks.length, indentOf(size));
	const head = size * 1.6;
	const foot = size * 1.9;
	const row = Math.min((box.h - head - foot) / Math.max(1, named.length), size * 4);
	const quiet = { family: /** @type {const} */ ("serif"), size, colour: token("--ink-2") };
	text(ctx, "which glimpse mattered?", box.x, box.y + size, quiet);
	named.forEach((look, k) => {
		const base = box.y + head + row * (k + 1) - 3;
		const dim = lit !== null && lit !== k ? 0.3 : 1;
		const label = Math.max(12, Math.min(row * 0.8, size * 1.3));
		ctx.globalAlpha = dim;
		text(ctx, sign(Number(look.values.named)), box.x, base - 1, { size: label, weight: 600, colour: token("--ink") });
		ctx.fillStyle = token("--line");
		ctx.fillRect(x(0), base, step * looks.length, 1);
		const most = largest(walks, "dglimpse", k);
		const mostState = largest(walks, "dh", k);
		for (const walk of walks) {
			const value = numbers(walk, "dglimpse")[k];
			if (!(value > 0)) continue;
			const left = x(Number(walk.values.glimpse));
			ctx.globalAlpha = dim * (walk === arriving ? grow : 1);
			bar(ctx, left, base, step * 0.62, (value / most) * (row - 7), shade(value));
			const state = numbers(walk, "dh")[k];
			bar(
				ctx,
				left + step * 0.68,
				base,
				Math.max(2, step * 0.14),
				(state / mostState) * (row - 7),
				fade(token("--ink-2"), 0.6),
			);
		}
		ctx.globalAlpha = 1;
	});
	const bottom = box.y + head + row * named.length + size * 1.35;
	drawLegend(ctx, box, bottom, size, badge);
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Box} box
 * @param {number} y
 * @param {number} size
 * @param {string | null} badge
 */
function drawLegend(ctx, box, y, size, badge) {
	if (badge !== null) {
		text(ctx, `✓ ${badge}`, box.x, y, { size, colour: token("--accent"), weight: 600 });
		return;
	}
	const style = { family: /** @type {const} */ ("serif"), size, colour: token("--ink-2") };
	bar(ctx, box.x, y, size * 0.8, size * 0.8, token("--grad-3"));
	text(ctx, "what it saw", box.x + size * 1.2, y, style);
	const second = box.x + size * 8;
	bar(ctx, second, y, size * 0.25, size * 0.8, fade(token("--ink-2"), 0.6));
	text(ctx, "what it remembered", second + size * 0.6, y, style);
}

/**
 * @param {Frame[]} walks
 * @param {string} what
 * @param {number} k
 */
function largest(walks, what, k) {
	return walks.reduce((most, walk) => Math.max(most, numbers(walk, what)[k] || 0), 1e-30);
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
	const h = Math.max(1, height);
	ctx.fillStyle = colour;
	ctx.fillRect(x, base - h, width, h);
}
