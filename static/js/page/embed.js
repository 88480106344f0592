/** A scene inside somebody's page: the same stage, told by the parent what to be. */

import { Banner } from "../core/banner.js";
import { readBoot, reducedMotion, socketAddress } from "../core/boot.js";
import { Captions } from "../core/captions.js";
import { byId } from "../core/dom.js";
import { isForPicture, Parent } from "../core/embed.js";
import { listen } from "../core/keys.js";
import { Connection } from "../core/socket.js";
import { Stage } from "../core/stage.js";
import { onTheme, setTheme, toggleTheme } from "../core/theme.js";
import { bindButtons, Transport } from "../core/transport.js";

/** @import { SceneInfo } from "../core/types.js" */
/** @import { Wish } from "../core/embed.js" */

/** The parent hears of the cursor this often while it moves, in milliseconds. */
const NEWS = 100;

const boot = readBoot();
const scene = /** @type {SceneInfo} */ (boot.scene);
const deckOwnsKeys = boot.page.keys !== "scene";

const connection = new Connection(socketAddress());
const stage = new Stage(byId("stage"), connection, { mode: "embed", reducedMotion });
const { player } = stage;
const transport = new Transport(player, { reducedMotion, blur: true });
const captions = new Captions();
const banner = new Banner();
const parent = new Parent(boot.origins);

connection.onState = (state) => banner.connection(state);
connection.onError = (error) => banner.say(error.message);

let told = "";
let newsTimer = 0;
function tellState() {
	newsTimer = 0;
	const state = { t: Number(player.shown.toFixed(3)), playing: player.playing };
	if (JSON.stringify(state) === told) return;
	told = JSON.stringify(state);
	parent.tell("state", state);
}

let ready = "";
function tellReady() {
	const { trace } = stage;
	if (!trace?.header) return;
	const content = { cues: trace.cues, length: trace.length };
	if (JSON.stringify(content) === ready) return;
	ready = JSON.stringify(content);
	parent.tell("ready", content);
}

let wasPlaying = false;
stage.onDraw = (frame) => {
	captions.show(frame, player.playing);
	transport.draw();
};
stage.onState = () => {
	transport.draw();
	transport.timeline.describe(stage.sentence);
	if (wasPlaying && !player.playing) captions.rest();
	wasPlaying = player.playing;
	tellReady();
	if (!newsTimer) newsTimer = setTimeout(tellState, NEWS);
};
stage.onRun = () => {
	byId("placeholder").hidden = true;
	tellReady();
};
stage.onFailure = ({ problems }) => banner.say(problems.map((problem) => problem.message).join(" "));
stage.onPatch = (patch) => stage.show(scene.id, { ...stage.trace?.params, ...patch });

/** @param {Wish} wish */
function grant({ cue, t, playing, theme, scale, active }) {
	if (theme !== undefined) setTheme(theme);
	if (scale !== undefined) stage.setScale(scale);
	if (active !== undefined) stage.setActive(active);
	if (cue !== undefined) player.cue(cue);
	else if (t !== undefined && t !== player.t) player.seek(t);
	if (playing !== undefined && playing !== player.playing) {
		if (playing) player.play();
		else player.pause();
	}
}

const actions = {
	...transport.actions,
	theme: toggleTheme,
	fullscreen: () => {
		if (document.fullscreenElement) void document.exitFullscreen();
		else void document.documentElement.requestFullscreen();
	},
};
bindButtons(actions);
// After a click the keys go back to the deck: a clicker's Space must not press the button again.
addEventListener("click", (event) => {
	if (event.detail > 0 && document.activeElement instanceof HTMLElement) document.activeElement.blur();
});
listen(
	actions,
	(event) => !deckOwnsKeys || isForPicture(event) || document.activeElement === transport.timeline.track,
	({ key, code, shiftKey, repeat, ctrlKey, metaKey, altKey }) => {
		// One tap a press, however long; nothing that belongs to the browser or the system.
		if (!repeat && !ctrlKey && !metaKey && !altKey) parent.tell("key", { key, code, shiftKey });
	},
);
onTheme(() => stage.redraw());

parent.onWish = grant;
player.setSpeed(boot.page.speed ?? 1);
player.seek(boot.page.t ?? 0);
stage.show(scene.id, boot.params);
if (boot.page.play) player.play();
if (boot.errors.length) banner.say(boot.errors.map((error) => error.message).join(" "));
