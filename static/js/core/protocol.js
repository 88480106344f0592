/**
 * The control messages of the wire `unrolled.v1`, in one description that is checked both ways.
 * The server's twin is app/stream/protocol.py. Frames are binary: see codec.js.
 */

/** @import { Header, Params, Problem } from "./types.js" */

export const SUBPROTOCOL = "unrolled.v1";

/**
 * @typedef {{type: "open", ref: number, scene: string, params: Params}
 *   | {type: "want", trace: string, upto: number, have?: number}
 *   | {type: "close", trace: string, ref?: number}} ClientMessage
 *
 * @typedef {{type: "opened", ref: number, trace: string, header: Omit<Header, "constants" | "trace">, length: number | null}} Opened
 * @typedef {{type: "end", trace: string, length: number}} End
 * @typedef {{type: "error", code: string, message: string, field: string | null, ref: number | null,
 *   trace: string | null, errors?: Problem[]}} ServerError
 * @typedef {Opened | End | ServerError} ServerMessage
 */

/** @typedef {"string" | "count" | "object" | "list"} Kind */

/** @type {Record<string, Record<string, Kind | `${Kind}?`>>} what each message must carry; `?` may be null or missing */
const CLIENT = {
	open: { ref: "count", scene: "string", params: "object" },
	want: { trace: "string", upto: "count", have: "count?" },
	close: { trace: "string", ref: "count?" },
};

/** @type {Record<string, Record<string, Kind | `${Kind}?`>>} */
const SERVER = {
	opened: { ref: "count", trace: "string", header: "object", length: "count?" },
	end: { trace: "string", length: "count" },
	error: { code: "string", message: "string", field: "string?", ref: "count?", trace: "string?", errors: "list?" },
};

/** @type {Record<string, Kind | `${Kind}?`>} */
const HEADER = {
	scene: "string",
	title: "string",
	params: "object",
	fields: "object",
	cues: "list",
	facts: "object",
	charts: "object",
	length: "count?",
};

/** A message that is not what the wire promises; says what was expected and what came. */
export class ProtocolError extends Error {}

/**
 * @param {ClientMessage} message
 * @returns {string} the text to send
 */
export function encode(message) {
	checkMessage(CLIENT, message);
	return JSON.stringify(message);
}

/**
 * @param {string} text
 * @returns {ServerMessage}
 */
export function parse(text) {
	let message;
	try {
		message = JSON.parse(text);
	} catch {
		throw new ProtocolError(`expected JSON, got ${text.slice(0, 80)}`);
	}
	checkMessage(SERVER, message);
	if (message.type === "opened") checkFields("header", HEADER, message.header);
	return message;
}

/**
 * @param {Record<string, Record<string, string>>} messages
 * @param {any} message
 */
function checkMessage(messages, message) {
	const named = message !== null && typeof message === "object" && Object.hasOwn(messages, message.type);
	const fields = named ? messages[message.type] : null;
	if (!fields) {
		const known = Object.keys(messages).join(", ");
		throw new ProtocolError(`expected a message of type ${known}, got ${String(message?.type ?? message)}`);
	}
	checkFields(message.type, fields, message);
}

/**
 * @param {string} name
 * @param {Record<string, string>} fields
 * @param {Record<string, unknown>} object
 */
function checkFields(name, fields, object) {
	for (const [field, kind] of Object.entries(fields)) {
		const value = object[field];
		if (kind.endsWith("?") && (value === null || value === undefined)) continue;
		if (!isKind(kind.replace("?", ""), value)) {
			throw new ProtocolError(`${name}.${field}: expected a ${kind}, got ${JSON.stringify(value)?.slice(0, 80)}`);
		}
	}
}

/**
 * @param {string} kind
 * @param {unknown} value
 */
function isKind(kind, value) {
	if (kind === "string") return typeof value === "string";
	if (kind === "count") return Number.isSafeInteger(value) && Number(value) >= 0;
	if (kind === "list") return Array.isArray(value);
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
