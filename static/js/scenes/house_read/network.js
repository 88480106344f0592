/** The network beside the picture: what the window sees, the memory, and the beliefs; and what flies between them. */

import { text } from "../../draw/canvas.js";
import { fade, token } from "../../draw/colour.js";
import { between, mix } from "../../houses/motion.js";
import { END, numbers, sign } from "./run.js";

/** @import { Frame } from "../../core/types.js" */
/** @import { Box } from "../../houses/motion.js" */
/** @import { Images } from "./images.js" */
/** @import { Layout } from "./layout.js" */

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {CanvasImageSource} source
 * @param {Box} box
 * @param {number} opacity
 */
export function drawCells(ctx, source, box, opacity = 1) {
	if (opacity <= 0) return;
	ctx.globalAlpha = opacity;
	ctx.imageSmoothingEnabled = false;
	ctx.drawImage(source, box.x, box.y, box.w, box.h);
	ctx.globalAlpha = 1;
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Box} box
 * @param {string} colour
 * @param {number} width
 */
function outline(ctx, box, colour, width) {
	ctx.strokeStyle = colour;
	ctx.lineWidth = width;
	ctx.strokeRect(box.x - width / 2, box.y - width / 2, box.w + width, box.h + width);
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Layout} layout
 * @param {Images} images
 * @param {{look: Frame, next: Frame | null, live: HTMLCanvasElement | null,
 *   fly: number, think: number, say: number}} at  how far the next glimpse has come, 0 … 1 each
 */
export function drawNetwork(ctx, layout, images, { look, next, live, fly, think, say }) {
	const { patch, memory, beliefs, size } = layout;
	if (!patch || !beliefs) return;
	const quiet = token("--ink-2");
	const label = { family: /** @type {const} */ ("serif"), size, colour: quiet };
	text(ctx, "what it sees", patch.x, patch.y - size * 0.5, label);
	drawCells(ctx, live ?? images.of(next && fly >= 1 ? next : look, "patch"), patch);
	outline(ctx, patch, token("--accent"), Math.max(2, size / 7));
	if (memory) {
		const remembers = memory.w < size * 7 ? "memory" : "what it remembers";
		text(ctx, remembers, memory.x, memory.y - size * 0.5, label);
		drawFlow(ctx, layout, think);
		drawCells(ctx, images.of(look, "memory"), memory);
		if (next) drawCells(ctx, images.of(next, "memory"), memory, think);
		outline(ctx, memory, token("--line"), 1);
	}
	drawBeliefs(ctx, beliefs, size, look, next, say);
}

/**
 * From the patch into the memory: a line, and on it a value on its way.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Layout} layout
 * @param {number} think
 */
function drawFlow(ctx, { patch, memory, size }, think) {
	if (!patch || !memory) return;
	const y = patch.y + patch.h / 2;
	const [from, to] = [patch.x + patch.w + size * 0.4, memory.x - size * 0.4];
	ctx.strokeStyle = token("--line");
	ctx.lineWidth = 1.5;
	ctx.beginPath();
	ctx.moveTo(from, y);
	ctx.lineTo(to, y);
	ctx.moveTo(to - size * 0.4, y - size * 0.3);
	ctx.lineTo(to, y);
	ctx.lineTo(to - size * 0.4, y + size * 0.3);
	ctx.stroke();
	if (think <= 0 || think >= 1) return;
	ctx.fillStyle = token("--accent");
	for (let k = 0; k < 4; k++) {
		const u = think * 1.4 - k * 0.12;
		if (u <= 0 || u >= 1) continue;
		ctx.globalAlpha = 1 - k * 0.22;
		ctx.beginPath();
		ctx.arc(mix(from, to, u), y, size * 0.26, 0, 7);
		ctx.fill();
	}
	ctx.globalAlpha = 1;
}

/**
 * The patch on its way from the window into the network.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Box} window  on the stage
 * @param {Box} patch
 * @param {HTMLCanvasElement} seen
 * @param {number} fly
 * @param {number} size
 */
export function drawFlight(ctx, window, patch, seen, fly, size) {
	const box = between(window, patch, fly);
	box.y -= Math.sin(Math.PI * fly) * size * 1.2;
	drawCells(ctx, seen, box, Math.min(1, fly * 6));
	outline(ctx, box, token("--accent"), Math.max(2, size / 7));
}

/**
 * The place of a belief's bar.
 * @param {Box} box
 * @param {number} size
 * @param {number} digit
 */
export function beliefPlace(box, size, digit) {
	const step = box.w / (END + 1);
	return {
		x: box.x + step * (digit + 0.5),
		base: box.y + box.h - size * 1.5,
		width: Math.min(step * 0.62, size * 2.4),
	};
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Box} box
 * @param {number} size
 * @param {Frame} look
 * @param {Frame | null} next
 * @param {number} say
 */
function drawBeliefs(ctx, box, size, look, next, say) {
	const [old, fresh] = [numbers(look, "beliefs"), next ? numbers(next, "beliefs") : null];
	const now = Array.from(old, (p, i) => (fresh ? mix(p, fresh[i], say) : p));
	const [shown, speaks] = next && say > 0.5 ? [next, say] : [look, next ? 1 - say : 1];
	const best = now.indexOf(Math.max(...now));
	const names = shown.values.named !== null;
	const sure = shown.values.sure === true;
	const accent = token(sure ? "--accent" : "--alarm");
	const { base } = beliefPlace(box, size, 0);
	const tallest = base - box.y - size * 1.25;
	for (let digit = 0; digit <= END; digit++) {
		const { x, width } = beliefPlace(box, size, digit);
		const chosen = digit === best && names;
		const height = Math.max(1, now[digit] * tallest);
		ctx.fillStyle = chosen ? accent : names ? token("--ink-2") : fade(token("--ink-2"), 0.45);
		ctx.fillRect(x - width / 2, base - height, width, height);
		const colour = chosen ? accent : token("--ink-2");
		const weight = chosen ? 600 : 400;
		text(ctx, sign(digit), x, base + size * 1.2, { size: size * 1.05, align: "center", colour, weight });
		if (!chosen) continue;
		ctx.globalAlpha = Math.max(0, speaks * 2 - 1);
		const percent = `${Math.min(99, Math.round(now[digit] * 100))}%`;
		const label = now[digit] > 0.995 ? ">99%" : percent;
		text(
			ctx,
			label,
			Math.max(box.x + size * 1.3, Math.min(box.x + box.w - size * 1.3, x)),
			base - height - size * 0.35,
			{
				size,
				align: "center",
				colour: accent,
				weight: 600,
			},
		);
		// The words stand where the bar is not.
		const left = digit > END / 2;
		if (!sure)
			text(ctx, "not sure", left ? box.x : box.x + box.w, box.y + size, {
				size: size * 1.1,
				align: left ? "left" : "right",
				colour: accent,
				family: "serif",
				weight: 600,
			});
		ctx.globalAlpha = 1;
	}
	ctx.fillStyle = token("--line");
	ctx.fillRect(box.x, base, box.w, 1);
}
