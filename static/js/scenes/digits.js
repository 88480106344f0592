/** View of `digits`: many digits drawn at once, each with its window. */

import { Surface } from "../draw/canvas.js";
import { token } from "../draw/colour.js";
import { onStage } from "../draw/places.js";
import { drawWindow, rounded } from "../draw/window.js";
import { ease } from "../houses/motion.js";
import { grid } from "./digits/grid.js";
import { Ink, shadesOf } from "./digits/ink.js";

/** @import { Frame, Header, Host, NDArray } from "../core/types.js" */

const WINDOW = 7; // numbers a window
const FINEST = 6; // points a pixel: more cost time and show nothing
const POINTS = 600_000; // of all digits together

/** @param {Header} header */
function check({ fields }) {
	for (const [name, dimensions] of [
		["ink", 3],
		["window", 2],
	]) {
		const shape = fields[name]?.shape;
		if (shape?.length !== dimensions) {
			throw new Error(`digits: expected ${name} with ${dimensions} dimensions, got ${JSON.stringify(shape)}`);
		}
	}
}

/**
 * @param {HTMLElement} element
 * @param {Header} header
 * @param {Host} host
 */
export function mount(element, header, host) {
	check(header);
	const [count, size] = header.fields.ink.shape;
	const surface = new Surface(element, "Handwritten digits are drawn stroke by stroke; a window shows where.");
	const logit = header.constants.logit.data;
	let cells = grid(640, 360, count);
	/** @type {Ink[]} */
	let inks = [];
	/** what was drawn last of each digit, so that a still picture costs nothing @type {string} */
	let shown = "";
	let shades = new Uint32Array();
	let theme = "";

	/** @param {Frame} frame @param {string} name */
	const array = (frame, name) => /** @type {NDArray} */ (frame.values[name]).data;

	return {
		/**
		 * @param {Frame} frame
		 * @param {Frame | null} next
		 * @param {number} alpha
		 */
		draw(frame, next, alpha) {
			const { ctx } = surface;
			surface.clear();
			const grow = next ? ease(alpha, 0.35, 1) : 0;
			const glide = next ? ease(alpha, 0, 0.5) : 0;
			const coming = next ?? frame;
			const now = `${frame.t} ${grow} ${host.theme}`;
			const fresh = now !== shown;
			shown = now;
			if (host.theme !== theme) shades = shadesOf(token("--paper"), token("--ink"));
			theme = host.theme;
			const [here, there] = [array(frame, "ink"), array(coming, "ink")];
			const [from, to] = [array(frame, "window"), array(coming, "window")];
			const finished = next === null && frame.t === header.facts.steps - 1;
			cells.forEach((cell, i) => {
				const [start, end] = [i * size * size, (i + 1) * size * size];
				if (fresh) inks[i].show(here.subarray(start, end), there.subarray(start, end), grow, logit, shades);
				ctx.save();
				rounded(ctx, cell, 4);
				ctx.clip();
				ctx.drawImage(inks[i].canvas, cell.x, cell.y, cell.w, cell.h);
				ctx.restore();
				rounded(ctx, cell, 4);
				ctx.strokeStyle = token("--line");
				ctx.lineWidth = 1;
				ctx.stroke();
				if (finished) return;
				const window = Array.from({ length: WINDOW }, (_, k) => {
					const at = WINDOW * i + k;
					return from[at] + (to[at] - from[at]) * glide;
				});
				const box = onStage(cell, [size, size], window, header.facts.write);
				const width = Math.max(1.5, Math.min(3.5, cell.w / 70));
				drawWindow(ctx, box, cell, { colour: token("--accent"), width });
			});
		},
		/**
		 * @param {number} width
		 * @param {number} height
		 * @param {number} scale
		 */
		resize(width, height, scale) {
			surface.resize(width, height, scale);
			cells = grid(width, height, count);
			const ratio = surface.canvas.width / width;
			const most = Math.sqrt(POINTS / count) / size;
			const fineness = Math.max(1, Math.min(FINEST, Math.floor(most), Math.ceil((cells[0].w * ratio) / size)));
			if (inks[0]?.fineness !== fineness) inks = cells.map(() => new Ink(size, fineness));
			shown = "";
		},
		destroy() {
			surface.canvas.remove();
		},
	};
}
