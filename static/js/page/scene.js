/** A scene's page: puts the parts together. */

import { Address, query } from "../core/address.js";
import { Banner } from "../core/banner.js";
import { readBoot, reducedMotion, socketAddress } from "../core/boot.js";
import { Captions } from "../core/captions.js";
import { byId } from "../core/dom.js";
import { listen } from "../core/keys.js";
import { Connection } from "../core/socket.js";
import { Stage } from "../core/stage.js";
import { onTheme, theme, toggleTheme } from "../core/theme.js";
import { bindButtons, Transport } from "../core/transport.js";

/** @import { SceneInfo } from "../core/types.js" */

const boot = readBoot();
const scene = /** @type {SceneInfo} */ (boot.scene);
let params = boot.params;

const connection = new Connection(socketAddress());
const banner = new Banner();
connection.onState = (state) => banner.connection(state);
connection.onError = (error) => banner.say(error.message);

const stage = new Stage(byId("stage"), connection, { mode: "page", reducedMotion });
const { player } = stage;
const transport = new Transport(player, { reducedMotion, blur: false });
const captions = new Captions();

function moment() {
	return { t: player.t, play: player.playing, speed: player.speed, theme: theme() };
}
const address = new Address(() => query(params, scene.defaults, moment()));

let wasPlaying = false;
stage.onDraw = (frame) => {
	captions.show(frame, player.playing);
	transport.draw();
	byId("placeholder").hidden = true;
};
stage.onState = () => {
	transport.draw();
	transport.timeline.describe(captions.sentence.textContent ?? "");
	if (wasPlaying && !player.playing) captions.rest();
	wasPlaying = player.playing;
	address.changed();
};
stage.onPatch = (patch) => {
	params = { ...params, ...patch };
	stage.show(scene.id, params);
};

const actions = {
	...transport.actions,
	theme: toggleTheme,
	fullscreen: () => {
		if (document.fullscreenElement) void document.exitFullscreen();
		else void document.documentElement.requestFullscreen();
	},
	share: () => {},
	tune: () => {},
	help: () => {},
};
bindButtons(actions);
listen(actions);
onTheme(() => {
	stage.redraw();
	address.changed();
});

player.speed = boot.page.speed ?? 1;
player.seek(boot.page.t ?? 0);
stage.show(scene.id, params);
if (boot.page.play) player.play();
