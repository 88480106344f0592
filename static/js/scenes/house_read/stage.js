/** Draws one moment of a run, in one pass: the picture, the network beside it, the digits, the run unrolled. */

import { Surface } from "../../draw/canvas.js";
import { magnitude, token } from "../../draw/colour.js";
import { ease } from "../../houses/motion.js";
import { colourPicture } from "../../houses/pixels.js";
import { drawDigits } from "./digits.js";
import { greyPicture, Images } from "./images.js";
import { onStage } from "./layout.js";
import { beliefPlace, drawFlight, drawNetwork } from "./network.js";
import { momentAt, numbers } from "./run.js";
import {
	drawFrame,
	drawGhost,
	drawHeat,
	drawPatches,
	drawPicture,
	drawTags,
	drawTrail,
	drawVeil,
	drawWindow,
} from "./scenery.js";
import { drawGradients, drawStrip } from "./unrolled.js";

/** @import { Frame, Header, Host } from "../../core/types.js" */
/** @import { Box } from "../../houses/motion.js" */
/** @import { Layout } from "./layout.js" */
/** @import { Moment } from "./run.js" */

/**
 * @typedef {object} Held  the window in somebody's hand
 * @property {number[]} box  cx, cy, w, h in picture pixels
 * @property {HTMLCanvasElement} patch  what it would see there
 */

export class Painter {
	/**
	 * @param {HTMLElement} element
	 * @param {Header} header
	 * @param {Host} host
	 */
	constructor(element, header, host) {
		const label = "A house front; a window moves over it, and beside it stands what the network sees and believes.";
		this.surface = new Surface(element, label);
		this.host = host;
		this.images = new Images(() => host.theme);
		this.facts = header.facts;
		this.ghost = header.constants.ghost ?? null;
		this.from = header.facts.changed ?? Number.POSITIVE_INFINITY;
		this.colour = colourPicture(header.constants.luma, header.constants.chroma);
		this.grey = greyPicture(header.constants.luma);
	}

	/**
	 * @param {Layout} layout
	 * @param {Frame} frame
	 * @param {Frame | null} next
	 * @param {number} alpha
	 * @param {Held | null} held
	 * @returns {{window: ArrayLike<number>, glimpse: number} | null}  where the window is drawn, and which glimpse it is of
	 */
	draw(layout, frame, next, alpha, held) {
		const { ctx } = this.surface;
		this.surface.clear();
		const moment = momentAt(frame, this.host);
		if (!moment.look) return null;
		const looking = frame.phase === "forward";
		const coming = looking && next?.phase === "forward" && !held ? next : null;
		const back = looking ? (next && next.phase !== "forward" ? ease(alpha, 0, 1) : 0) : 1;
		const head = this.#window(moment.look, next, alpha, held);
		this.#picture(ctx, layout, frame, next, alpha, moment, back, head, coming);
		if (back < 1 || !layout.gradients) {
			ctx.save();
			ctx.globalAlpha = 1;
			drawNetwork(ctx, layout, this.images, {
				look: moment.look,
				next: coming,
				live: held?.patch ?? null,
				fly: ease(alpha, 0.34, 0.6),
				think: ease(alpha, 0.55, 0.72),
				say: ease(alpha, 0.62, 0.8),
			});
			ctx.restore();
		}
		if (back > 0 && layout.gradients) {
			if (back < 1) this.#wash(ctx, layout.gradients, back);
			drawGradients(ctx, layout, moment, {
				arriving: next,
				grow: looking ? ease(alpha, 0.5, 1) : alpha,
				lit: litRow(frame),
				badge: typeof frame.values.badge === "string" ? frame.values.badge : null,
			});
		}
		drawStrip(ctx, layout, this.images, {
			looks: moment.looks,
			next: coming,
			grow: ease(alpha, 0.6, 0.85),
			marked: frame.phase === "check" ? null : moment.looks.indexOf(moment.look),
			mark: looking ? token("--accent") : token("--grad-3"),
		});
		this.#flights(ctx, layout, moment, frame, coming, alpha, head);
		const arrived = coming !== null && alpha >= 0.5;
		return { window: head, glimpse: moment.looks.indexOf(moment.look) + (arrived ? 1 : 0) };
	}

	/**
	 * Where the window is now: it glides during the first part of a step.
	 * @param {Frame} look
	 * @param {Frame | null} next
	 * @param {number} alpha
	 * @param {Held | null} held
	 * @returns {ArrayLike<number>}
	 */
	#window(look, next, alpha, held) {
		if (held) return held.box;
		const here = numbers(look, "window");
		const goal = next && (next.phase === "forward" ? next : this.#lookOf(next));
		if (!goal) return here;
		const there = numbers(goal, "window");
		const u = ease(alpha, 0, next.phase === "forward" ? 0.4 : 1);
		return Array.from(here, (v, i) => v + (there[i] - v) * u);
	}

	/** The glimpse a frame of the way back is about. @param {Frame} frame */
	#lookOf(frame) {
		const { glimpse } = frame.values;
		return typeof glimpse === "number" ? (this.host.frame(glimpse) ?? null) : null;
	}

	/**
	 * @param {CanvasRenderingContext2D} ctx
	 * @param {Layout} layout
	 * @param {Frame} frame
	 * @param {Frame | null} next
	 * @param {number} alpha
	 * @param {Moment} moment
	 * @param {number} back
	 * @param {ArrayLike<number>} head
	 * @param {Frame | null} coming
	 */
	#picture(ctx, layout, frame, next, alpha, moment, back, head, coming) {
		const { picture } = layout;
		const box = onStage(picture, head);
		const heat = frame.phase === "pixels" ? 1 - alpha * (next?.phase === "pixels" ? 1 : 0) : 0;
		const fresh = next?.phase === "pixels" ? alpha : 0;
		const heated = Math.min(1, heat + fresh);
		ctx.save();
		ctx.beginPath();
		ctx.roundRect(picture.x, picture.y, picture.w, picture.h, 4);
		ctx.clip();
		drawPicture(ctx, this.colour, this.grey, picture, heated);
		const here = moment.looks.indexOf(/** @type {Frame} */ (moment.look));
		const there = coming ? here + 1 : Number(next?.values.glimpse ?? moment.looks.length - 1);
		drawPatches(ctx, picture, this.facts.patches, { here, there, alpha, greyness: heated });
		const veiled = 1 - heated;
		const pointed = frame.phase === "check" ? 0 : next?.phase === "check" ? 1 - alpha : 1;
		drawVeil(ctx, picture, heated > 0 ? null : box, 0.28 * veiled * pointed);
		if (heated > 0) drawVeil(ctx, picture, null, 0.7 * heated, token("--paper"));
		drawFrame(ctx, picture, this.facts.seen);
		if (heat > 0) drawHeat(ctx, this.images.of(frame, "heat"), picture, this.facts, heat);
		if (fresh > 0 && next) drawHeat(ctx, this.images.of(next, "heat"), picture, this.facts, fresh);
		if (this.ghost && moment.looks.length >= this.from) drawGhost(ctx, picture, this.ghost, this.from);
		const looking = frame.phase === "forward";
		if (looking) drawTrail(ctx, layout, moment.looks, head);
		drawTags(ctx, layout, moment.named, 1 - 0.75 * back * (heated > 0 ? 1 : 0));
		const colour = looking && back < 0.5 ? token("--accent") : magnitude(0.72);
		ctx.globalAlpha = pointed;
		if (pointed > 0) drawWindow(ctx, box, colour, Math.max(2.5, layout.size / 5));
		ctx.restore();
	}

	/**
	 * @param {CanvasRenderingContext2D} ctx
	 * @param {Box} box
	 * @param {number} strength
	 */
	#wash(ctx, box, strength) {
		ctx.globalCompositeOperation = "destination-out";
		ctx.fillStyle = `rgba(0, 0, 0, ${strength})`;
		ctx.fillRect(box.x - 8, box.y, box.w + 16, box.h);
		ctx.globalCompositeOperation = "source-over";
	}

	/**
	 * The patch on its way into the network, and the answer on its way out of it.
	 * @param {CanvasRenderingContext2D} ctx
	 * @param {Layout} layout
	 * @param {Moment} moment
	 * @param {Frame} frame
	 * @param {Frame | null} coming
	 * @param {number} alpha
	 * @param {ArrayLike<number>} head
	 */
	#flights(ctx, layout, moment, frame, coming, alpha, head) {
		const fly = ease(alpha, 0.34, 0.6);
		if (coming && layout.patch && fly > 0 && fly < 1) {
			const seen = this.images.of(coming, "patch");
			drawFlight(ctx, onStage(layout.picture, head), layout.patch, seen, fly, layout.size);
		}
		const named = coming && coming.values.named !== null ? coming : null;
		const out = ease(alpha, 0.72, 1);
		let from = null;
		if (named && layout.beliefs) {
			const { x, base } = beliefPlace(layout.beliefs, layout.size, Number(named.values.named));
			from = { x, y: base - layout.size };
		} else if (named) {
			const { x, y, w, h } = onStage(layout.picture, head);
			from = { x: x + w / 2, y: y + h / 2 };
		}
		drawDigits(ctx, layout, moment.named, {
			from,
			arriving: named && out > 0 ? named : null,
			fly: out,
			lit: litRow(frame),
			truth: this.facts.number,
			original: this.facts.original,
		});
	}
}

/** The row whose gradient is shown. @param {Frame} frame */
function litRow(frame) {
	return frame.phase === "pixels" ? Number(frame.values.row) : null;
}
