/** The picture with all that lies on it: the veil, the path, the ghost, the window, the heat. */

import { text } from "../../draw/canvas.js";
import { fade, token } from "../../draw/colour.js";
import { halo } from "../../draw/window.js";
import { ease, mix } from "../../houses/motion.js";
import { onStage } from "./layout.js";
import { numbers, sign } from "./run.js";

/** @import { Frame } from "../../core/types.js" */
/** @import { Box } from "../../houses/motion.js" */
/** @import { Layout } from "./layout.js" */

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Box} box
 */
function rectangle(ctx, box, radius = 3) {
	ctx.beginPath();
	ctx.roundRect(box.x, box.y, box.w, box.h, Math.min(radius, box.w / 4, box.h / 4));
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {HTMLCanvasElement} colour
 * @param {HTMLCanvasElement} grey
 * @param {Box} box
 * @param {number} greyness  0 … 1
 */
export function drawPicture(ctx, colour, grey, box, greyness) {
	ctx.imageSmoothingEnabled = true;
	ctx.imageSmoothingQuality = "high";
	if (greyness < 1) ctx.drawImage(colour, box.x, box.y, box.w, box.h);
	if (greyness > 0) {
		ctx.globalAlpha = greyness;
		ctx.drawImage(grey, box.x, box.y, box.w, box.h);
		ctx.globalAlpha = 1;
	}
}

/**
 * Dim all of the picture but a hole.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Box} box
 * @param {Box | null} hole
 * @param {number} strength
 */
export function drawVeil(ctx, box, hole, strength, shade = "#0a0a0e") {
	ctx.beginPath();
	ctx.rect(box.x, box.y, box.w, box.h);
	if (hole) ctx.roundRect(hole.x, hole.y, hole.w, hole.h, 3);
	ctx.fillStyle = fade(shade, strength);
	ctx.fill("evenodd");
}

/**
 * A part of the picture on the stage.
 * @param {Box} picture
 * @param {number[]} part  left, top, width, height in picture pixels
 */
const partOnStage = (picture, [left, top, width, height]) =>
	onStage(picture, [left + width / 2, top + height / 2, width, height]);

/** How fast a patch comes or goes when the step to its glimpse is taken. */
const PAINTED = 0.3;

/**
 * What is covered up at a glimpse, and what is on its way there.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Box} picture
 * @param {number[][]} patches  glimpse from which on, left, top, width, height, red, green, blue
 * @param {{here: number, there: number, alpha: number, greyness: number}} at  from glimpse to glimpse
 */
export function drawPatches(ctx, picture, patches, { here, there, alpha, greyness }) {
	for (const [since, ...rest] of patches) {
		const [part, colour] = [rest.slice(0, 4), rest.slice(4)];
		const opacity = mix(Number(since <= here), Number(since <= there), ease(alpha, 0, PAINTED));
		if (opacity <= 0) continue;
		const luma = 0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2];
		const [r, g, b] = colour.map((v) => Math.round(mix(v, luma, greyness)));
		const box = partOnStage(picture, part);
		ctx.globalAlpha = opacity;
		ctx.fillStyle = `rgb(${r}, ${g}, ${b})`;
		ctx.fillRect(box.x, box.y, box.w, box.h);
		// The paint takes after its surroundings: an edge tells that something is covered there.
		ctx.lineWidth = 1.5;
		for (const [dash, edge] of /** @type {[number[], string][]} */ ([
			[[], "rgba(0, 0, 0, 0.35)"],
			[[6, 5], "rgba(255, 255, 255, 0.9)"],
		])) {
			ctx.setLineDash(dash);
			ctx.strokeStyle = edge;
			ctx.strokeRect(box.x, box.y, box.w, box.h);
		}
		ctx.setLineDash([]);
		ctx.globalAlpha = 1;
	}
}

/**
 * The rough frame: what lies outside it the reader does not get.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Box} box
 * @param {number[]} seen  left, top, width, height in picture pixels
 */
export function drawFrame(ctx, box, seen) {
	if (seen[2] >= 128 && seen[3] >= 64) return;
	const hole = partOnStage(box, seen);
	drawVeil(ctx, box, hole, 0.55);
	ctx.setLineDash([2, 4]);
	ctx.lineWidth = 1.5;
	ctx.strokeStyle = "#fff";
	rectangle(ctx, hole);
	ctx.stroke();
	ctx.setLineDash([]);
}

/**
 * The path so far: a fading line through the centres, faint windows, and what each of them named.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Layout} layout
 * @param {Frame[]} looks
 * @param {ArrayLike<number>} head  where the window is now
 */
export function drawTrail(ctx, layout, looks, head) {
	const windows = [...looks.map((look) => numbers(look, "window")), head];
	const unit = layout.picture.w / 128;
	const accent = token("--accent");
	const count = windows.length;
	for (let i = 1; i < count; i++) {
		const strength = 0.85 * 0.72 ** (count - 1 - i);
		const [a, b] = [windows[i - 1], windows[i]];
		ctx.beginPath();
		ctx.moveTo(layout.picture.x + a[0] * unit, layout.picture.y + a[1] * unit);
		ctx.lineTo(layout.picture.x + b[0] * unit, layout.picture.y + b[1] * unit);
		ctx.lineCap = "round";
		ctx.strokeStyle = fade(accent, strength);
		ctx.lineWidth = 2;
		ctx.stroke();
	}
	looks.forEach((look, i) => {
		const strength = 0.7 * 0.7 ** (looks.length - 1 - i);
		if (strength < 0.03) return;
		ctx.strokeStyle = fade(accent, strength);
		ctx.lineWidth = 1.5;
		rectangle(ctx, onStage(layout.picture, numbers(look, "window")));
		ctx.stroke();
	});
}

/**
 * What was named where: a small tag on the upper edge of the window.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Layout} layout
 * @param {Frame[]} named
 * @param {number} opacity
 */
export function drawTags(ctx, layout, named, opacity) {
	const size = Math.max(12, layout.size * 0.95);
	const { picture } = layout;
	ctx.globalAlpha = opacity;
	for (const look of named) {
		const box = onStage(picture, numbers(look, "window"));
		const side = size * 1.35;
		const x = Math.max(picture.x, Math.min(picture.x + picture.w - side, box.x + box.w / 2 - side / 2));
		const above = box.y - side - 2;
		const y = above < picture.y ? Math.min(picture.y + picture.h - side, box.y + box.h + 2) : above;
		ctx.fillStyle = look.values.sure ? token("--accent") : token("--panel");
		rectangle(ctx, { x, y, w: side, h: side });
		ctx.fill();
		const colour = look.values.sure ? token("--on-accent") : token("--ink");
		text(ctx, sign(Number(look.values.named)), x + side / 2, y + side * 0.53, {
			size,
			weight: 600,
			align: "center",
			baseline: "middle",
			colour,
		});
	}
	ctx.globalAlpha = 1;
}

/**
 * The path the reader would have taken by itself.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Box} picture
 * @param {{shape: number[], data: ArrayLike<number>}} ghost  (n, 4)
 * @param {number} from  the first glimpse that is not shared
 */
export function drawGhost(ctx, picture, ghost, from) {
	const unit = picture.w / 128;
	ctx.setLineDash([5, 5]);
	ctx.lineWidth = 1.5;
	ctx.strokeStyle = "rgba(255, 255, 255, 0.8)";
	ctx.beginPath();
	for (let i = Math.max(0, from - 1); i < ghost.shape[0]; i++) {
		const [x, y] = [ghost.data[4 * i] * unit + picture.x, ghost.data[4 * i + 1] * unit + picture.y];
		if (i === Math.max(0, from - 1)) ctx.moveTo(x, y);
		else ctx.lineTo(x, y);
	}
	ctx.stroke();
	ctx.strokeStyle = "rgba(255, 255, 255, 0.5)";
	for (let i = from; i < ghost.shape[0]; i++) {
		rectangle(
			ctx,
			onStage(
				picture,
				Array.from({ length: 4 }, (_, k) => ghost.data[4 * i + k]),
			),
		);
		ctx.stroke();
	}
	ctx.setLineDash([]);
}

/**
 * The window: the accent colour with a halo, so that it stands on any wall.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Box} box
 * @param {string} colour
 * @param {number} width
 */
export function drawWindow(ctx, box, colour, width) {
	rectangle(ctx, box, 4);
	ctx.strokeStyle = halo(0.85);
	ctx.lineWidth = width + 3;
	ctx.stroke();
	ctx.strokeStyle = colour;
	ctx.lineWidth = width;
	ctx.stroke();
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {HTMLCanvasElement} heat
 * @param {Box} picture
 * @param {Record<string, any>} facts  cut and seen: where the reader's pixels lie, and what they were made of
 * @param {number} opacity
 */
export function drawHeat(ctx, heat, picture, { cut, seen }, opacity) {
	const [place, there] = [partOnStage(picture, cut), partOnStage(picture, seen)];
	ctx.save();
	ctx.beginPath();
	ctx.rect(there.x, there.y, there.w, there.h);
	ctx.clip();
	ctx.imageSmoothingEnabled = true;
	ctx.imageSmoothingQuality = "high";
	ctx.globalAlpha = opacity;
	ctx.drawImage(heat, place.x, place.y, place.w, place.h);
	ctx.restore();
}
