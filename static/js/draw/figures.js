/** Numbers on a canvas with their powers of ten raised: a fixed-width font sets ⁻¹² too wide and too faint. */

import { font, text } from "./canvas.js";

/** @import { TextStyle } from "./canvas.js" */

const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻";
const PLAIN = "0123456789−";
/** Size and rise of an exponent, in parts of the text's size. */
const SMALLER = 0.72;
const RISE = 0.36;

/**
 * @param {string} words  as `pretty` makes them: 4.0·10⁻⁹
 * @returns {[string, string]} what stands on the line, and the exponent in plain digits
 */
export function parts(words) {
	const cut = Array.from(words).findIndex((sign) => RAISED.includes(sign));
	if (cut < 0) return [words, ""];
	return [words.slice(0, cut), Array.from(words.slice(cut), (sign) => PLAIN[RAISED.indexOf(sign)]).join("")];
}

/**
 * The width of a number, as `figure` sets it.
 * @param {CanvasRenderingContext2D} ctx
 * @param {string} words
 * @param {TextStyle} style
 */
export function figureWidth(ctx, words, style) {
	const [base, exponent] = parts(words);
	ctx.font = font(style);
	const width = ctx.measureText(base).width;
	if (!exponent) return width;
	ctx.font = font({ ...style, size: (style.size ?? 14) * SMALLER });
	return width + ctx.measureText(exponent).width;
}

/**
 * Set a number at (x, y), aligned as the style says.
 * @param {CanvasRenderingContext2D} ctx
 * @param {string} words
 * @param {number} x
 * @param {number} y
 * @param {TextStyle} style
 * @returns {number} its width
 */
export function figure(ctx, words, x, y, style) {
	const width = figureWidth(ctx, words, style);
	const from = style.align === "center" ? x - width / 2 : style.align === "right" ? x - width : x;
	const [base, exponent] = parts(words);
	const left = { ...style, align: /** @type {const} */ ("left") };
	text(ctx, base, from, y, left);
	if (exponent) {
		const size = style.size ?? 14;
		const small = { ...left, size: size * SMALLER };
		ctx.font = font(small);
		const wide = ctx.measureText(exponent).width;
		text(ctx, exponent, from + width - wide, y - size * RISE, small);
	}
	return width;
}
