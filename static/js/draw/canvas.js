/** A canvas that stays sharp at any pixel ratio and page scale, and text in the house's two families. */

const FAMILIES = {
	serif: '"IBM Plex Serif", "Unrolled Signs", Georgia, serif',
	mono: '"IBM Plex Mono", "Unrolled Signs", ui-monospace, monospace',
};
/** Browsers refuse or crawl above this many device pixels a canvas. */
const MOST_PIXELS = 16e6;

export class Surface {
	/**
	 * @param {HTMLElement} parent
	 * @param {string} label  what the picture shows, for screen readers
	 */
	constructor(parent, label) {
		this.canvas = document.createElement("canvas");
		this.canvas.setAttribute("role", "img");
		this.canvas.setAttribute("aria-label", label);
		this.canvas.style.display = "block";
		parent.append(this.canvas);
		const ctx = this.canvas.getContext("2d");
		if (!ctx) throw new Error("expected a 2d canvas, got none");
		this.ctx = ctx;
		this.width = 0;
		this.height = 0;
	}

	/**
	 * @param {number} width  CSS pixels
	 * @param {number} height  CSS pixels
	 * @param {number} scale  the extra scale the page is shown at (a slide's CSS transform)
	 */
	resize(width, height, scale = 1) {
		const wanted = (window.devicePixelRatio || 1) * scale;
		const most = Math.sqrt(MOST_PIXELS / Math.max(1, width * height));
		const ratio = Math.min(wanted, most);
		this.width = width;
		this.height = height;
		this.canvas.width = Math.max(1, Math.round(width * ratio));
		this.canvas.height = Math.max(1, Math.round(height * ratio));
		this.canvas.style.width = `${width}px`;
		this.canvas.style.height = `${height}px`;
		this.ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
	}

	clear() {
		this.ctx.clearRect(0, 0, this.width, this.height);
	}
}

/**
 * @typedef {object} TextStyle
 * @property {number} [size]  CSS pixels
 * @property {'mono' | 'serif'} [family]
 * @property {CanvasTextAlign} [align]
 * @property {CanvasTextBaseline} [baseline]
 * @property {string} [colour]
 * @property {number} [weight]
 * @property {boolean} [italic]
 */

/**
 * The CSS font of a text style: what `ctx.font` takes.
 * @param {TextStyle} style
 */
export function font({ size = 14, family = "mono", weight = 400, italic = false } = {}) {
	return `${italic ? "italic " : ""}${weight} ${size}px ${FAMILIES[family]}`;
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {string} string
 * @param {number} x
 * @param {number} y
 * @param {TextStyle} [style]
 */
export function text(ctx, string, x, y, style = {}) {
	ctx.font = font(style);
	ctx.textAlign = style.align ?? "left";
	ctx.textBaseline = style.baseline ?? "alphabetic";
	if (style.colour) ctx.fillStyle = style.colour;
	ctx.fillText(string, x, y);
}
