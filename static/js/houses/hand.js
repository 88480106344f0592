/**
 * A box on the picture that a hand can move and size: the reader's window, a patch to cover something, a rough frame.
 * With a pointer: drag it, or drag a corner; with keys: arrows move, Shift and arrows size, Enter lets go, Escape
 * takes it back.
 */

import { make } from "../core/dom.js";

/** @import { Box } from "./motion.js" */

/** @typedef {[number, number, number, number]} Place  cx, cy, w, h in picture pixels */

const NUDGE = 2; // where the picture is 128 pixels wide
const CORNER = 16;
const SMALLEST = 4;

/** @type {Record<string, [number, number]>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export class Hand {
	/**
	 * @param {HTMLElement} parent
	 * @param {{label: string, className: string, fresh: boolean, fixed?: boolean, extent?: [number, number],
	 *   moved: (place: Place) => void, letGo: (place: Place) => void, cancelled: () => void}} options  fresh: a drag draws a new box;
	 *   fixed: it can be moved, not sized; extent: of the picture, in its pixels
	 */
	constructor(parent, { label, className, fresh, fixed = false, extent = [128, 64], moved, letGo, cancelled }) {
		this.fresh = fresh;
		this.fixed = fixed;
		this.extent = extent;
		this.moved = moved;
		this.letGo = letGo;
		this.cancelled = cancelled;
		/** @type {Place | null} where it is held, else null */
		this.held = null;
		/** @type {Place} */
		this.place = [64, 32, 24, 24];
		/** @type {Box} the picture on the stage */
		this.picture = { x: 0, y: 0, w: 1, h: 0.5 };
		/** @type {{x: number, y: number, from: Place, corner: [number, number] | null} | null} */
		this.drag = null;
		this.box = make("div", {
			class: `hand ${className}`,
			tabindex: 0,
			role: "group",
			"aria-label": label,
			"data-focus": className,
		});
		this.box.title = label;
		this.field = fresh ? make("div", { class: "field" }, this.box) : this.box;
		parent.append(this.field);
		this.field.addEventListener("pointerdown", (event) => this.#down(event));
		// Who drags with a pointer keeps the arrow keys for the player.
		this.field.addEventListener("mousedown", (event) => event.preventDefault());
		this.field.addEventListener("pointermove", (event) => this.#move(event));
		this.field.addEventListener("pointerup", (event) => this.#up(event));
		this.field.addEventListener("pointercancel", () => this.#drop());
		this.box.addEventListener("keydown", (event) => this.#key(event));
	}

	/**
	 * Be where the window is, unless somebody holds it.
	 * @param {Box} picture
	 * @param {ArrayLike<number>} place
	 */
	follow(picture, place) {
		this.picture = picture;
		if (!this.held) this.place = [place[0], place[1], place[2], place[3]];
		this.#lay();
	}

	destroy() {
		this.field.remove();
	}

	#lay() {
		const [cx, cy, w, h] = this.held ?? this.place;
		const unit = this.picture.w / this.extent[0];
		const [left, top] = this.fresh ? [0, 0] : [this.picture.x, this.picture.y];
		Object.assign(this.box.style, {
			left: `${left + (cx - w / 2) * unit}px`,
			top: `${top + (cy - h / 2) * unit}px`,
			width: `${w * unit}px`,
			height: `${h * unit}px`,
		});
		if (!this.fresh) return;
		const { x, y, w: width, h: height } = this.picture;
		Object.assign(this.field.style, { left: `${x}px`, top: `${y}px`, width: `${width}px`, height: `${height}px` });
		this.box.classList.toggle("empty", this.held === null);
	}

	/** A pointer in picture pixels. @param {PointerEvent} event */
	#at(event) {
		const parent = /** @type {HTMLElement} */ (this.field.parentElement);
		const area = parent.getBoundingClientRect();
		// A slide may be scaled by a transform: rectangles are then in the scaled pixels.
		const zoom = area.width / parent.offsetWidth || 1;
		const unit = this.picture.w / this.extent[0];
		return {
			x: ((event.clientX - area.left) / zoom - this.picture.x) / unit,
			y: ((event.clientY - area.top) / zoom - this.picture.y) / unit,
			near: CORNER / unit,
		};
	}

	/** @param {PointerEvent} event */
	#down(event) {
		if (event.button !== 0) return;
		event.preventDefault();
		this.field.setPointerCapture(event.pointerId);
		const { x, y, near } = this.#at(event);
		const from = /** @type {Place} */ ([...(this.held ?? this.place)]);
		if (this.fresh) {
			this.drag = { x, y, from: [x, y, 0, 0], corner: [1, 1] };
			return;
		}
		const [cx, cy, w, h] = from;
		const reach = Math.min(near, w / 3, h / 3);
		const [dx, dy] = [x - cx, y - cy];
		const corner = !this.fixed && Math.abs(dx) > w / 2 - reach && Math.abs(dy) > h / 2 - reach;
		this.drag = { x, y, from, corner: corner ? [Math.sign(dx), Math.sign(dy)] : null };
	}

	/** @param {PointerEvent} event */
	#move(event) {
		if (!this.drag) return;
		const { x, y } = this.#at(event);
		const { from, corner } = this.drag;
		const [dx, dy] = [x - this.drag.x, y - this.drag.y];
		if (!this.held && Math.hypot(dx, dy) < 1) return;
		if (!corner) this.#hold([from[0] + dx, from[1] + dy, from[2], from[3]]);
		else if (this.fresh) this.#hold([from[0] + dx / 2, from[1] + dy / 2, Math.abs(dx), Math.abs(dy)]);
		else {
			const w = Math.max(SMALLEST, from[2] + dx * corner[0]);
			const h = Math.max(SMALLEST, from[3] + dy * corner[1]);
			this.#hold([from[0] + ((w - from[2]) / 2) * corner[0], from[1] + ((h - from[3]) / 2) * corner[1], w, h]);
		}
	}

	/** @param {PointerEvent} event */
	#up(event) {
		this.field.releasePointerCapture(event.pointerId);
		const dragged = this.drag !== null && this.held !== null;
		this.drag = null;
		if (dragged) this.#release();
	}

	/** @param {KeyboardEvent} event */
	#key(event) {
		if (event.ctrlKey || event.metaKey || event.altKey) return;
		const arrow = ARROWS[event.key];
		if (arrow) {
			const [cx, cy, w, h] = this.held ?? this.place;
			const [dx, dy] = arrow.map((d) => (d * NUDGE * this.extent[0]) / 128);
			if (event.shiftKey && !this.fixed) this.#hold([cx, cy, Math.max(SMALLEST, w + dx), Math.max(SMALLEST, h - dy)]);
			else this.#hold([cx + dx, cy + dy, w, h]);
		} else if (event.key === "Enter" && this.held) this.#release();
		else if (event.key === "Escape") this.#drop();
		else return;
		event.preventDefault();
		event.stopPropagation();
	}

	/** @param {Place} place */
	#hold([cx, cy, w, h]) {
		const [across, down] = this.extent;
		const [width, height] = this.fixed ? [w, h] : [Math.min(across, w), Math.min(across, h)];
		this.held = [Math.max(0, Math.min(across, cx)), Math.max(0, Math.min(down, cy)), width, height];
		this.box.classList.add("held");
		this.#lay();
		this.moved(this.held);
	}

	#release() {
		const place = /** @type {Place} */ (this.held);
		if (this.fresh && (place[2] < SMALLEST || place[3] < SMALLEST)) this.#drop();
		else this.letGo(place);
	}

	#drop() {
		this.drag = null;
		this.held = null;
		this.box.classList.remove("held");
		this.#lay();
		this.cancelled();
	}
}
