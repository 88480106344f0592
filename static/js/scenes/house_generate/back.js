/** Beside the canvas, on the way back: which stroke mattered for which digit; at the end the badge of the check. */

import { font, text } from "../../draw/canvas.js";
import { magnitude, token } from "../../draw/colour.js";
import { strengthOf } from "./glow.js";
import { numbers } from "./run.js";

/** @import { Frame } from "../../core/types.js" */
/** @import { Box } from "../../houses/motion.js" */
/** @import { Layout } from "./layout.js" */
/** @import { Run } from "./run.js" */

/**
 * Rows: the digits the reader names (or, copying, the bound). Columns: strokes.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Layout} layout
 * @param {Run} run
 * @param {{walks: Frame[], arriving: Frame | null, alpha: number, badge: string | null, good: boolean, opacity: number}} at
 */
export function drawBack(ctx, { side, size }, run, { walks, arriving, alpha, badge, good, opacity }) {
	if (!side) return;
	const all = arriving ? [...walks, arriving] : walks;
	const perDigit = run.header.fields.dh_digits !== undefined && walks.some((walk) => walk.values.dh_digits);
	const names = perDigit ? Array.from(String(run.facts.number)) : ["bound"];
	const quiet = { family: /** @type {const} */ ("serif"), size, colour: token("--ink-2") };
	ctx.globalAlpha = opacity;
	text(ctx, perDigit ? "which stroke made which digit?" : "which stroke mattered?", side.x, side.y + size, quiet);
	const head = size * 2;
	const foot = size * 2.6;
	const places = placesFor(side, size, { count: names.length, head, foot, perDigit });
	/** @param {Frame} walk @param {number} k */
	const value = (walk, k) => (perDigit ? numbers(walk, "dh_digits")[k] : Number(walk.values.dh));
	names.forEach((name, k) => {
		const { x, base, width, height, sign } = places[k];
		const step = width / run.steps;
		if (sign > 0) text(ctx, name, x - sign * 1.1, base - 1, { size: sign, weight: 600, colour: token("--ink") });
		ctx.fillStyle = token("--line");
		ctx.fillRect(x, base, width, 1);
		const most = all.reduce((m, walk) => Math.max(m, value(walk, k) || 0), 1e-300);
		for (const walk of all) {
			const u = strengthOf(value(walk, k), most);
			ctx.globalAlpha = opacity * (walk === arriving ? alpha : 1);
			ctx.fillStyle = magnitude(0.2 + 0.8 * u);
			const h = Math.max(1, (value(walk, k) / most) * height);
			ctx.fillRect(x + step * run.strokeOf(walk), base - h, step * 0.82, h);
		}
		ctx.globalAlpha = opacity;
	});
	const y = places[places.length - 1].base + 4 + size * 1.3;
	if (badge === null) drawLegend(ctx, side, y, size);
	else drawBadge(ctx, side, y, size, badge, good);
	ctx.globalAlpha = 1;
}

/**
 * Where the bars of each digit stand: one row below another, or side by side where rows would be too low to be told apart.
 * @param {Box} side
 * @param {number} size
 * @param {{count: number, head: number, foot: number, perDigit: boolean}} room
 * @returns {{x: number, base: number, width: number, height: number, sign: number}[]}  sign: height of the digit before it
 */
export function placesFor(side, size, { count, head, foot, perDigit }) {
	const free = side.h - head - foot;
	const low = perDigit && free / count < size * 1.5;
	const row = low ? free : Math.min(free / count, side.h * (perDigit ? 0.3 : 0.6));
	const column = low ? side.w / count : side.w;
	const sign = perDigit ? Math.max(12, Math.min(row * 0.8, size * 1.5)) : 0;
	const indent = perDigit ? sign * 1.1 : 0;
	return Array.from({ length: count }, (_, k) => ({
		x: side.x + (low ? column * k : 0) + indent,
		base: side.y + head + row * (low ? 1 : k + 1) - 4,
		width: column - indent - (low && k < count - 1 ? size * 0.7 : 0),
		height: Math.max(size * 0.8, row - size * 0.7),
		sign,
	}));
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Box} side
 * @param {number} y
 * @param {number} size
 */
function drawLegend(ctx, side, y, size) {
	const style = { family: /** @type {const} */ ("serif"), size, colour: token("--ink-2") };
	text(ctx, "small", side.x, y, style);
	ctx.font = font(style);
	const left = side.x + ctx.measureText("small").width + size * 0.5;
	const width = Math.min(size * 6, side.w * 0.3);
	for (let i = 0; i < 24; i++) {
		ctx.fillStyle = magnitude(0.2 + (0.8 * i) / 23);
		ctx.fillRect(left + (width * i) / 24, y - size * 0.7, width / 24 + 0.5, size * 0.75);
	}
	text(ctx, "large gradient", left + width + size * 0.5, y, style);
}

/**
 * In as many lines as it takes.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Box} side
 * @param {number} y
 * @param {number} size
 * @param {string} badge
 * @param {boolean} good
 */
function drawBadge(ctx, side, y, size, badge, good) {
	const style = { size, colour: token(good ? "--accent" : "--ink-2"), weight: 600 };
	ctx.font = font(style);
	const lines = [good ? "✓" : "–"];
	for (const word of badge.split(" ")) {
		const longer = `${lines[lines.length - 1]} ${word}`;
		if (ctx.measureText(longer).width > side.w) lines.push(word);
		else lines[lines.length - 1] = longer;
	}
	lines.forEach((line, i) => {
		text(ctx, line, side.x, y + i * size * 1.35, style);
	});
}
