/** Takes the moment elsewhere: as a link, as an iframe, as a Slidev slide, as the run's numbers in a file. */

import { query, spell } from "./address.js";
import { copyFrom, makeDialog } from "./dialog.js";
import { make } from "./dom.js";

/** @import { PageState, Params, SceneInfo } from "./types.js" */

/** @typedef {{params: Params, page: PageState, trace: string | null}} Moment */

/**
 * What can be taken elsewhere.
 * @param {SceneInfo} scene
 * @param {Moment} moment
 * @param {string} origin  of this server
 */
export function snippets(scene, { params, page, trace }, origin) {
	const search = query(params, scene.defaults, page);
	const link = `${origin}/scene/${scene.id}${search && `?${search}`}`;
	// A deck tells its embeds the theme, so an embed follows it unless a theme was chosen.
	const embed = link.replace("/scene/", "/embed/");
	const title = scene.title.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
	const source = embed.replaceAll("&", "&amp;");
	// On a dark page whose colour scheme is dark, browsers would make the frame opaque: it says that its own is normal.
	/** @param {string} size */
	const frame = (size) =>
		`<iframe src="${source}" title="${title}" style="${size}; border: 0; color-scheme: normal" allow="fullscreen"></iframe>`;
	const full = new URLSearchParams({ scene: scene.id });
	for (const [name, value] of Object.entries(params)) full.set(name, spell(value));
	return {
		link,
		iframe: frame("width: 980px; height: 552px"),
		slidev: `---\nlayout: full\n---\n\n${frame("width: 100%; height: 100%")}`,
		file: trace === null ? null : `/api/traces/${trace}.npz?${full}`,
	};
}

export class SharePanel {
	/**
	 * @param {SceneInfo} scene
	 * @param {() => Moment} now
	 */
	constructor(scene, now) {
		this.scene = scene;
		this.now = now;
		this.link = line("share-link", 1);
		this.iframe = line("share-iframe", 3);
		this.slidev = line("share-slidev", 4);
		this.playing = make("input", { type: "checkbox", id: "share-playing" });
		this.playing.addEventListener("change", () => this.#fill());
		this.file = make("a", { class: "file" }, "Download this run (.npz)");
		/** @type {HTMLDialogElement | null} */
		this.dialog = null;
	}

	/** Opens on the moment there is now. */
	open() {
		this.dialog ??= makeDialog(
			"Share this moment",
			row("Link", this.link),
			row("In a web page", this.iframe),
			row("In a Slidev slide", this.slidev),
			make("p", { class: "choice" }, make("label", {}, this.playing, " starts playing")),
			make("p", {}, this.file, " — weights, inputs and every step, to recompute in PyTorch."),
		);
		this.#fill();
		this.dialog.showModal();
	}

	#fill() {
		const moment = this.now();
		const page = { ...moment.page, play: this.playing.checked };
		const made = snippets(this.scene, { ...moment, page }, location.origin);
		this.link.value = made.link;
		this.iframe.value = made.iframe;
		this.slidev.value = made.slidev;
		this.file.hidden = made.file === null;
		if (made.file) this.file.href = made.file;
	}
}

/**
 * @param {string} id
 * @param {number} rows
 */
function line(id, rows) {
	return make("textarea", { id, rows, readonly: true, spellcheck: "false" });
}

/**
 * @param {string} label
 * @param {HTMLTextAreaElement} field
 */
function row(label, field) {
	const button = make("button", { type: "button", class: "plain", "aria-label": `Copy: ${label}` }, "Copy");
	const said = make("span", { class: "said", role: "status" });
	button.addEventListener("click", async () => {
		said.textContent = (await copyFrom(field)) ? "copied" : "press Ctrl+C to copy";
		button.focus();
	});
	return make(
		"div",
		{ class: "snippet" },
		make("div", { class: "row" }, make("label", { for: field.id }, label), said, button),
		field,
	);
}
