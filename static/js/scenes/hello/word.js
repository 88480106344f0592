/** The word it writes, large: a letter in the right place is in colour and underlined. */

import { font, text } from "../../draw/canvas.js";
import { token } from "../../draw/colour.js";
import { visible } from "./run.js";

/** @import { Box } from "./layout.js" */
/** @import { Run } from "./run.js" */

/** A longer word stands in two rows. */
const LONG = 12;

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Run} run
 * @param {ArrayLike<number>} written  letters by index; the first was given
 * @param {Box} box
 * @param {{size: number, title: string}} style
 */
export function drawWord(ctx, run, written, box, { size, title }) {
	const n = run.text.length;
	ctx.font = font({ size, family: "serif" });
	const titled = box.h >= size * 3.6 && ctx.measureText(title).width <= box.w;
	if (titled) {
		text(ctx, title, box.x + box.w / 2, box.y + size * 1.1, {
			size,
			family: "serif",
			align: "center",
			colour: token("--ink-2"),
		});
	}
	const top = box.y + (titled ? size * 1.5 : 0);
	const room = box.h - (titled ? size * 1.5 : 0);
	const rows = n > LONG && room >= size * 4 ? 2 : 1;
	const across = Math.ceil(n / rows);
	const pitch = Math.min(box.w / across, (room / rows) * 0.56);
	const letter = Math.min(pitch * 1.45, (room / rows) * 0.78);
	const left = box.x + (box.w - pitch * across) / 2;
	const judged = run.first === run.text[0];
	const thick = Math.max(2, letter * 0.06);
	for (let i = 0; i < n; i++) {
		const known = i < written.length;
		const right = known && i > 0 && judged && written[i] === run.text[i];
		const middle = left + pitch * ((i % across) + 0.5);
		const baseline = top + (room / rows) * (Math.floor(i / across) + 0.5) + letter * 0.3;
		ctx.fillStyle = token(right ? "--accent" : "--line");
		ctx.fillRect(middle - pitch * 0.4, baseline + letter * 0.24, pitch * 0.8, right ? thick : Math.max(1, thick * 0.5));
		if (!known) continue;
		text(ctx, visible(run.letters[written[i]]), middle, baseline, {
			size: letter,
			align: "center",
			weight: right || i === 0 ? 600 : 400,
			colour: token(i === 0 ? "--ink" : right ? "--accent" : "--ink-2"),
		});
	}
}
