/** The canvases of all houses as they stand on the stage, kept between frames: only a house that changed is laid anew. */

import { rounded } from "../../draw/window.js";
import { radiusOf } from "./scenery.js";

/** @import { Box } from "../../houses/motion.js" */
/** @import { Layers } from "./layers.js" */

export class Backdrop {
	constructor() {
		this.canvas = document.createElement("canvas");
		const ctx = this.canvas.getContext("2d");
		if (!ctx) throw new Error("expected a 2d canvas, got none");
		this.ctx = ctx;
		/** left and top on the stage, in device pixels @type {[number, number]} */
		this.corner = [0, 0];
		/** what lies in every cell: whose canvas, and which state of it @type {{layers: Layers, version: number}[]} */
		this.laid = [];
	}

	/**
	 * @param {Box} picture  all cells
	 * @param {number} ratio  device pixels a CSS pixel
	 */
	resize(picture, ratio) {
		const [left, top] = [Math.floor(picture.x * ratio), Math.floor(picture.y * ratio)];
		this.corner = [left, top];
		this.canvas.width = Math.max(1, Math.ceil((picture.x + picture.w) * ratio) - left);
		this.canvas.height = Math.max(1, Math.ceil((picture.y + picture.h) * ratio) - top);
		this.ctx.setTransform(ratio, 0, 0, ratio, -left, -top);
		this.laid = [];
	}

	/**
	 * @param {Layers} layers  as they are now
	 * @param {Box} cell
	 * @param {number} house
	 */
	lay(layers, cell, house) {
		const before = this.laid[house];
		if (before?.layers === layers && before.version === layers.version) return;
		const { ctx } = this;
		ctx.save();
		ctx.clearRect(cell.x - 1, cell.y - 1, cell.w + 2, cell.h + 2);
		rounded(ctx, cell, radiusOf(cell));
		ctx.clip();
		// Its points are as fine as can be seen, or nearly: the cheapest way from them to the screen's does.
		ctx.imageSmoothingQuality = "low";
		ctx.drawImage(layers.canvas, cell.x, cell.y, cell.w, cell.h);
		ctx.restore();
		this.laid[house] = { layers, version: layers.version };
	}

	/** @param {CanvasRenderingContext2D} ctx */
	show(ctx) {
		ctx.save();
		ctx.setTransform(1, 0, 0, 1, 0, 0);
		ctx.drawImage(this.canvas, ...this.corner);
		ctx.restore();
	}
}
