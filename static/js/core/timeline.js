/** The line of time: where the cursor is, what has arrived, and the moments (cues) as places to go to. */

import { byId, make, write } from "./dom.js";

/** @import { Player } from "./player.js" */

/** Pixels that two labels keep between them. */
const GAP = 10;

export class Timeline {
	/**
	 * @param {Player} player
	 * @param {{reducedMotion: boolean, blur: boolean}} options  blur: give the focus back after a touch (an embed)
	 */
	constructor(player, { reducedMotion, blur }) {
		this.player = player;
		this.whole = reducedMotion;
		this.blur = blur;
		this.box = byId("timeline");
		this.track = byId("track");
		this.list = byId("cues", HTMLOListElement);
		this.drawnCues = "";
		this.here = "";
		this.resume = false;
		this.track.addEventListener("pointerdown", (event) => this.#grab(event));
		this.track.addEventListener("pointermove", (event) => this.#drag(event));
		for (const end of ["pointerup", "pointercancel"]) this.track.addEventListener(end, () => this.#drop());
		new ResizeObserver(() => this.#place()).observe(this.box);
		document.fonts.ready.then(() => this.#place());
	}

	/** The last index the line has room for. */
	get most() {
		const { source, last, t } = this.player;
		if (last !== null) return Math.max(1, last);
		const known = source.cues.map((cue) => cue.t ?? 0);
		return Math.max(1, t, source.frames.length - 1, ...known);
	}

	/** Show the player's state. Cheap: it runs on every frame drawn. */
	draw() {
		const { player, most } = this;
		const { style } = this.track;
		style.setProperty("--at", String(Math.min(1, player.shown / most)));
		style.setProperty("--got", String(Math.min(1, Math.max(0, player.source.frames.length - 1) / most)));
		this.box.classList.toggle("open-ended", player.last === null);
		const key = player.source.cues.map((cue) => `${cue.name}@${cue.t}`).join() + most + (player.last === null);
		if (key !== this.drawnCues) {
			this.drawnCues = key;
			this.#drawCues();
		}
		const at = Math.floor(player.shown);
		const here = player.source.cues.find((cue) => cue.t === at)?.name ?? "";
		if (here !== this.here) this.#arrive(here);
	}

	/**
	 * Tell assistive technology; not on every frame drawn.
	 * @param {string} sentence
	 */
	describe(sentence) {
		const { player, track } = this;
		const at = Math.floor(player.shown);
		const of = player.last === null ? "" : ` of ${player.last}`;
		track.setAttribute("aria-valuemax", String(Math.floor(this.most)));
		track.setAttribute("aria-valuenow", String(at));
		track.setAttribute("aria-valuetext", `Step ${at}${of}. ${sentence}`);
	}

	/** @param {string} name  of the moment the cursor is at, or nothing */
	#arrive(name) {
		this.here = name;
		for (const item of /** @type {HTMLLIElement[]} */ ([...this.list.children])) {
			const button = item.querySelector("button");
			if (item.dataset.cue === name) button?.setAttribute("aria-current", "step");
			else button?.removeAttribute("aria-current");
		}
		this.#place();
	}

	#drawCues() {
		const { cues } = this.player.source;
		this.list.replaceChildren(
			...cues.map((cue) => {
				const known = cue.t !== null;
				const label = known ? `${cue.title}, step ${cue.t}` : `${cue.title}, not reached yet`;
				const button = make("button", { type: "button", "aria-label": label, title: cue.title, "data-t": cue.t ?? "" });
				button.append(make("span", {}, cue.title));
				button.addEventListener("click", () => this.player.cue(cue.name));
				return make("li", { class: known ? "cue" : "cue unknown", "data-cue": cue.name }, button);
			}),
		);
		this.#arrive(this.here);
	}

	/** Put every label under its tick; where two would collide, the moment the cursor is at wins, then the earlier. */
	#place() {
		const width = this.track.clientWidth;
		if (!width) return;
		const items = /** @type {HTMLLIElement[]} */ ([...this.list.children]);
		const cues = this.player.source.cues;
		const firstUnknown = cues.findIndex((cue) => cue.t === null);
		const places = items.map((item, i) => {
			// Moments that have no place yet wait at the far end, the next one with its label.
			const t = cues[i]?.t ?? null;
			const x = t === null ? width : (t / this.most) * width;
			const size = item.querySelector("span")?.offsetWidth ?? 0;
			const left = Math.max(0, Math.min(x - size / 2, width - size));
			// Once the run is over, a moment that has no t never came.
			item.hidden = t === null && this.player.last !== null;
			return { item, x, left, right: left + size, hidden: item.hidden || (t === null && i !== firstUnknown) };
		});
		const here = items.findIndex((item) => item.querySelector("[aria-current]"));
		const order = places.map((_, i) => i).sort((a, b) => Number(b === here) - Number(a === here) || a - b);
		/** @type {typeof places} */
		const labelled = [];
		for (const place of order.map((i) => places[i])) {
			const fits = labelled.every((other) => place.left >= other.right + GAP || place.right + GAP <= other.left);
			if (fits && !place.hidden) labelled.push(place);
			place.item.classList.toggle("bare", !fits || place.hidden);
			place.item.style.setProperty("--x", `${place.x}px`);
			place.item.style.setProperty("--shift", `${(place.left + place.right) / 2 - place.x}px`);
		}
	}

	/** @param {PointerEvent} event */
	#grab(event) {
		if (event.button !== 0) return;
		this.track.setPointerCapture(event.pointerId);
		this.track.classList.add("held");
		this.resume = this.player.playing;
		this.player.pause();
		this.#drag(event);
	}

	/** @param {PointerEvent} event */
	#drag(event) {
		if (!this.track.classList.contains("held")) return;
		const box = this.track.getBoundingClientRect();
		const t = ((event.clientX - box.left) / box.width) * this.most;
		this.player.seek(this.whole ? Math.round(t) : t);
	}

	#drop() {
		if (!this.track.classList.contains("held")) return;
		this.track.classList.remove("held");
		this.player.seek(Math.round(this.player.t));
		if (this.resume && !this.player.ended) this.player.play();
		if (this.blur) this.track.blur();
	}
}

/**
 * Where the cursor is, in figures: `12 / 50`.
 * @param {HTMLElement} readout
 * @param {Player} player
 */
export function writeReadout(readout, player) {
	const at = Math.floor(player.shown);
	write(readout, player.last === null ? String(at) : `${at} / ${player.last}`);
}
