/**
 * What somebody is doing, kept while the view itself is made anew for every run: the tool in hand, the photo as it
 * was chosen, whether to play on.
 */

/** @typedef {"look" | "number" | "draw" | "cover" | "frame"} Mode */

export class Desk {
	constructor() {
		/** @type {Mode} */
		this.mode = "look";
		/** @type {ImageBitmap | null} in full size, for a second look at a part of it */
		this.photo = null;
		/** @type {{x: number, y: number, w: number, h: number} | null} the part of it that is on screen */
		this.part = null;
		/** play as soon as the run that was asked for is there */
		this.play = false;
		/** @type {string | null} what had the focus when the last view went */
		this.focus = null;
		/** @type {string | null} the number as far as it is typed */
		this.typed = null;
		/** @type {import("../../houses/strokes.js").Point[][] | null} a drawing in the making */
		this.strokes = null;
		/** @type {number[][]} what was covered before each patch that was painted here */
		this.covers = [];
		/** @type {string} something to say in words */
		this.said = "";
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

/**
 * The next view is already there when one goes: what had the focus has it again.
 * @param {HTMLElement} element  of the view that goes
 */
export function handFocusOver(element) {
	const { activeElement } = document;
	if (!(activeElement instanceof HTMLElement) || !element.contains(activeElement)) return;
	const goal = element.parentElement?.lastElementChild?.querySelector(`[data-focus="${activeElement.dataset.focus}"]`);
	if (goal instanceof HTMLElement) goal.focus({ preventScroll: true });
}
