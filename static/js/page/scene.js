/** A scene's page: puts the parts together. */

import { Address, linkable, query } from "../core/address.js";
import { readBoot } from "../core/boot.js";
import { byId } from "../core/dom.js";
import { Form } from "../core/form.js";
import { makeHelp } from "../core/help.js";
import { listen } from "../core/keys.js";
import { Notices } from "../core/notices.js";
import { SharePanel } from "../core/share.js";
import { onTheme, theme } from "../core/theme.js";
import { bindButtons } from "../core/transport.js";
import { openTheatre } from "./theatre.js";

const boot = readBoot();
const {
	scene,
	connection,
	stage,
	player,
	actions: common,
	begin,
} = openTheatre(boot, {
	mode: "page",
	onState: () => address.changed(),
});
const notices = new Notices();
const form = new Form(byId("panel"), scene, (params) => stage.show(scene.id, params));

/** The params of the picture on screen: bad input and a run that is still coming do not count. */
const params = () => linkable(stage.run?.trace.header?.params ?? boot.params, scene.schema);
const moment = () => ({ t: player.t, play: player.playing, speed: player.speed, theme: theme() });
const address = new Address(() => query(params(), scene.defaults, moment()));
const share = new SharePanel(scene, () => ({ params: params(), page: moment(), trace: stage.run?.trace.id ?? null }));

connection.onError = (error) => notices.show([error]);

let runs = 0;
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
	...common,
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
begin();
form.complain(boot.errors);
notices.show(boot.errors);
