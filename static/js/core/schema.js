/**
 * What a JSON schema of params says about each of them: which control it wants, what it allows, and what is wrong with
 * a value. The words are those of the server (app/stream/params.py), so that a mistake reads the same everywhere.
 */

/** @import { Problem } from "./types.js" */

/** @typedef {Record<string, any>} Schema  of one param */

/** @typedef {"none" | "slider" | "log" | "choice" | "choices" | "switch" | "text" | "seed" | "colour"} Kind */

/**
 * The params of a schema, in order.
 * @param {any} schema
 * @returns {{name: string, schema: Schema}[]}
 */
export function fieldsOf(schema) {
	return Object.entries(schema.properties ?? {}).map(([name, field]) => ({ name, schema: resolve(field, schema) }));
}

/**
 * @param {any} field
 * @param {any} root
 * @returns {Schema}
 */
function resolve(field, root) {
	if (!field.$ref) return field;
	const target = root.$defs?.[field.$ref.split("/").at(-1)] ?? {};
	const { $ref: _, ...rest } = field;
	return { ...target, ...rest };
}

/**
 * @param {string} name
 * @param {Schema} schema
 * @returns {Kind}
 */
export function kindOf(name, schema) {
	if (schema.widget === "none") return "none";
	if (name === "seed" || schema.widget === "seed") return "seed";
	if (schema.widget === "colour") return "colour";
	if (schema.enum) return "choice";
	if (schema.type === "array" && schema.items?.enum) return "choices";
	if (schema.type === "boolean") return "switch";
	const number = schema.type === "integer" || schema.type === "number";
	if (!number || schema.minimum === undefined || schema.maximum === undefined) return "text";
	return schema.widget === "log" && schema.minimum > 0 ? "log" : "slider";
}

/**
 * What a param allows, in words: ‘a whole number from 2 to 128’.
 * @param {Schema} schema
 * @returns {string}
 */
export function expectation(schema) {
	if (schema.expects) return schema.expects;
	if (schema.enum) return `one of ${schema.enum.join(", ")}`;
	if (schema.type === "integer") return `a whole number${range(schema)}`;
	if (schema.type === "number") return `a number${range(schema)}`;
	if (schema.type === "boolean") return "true or false";
	if (schema.type === "array") {
		const { minItems: low = 0, maxItems: high } = schema;
		const count = high !== undefined ? `, ${low} to ${high} of them` : low ? `, at least ${low} of them` : "";
		return `a list, each ${expectation(schema.items ?? {})}${count}`;
	}
	const { minLength: low = 0, maxLength: high } = schema;
	if (schema.type === "string") return high === undefined ? "a text" : `a text of ${low} to ${high} characters`;
	return "another value";
}

/** @param {Schema} schema */
function range({ minimum: low, maximum: high }) {
	if (low !== undefined && high !== undefined) return ` from ${low} to ${high}`;
	if (low !== undefined) return ` ${low} or more`;
	return high !== undefined ? ` ${high} or less` : "";
}

/**
 * What was typed, as a value of the param's type; text that is no number stays text, for `problemOf` to name.
 * @param {Schema} schema
 * @param {string} typed
 */
export function read(schema, typed) {
	if (schema.type !== "integer" && schema.type !== "number") return typed;
	const trimmed = typed.trim().replace("−", "-").replace(",", ".");
	const number = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(trimmed) ? Number(trimmed) : Number.NaN;
	return Number.isFinite(number) ? number : typed;
}

/**
 * What is wrong with a value, or null.
 * @param {string} name
 * @param {Schema} schema
 * @param {unknown} value
 * @returns {Problem | null}
 */
export function problemOf(name, schema, value) {
	if (allows(schema, value)) return null;
	const expected = expectation(schema);
	const got = shown(value);
	return { field: name, message: `${name}: expected ${expected}, got ${got}`, expected, got };
}

/**
 * @param {Schema} schema
 * @param {unknown} value
 * @returns {boolean}
 */
function allows(schema, value) {
	if (schema.enum) return schema.enum.includes(value);
	if (schema.type === "integer" || schema.type === "number") {
		if (typeof value !== "number" || !Number.isFinite(value)) return false;
		if (schema.type === "integer" && !Number.isInteger(value)) return false;
		return value >= (schema.minimum ?? -Infinity) && value <= (schema.maximum ?? Infinity);
	}
	if (schema.type === "boolean") return typeof value === "boolean";
	if (schema.type === "array") {
		if (!Array.isArray(value) || !value.every((item) => allows(schema.items ?? {}, item))) return false;
		return value.length >= (schema.minItems ?? 0) && value.length <= (schema.maxItems ?? Infinity);
	}
	if (schema.type !== "string") return true;
	if (typeof value !== "string") return false;
	// Counted as the server counts: in characters, not in UTF-16 units.
	const size = [...value].length;
	return size >= (schema.minLength ?? 0) && size <= (schema.maxLength ?? Infinity);
}

/** @param {unknown} value */
function shown(value) {
	if (Array.isArray(value)) return value.length ? value.join(", ") : "none of them";
	if (typeof value !== "string") return String(value);
	if (value === "") return "nothing";
	const letters = [...value];
	return letters.length <= 60 ? `“${value}”` : `“${letters.slice(0, 59).join("")}…” (${letters.length} characters)`;
}

/** Places of a slider between its ends. */
export const PLACES = 200;

/**
 * The value at a place of a slider (0…PLACES): evenly spaced, or evenly in its logarithm; rounded to what reads well.
 * @param {Schema} schema
 * @param {Kind} kind
 * @param {number} place
 */
export function valueAt(schema, kind, place) {
	const { minimum: low, maximum: high } = schema;
	const u = place / PLACES;
	if (place <= 0) return low;
	if (place >= PLACES) return high;
	const raw = kind === "log" ? low * (high / low) ** u : low + (high - low) * u;
	if (schema.type === "integer") return Math.round(raw);
	if (kind === "log") return Number(raw.toPrecision(2));
	const step = 10 ** Math.floor(Math.log10((high - low) / PLACES));
	const steps = Math.round(raw / step);
	return Number((steps * step).toPrecision(12));
}

/**
 * The place of a value on its slider.
 * @param {Schema} schema
 * @param {Kind} kind
 * @param {number} value
 */
export function placeOf(schema, kind, value) {
	const { minimum: low, maximum: high } = schema;
	const u = kind === "log" ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
	return Math.round(Math.max(0, Math.min(1, u)) * PLACES);
}
