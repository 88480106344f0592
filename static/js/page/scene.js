/** A scene's page: puts the parts together. */

import { Address, linkable, query } from "../core/address.js";
import { Banner } from "../core/banner.js";
import { readBoot, reducedMotion, socketAddress } from "../core/boot.js";
import { Captions } from "../core/captions.js";
import { byId } from "../core/dom.js";
import { Form } from "../core/form.js";
import { makeHelp } from "../core/help.js";
import { listen } from "../core/keys.js";
import { Notices } from "../core/notices.js";
import { SharePanel } from "../core/share.js";
import { Connection } from "../core/socket.js";
import { Stage } from "../core/stage.js";
import { onTheme, theme, toggleTheme } from "../core/theme.js";
import { bindButtons, Transport } from "../core/transport.js";

/** @import { SceneInfo } from "../core/types.js" */

const boot = readBoot();
const scene = /** @type {SceneInfo} */ (boot.scene);

const connection = new Connection(socketAddress());
const stage = new Stage(byId("stage"), connection, { mode: "page", reducedMotion });
const { player } = stage;
const transport = new Transport(player, { reducedMotion, blur: false });
const captions = new Captions();
const notices = new Notices();
const banner = new Banner();
const form = new Form(byId("panel"), scene, (params) => stage.show(scene.id, params));

/** The params of the picture on screen: bad input and a run that is still coming do not count. */
const params = () => linkable(stage.run?.trace.header?.params ?? boot.params, scene.schema);
const moment = () => ({ t: player.t, play: player.playing, speed: player.speed, theme: theme() });
const address = new Address(() => query(params(), scene.defaults, moment()));
const share = new SharePanel(scene, () => ({ params: params(), page: moment(), trace: stage.run?.trace.id ?? null }));

connection.onState = (state) => banner.connection(state);
connection.onError = (error) => notices.show([error]);

let runs = 0;
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
	address.changed();
};
stage.onRun = (header) => {
	byId("placeholder").hidden = true;
	form.set(header.params);
	// What was wrong with the address stays readable until something else is asked for.
	if (runs++ === 0) return;
	form.complain([]);
	notices.show([]);
};
stage.onFailure = ({ problems }) => notices.show(form.complain(problems));
stage.onPatch = (patch) => form.patch(patch);

const tuneButton = /** @type {HTMLElement} */ (document.querySelector('[data-do="tune"]'));
/** @param {boolean} open */
function tune(open) {
	document.documentElement.classList.toggle("tuned", open);
	tuneButton.setAttribute("aria-expanded", String(open));
}

const actions = {
	...transport.actions,
	theme: toggleTheme,
	fullscreen: () => {
		if (document.fullscreenElement) void document.exitFullscreen();
		else void document.documentElement.requestFullscreen();
	},
	share: () => share.open(),
	tune: () => tune(!document.documentElement.classList.contains("tuned")),
	help: makeHelp(),
};
bindButtons(actions);
listen(actions);
onTheme(() => {
	stage.redraw();
	address.changed();
});

form.set(boot.params);
tune(
	document.documentElement.classList.contains("tuned") || boot.errors.some((e) => e.field && e.field in boot.params),
);
player.setSpeed(boot.page.speed ?? 1);
player.seek(boot.page.t ?? 0);
stage.show(scene.id, boot.params);
if (boot.page.play) player.play();
form.complain(boot.errors);
notices.show(boot.errors);
