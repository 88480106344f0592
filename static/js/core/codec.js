/**
 * Binary messages: CBOR (RFC 8949) with typed arrays (RFC 8746: tag 40 around tag 64, 85 or 86).
 * Arrays are views onto the message wherever they lie aligned in it, else copies; either way nobody writes into them.
 */

import "../../vendor/cbor-x/decode-no-eval.js";

/** @import { Frame, NDArray, Value } from "./types.js" */

const { Decoder, addExtension } = /** @type {any} */ (globalThis).CBOR;

/** A binary message that is not a frame and not constants. */
export class CodecError extends Error {}

class NDArrayTag {
	/**
	 * @param {number[]} shape
	 * @param {Float32Array | Float64Array | Uint8Array} data
	 */
	constructor(shape, data) {
		this.shape = shape;
		this.data = data;
	}
}

addExtension({ Class: NDArrayTag, tag: 40, decode: toArray });
const decoder = new Decoder({ int64AsNumber: true, mapsAsObjects: true, useRecords: false });

/**
 * @param {unknown} content  [shape, typed array]
 * @returns {NDArray}
 */
function toArray(content) {
	const [shape, data] = Array.isArray(content) ? content : [];
	const numbers = data instanceof Float32Array || data instanceof Float64Array || data instanceof Uint8Array;
	if (!Array.isArray(shape) || !numbers || shape.reduce((a, b) => a * b, 1) !== data.length) {
		throw new CodecError(`expected [shape, typed array of that many numbers], got ${String(content).slice(0, 80)}`);
	}
	return new NDArrayTag(shape, data);
}

/**
 * @typedef {{trace: string, frame: Frame} | {trace: string, constants: Record<string, NDArray>}} Binary
 *
 * @param {ArrayBuffer} buffer
 * @returns {Binary}
 */
export function decode(buffer) {
	let map;
	try {
		map = decoder.decode(new Uint8Array(buffer));
	} catch (error) {
		throw error instanceof CodecError ? error : new CodecError(`expected CBOR, got ${error}`);
	}
	if (typeof map?.trace !== "string") throw new CodecError("expected a map with the trace's name");
	if (map.constants) return { trace: map.trace, constants: map.constants };
	const { t, phase, caption, cue = null, values } = map;
	if (!Number.isSafeInteger(t) || typeof phase !== "string" || typeof caption !== "string" || !values) {
		throw new CodecError(`expected a frame {t, phase, caption, cue, values}, got ${Object.keys(map).join(", ")}`);
	}
	return { trace: map.trace, frame: { t, phase, caption, cue, values } };
}
