/** Vectors as columns of cells with their numbers in them, where the cells are large enough for numbers. */

import { text } from "../../draw/canvas.js";
import { parseHex, token } from "../../draw/colour.js";
import { column, STATE } from "./heat.js";

/** @import { Scale } from "./heat.js" */
/** @import { Box } from "./layout.js" */

/**
 * Two decimals, one from 10 on: as long as fits a cell, with a true minus sign.
 * @param {number} v
 */
export function short(v) {
	const size = Math.abs(v);
	const digits = size < 9.995 ? size.toFixed(2) : size < 99.95 ? size.toFixed(1) : size.toFixed(0);
	return (v < 0 && Number(digits) !== 0 ? "−" : "") + digits;
}

/** @param {string} css 'rgb(…)' or '#…' */
function luminance(css) {
	const parts = css.startsWith("#") ? parseHex(css) : (css.match(/\d+/g) ?? []).slice(0, 3).map(Number);
	const [r, g, b] = parts.map((byte) => {
		const c = byte / 255;
		return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
	});
	return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/**
 * Ink or paper, whichever reads better on a colour.
 * @param {string} css
 */
export function readable(css) {
	const ground = luminance(css) + 0.05;
	const [ink, paper] = [token("--ink"), token("--paper")];
	/** @param {string} colour */
	const contrast = (colour) => {
		const own = luminance(colour) + 0.05;
		return Math.max(own, ground) / Math.min(own, ground);
	};
	return contrast(ink) >= contrast(paper) ? ink : paper;
}

/**
 * Whether numbers of this text size fit into n cells in a box.
 * @param {Box} box
 * @param {number} n
 * @param {number} size
 */
export const numbersFit = (box, n, size) => box.h / n >= size && box.w >= size * 3.2;

/**
 * An empty column of cells: what is to come.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Box} box
 */
export function frameOf(ctx, box) {
	ctx.strokeStyle = token("--line");
	ctx.lineWidth = 1;
	ctx.strokeRect(box.x + 0.5, box.y + 0.5, box.w - 1, box.h - 1);
}

/**
 * A column of coloured cells, with numbers if there is room.
 * @param {CanvasRenderingContext2D} ctx
 * @param {ArrayLike<number>} values
 * @param {Box} box
 * @param {{size: number, scale?: Scale, format?: ((v: number) => string) | null}} style
 */
export function cells(ctx, values, box, { size, scale = STATE, format = short }) {
	const n = values.length;
	column(ctx, values, box, scale);
	const pitch = box.h / n;
	if (pitch >= 7) {
		ctx.strokeStyle = token("--paper");
		ctx.lineWidth = 1;
		ctx.beginPath();
		for (let i = 1; i < n; i++) {
			ctx.moveTo(box.x, box.y + pitch * i);
			ctx.lineTo(box.x + box.w, box.y + pitch * i);
		}
		ctx.stroke();
	}
	if (!format || !numbersFit(box, n, size)) return;
	for (let i = 0; i < n; i++) {
		text(ctx, format(values[i]), box.x + box.w / 2, box.y + pitch * (i + 0.5) + size * 0.35, {
			size,
			align: "center",
			colour: readable(scale.css(values[i])),
		});
	}
}

/**
 * Probabilities as lying bars in a column of cells, with percentages if there is room; one row may be marked.
 * @param {CanvasRenderingContext2D} ctx
 * @param {ArrayLike<number>} p
 * @param {Box} box
 * @param {{size: number, mark: number}} style  mark: the row of the right letter, −1 for none
 */
export function lyingBars(ctx, p, box, { size, mark }) {
	const n = p.length;
	const pitch = box.h / n;
	const inset = pitch >= 9 ? 1 : 0;
	ctx.fillStyle = token("--zero");
	ctx.fillRect(box.x, box.y, box.w, box.h);
	const numbered = box.h / n >= size && box.w >= size * 2.5;
	for (let i = 0; i < n; i++) {
		const y = box.y + pitch * i;
		const width = box.w * Math.min(1, Math.max(0, p[i]));
		const marked = i === mark;
		const whole = ctx.globalAlpha;
		ctx.fillStyle = token(marked ? "--accent" : "--ink-2");
		ctx.globalAlpha = whole * (marked ? 1 : 0.45);
		ctx.fillRect(box.x, y + inset, width, Math.max(0.5, pitch - 2 * inset));
		ctx.globalAlpha = whole;
		if (!numbered) continue;
		const label = `${Math.round(p[i] * 100)}%`;
		const place = { size, align: /** @type {const} */ ("right") };
		const [right, base] = [box.x + box.w - size * 0.15, y + pitch / 2 + size * 0.35];
		text(ctx, label, right, base, { ...place, colour: token("--ink") });
		if (!marked) continue;
		// where the label stands on the bar, it is printed in the colour that reads on it
		ctx.save();
		ctx.beginPath();
		ctx.rect(box.x, y, width, pitch);
		ctx.clip();
		ctx.fillStyle = token("--accent");
		ctx.fillRect(box.x, y + inset, width, Math.max(0.5, pitch - 2 * inset));
		text(ctx, label, right, base, { ...place, colour: token("--on-accent") });
		ctx.restore();
	}
}
