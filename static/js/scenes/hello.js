/** A network learns to spell: the unrolled character network, with the numbers of this run in its cells. */

import { Surface, text } from "../draw/canvas.js";
import { token } from "../draw/colour.js";

/** @import { Header, Host, View } from "../core/types.js" */

/**
 * @param {HTMLElement} element
 * @param {Header} header
 * @param {Host} _host
 * @returns {View}
 */
export function mount(element, header, _host) {
	const surface = new Surface(element, header.title);
	return {
		draw(frame) {
			surface.clear();
			text(surface.ctx, String(frame.values.writes ?? frame.phase), surface.width / 2, surface.height / 2, {
				size: 40,
				align: "center",
				colour: token("--ink"),
			});
		},
		resize: (width, height, scale) => surface.resize(width, height, scale),
		destroy() {},
	};
}
