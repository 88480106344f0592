/** What a scene's page and its embed have in common: a stage with its player, its captions and its banner. */

import { Banner } from "../core/banner.js";
import { reducedMotion, socketAddress } from "../core/boot.js";
import { Captions } from "../core/captions.js";
import { byId } from "../core/dom.js";
import { Connection } from "../core/socket.js";
import { Stage } from "../core/stage.js";
import { toggleTheme } from "../core/theme.js";
import { Transport } from "../core/transport.js";

/** @import { Boot, SceneInfo } from "../core/types.js" */

/**
 * @param {Boot} boot
 * @param {{mode: "page" | "embed", onState: () => void}} options  `onState`: the cursor, playing, speed or cues changed
 */
export function openTheatre(boot, { mode, onState }) {
	const scene = /** @type {SceneInfo} */ (boot.scene);
	const connection = new Connection(socketAddress());
	const stage = new Stage(byId("stage"), connection, { mode, reducedMotion });
	const { player } = stage;
	// After a click in an embed the keys go back to the deck.
	const transport = new Transport(player, { reducedMotion, blur: mode === "embed" });
	const captions = new Captions();
	const banner = new Banner();
	connection.onState = (state) => banner.connection(state);

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
		onState();
	};

	const actions = {
		...transport.actions,
		theme: toggleTheme,
		fullscreen: () => {
			if (document.fullscreenElement) void document.exitFullscreen();
			else void document.documentElement.requestFullscreen();
		},
	};

	/** Shows the moment that the address names. */
	function begin() {
		player.setSpeed(boot.page.speed ?? 1);
		player.seek(boot.page.t ?? 0);
		stage.show(scene.id, boot.params);
		if (boot.page.play) player.play();
	}

	return { scene, connection, stage, player, transport, banner, actions, begin };
}
