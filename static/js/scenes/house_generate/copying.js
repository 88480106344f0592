/** Copy: the picture it is given with the window that reads, what it read, and what is still wrong. */

import { token } from "../../draw/colour.js";
import { onStage } from "../../draw/places.js";
import { drawWindow, rounded } from "../../draw/window.js";
import { between, ease, mix } from "../../houses/motion.js";
import { drawCells, drawFlow, outline, title } from "./network.js";
import { numbers } from "./run.js";
import { radiusOf } from "./scenery.js";

/** @import { Frame } from "../../core/types.js" */
/** @import { Layout } from "./layout.js" */
/** @import { Pictures } from "./pictures.js" */
/** @import { Run } from "./run.js" */

/** When in a step the window that reads glides, and what it read flies. */
const GLIDE = /** @type {const} */ ([0, 0.22]);
const FLY = /** @type {const} */ ([0.18, 0.42]);

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Layout} layout
 * @param {Run} run
 * @param {Pictures} pictures
 * @param {HTMLCanvasElement} given
 * @param {{frame: Frame, next: Frame | null, alpha: number, reading: boolean}} at  reading: a window is shown
 */
export function drawCopying(ctx, layout, run, pictures, given, { frame, next, alpha, reading }) {
	const { given: box, error, seen, size } = layout;
	if (!box) return;
	if (layout.kind !== "bare") title(ctx, ["the picture it copies", "given"], box, size);
	ctx.save();
	rounded(ctx, box, radiusOf(box));
	ctx.clip();
	drawCells(ctx, given, box, { smooth: true });
	ctx.restore();
	const here = onStage(box, run.size, numbers(frame, "look"), run.facts.read);
	const there = next ? onStage(box, run.size, numbers(next, "look"), run.facts.read) : here;
	const window = between(here, there, ease(alpha, ...GLIDE));
	const width = Math.max(1.75, size / 8);
	if (reading) {
		drawWindow(ctx, window, box, { colour: token("--accent"), width });
	}
	const fly = next ? ease(alpha, ...FLY) : 0;
	const arrived = next && fly >= 1 ? next : frame;
	if (error) {
		title(ctx, ["what is still wrong", "still wrong", "error"], error, size);
		ctx.fillStyle = token("--panel");
		ctx.fillRect(error.x, error.y, error.w, error.h);
		// The error image of a step is what is wrong before its stroke: it fades to that of the next.
		const u = next ? ease(alpha, 0, 0.2) : 0;
		drawCells(ctx, pictures.of(frame, "error"), error, { opacity: 1 - u, smooth: true });
		if (next) drawCells(ctx, pictures.of(next, "error"), error, { opacity: u, smooth: true });
		const onError = { ...error };
		if (reading) {
			const a = onStage(onError, run.size, numbers(frame, "look"), run.facts.read);
			const b = next ? onStage(onError, run.size, numbers(next, "look"), run.facts.read) : a;
			const style = { colour: token("--accent"), width: Math.max(1, width * 0.7) };
			drawWindow(ctx, between(a, b, ease(alpha, ...GLIDE)), error, style);
		}
	}
	if (seen.length < 2) return;
	const kinds = /** @type {const} */ (["picture-patch", "error-patch"]);
	kinds.forEach((kind, k) => {
		title(ctx, k ? ["error read", "error"] : ["it reads", "reads"], seen[k], size, seen[k].w + size * 0.7);
		ctx.fillStyle = token("--panel");
		ctx.fillRect(seen[k].x, seen[k].y, seen[k].w, seen[k].h);
		drawCells(ctx, pictures.of(arrived, kind), seen[k]);
		outline(ctx, seen[k], token("--accent"), Math.max(1.5, size / 9));
	});
	if (layout.state) {
		const y = seen[0].y + seen[0].h / 2;
		const right = layout.state.x + layout.state.w;
		drawFlow(ctx, { x: seen[0].x, y }, { x: right, y }, size * 0.8, next ? ease(alpha, 0.4, 0.52) : 0);
	}
	if (!next || fly <= 0 || fly >= 1) return;
	const starts = [
		window,
		error ? between(window, onStage(error, run.size, numbers(next, "look"), run.facts.read), 1) : window,
	];
	kinds.forEach((kind, k) => {
		const flying = between(starts[k], seen[k], fly);
		flying.y -= Math.sin(Math.PI * fly) * size * mix(0.8, 0.2, k);
		drawCells(ctx, pictures.of(next, kind), flying, { opacity: Math.min(1, fly * 6) });
		outline(ctx, flying, token("--accent"), 1.5);
	});
}
