/** View of `house-read`: a window glides over a house front; the network beside it reads; then the gradient walks back. */

import { loadStyles } from "../draw/styles.js";
import { Acts } from "./house_read/acts.js";
import { patchImage } from "./house_read/images.js";
import { layOut } from "./house_read/layout.js";
import { see } from "./house_read/see.js";
import { Painter } from "./house_read/stage.js";

/** @import { Frame, Header, Host } from "../core/types.js" */

const STYLES = ["/static/css/houses.css", "/static/css/scenes/house_read.css"];

/** What this view reads, and how many dimensions it has. */
const EXPECTED = { window: 1, patch: 2, h: 1, beliefs: 1, dh: 1, dglimpse: 1, dpicture: 2 };

/** Room for the tools above the picture, in lines of text; without this much height there is none. */
const TOOLS = 2.2;
const LEAST = 300;

/** @param {Header} header */
function check(header) {
	for (const [name, dimensions] of Object.entries(EXPECTED)) {
		const shape = header.fields[name]?.shape;
		if (shape?.length !== dimensions) {
			throw new Error(`house-read: expected ${name} with ${dimensions} dimensions, got ${JSON.stringify(shape)}`);
		}
	}
	for (const name of ["luma", "chroma", "grey"]) {
		if (!header.constants[name]) throw new Error(`house-read: expected the constant ${name}, got none`);
	}
}

/**
 * What the reader gets at a glimpse: something may be covered up on the way.
 * @param {Header} header
 * @param {number} glimpse
 */
function greyAt({ constants: { grey, later }, facts }, glimpse) {
	const k = facts.later.filter((/** @type {number} */ since) => since <= glimpse).length - 1;
	if (k < 0) return grey;
	const size = grey.data.length;
	return { shape: grey.shape, data: later.data.subarray(k * size, (k + 1) * size) };
}

/**
 * @param {HTMLElement} element
 * @param {Header} header
 * @param {Host} host
 */
export function mount(element, header, host) {
	check(header);
	loadStyles(STYLES, host.mode);
	element.classList.add("house-read", "house-scene");
	element.dataset.mode = host.mode;
	const painter = new Painter(element, header, host);
	const side = header.fields.patch.shape[0];
	let layout = layOut(640, 360, { bare: false, top: 0 });
	let glimpse = 0;
	const acts = host.mode === "gallery" ? null : new Acts(element, header, host, () => glimpse);

	function held() {
		if (!acts?.held) return null;
		const patch = see(greyAt(header, glimpse), header.facts.cut, acts.held, side);
		return { box: acts.held, patch: patchImage(patch, side) };
	}

	return {
		/**
		 * @param {Frame} frame
		 * @param {Frame | null} next
		 * @param {number} alpha
		 */
		draw(frame, next, alpha) {
			const shown = painter.draw(layout, frame, next, alpha, held());
			if (!shown) return;
			if (!acts?.held) glimpse = shown.glimpse;
			acts?.follow(shown.window);
		},
		/**
		 * @param {number} width
		 * @param {number} height
		 * @param {number} scale
		 */
		resize(width, height, scale) {
			const line = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
			const roomy = host.mode === "page" && height >= LEAST;
			element.classList.toggle("roomy", roomy);
			layout = layOut(width, height, { bare: host.mode === "gallery", top: roomy ? TOOLS * line : 0 });
			painter.surface.resize(width, height, scale);
			acts?.resize(layout, scale);
		},
		destroy() {
			acts?.destroy();
			painter.surface.canvas.remove();
		},
	};
}
