/** The loss so far as a plain curve: for places too small for the chart. */

import { text } from "../../draw/canvas.js";
import { token } from "../../draw/colour.js";
import { number } from "./run.js";

/** @import { Box } from "./layout.js" */
/** @import { Run } from "./run.js" */

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Run} run
 * @param {number} upto  iterations, fractional while it moves
 * @param {Box} box
 * @param {number} size
 */
export function drawCurve(ctx, run, upto, box, size) {
	const foot = size * 1.5;
	const floor = box.y + box.h - foot;
	const most = Math.max(0.5, Math.log(run.letters.length) * 1.25);
	/** @param {number} i */
	const x = (i) => box.x + (box.w * i) / run.iterations;
	/** @param {number} loss */
	const y = (loss) => floor - (floor - box.y - size * 1.2) * Math.min(1, loss / most);
	ctx.fillStyle = token("--line");
	ctx.fillRect(box.x, floor, box.w, 1);
	text(ctx, "0", box.x, floor + size * 1.2, { size, colour: token("--ink-2") });
	text(ctx, `${run.iterations} iterations`, box.x + box.w, floor + size * 1.2, {
		size,
		align: "right",
		colour: token("--ink-2"),
	});
	const guess = y(Math.log(run.letters.length));
	ctx.strokeStyle = token("--ink-2");
	ctx.lineWidth = 1;
	ctx.setLineDash([4, 4]);
	ctx.beginPath();
	ctx.moveTo(box.x, guess);
	ctx.lineTo(box.x + box.w, guess);
	ctx.stroke();
	ctx.setLineDash([]);

	ctx.strokeStyle = token("--rnn");
	ctx.lineWidth = Math.max(2, size * 0.16);
	ctx.lineJoin = "round";
	ctx.beginPath();
	let last = Number.NaN;
	let at = 0;
	const losses = lossesUpTo(run, upto);
	losses.forEach((loss, i) => {
		at = i === losses.length - 1 ? upto : i;
		last = loss;
		ctx.lineTo(x(at), y(loss));
	});
	ctx.stroke();
	if (Number.isNaN(last)) return;
	ctx.fillStyle = token("--rnn");
	ctx.beginPath();
	ctx.arc(x(at), y(last), size * 0.32, 0, 2 * Math.PI);
	ctx.fill();
	const right = x(at) > box.x + box.w * 0.6;
	// Above the point, unless the dashed line of guessing would strike it through.
	const struck = y(last) >= guess && y(last) - guess < size * 2;
	text(ctx, `loss ${last.toFixed(2)}`, x(at) + (right ? -1 : 1) * size * 0.6, y(last) + size * (struck ? 1.3 : -0.5), {
		size,
		align: right ? "right" : "left",
		colour: token("--ink"),
	});
}

/**
 * The losses of iterations 0 … ⌊upto⌋, and one in between for the rest.
 * @param {Run} run
 * @param {number} upto
 */
export function lossesUpTo(run, upto) {
	const whole = Math.floor(upto);
	const losses = Array.from({ length: whole + 1 }, (_, i) => number(run.iteration(i), "loss"));
	const next = run.iteration(whole + 1);
	if (next && upto > whole) losses.push(losses[whole] + (number(next, "loss") - losses[whole]) * (upto - whole));
	return losses;
}
