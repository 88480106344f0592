/** The three matrices as small heat maps, beside the rows they lead from and to; the one at work is lit. */

import { hiddenLut, token } from "../../draw/colour.js";
import { colourIn, STATE } from "./heat.js";
import { symbol } from "./labels.js";
import { number } from "./run.js";

/** @import { NDArray } from "../../core/types.js" */
/** @import { Scale } from "./heat.js" */
/** @import { Box } from "./layout.js" */
/** @import { Scenery } from "./network.js" */

/** Weights of this size have the full colour. */
const FULL = 1.2;
/** @type {Scale} */
const WEIGHT = { ...STATE, place: (w) => (w / FULL + 1) / 2 };

/** The picture of every matrix as it was painted last. @type {Map<string, {matrix: NDArray, lut: Uint8ClampedArray, canvas: HTMLCanvasElement}>} */
const painted = new Map();

/**
 * A matrix as an image, one pixel an element; painted only when it or the theme has changed.
 * @param {string} name
 * @param {NDArray} matrix
 * @param {number} rows  of a block; the gates' blocks, one below the other in the matrix, are shown side by side
 */
function imageOf(name, matrix, rows) {
	const lut = hiddenLut();
	const last = painted.get(name);
	if (last?.matrix === matrix && last.lut === lut) return last.canvas;
	const { shape, data } = matrix;
	const cols = shape[1];
	const width = data.length / rows;
	const canvas = last?.canvas ?? document.createElement("canvas");
	canvas.width = width;
	canvas.height = rows;
	const brush = canvas.getContext("2d");
	if (!brush) throw new Error("expected a 2d canvas, got none");
	const picture = brush.createImageData(width, rows);
	colourIn(picture.data, data, WEIGHT, (i) => {
		const row = Math.floor(i / cols);
		return (row % rows) * width + Math.floor(row / rows) * cols + (i % cols);
	});
	brush.putImageData(picture, 0, 0);
	painted.set(name, { matrix, lut, canvas });
	return canvas;
}

/** @param {Scenery} s */
export function drawMaps(s) {
	const { ctx, run, plan, moment, frame } = s;
	if (!plan.maps) return;
	const { rows, size, maps } = plan;
	const places = [
		{ name: run.weights[2], token: "--sym-Why", part: "output" },
		{ name: run.weights[1], token: "--sym-Whh", part: "recurrent" },
		{ name: run.weights[0], token: "--sym-Wxh", part: "input" },
	];
	const pitch = (rows.letter.y - rows.out.y) / 3;
	const side = Math.min(maps.w - 2, pitch - size * 2);
	const top = rows.out.y;
	places.forEach(({ name, token: colour, part }, k) => {
		const matrix = run.matrix(name, frame.t);
		const height = part === "output" ? matrix.shape[0] : run.hidden;
		const width = matrix.data.length / height;
		const scale = Math.min(side / width, side / height);
		const box = { x: maps.x, y: top + k * pitch + size * 1.7, w: width * scale, h: height * scale };
		const u = moment.working >= 0 && moment.chapter !== "backward" ? moment.progress[/** @type {"input"} */ (part)] : 0;
		const lit =
			(u > 0 && u < 1) || (moment.chapter === "backward" && part === "recurrent" && moment.role === "recurrent");
		symbol(ctx, name, box.x, top + k * pitch + size * 1.1, { size, colour: token(colour) });
		ctx.imageSmoothingEnabled = false;
		ctx.drawImage(imageOf(name, matrix, height), box.x, box.y, box.w, box.h);
		ctx.strokeStyle = token(lit ? colour : "--line");
		ctx.lineWidth = lit ? Math.max(2, size * 0.16) : 1;
		ctx.strokeRect(box.x - 0.5, box.y - 0.5, box.w + 1, box.h + 1);
		if (part === "input" && lit) pick(s, box, matrix.shape[1]);
	});
}

/**
 * The one-hot letter picks one column of W_xh, or one of every gate's block.
 * @param {Scenery} s
 * @param {Box} box
 * @param {number} letters
 */
function pick({ ctx, run, plan, next }, box, letters) {
	const blocks = Math.max(1, run.gates.length);
	const pitch = box.w / letters / blocks;
	ctx.strokeStyle = token("--ink");
	ctx.lineWidth = Math.max(2, plan.size * 0.14);
	for (let block = 0; block < blocks; block++) {
		const column = block * letters + number(next, "letter");
		ctx.strokeRect(box.x + column * pitch, box.y, pitch, box.h);
	}
}
