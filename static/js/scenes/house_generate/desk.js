/**
 * What somebody is doing, kept while the view itself is made anew for every run: the tools, the tool in hand, the
 * fine canvases, the photo as it was chosen, whether to play on.
 */

import { Layers } from "./layers.js";

/** @typedef {"look" | "blend" | "draw"} Mode */

export class Desk {
	constructor() {
		/** @type {Mode} */
		this.mode = "look";
		/** are the window's Gaussians shown? */
		this.gaussians = false;
		/** play as soon as the run that was asked for is there */
		this.play = false;
		/** @type {import("../../houses/strokes.js").Point[][] | null} a drawing in the making */
		this.strokes = null;
		/** something to say in words */
		this.said = "";
		/** @type {import("./tools.js").Tools | null} they outlive a run: a slider stays in the hand */
		this.tools = null;
		/** @type {import("./acts.js").Acts | null} whom the tools ask */
		this.acts = null;
		/** how many views use the tools */
		this.users = 0;
		/** @type {number | null} the share of the second hand that was asked for last */
		this.wanted = null;
		/** @type {number | null} the one that is being made */
		this.asked = null;
		/** @type {Layers[]} one for each house */
		this.kept = [];
	}

	/**
	 * The fine canvas of a house.
	 * @param {number} house
	 * @param {[number, number]} size
	 * @param {number} fineness
	 * @param {number} steep
	 */
	layers(house, size, fineness, steep) {
		const kept = this.kept[house];
		if (kept?.fineness === fineness && kept.steep === steep && kept.height === size[0]) return kept;
		const made = new Layers(size, fineness, steep);
		this.kept[house] = made;
		return made;
	}
}

/** @type {WeakMap<Element, Desk>} one for every stage of a page */
const desks = new WeakMap();

/**
 * The desk of the stage that a view is mounted in.
 * @param {HTMLElement} element
 */
export function deskOf(element) {
	const stage = element.parentElement ?? element;
	let desk = desks.get(stage);
	if (!desk) {
		desk = new Desk();
		desks.set(stage, desk);
	}
	return desk;
}
