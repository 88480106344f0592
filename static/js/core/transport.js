/** The player's buttons and figures, bound to the player. */

import { byId, write } from "./dom.js";
import { Timeline, writeReadout } from "./timeline.js";

/** @import { Action } from "./keys.js" */
/** @import { Player } from "./player.js" */

export class Transport {
	/**
	 * @param {Player} player
	 * @param {{reducedMotion: boolean, blur: boolean}} options
	 */
	constructor(player, options) {
		this.player = player;
		this.timeline = new Timeline(player, options);
		this.readout = byId("readout");
		this.speed = byId("speed");
		this.playButton = /** @type {HTMLElement} */ (document.querySelector('[data-do="toggle"]'));
	}

	/** What the player can do, by the names of keys and buttons. */
	get actions() {
		const { player } = this;
		return {
			toggle: () => player.toggle(),
			forward: () => player.step(1),
			back: () => player.step(-1),
			next: () => player.jump(1),
			previous: () => player.jump(-1),
			home: () => player.home(),
			end: () => player.end(),
			faster: () => player.accelerate(1),
			slower: () => player.accelerate(-1),
		};
	}

	draw() {
		const { player } = this;
		this.timeline.draw();
		writeReadout(this.readout, player);
		write(this.speed, `${player.speed === 0.5 ? "½" : player.speed}×`);
		const label = player.playing ? "Pause" : player.ended ? "Play again" : "Play";
		if (this.playButton.getAttribute("aria-label") !== label) {
			this.playButton.setAttribute("aria-label", label);
			this.playButton.title = `${label} (Space)`;
		}
		document.body.classList.toggle("playing", player.playing);
	}
}

/**
 * Every button says by `data-do` what it does.
 * @param {Partial<Record<Action, () => void>>} actions
 */
export function bindButtons(actions) {
	for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-do]"))) {
		const action = actions[/** @type {Action} */ (button.dataset.do)];
		if (action) button.addEventListener("click", action);
	}
}
