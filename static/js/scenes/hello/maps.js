/** The three matrices as small heat maps, beside the rows they lead from and to; the one at work is lit. */

import { hiddenLut, token } from "../../draw/colour.js";
import { symbol } from "./labels.js";
import { number } from "./run.js";

/** @import { NDArray } from "../../core/types.js" */
/** @import { Box } from "./layout.js" */
/** @import { Scenery } from "./network.js" */

/** Weights of this size have the full colour. */
const FULL = 1.2;

/** One pixel an element; painted anew each time, for during training every frame has its own weights. */
const scratch = document.createElement("canvas");

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {NDArray} matrix
 * @param {number} rows  of a block; the gates' blocks, one below the other in the matrix, are shown side by side
 * @param {Box} box
 */
function paint(ctx, { shape: [, cols], data }, rows, box) {
	const blocks = data.length / cols / rows;
	scratch.width = cols * blocks;
	scratch.height = rows;
	const brush = scratch.getContext("2d");
	if (!brush) throw new Error("expected a 2d canvas, got none");
	const lut = hiddenLut();
	const image = brush.createImageData(cols * blocks, rows);
	for (let i = 0; i < data.length; i++) {
		const u = Math.min(1, Math.max(0, (data[i] / FULL + 1) / 2));
		const at = Math.min(255, Math.floor(u * 256)) * 4;
		const [row, col] = [Math.floor(i / cols), i % cols];
		const place = (row % rows) * cols * blocks + Math.floor(row / rows) * cols + col;
		image.data.set(lut.subarray(at, at + 4), place * 4);
	}
	brush.putImageData(image, 0, 0);
	ctx.imageSmoothingEnabled = false;
	ctx.drawImage(scratch, box.x, box.y, box.w, box.h);
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
		paint(ctx, matrix, height, box);
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
