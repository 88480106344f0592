import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { CodecError, decode } from "../../static/js/core/codec.js";

const TRACE = "0123456789abcdef0123";

/** The message as a WebSocket would hand it over: an ArrayBuffer of its own. */
function fixture(name) {
	const bytes = readFileSync(new URL(`fixtures/${name}`, import.meta.url));
	return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
}

test("a frame of the server arrives as it was sent", () => {
	const { trace, frame } = decode(fixture("frame.cbor"));
	assert.equal(trace, TRACE);
	assert.equal(frame.t, 7);
	assert.equal(frame.phase, "backward");
	assert.equal(frame.caption, "‖∂L/∂h₃‖ is 1.2·10⁻⁹.");
	assert.equal(frame.cue, "halfway");
	const { h, norms, picture, nothing, ...scalars } = frame.values;
	assert.deepEqual(h.shape, [2, 3]);
	assert.deepEqual(h.data, new Float32Array([-1, -0.5, 0, 0.5, 1, 1.5]));
	assert.deepEqual(norms.data, new Float64Array([1e-300, Infinity, -Infinity, NaN]));
	assert.deepEqual(picture.shape, [2, 2, 1]);
	assert.deepEqual(picture.data, new Uint8Array([0, 1, 128, 255]));
	assert.deepEqual(nothing.data, new Float32Array(0));
	assert.deepEqual(scalars, {
		loss: 0.1,
		overflow: Infinity,
		step: 3,
		large: 2 ** 40,
		negative: -7,
		word: "hello",
		right: true,
		none: null,
	});
});

test("typed arrays are aligned wherever they lie in the message", () => {
	const { frame } = decode(fixture("frame.cbor"));
	for (const { data } of [frame.values.h, frame.values.norms]) {
		assert.equal(data.byteOffset % data.BYTES_PER_ELEMENT, 0);
	}
});

test("a frame without values or a cue", () => {
	const { frame } = decode(fixture("plain.cbor"));
	assert.deepEqual(
		{ ...frame, values: { ...frame.values } },
		{
			t: 0,
			phase: "forward",
			caption: "Nothing happens.",
			cue: null,
			values: {},
		},
	);
});

test("constants, and none", () => {
	const { constants } = decode(fixture("constants.cbor"));
	assert.deepEqual(constants.W.shape, [1, 2]);
	assert.deepEqual(constants.W.data, new Float64Array([1.5, -2.5]));
	assert.deepEqual(Object.keys(decode(fixture("no-constants.cbor")).constants), []);
});

test("what is no message of ours is refused in words", () => {
	const bytes = (...list) => new Uint8Array(list).buffer;
	assert.throws(() => decode(bytes(0xa0)), CodecError);
	assert.throws(() => decode(bytes(0xff, 0xff)), CodecError);
	assert.throws(() => decode(fixture("frame.cbor").slice(0, 40)), CodecError);
	// {"trace": "x"}: a map with a name and nothing else
	assert.throws(() => decode(bytes(0xa1, 0x65, 0x74, 0x72, 0x61, 0x63, 0x65, 0x61, 0x78)), /expected a frame/);
});

test("an array whose shape does not fit its numbers is refused", () => {
	// 40([[3], 64(h'0102')])
	const array = [0xd8, 40, 0x82, 0x81, 3, 0xd8, 64, 0x42, 1, 2];
	const map = [0xa2, 0x65, ...Buffer.from("trace"), 0x61, 0x78, 0x69, ...Buffer.from("constants"), 0xa1, 0x61, 0x77];
	assert.throws(() => decode(new Uint8Array([...map, ...array]).buffer), /that many numbers/);
});
