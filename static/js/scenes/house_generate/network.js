/** The network beside the canvas: what it is told, its state, the stroke that comes out of it, and its flight. */

import { font, text } from "../../draw/canvas.js";
import { hidden, token } from "../../draw/colour.js";
import { strip } from "../../draw/heat.js";
import { pretty } from "../../draw/numbers.js";
import { between, mix } from "../../houses/motion.js";
import { numbers } from "./run.js";

/** @import { Frame } from "../../core/types.js" */
/** @import { Box } from "../../houses/motion.js" */
/** @import { Layout } from "./layout.js" */
/** @import { Pictures } from "./pictures.js" */
/** @import { Run } from "./run.js" */

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {CanvasImageSource} source
 * @param {Box} box
 * @param {{opacity?: number, smooth?: boolean}} [style]
 */
export function drawCells(ctx, source, box, { opacity = 1, smooth = false } = {}) {
	if (opacity <= 0) return;
	ctx.globalAlpha = opacity;
	ctx.imageSmoothingEnabled = smooth;
	ctx.imageSmoothingQuality = "high";
	ctx.drawImage(source, box.x, box.y, box.w, box.h);
	ctx.globalAlpha = 1;
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Box} box
 * @param {string} colour
 * @param {number} width
 */
export function outline(ctx, box, colour, width) {
	ctx.strokeStyle = colour;
	ctx.lineWidth = width;
	ctx.strokeRect(box.x - width / 2, box.y - width / 2, box.w + width, box.h + width);
}

/**
 * A title above a box, the longest that fits.
 * @param {CanvasRenderingContext2D} ctx
 * @param {string[]} words  from long to short
 * @param {Box} box
 * @param {number} size
 * @param {number} [room]
 */
export function title(ctx, words, box, size, room = box.w) {
	const style = { family: /** @type {const} */ ("serif"), size, colour: token("--ink-2") };
	ctx.font = font(style);
	const fits = words.find((word) => ctx.measureText(word).width <= room) ?? words[words.length - 1];
	text(ctx, fits, box.x, box.y - size * 0.5, style);
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Layout} layout
 * @param {Run} run
 * @param {Pictures} pictures
 * @param {{frame: Frame, next: Frame | null, think: number, emit: number}} at  how far the next stroke has come, 0 … 1 each
 */
export function drawNetwork(ctx, layout, run, pictures, { frame, next, think, emit }) {
	const { state, patch, told, size } = layout;
	if (!state) return;
	title(ctx, ["the painter’s state", "its state", "state"], state, size, state.w + size);
	drawCells(ctx, pictures.of(frame, "memory"), state);
	if (next) drawCells(ctx, pictures.of(next, "memory"), state, { opacity: think });
	outline(ctx, state, token("--line"), 1);
	if (!patch) return;
	title(ctx, ["the stroke"], patch, size);
	ctx.fillStyle = token("--panel");
	ctx.fillRect(patch.x, patch.y, patch.w, patch.h);
	drawCells(ctx, pictures.of(frame, "stroke"), patch, { opacity: next ? 1 - emit : 1 });
	if (next) drawCells(ctx, pictures.of(next, "stroke"), patch, { opacity: emit });
	outline(ctx, patch, token("--accent"), Math.max(2, size / 7));
	drawFlow(
		ctx,
		{ x: state.x, y: state.y + state.h / 2 },
		{ x: patch.x + patch.w, y: patch.y + patch.h / 2 },
		size,
		emit,
	);
	if (told) drawTold(ctx, layout, run, frame, next, think);
}

/**
 * A line with an arrow, and on it something on its way.
 * @param {CanvasRenderingContext2D} ctx
 * @param {{x: number, y: number}} a
 * @param {{x: number, y: number}} b
 * @param {number} size
 * @param {number} share  0 or 1: nothing is on its way
 */
export function drawFlow(ctx, a, b, size, share) {
	const length = Math.hypot(b.x - a.x, b.y - a.y);
	const [dx, dy] = [(b.x - a.x) / length, (b.y - a.y) / length];
	const pad = Math.min(size * 0.5, length * 0.2);
	const [from, to] = [
		{ x: a.x + dx * pad, y: a.y + dy * pad },
		{ x: b.x - dx * pad, y: b.y - dy * pad },
	];
	const head = size * 0.4;
	ctx.strokeStyle = token("--ink-2");
	ctx.lineWidth = 1.25;
	ctx.beginPath();
	ctx.moveTo(from.x, from.y);
	ctx.lineTo(to.x, to.y);
	ctx.moveTo(to.x - head * (dx - dy * 0.7), to.y - head * (dy + dx * 0.7));
	ctx.lineTo(to.x, to.y);
	ctx.lineTo(to.x - head * (dx + dy * 0.7), to.y - head * (dy - dx * 0.7));
	ctx.stroke();
	if (share <= 0 || share >= 1) return;
	ctx.fillStyle = token("--accent");
	for (let k = 0; k < 4; k++) {
		const u = share * 1.4 - k * 0.12;
		if (u <= 0 || u >= 1) continue;
		ctx.globalAlpha = 1 - k * 0.22;
		ctx.beginPath();
		ctx.arc(mix(from.x, to.x, u), mix(from.y, to.y, u), size * 0.26, 0, 7);
		ctx.fill();
	}
	ctx.globalAlpha = 1;
}

/**
 * What goes in below the state: the number, of it the digit being painted, and chance. Below the stroke: how strongly
 * it writes.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Layout} layout
 * @param {Run} run
 * @param {Frame} frame
 * @param {Frame | null} next
 * @param {number} think
 */
function drawTold(ctx, { state, patch, told, size }, run, frame, next, think) {
	if (!state || !patch || !told) return;
	const now = next && think > 0.5 ? next : frame;
	const label = { family: /** @type {const} */ ("serif"), size, colour: token("--ink-2") };
	const number = String(run.facts.number);
	const digit = size * 1.35;
	const step = digit * 0.72;
	const y = told.y + digit * 0.95;
	const chance = state.x + Math.max(step * 4 + size * 0.8, state.w * 0.4);
	Array.from(number).forEach((sign, k) => {
		const here = now.values.place === k;
		const x = state.x + step * (k + 0.5);
		const colour = token(here ? "--ink" : "--ink-2");
		text(ctx, sign, x, y, { size: digit, align: "center", weight: here ? 600 : 400, colour });
		if (!here) return;
		ctx.fillStyle = token("--accent");
		ctx.fillRect(x - step * 0.42, y + size * 0.22, step * 0.84, 2);
	});
	const foot = told.y + told.h - size * 0.2;
	text(ctx, "told", state.x, foot, label);
	const right = state.x + state.w;
	if (right - chance > size * 3) {
		const z = numbers(now, "z");
		const cells = Array.from(z.subarray(0, run.header.fields.z.shape[1]), (v) => v / 2);
		strip(ctx, cells, chance, told.y + size * 0.15, right - chance, digit * 0.95, hidden, false);
		text(ctx, right - chance > size * 4.6 ? "chance z" : "z", chance, foot, label);
	}
	const top = state.y + state.h;
	drawFlow(ctx, { x: state.x + state.w / 2, y: told.y }, { x: state.x + state.w / 2, y: top }, size * 0.8, think);
	const strength = mix(run.window(frame, 0)[6], next ? run.window(next, 0)[6] : 0, next ? think : 0);
	text(ctx, pretty(strength, 2), patch.x, y, { size: digit, colour: token("--ink") });
	text(ctx, patch.w > size * 8 ? "strength γ" : "γ", patch.x, foot, label);
}

/**
 * The stroke on its way to the canvas: cells at first, paint when it lands.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Box} from
 * @param {Box} goal
 * @param {HTMLCanvasElement} stroke
 * @param {{fly: number, grow: number, size: number}} at
 */
export function drawFlight(ctx, from, goal, stroke, { fly, grow, size }) {
	const box = between(from, goal, fly);
	box.y -= Math.sin(Math.PI * fly) * size * 1.4;
	const opacity = Math.min(1, fly * 8) * (1 - grow);
	drawCells(ctx, stroke, box, { opacity: opacity * (1 - fly) });
	drawCells(ctx, stroke, box, { opacity: opacity * fly, smooth: true });
	ctx.globalAlpha = opacity * (1 - fly);
	outline(ctx, box, token("--accent"), Math.max(2, size / 7));
	ctx.globalAlpha = 1;
}
