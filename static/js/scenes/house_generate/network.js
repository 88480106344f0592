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
	if (layout.stacked) {
		const x = state.x + state.w / 2;
		drawFlow(ctx, { x, y: state.y + state.h }, { x, y: patch.y - size * 1.5 }, size, emit);
	} else {
		const y = patch.y + patch.h / 2;
		drawFlow(ctx, { x: state.x, y }, { x: patch.x + patch.w, y }, size, emit);
	}
	if (!told) return;
	if (layout.stacked) drawToldBeside(ctx, layout, run, frame, next, think);
	else drawTold(ctx, layout, run, frame, next, think);
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
 * The number the network is told; of it the digit being painted is marked.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Run} run
 * @param {Frame} now
 * @param {{x: number, y: number, size: number}} at
 * @returns {number}  where it ends
 */
function drawNumber(ctx, run, now, { x, y, size }) {
	const step = size * 0.72;
	const number = String(run.facts.number);
	Array.from(number).forEach((sign, k) => {
		const here = now.values.place === k;
		const middle = x + step * (k + 0.5);
		const colour = token(here ? "--ink" : "--ink-2");
		text(ctx, sign, middle, y, { size, align: "center", weight: here ? 600 : 400, colour });
		if (!here) return;
		ctx.fillStyle = token("--accent");
		ctx.fillRect(middle - step * 0.42, y + size * 0.16, step * 0.84, 2);
	});
	return x + step * number.length;
}

/**
 * Chance: what was drawn for z.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Run} run
 * @param {Frame} now
 * @param {Box} box
 */
function drawChance(ctx, run, now, box) {
	const z = numbers(now, "z").subarray(0, run.header.fields.z.shape[1]);
	const cells = Array.from(z, (v) => v / 2);
	strip(ctx, cells, box.x, box.y, box.w, box.h, hidden, false);
}

/**
 * @param {Run} run
 * @param {Frame} frame
 * @param {Frame | null} next
 * @param {number} think
 */
function strengthNow(run, frame, next, think) {
	const here = run.window(frame, 0)[6];
	return pretty(next ? mix(here, run.window(next, 0)[6], think) : here, 2);
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
	const digit = size * 1.35;
	const y = told.y + digit * 0.95;
	const end = drawNumber(ctx, run, now, { x: state.x, y, size: digit });
	const chance = Math.max(end + size * 0.9, state.x + state.w * 0.4);
	const foot = told.y + told.h - size * 0.2;
	text(ctx, "told", state.x, foot, label);
	const room = state.x + state.w - chance;
	if (room > size * 3) {
		drawChance(ctx, run, now, { x: chance, y: told.y + size * 0.15, w: room, h: digit * 0.95 });
		text(ctx, room > size * 4.6 ? "chance z" : "z", chance, foot, label);
	}
	const x = state.x + state.w / 2;
	drawFlow(ctx, { x, y: told.y }, { x, y: state.y + state.h }, size * 0.8, think);
	text(ctx, strengthNow(run, frame, next, think), patch.x, y, { size: digit, colour: token("--ink") });
	text(ctx, patch.w > size * 6 ? "strength γ" : "γ", patch.x, foot, label);
}

/**
 * The same beside a state that stands above the stroke.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Layout} layout
 * @param {Run} run
 * @param {Frame} frame
 * @param {Frame | null} next
 * @param {number} think
 */
function drawToldBeside(ctx, { state, patch, told, size }, run, frame, next, think) {
	if (!state || !patch || !told || told.w < size * 4) return;
	const now = next && think > 0.5 ? next : frame;
	const label = { family: /** @type {const} */ ("serif"), size, colour: token("--ink-2") };
	const digit = size * 1.5;
	const middle = state.y + state.h / 2;
	text(ctx, "told", told.x, middle - size * 2.9, label);
	drawNumber(ctx, run, now, { x: told.x, y: middle - size * 1.1, size: digit });
	drawChance(ctx, run, now, { x: told.x, y: middle + size * 0.6, w: Math.min(told.w, size * 9), h: digit * 0.9 });
	text(ctx, "chance z", told.x, middle + size * 3.4, label);
	drawFlow(ctx, { x: told.x, y: middle }, { x: state.x + state.w, y: middle }, size * 0.8, think);
	const y = patch.y + patch.h / 2;
	text(ctx, strengthNow(run, frame, next, think), told.x, y, { size: digit, colour: token("--ink") });
	text(ctx, told.w > size * 6 ? "strength γ" : "γ", told.x, y + size * 1.5, label);
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
