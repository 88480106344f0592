/**
 * Paper over the picture to draw a number on: with mouse, finger or pen, or with keys (arrows move the pen, Space
 * lowers and lifts it, Backspace takes the last stroke back, Enter is done).
 */

import { make } from "../core/dom.js";

/** @import { Box } from "./motion.js" */
/** @import { Point } from "./strokes.js" */

const PAPER = "#f7f3e8";
const INK = "#1c2240";
const PEN = 4.6; // picture pixels
const STEP = 2;

export class Pad {
	/**
	 * @param {HTMLElement} parent
	 * @param {Point[][]} strokes  to go on with
	 * @param {{done: () => void, cancelled: () => void, changed: () => void}} told
	 */
	constructor(parent, strokes, { done, cancelled, changed }) {
		this.strokes = strokes;
		this.told = { done, cancelled, changed };
		/** @type {Point[] | null} the stroke being drawn */
		this.now = null;
		/** @type {Point} where the pen is, for keys */
		this.pen = [20, 16];
		this.keyed = false;
		this.ratio = 1;
		const label = "Paper: draw a number. Arrow keys move the pen, Space lowers and lifts it, Enter is done.";
		this.canvas = make("canvas", {
			class: "pad",
			tabindex: 0,
			role: "application",
			"aria-label": label,
			"data-focus": "pad",
		});
		parent.append(this.canvas);
		this.canvas.addEventListener("pointerdown", (event) => this.#down(event));
		this.canvas.addEventListener("pointermove", (event) => this.#move(event));
		this.canvas.addEventListener("pointerup", () => this.#up());
		this.canvas.addEventListener("pointercancel", () => this.#up());
		this.canvas.addEventListener("keydown", (event) => this.#key(event));
	}

	/**
	 * @param {Box} picture
	 * @param {number} scale
	 */
	resize(picture, scale) {
		const { x, y, w, h } = picture;
		Object.assign(this.canvas.style, { left: `${x}px`, top: `${y}px`, width: `${w}px`, height: `${h}px` });
		this.ratio = ((window.devicePixelRatio || 1) * scale * w) / 128;
		this.canvas.width = Math.round(128 * this.ratio);
		this.canvas.height = Math.round(64 * this.ratio);
		this.#draw();
	}

	undo() {
		this.now = null;
		this.strokes.pop();
		this.#changed();
	}

	clear() {
		this.now = null;
		this.strokes.length = 0;
		this.#changed();
	}

	destroy() {
		this.canvas.remove();
	}

	/** @param {PointerEvent} event @returns {Point} */
	#at(event) {
		const area = this.canvas.getBoundingClientRect();
		return [((event.clientX - area.left) / area.width) * 128, ((event.clientY - area.top) / area.height) * 64];
	}

	/** @param {PointerEvent} event */
	#down(event) {
		if (event.button !== 0 || this.now) return;
		event.preventDefault();
		this.canvas.focus({ preventScroll: true });
		this.canvas.setPointerCapture(event.pointerId);
		this.keyed = false;
		this.now = [this.#at(event)];
		this.strokes.push(this.now);
		this.#draw();
	}

	/** @param {PointerEvent} event */
	#move(event) {
		if (!this.now || this.keyed) return;
		const between = event.getCoalescedEvents?.() ?? [];
		for (const one of between.length ? between : [event]) this.now.push(this.#at(one));
		this.#draw();
	}

	#up() {
		if (!this.now || this.keyed) return;
		this.now = null;
		this.#changed();
	}

	/** @param {KeyboardEvent} event */
	#key(event) {
		if (event.ctrlKey || event.metaKey || event.altKey) return;
		const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
		const move = moves[/** @type {keyof typeof moves} */ (event.key)];
		if (move) {
			const by = event.shiftKey ? 4 * STEP : STEP;
			this.pen = [clamp(this.pen[0] + move[0] * by, 128), clamp(this.pen[1] + move[1] * by, 64)];
			this.keyed = true;
			this.now?.push([...this.pen]);
			this.#draw();
		} else if (event.key === " ") {
			this.keyed = true;
			if (this.now) this.now = null;
			else {
				this.now = [[...this.pen]];
				this.strokes.push(this.now);
			}
			this.#changed();
		} else if (event.key === "Backspace") this.undo();
		else if (event.key === "Enter") this.told.done();
		else if (event.key === "Escape") this.told.cancelled();
		else return;
		event.preventDefault();
		event.stopPropagation();
	}

	#changed() {
		this.told.changed();
		this.#draw();
	}

	#draw() {
		const ctx = this.canvas.getContext("2d");
		if (!ctx) return;
		ctx.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
		ctx.fillStyle = PAPER;
		ctx.fillRect(0, 0, 128, 64);
		ctx.strokeStyle = INK;
		ctx.lineWidth = PEN;
		ctx.lineCap = "round";
		ctx.lineJoin = "round";
		for (const stroke of this.strokes) {
			ctx.beginPath();
			ctx.moveTo(...stroke[0]);
			for (const point of stroke) ctx.lineTo(...point);
			ctx.stroke();
		}
		if (!this.keyed) return;
		ctx.strokeStyle = this.now ? INK : "rgba(28, 34, 64, 0.5)";
		ctx.lineWidth = 0.6;
		ctx.beginPath();
		ctx.arc(...this.pen, PEN / 2 + 1, 0, 7);
		ctx.stroke();
	}
}

/**
 * @param {number} v
 * @param {number} most
 */
function clamp(v, most) {
	return Math.max(0, Math.min(most, v));
}
