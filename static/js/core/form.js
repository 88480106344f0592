/** The params of a scene as a form, made from nothing but its schema. Bad input stays in the form: the picture runs on. */

import { spell } from "./address.js";
import { makeControl } from "./controls.js";
import { make } from "./dom.js";
import { fieldsOf } from "./schema.js";

/** @import { Control } from "./controls.js" */
/** @import { Params, Problem, SceneInfo } from "./types.js" */

/** A drag or a word in the making is not asked for at every pixel or letter. */
const PAUSE = 250;

export class Form {
	/**
	 * @param {HTMLElement} parent
	 * @param {SceneInfo} scene
	 * @param {(params: Params) => void} wanted  called with good params that differ from the last ones
	 */
	constructor(parent, scene, wanted) {
		this.scene = scene;
		this.wanted = wanted;
		this.timer = 0;
		this.asked = "";
		const fields = fieldsOf(scene.schema);
		/** @type {Control[]} */
		this.controls = fields.map(({ name, schema }) => makeControl(name, schema, (settled) => this.#changed(settled)));
		const folded = make("details", { class: "more" }, make("summary", {}, "More"));
		const form = make("form", { autocomplete: "off", novalidate: true });
		form.addEventListener("submit", (event) => {
			event.preventDefault();
			this.#changed(true);
		});
		this.presets = this.#makePresets();
		form.append(this.presets);
		for (const [i, { schema }] of fields.entries()) {
			(schema.group === "more" ? folded : form).append(this.controls[i].element);
		}
		if (folded.children.length > 1) form.append(folded);
		this.folded = folded;
		parent.replaceChildren(form);
	}

	/** @returns {Params} */
	get values() {
		return Object.fromEntries(this.controls.map((control) => [control.name, control.value()]));
	}

	/**
	 * Show params that run, complete as the server named them.
	 * @param {Params} params
	 */
	set(params) {
		for (const control of this.controls) control.set(params[control.name]);
		this.asked = JSON.stringify(this.values);
		this.#markPreset();
	}

	/**
	 * Ask for other params from outside the form: the picture itself can be taken hold of.
	 * @param {Params} patch
	 */
	patch(patch) {
		for (const control of this.controls) if (control.name in patch) control.set(patch[control.name]);
		this.#changed(true);
	}

	/**
	 * Say what is wrong beside the controls it concerns.
	 * @param {Problem[]} problems
	 * @returns {Problem[]} those that concern no control
	 */
	complain(problems) {
		for (const control of this.controls) {
			const problem = problems.find((p) => p.field === control.name) ?? null;
			control.complain(problem);
			if (problem && this.folded.contains(control.element)) this.folded.open = true;
		}
		return problems.filter((p) => !this.controls.some((c) => c.name === p.field && !c.element.hidden));
	}

	/** @param {boolean} settled */
	#changed(settled) {
		clearTimeout(this.timer);
		this.timer = setTimeout(() => this.#ask(), settled ? 0 : PAUSE);
	}

	#ask() {
		const problems = this.controls.map((control) => control.check()).filter((p) => p !== null);
		this.complain(problems);
		this.#markPreset();
		const values = JSON.stringify(this.values);
		if (problems.length || values === this.asked) return;
		this.asked = values;
		this.wanted(this.values);
	}

	/** Buttons for the params a lecturer starts from; each stands for the defaults with a few changes. */
	#makePresets() {
		const starts = { default: {}, ...this.scene.presets };
		return make(
			"div",
			{ class: "presets", role: "group", "aria-label": "Starting points" },
			...Object.entries(starts).map(([name, patch]) => {
				const button = make("button", { type: "button", "aria-pressed": "false", "data-preset": name }, name);
				button.addEventListener("click", () => {
					for (const control of this.controls) control.set({ ...this.scene.defaults, ...patch }[control.name]);
					this.#changed(true);
				});
				return button;
			}),
		);
	}

	#markPreset() {
		const now = this.values;
		for (const button of /** @type {NodeListOf<HTMLElement>} */ (this.presets.querySelectorAll("button"))) {
			const start = { ...this.scene.defaults, ...this.scene.presets[button.dataset.preset ?? ""] };
			const here = Object.entries(start).every(([name, value]) => spell(value) === spell(now[name]));
			button.setAttribute("aria-pressed", String(here));
		}
	}
}
