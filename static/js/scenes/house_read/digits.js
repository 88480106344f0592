/** The digits read so far, large, in the order they were named; one that is not sure stands pale, with a question mark. */

import { font, text } from "../../draw/canvas.js";
import { token } from "../../draw/colour.js";
import { mix } from "../../houses/motion.js";
import { END, numbers, sign } from "./run.js";

/** @import { Frame } from "../../core/types.js" */
/** @import { Layout } from "./layout.js" */

const SLOTS = 5;

/**
 * @param {Layout} layout
 * @param {number} count  of answers there are or will be
 */
function slots({ digits }, count) {
	const places = Math.max(SLOTS + 1, count);
	// Five digits leave room beside them to say whether they are right.
	const height = Math.min(digits.h * 0.96, (digits.w / places) * 1.25, digits.w * 0.175);
	const step = height * 0.7;
	return {
		height,
		/** @param {number} k */
		at: (k) => ({
			x: digits.x + step * (k + 0.5),
			y: digits.y + Math.min(digits.h * 0.5 + height * 0.05, height * 0.72),
		}),
	};
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Layout} layout
 * @param {Frame[]} named
 * @param {{from: {x: number, y: number} | null, arriving: Frame | null, fly: number, lit: number | null,
 *   truth: string | null, original: string | null}} at  the answer on its way and where it comes from; the row whose
 *   gradient is shown; what is written on the wall, and what the reader would have read by itself
 */
export function drawDigits(ctx, layout, named, { from, arriving, fly, lit, truth, original }) {
	const places = slots(layout, named.length + (arriving ? 1 : 0));
	named.forEach((look, k) => {
		const dim = lit !== null && lit !== k;
		draw(ctx, look, places.at(k), places.height, dim ? 0.3 : 1, lit === k ? token("--grad-3") : null);
	});
	if (arriving) {
		const goal = places.at(named.length);
		const start = from ?? goal;
		const x = mix(start.x, goal.x, fly);
		const y = mix(start.y, goal.y, fly) - Math.sin(Math.PI * fly) * layout.size * 2;
		const size = mix(layout.size, places.height, fly);
		draw(ctx, arriving, { x, y }, size, Math.min(1, fly * 4), fly < 0.97 ? token("--accent") : null);
	}
	if (!arriving) drawNote(ctx, layout, places.at(named.length), named, truth, original);
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Frame} look
 * @param {{x: number, y: number}} place  the middle of the digit
 * @param {number} height
 * @param {number} opacity
 * @param {string | null} colour
 */
function draw(ctx, look, { x, y }, height, opacity, colour) {
	const digit = Number(look.values.named);
	const sure = Boolean(look.values.sure);
	ctx.globalAlpha = opacity;
	const ink = colour ?? token(sure ? (digit === END ? "--ink-2" : "--ink") : "--ink-2");
	if (digit === END) {
		const side = height * 0.3;
		ctx.fillStyle = ink;
		ctx.fillRect(x - side / 2, y - side / 2, side, side);
	} else {
		text(ctx, sign(digit), x, y + height * 0.3, { size: height * 0.86, align: "center", colour: ink, weight: 600 });
	}
	if (!sure) {
		const size = Math.max(12, height * 0.3);
		text(ctx, "?", x + height * 0.27, y - height * 0.1, { size, align: "left", colour: token("--alarm"), weight: 600 });
	}
	ctx.globalAlpha = 1;
}

/**
 * Once it has stopped: is it right?
 * @param {CanvasRenderingContext2D} ctx
 * @param {Layout} layout
 * @param {{x: number, y: number}} place
 * @param {Frame[]} named
 * @param {string | null} truth
 * @param {string | null} original
 */
function drawNote(ctx, { digits, size }, place, named, truth, original) {
	if (!named.length || named[named.length - 1].values.named !== END) return;
	const read = named.map((look) => (look.values.named === END ? "" : sign(Number(look.values.named)))).join("");
	const lines = [];
	if (named.some((look) => look.values.sure !== true)) lines.push(`Not sure: ${surely(named)}.`);
	if (truth !== null) lines.push(read === truth ? "That is right." : `In truth: ${truth}.`);
	if (original !== null)
		lines.push(original === read ? "Left alone: the same." : `Left alone: ${original || "nothing"}.`);
	if (!lines.length) lines.push(`${surely(named)} sure of it all.`);
	const x = place.x - size * 0.6;
	const style = { family: /** @type {const} */ ("serif"), size, colour: token("--ink-2") };
	ctx.font = font(style);
	const fitting = lines.filter((line) => x + ctx.measureText(line).width <= digits.x + digits.w);
	fitting.forEach((line, i) => {
		text(ctx, line, x, place.y + size * (0.35 + 1.35 * (i - (fitting.length - 1) / 2)), style);
	});
}

/** @param {Frame[]} named */
function surely(named) {
	const p = named.reduce((product, look) => product * Math.max(...Array.from(numbers(look, "beliefs"))), 1);
	return p > 0.995 ? "Over 99 %" : `${Math.round(p * 100)} %`;
}
