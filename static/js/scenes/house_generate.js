/** View of `house-generate`: a house number is painted stroke by stroke; then the gradient walks back over the strokes. */

import { loadStyles } from "../draw/styles.js";
import { Acts } from "./house_generate/acts.js";
import { layOut } from "./house_generate/layout.js";
import { Painter } from "./house_generate/stage.js";

/** @import { Frame, Header, Host } from "../core/types.js" */

const STYLES = ["/static/css/houses.css", "/static/css/scenes/house_generate.css"];

/** What this view reads, and how many dimensions it has. */
const EXPECTED = { window: 2, ink: 3, ground: 4, h: 2, z: 2, kl: 1 };

/** Room for the tools above the picture, in lines of text; without this much height there is none. */
const TOOLS = 2.2;
const LEAST = 250;

/** @param {Header} header */
function check(header) {
	for (const [name, dimensions] of Object.entries(EXPECTED)) {
		const shape = header.fields[name]?.shape;
		if (shape?.length !== dimensions) {
			throw new Error(`house-generate: expected ${name} with ${dimensions} dimensions, got ${JSON.stringify(shape)}`);
		}
	}
	for (const name of ["colours", "logit", "light", "empty_ink", "empty_ground"]) {
		if (!header.constants[name]) throw new Error(`house-generate: expected the constant ${name}, got none`);
	}
}

/**
 * @param {HTMLElement} element
 * @param {Header} header
 * @param {Host} host
 */
export function mount(element, header, host) {
	check(header);
	loadStyles(STYLES, host.mode);
	element.classList.add("house-generate", "house-scene");
	element.dataset.mode = host.mode;
	const painter = new Painter(element, header, host);
	const { run } = painter;
	const options = { copy: run.copy, houses: run.houses, aspect: run.size[1] / run.size[0] };
	let layout = layOut(640, 360, { ...options, bare: false, top: 0 });
	const acts = host.mode === "gallery" ? null : new Acts(element, header, host, painter);
	// A slim line is asked for where nothing but the painting is wanted.
	const slim = host.mode !== "page" && element.closest("[data-controls]:not([data-controls=full])") !== null;

	return {
		/**
		 * @param {Frame} frame
		 * @param {Frame | null} next
		 * @param {number} alpha
		 */
		draw(frame, next, alpha) {
			painter.draw(layout, frame, next, alpha);
			acts?.follow(frame, next, alpha);
		},
		/**
		 * @param {number} width
		 * @param {number} height
		 * @param {number} scale
		 */
		resize(width, height, scale) {
			const line = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
			const roomy = host.mode === "page" && height >= LEAST;
			const bare = host.mode === "gallery" || slim;
			layout = layOut(width, height, { ...options, bare, top: roomy ? TOOLS * line : 0 });
			painter.resize(layout, width, height, scale);
			acts?.resize(layout, scale, roomy, width);
		},
		destroy() {
			acts?.destroy();
			painter.destroy();
		},
	};
}
