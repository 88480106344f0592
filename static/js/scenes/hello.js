/**
 * A network learns to spell: Karpathy's picture of the character network come alive, with this run's numbers.
 *
 * The canvas shows the unrolled network and what stands beside it; source code, formula and chart are elements above it.
 * Where one chapter ends and another begins, their pictures fade into each other.
 */

import { Surface } from "../draw/canvas.js";
import { drawFlows } from "./hello/flows.js";
import { plan } from "./hello/layout.js";
import { drawMaps } from "./hello/maps.js";
import { ease, momentOf, schedule } from "./hello/moment.js";
import { drawNetwork, scenery } from "./hello/network.js";
import { Run } from "./hello/run.js";
import { Side } from "./hello/side.js";

/** @import { Frame, Header, Host, View } from "../core/types.js" */

/**
 * @param {HTMLElement} element
 * @param {Header} header
 * @param {Host} host
 * @returns {View}
 */
export function mount(element, header, host) {
	const run = new Run(header, host);
	const surface = new Surface(element, "The unrolled network: input letters, hidden states and expected letters");
	const side = new Side(element, header, host, run);
	const listing = header.facts.listings.forward;
	const schedules = { forward: schedule(listing, false), write: schedule(listing, true) };
	const sizes = { steps: run.steps, hidden: run.hidden, letters: run.letters.length };
	let stage = { width: 980, height: 552 };

	/** @param {Frame} frame @param {Frame | null} next @param {number} alpha @param {boolean} leads */
	function drawMoment(frame, next, alpha, leads) {
		const moment = momentOf(run, frame, next, alpha, schedules);
		const telling = moment.chapter === "train" || moment.chapter === "write";
		const layout = plan(stage.width, stage.height, sizes, host.mode === "gallery", telling);
		const s = scenery(surface.ctx, run, layout, moment, frame, next);
		drawMaps(s);
		drawNetwork(s);
		drawFlows(s);
		side.draw(s, leads);
	}

	return {
		draw(frame, next, alpha) {
			surface.clear();
			if (!next || next.phase === frame.phase || alpha === 0) {
				drawMoment(frame, next, alpha, true);
				return;
			}
			const u = ease(alpha);
			for (const [shown, weight] of /** @type {[Frame, number][]} */ ([
				[frame, 1 - u],
				[next, u],
			])) {
				surface.ctx.globalAlpha = weight;
				drawMoment(shown, null, 0, weight >= 0.5);
			}
			surface.ctx.globalAlpha = 1;
		},
		resize(width, height, scale) {
			surface.resize(width, height, scale);
			stage = { width, height };
			side.resized();
		},
		destroy: () => side.destroy(),
	};
}
