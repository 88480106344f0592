/** Draws one moment of a run, in one pass: the canvas with its window, the network beside it, the steps below. */

import { Surface } from "../../draw/canvas.js";
import { fade } from "../../draw/colour.js";
import { onStage } from "../../draw/places.js";
import { rounded } from "../../draw/window.js";
import { ease } from "../../houses/motion.js";
import { colourPicture } from "../../houses/pixels.js";
import { drawBack } from "./back.js";
import { Backdrop } from "./backdrop.js";
import { drawCopying } from "./copying.js";
import { deskOf } from "./desk.js";
import { Glow } from "./glow.js";
import { steepness } from "./layers.js";
import { layOut } from "./layout.js";
import { drawCells, drawFlight, drawNetwork } from "./network.js";
import { Pictures } from "./pictures.js";
import { Run } from "./run.js";
import { radiusOf } from "./scenery.js";
import { drawStrip } from "./strip.js";
import { drawWindows, windowAt } from "./windows.js";

/** @import { Frame, Header, Host } from "../../core/types.js" */
/** @import { Box } from "../../houses/motion.js" */
/** @import { Layout } from "./layout.js" */

/** More points a pixel cost time and show nothing. */
const FINEST = 8;
const FINEST_STREET = 3;
/** While the ground is laid all points change with every frame, and there is little to be seen of them. */
const GROUND = 4;
const GROUND_STREET = 2;
const GROUND_SHARES = 6;
/** Where there is no network to be seen, a stroke begins to appear when its window has come near: at this alpha. */
const START = 0.4;

/**
 * @typedef {object} Moment  what is on screen: a stroke and how far the next one has come
 * @property {Frame} frame
 * @property {Frame | null} next
 * @property {number} alpha
 * @property {number} stroke
 * @property {boolean} painting
 * @property {Frame | null} coming  the frame of the next stroke
 * @property {number} glide  of the window
 * @property {number} grow  of the stroke on the canvas
 */

export class Painter {
	/**
	 * @param {HTMLElement} element
	 * @param {Header} header
	 * @param {Host} host
	 */
	constructor(element, header, host) {
		const label = "A house number is painted stroke by stroke; a window shows where, and beside it stands the network.";
		this.surface = new Surface(element, label);
		this.host = host;
		this.desk = deskOf(element);
		this.run = new Run(header, host);
		const theme = () => host.theme;
		this.pictures = new Pictures(this.run, theme);
		this.glow = new Glow(this.run, theme);
		this.backdrop = new Backdrop();
		const { luma, chroma } = header.constants;
		this.given = luma ? colourPicture(luma, chroma) : null;
		this.fineness = 2;
		this.steep = 1;
		this.layout = layOut(640, 360, { bare: true, top: 0, copy: false, houses: 1, aspect: 2 });
		/** the window in somebody's hand: its middle in canvas pixels @type {[number, number] | null} */
		this.held = null;
	}

	/**
	 * @param {Layout} layout
	 * @param {number} width
	 * @param {number} height
	 * @param {number} scale
	 */
	resize(layout, width, height, scale) {
		this.surface.resize(width, height, scale);
		const ratio = this.surface.ctx.getTransform().a;
		this.backdrop.resize(layout.picture, ratio);
		const finest = this.run.street ? FINEST_STREET : FINEST;
		const shown = (layout.cells[0].w * ratio) / this.run.size[1];
		this.fineness = Math.max(2, Math.min(finest, Math.ceil(shown)));
		this.steep = steepness(shown);
	}

	destroy() {
		this.surface.canvas.remove();
	}

	/**
	 * @param {Frame} frame
	 * @param {Frame | null} next
	 * @param {number} alpha
	 * @param {boolean} full  there is a network to be seen, in which a stroke takes its time
	 * @returns {Moment}
	 */
	moment(frame, next, alpha, full) {
		const painting = frame.phase === "forward";
		const coming = painting && next?.phase === "forward" && !this.held ? next : null;
		const { copy } = this.run;
		const glide = copy ? ease(alpha, 0.3, 0.62) : full ? ease(alpha, 0, 0.42) : ease(alpha, 0, 0.45);
		const grow = full ? ease(alpha, 0.72, 1) : ease(alpha, START, 1);
		return { frame, next, alpha, stroke: this.run.strokeOf(frame), painting, coming, glide, grow: coming ? grow : 0 };
	}

	/**
	 * @param {Layout} layout
	 * @param {Frame} frame
	 * @param {Frame | null} next
	 * @param {number} alpha
	 */
	draw(layout, frame, next, alpha) {
		this.layout = layout;
		const { ctx } = this.surface;
		this.surface.clear();
		const moment = this.moment(frame, next, alpha, layout.state !== null);
		const arriving = next?.phase === "backward" ? next : null;
		const walks = this.run.walks(frame);
		const back = walks.length ? 1 : arriving ? ease(alpha, 0, 1) : 0;
		this.#houses(ctx, moment);
		if (back > 0) this.#light(ctx, frame, arriving, alpha, back);
		drawWindows(ctx, this, moment, walks, arriving);
		this.#network(ctx, moment, walks, arriving, back);
		drawStrip(ctx, layout, this.run, this.pictures, {
			stroke: walks.length ? this.run.steps - 1 : moment.stroke,
			next: moment.coming,
			grow: moment.grow,
			back,
			walks,
			arriving: walks.length ? arriving : null,
			alpha,
		});
		this.#flight(ctx, moment);
	}

	/**
	 * The canvas of every house.
	 * @param {CanvasRenderingContext2D} ctx
	 * @param {Moment} moment
	 */
	#houses(ctx, { stroke, painting, coming, grow, alpha }) {
		const { run, layout, desk, backdrop } = this;
		const lifted = this.held !== null;
		const here = painting ? (lifted ? stroke - 1 : stroke) : run.steps - 1;
		const laying = painting && (coming ? stroke + 1 : stroke) < run.facts.wide;
		const laid = painting && coming !== null && stroke === run.facts.wide - 1;
		layout.cells.forEach((cell, house) => {
			// Houses of a street take turns, so that no animation frame has to lay the ground of them all.
			const turn = house / run.houses;
			const coarse = laying || (laid && run.street && alpha > 0 && alpha < START * turn);
			const fineness = coarse ? Math.min(this.fineness, run.street ? GROUND_STREET : GROUND) : this.fineness;
			const share = laying && run.street ? Math.floor(grow * GROUND_SHARES + turn) / GROUND_SHARES : grow;
			const layers = desk.layers(house, run.size, fineness, this.steep);
			layers.show(run.layered(house, here, coming ? here + 1 : here, share), run.tables);
			backdrop.lay(layers, cell, house);
		});
		backdrop.show(ctx);
	}

	/**
	 * @param {CanvasRenderingContext2D} ctx
	 * @param {Frame} frame
	 * @param {Frame | null} arriving
	 * @param {number} alpha
	 * @param {number} back
	 */
	#light(ctx, frame, arriving, alpha, back) {
		const [cell] = this.layout.cells;
		const dark = this.host.theme === "dark";
		for (const box of this.layout.cells) {
			rounded(ctx, box, radiusOf(box));
			ctx.fillStyle = fade(dark ? "#0d0d10" : "#fbfaf7", 0.72 * back);
			ctx.fill();
		}
		ctx.save();
		rounded(ctx, cell, radiusOf(cell));
		ctx.clip();
		if (frame.phase !== "finished") {
			drawCells(ctx, this.glow.of(frame), cell, { opacity: arriving ? 1 - alpha : 1, smooth: true });
		}
		if (arriving) drawCells(ctx, this.glow.of(arriving), cell, { opacity: alpha, smooth: true });
		ctx.restore();
	}

	/**
	 * @param {CanvasRenderingContext2D} ctx
	 * @param {Moment} moment
	 * @param {Frame[]} walks
	 * @param {Frame | null} arriving
	 * @param {number} back
	 */
	#network(ctx, moment, walks, arriving, back) {
		const { run, layout, pictures, given } = this;
		const { frame, coming, alpha, stroke } = moment;
		const now = run.forward(stroke) ?? frame;
		const full = back >= 1 && layout.side !== null;
		if (given && !full) {
			drawCopying(ctx, layout, run, pictures, given, { frame: now, next: coming, alpha, reading: moment.painting });
		}
		if (layout.state && !full) {
			const [think, emit] = run.copy ? [0.48, 0.6] : [0.06, 0.3];
			drawNetwork(ctx, layout, run, pictures, {
				frame: now,
				next: coming,
				think: ease(alpha, think, think + 0.2),
				emit: ease(alpha, emit, emit + 0.14),
			});
		}
		if (back <= 0 || !layout.side) return;
		if (back < 1) this.#wash(ctx, layout.side, back);
		drawBack(ctx, layout, run, {
			walks,
			arriving,
			alpha: walks.length ? alpha : ease(alpha, 0.5, 1),
			badge: typeof frame.values.badge === "string" ? frame.values.badge : null,
			good: frame.values.relative_error !== null,
			opacity: back,
		});
	}

	/**
	 * Take away what is drawn in a box.
	 * @param {CanvasRenderingContext2D} ctx
	 * @param {Box} box
	 * @param {number} strength
	 */
	#wash(ctx, box, strength) {
		ctx.globalCompositeOperation = "destination-out";
		ctx.fillStyle = `rgba(0, 0, 0, ${strength})`;
		ctx.fillRect(box.x - 6, box.y - 2, box.w + 12, box.h + 6);
		ctx.globalCompositeOperation = "source-over";
	}

	/**
	 * The stroke on its way from the network to the window.
	 * @param {CanvasRenderingContext2D} ctx
	 * @param {Moment} moment
	 */
	#flight(ctx, moment) {
		const { run, layout } = this;
		const from = layout.patch ?? layout.state;
		const { coming, alpha, grow } = moment;
		if (!coming || !from || run.street) return;
		const fly = run.copy ? ease(alpha, 0.6, 0.8) : ease(alpha, 0.44, 0.74);
		if (fly <= 0 || grow >= 1) return;
		const goal = onStage(layout.cells[0], run.size, windowAt(run, moment, 0), run.count);
		drawFlight(ctx, from, goal, this.pictures.of(coming, "stroke"), { fly, grow, size: layout.size });
	}
}
