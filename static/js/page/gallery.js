/** The gallery: the title picture and every card are scenes themselves, playing while they are in sight. */

import { Banner } from "../core/banner.js";
import { readBoot, reducedMotion, socketAddress } from "../core/boot.js";
import { listen } from "../core/keys.js";
import { Notices } from "../core/notices.js";
import { Connection } from "../core/socket.js";
import { Stage } from "../core/stage.js";
import { onTheme, toggleTheme } from "../core/theme.js";
import { bindButtons } from "../core/transport.js";

/** @import { SceneInfo } from "../core/types.js" */

/** The cards wait for the title picture, so that it is there first, but no longer than this, in milliseconds. */
const PATIENCE = 1500;
/** How long a picture rests at its end before it begins again, in milliseconds. */
const REST = 2500;

const boot = readBoot();
const connection = new Connection(socketAddress());
const banner = new Banner();
connection.onState = (state) => banner.connection(state);

/** @type {Map<Element, Stage>} */
const stages = new Map();

/**
 * @param {Element} card
 * @param {SceneInfo} scene
 */
function bring(card, scene) {
	const element = /** @type {HTMLElement} */ (card.querySelector(".stage"));
	const stage = new Stage(element, connection, { mode: "gallery", reducedMotion });
	const { player } = stage;
	const { preset = "", until } = /** @type {HTMLElement} */ (card).dataset;
	/** The picture rests at its end, or at the cue that is as far as it should go. */
	const last = () => player.source.cues.find(({ name }) => name === until)?.t ?? player.last;
	let resting = 0;
	stage.onState = () => {
		const end = last();
		if (reducedMotion || resting || end === null || player.t < end || !player.source.frames.length) return;
		resting = setTimeout(() => {
			resting = 0;
			player.seek(0);
			player.play();
		}, REST);
		if (player.playing) player.pause();
		player.seek(end);
	};
	stage.onRun = () => {
		// Without motion: one telling moment instead, in the middle of the story or where it should end.
		if (reducedMotion) player.cue(until ?? Math.floor(player.source.cues.length / 2));
	};
	if (card === title) {
		stage.onDraw = () => {
			stage.onDraw = () => {};
			showCards();
		};
	}
	stage.show(scene.id, { ...scene.defaults, ...scene.presets[preset] });
	if (!reducedMotion) player.play();
	return stage;
}

const watcher = new IntersectionObserver((entries) => {
	for (const { target, isIntersecting } of entries) {
		const scene = boot.scenes?.find((s) => s.id === /** @type {HTMLElement} */ (target).dataset.scene);
		const stage = stages.get(target);
		if (stage) stage.setActive(isIntersecting);
		else if (isIntersecting && scene) stages.set(target, bring(target, scene));
	}
});
const title = document.querySelector(".title-picture");
const showCards = () => {
	for (const card of document.querySelectorAll(".card")) watcher.observe(card);
};
if (title) watcher.observe(title);
setTimeout(showCards, title ? PATIENCE : 0);

new Notices().show(boot.errors);

const actions = { theme: toggleTheme };
bindButtons(actions);
listen(actions);
onTheme(() => {
	for (const stage of stages.values()) stage.redraw();
});
