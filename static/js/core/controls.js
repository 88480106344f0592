/** One control for one param: built from its schema, it can be read, written, and told what is wrong with it. */

import { make } from "./dom.js";
import { kindOf, PLACES, placeOf, problemOf, read, valueAt } from "./schema.js";

/** @import { Problem } from "./types.js" */
/** @import { Schema } from "./schema.js" */

/**
 * @typedef {object} Control
 * @property {string} name
 * @property {HTMLElement} element
 * @property {() => unknown} value
 * @property {(value: any) => void} set  leaves alone what is being typed
 * @property {() => Problem | null} check
 * @property {(problem: Problem | null) => void} complain
 *
 * @typedef {(settled: boolean) => void} Changed  settled: not in the middle of a drag or a word
 */

/**
 * @param {string} name
 * @param {Schema} schema
 * @param {Changed} changed
 * @returns {Control}
 */
export function makeControl(name, schema, changed) {
	const kind = kindOf(name, schema);
	if (kind === "none") return unseen(name);
	if (kind === "choice" || kind === "choices") return choice(name, schema, changed, kind === "choices");
	if (kind === "switch") return onOff(name, schema, changed);
	if (kind === "colour") return colour(name, schema, changed);
	return typed(name, schema, changed, kind);
}

/**
 * A param that the picture itself sets: kept here, shown nowhere. What is wrong with it is said above the picture.
 * @param {string} name
 * @returns {Control}
 */
function unseen(name) {
	const element = make("div", { hidden: true, "data-param": name });
	/** @type {unknown} */
	let held;
	return {
		name,
		element,
		value: () => held,
		set: (value) => {
			held = value;
		},
		check: () => null,
		complain: () => {},
	};
}

/**
 * The frame around every control: its name, its explanation, and where it complains.
 * @param {string} name
 * @param {Schema} schema
 * @param {boolean} grouped  several inputs under one name
 */
function frame(name, schema, grouped) {
	const title = schema.title ?? name;
	const unit = schema.unit ? make("span", { class: "unit" }, schema.unit) : "";
	const head = make(grouped ? "legend" : "label", grouped ? {} : { for: `param-${name}` }, title);
	const about = make("p", { class: "about", id: `about-${name}` }, schema.description ?? "");
	const problem = make("p", { class: "problem", id: `problem-${name}`, role: "alert", hidden: true });
	const element = make(grouped ? "fieldset" : "div", { class: "control", "data-param": name });
	/** @param {Element[]} inputs */
	const complainer = (inputs) => (/** @type {Problem | null} */ wrong) => {
		problem.hidden = wrong === null;
		problem.textContent = wrong?.message ?? "";
		for (const input of inputs) {
			if (wrong) input.setAttribute("aria-invalid", "true");
			else input.removeAttribute("aria-invalid");
		}
	};
	return { element, head, about, problem, unit, complainer, described: `about-${name} problem-${name}` };
}

/**
 * Text and numbers: a field, for bounded numbers with a slider, for seeds with a button that shuffles.
 * @param {string} name
 * @param {Schema} schema
 * @param {Changed} changed
 * @param {ReturnType<typeof kindOf>} kind
 * @returns {Control}
 */
function typed(name, schema, changed, kind) {
	const { element, head, about, problem, unit, complainer, described } = frame(name, schema, false);
	const numeric = schema.type === "integer" || schema.type === "number";
	const field = make("input", {
		id: `param-${name}`,
		type: "text",
		inputmode: schema.type === "integer" ? "numeric" : numeric ? "decimal" : "text",
		class: numeric ? "number" : "words",
		autocomplete: "off",
		autocapitalize: "off",
		spellcheck: "false",
		"aria-describedby": described,
	});
	const row = make("div", { class: numeric ? "row" : "row wide" }, head, make("span", { class: "field" }, field, unit));
	element.append(row);
	const slides = kind === "slider" || kind === "log";
	// The field is the control for assistive technology; the slider is a handle on it, with the same name.
	const slider = make("input", { type: "range", min: 0, max: PLACES, "aria-label": schema.title ?? name });
	if (slides) {
		element.append(slider);
		if (schema.type === "integer" && kind === "slider" && schema.maximum - schema.minimum <= PLACES) {
			slider.min = schema.minimum;
			slider.max = schema.maximum;
		}
	}
	const exact = slider.max !== String(PLACES) || slider.min !== "0";
	const show = () => {
		const value = read(schema, field.value);
		if (!slides || typeof value !== "number") return;
		slider.value = String(exact ? value : placeOf(schema, kind, value));
		slider.style.setProperty("--u", String((+slider.value - +slider.min) / (+slider.max - +slider.min)));
		slider.setAttribute("aria-valuetext", `${value} ${schema.unit ?? ""}`.trim());
	};
	slider.addEventListener("input", () => {
		field.value = String(exact ? +slider.value : valueAt(schema, kind, +slider.value));
		show();
		changed(false);
	});
	slider.addEventListener("change", () => changed(true));
	field.addEventListener("input", () => {
		show();
		changed(false);
	});
	field.addEventListener("change", () => changed(true));
	if (kind === "seed") {
		const shuffle = make("button", { type: "button", class: "plain" }, "shuffle");
		shuffle.addEventListener("click", () => {
			field.value = String(Math.floor(Math.random() * 10000));
			changed(true);
		});
		row.lastElementChild?.append(shuffle);
	}
	element.append(problem, about);
	return {
		name,
		element,
		value: () => read(schema, field.value),
		set: (value) => {
			if (document.activeElement !== field) field.value = String(value);
			show();
		},
		check: () => problemOf(name, schema, read(schema, field.value)),
		complain: complainer([field]),
	};
}

/**
 * One of several words, or some of them, as buttons side by side.
 * @param {string} name
 * @param {Schema} schema
 * @param {Changed} changed
 * @param {boolean} many
 * @returns {Control}
 */
function choice(name, schema, changed, many) {
	const { element, head, about, problem, complainer, described } = frame(name, schema, true);
	element.setAttribute("aria-describedby", described);
	/** @type {unknown[]} */
	const options = many ? schema.items.enum : schema.enum;
	const labels = schema.labels ?? {};
	const inputs = options.map((option, i) =>
		make("input", {
			type: many ? "checkbox" : "radio",
			name: `param-${name}`,
			id: `param-${name}-${i}`,
			value: String(option),
		}),
	);
	const row = make("div", { class: "segments" });
	inputs.forEach((input, i) => {
		row.append(
			make("label", { for: input.id }, input, make("span", {}, labels[String(options[i])] ?? String(options[i]))),
		);
		input.addEventListener("change", () => changed(true));
	});
	element.append(head, row, problem, about);
	const value = () => {
		const chosen = options.filter((_, i) => inputs[i].checked);
		return many ? chosen : chosen[0];
	};
	return {
		name,
		element,
		value,
		set: (wanted) => {
			options.forEach((option, i) => {
				inputs[i].checked = many ? wanted.includes(option) : option === wanted;
			});
		},
		check: () => problemOf(name, schema, value()),
		complain: complainer(inputs),
	};
}

/**
 * @param {string} name
 * @param {Schema} schema
 * @param {Changed} changed
 * @returns {Control}
 */
function onOff(name, schema, changed) {
	const { element, head, about, problem, complainer, described } = frame(name, schema, false);
	const box = make("input", { id: `param-${name}`, type: "checkbox", class: "switch", "aria-describedby": described });
	box.addEventListener("change", () => changed(true));
	element.append(make("div", { class: "row" }, head, box), problem, about);
	return {
		name,
		element,
		value: () => box.checked,
		set: (value) => {
			box.checked = value;
		},
		check: () => null,
		complain: complainer([box]),
	};
}

/**
 * A colour, `#rrggbb`, or none: then the scene chooses.
 * @param {string} name
 * @param {Schema} schema
 * @param {Changed} changed
 * @returns {Control}
 */
function colour(name, schema, changed) {
	const { element, head, about, problem, complainer, described } = frame(name, schema, false);
	const well = make("input", { id: `param-${name}`, type: "color", class: "well", "aria-describedby": described });
	const none = make("button", { type: "button", class: "plain" }, "auto");
	none.setAttribute("aria-label", `${schema.title ?? name}: chosen by the scene`);
	let held = "";
	const show = () => {
		well.classList.toggle("none", held === "");
		none.hidden = held === "";
		if (held !== "") well.value = held;
	};
	well.addEventListener("input", () => {
		held = well.value;
		show();
		changed(false);
	});
	well.addEventListener("change", () => changed(true));
	none.addEventListener("click", () => {
		held = "";
		show();
		well.focus();
		changed(true);
	});
	element.append(make("div", { class: "row" }, head, make("span", { class: "field" }, well, none)), problem, about);
	show();
	return {
		name,
		element,
		value: () => held,
		set: (value) => {
			held = value;
			show();
		},
		check: () => problemOf(name, schema, held),
		complain: complainer([well]),
	};
}
