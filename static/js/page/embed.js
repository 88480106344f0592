/** A scene inside somebody's page: the same stage, told by the parent what to be. */

import { readBoot } from "../core/boot.js";
import { byId } from "../core/dom.js";
import { isForPicture, Parent } from "../core/embed.js";
import { listen } from "../core/keys.js";
import { onTheme, setTheme } from "../core/theme.js";
import { bindButtons } from "../core/transport.js";
import { openTheatre } from "./theatre.js";

/** @import { Wish } from "../core/embed.js" */

/** The parent hears of the cursor this often while it moves, in milliseconds. */
const NEWS = 100;

const TYPED = "input[type=text], input[type=number], textarea, select";

const boot = readBoot();
const deckOwnsKeys = boot.page.keys !== "scene";

const parent = new Parent(boot.origins);
const { scene, connection, stage, player, transport, banner, actions, begin } = openTheatre(boot, {
	mode: "embed",
	onState: () => {
		tellReady();
		if (!newsTimer) newsTimer = setTimeout(tellState, NEWS);
	},
});
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

let runs = 0;
stage.onRun = () => {
	byId("placeholder").hidden = true;
	// What was wrong with the address stays readable until something else is asked for.
	if (runs++ > 0) banner.say("");
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

bindButtons(actions);
// After a click the keys go back to the deck: a clicker's Space must not press the button again. Who clicked to type
// something types it.
addEventListener("click", (event) => {
	const { activeElement } = document;
	if (event.detail > 0 && activeElement instanceof HTMLElement && !activeElement.matches(TYPED)) activeElement.blur();
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
begin();
if (boot.errors.length) banner.say(boot.errors.map((error) => error.message).join(" "));
