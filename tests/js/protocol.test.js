import assert from "node:assert/strict";
import test from "node:test";
import { encode, ProtocolError, parse } from "../../static/js/core/protocol.js";

const header = {
	scene: "hello",
	title: "A title",
	params: {},
	fields: {},
	cues: [],
	facts: {},
	charts: {},
	length: null,
};

test("messages to the server are what the wire promises", () => {
	const open = { type: "open", ref: 1, scene: "hello", params: { hidden: 8 } };
	assert.deepEqual(JSON.parse(encode(open)), open);
	assert.deepEqual(JSON.parse(encode({ type: "want", trace: "ab", upto: 0 })), { type: "want", trace: "ab", upto: 0 });
	assert.throws(() => encode({ type: "want", trace: "ab", upto: -1 }), ProtocolError);
	assert.throws(() => encode({ type: "want", trace: "ab", upto: 1.5 }), ProtocolError);
	assert.throws(() => encode({ type: "want", trace: null, upto: 1 }), ProtocolError);
	assert.throws(() => encode({ type: "open", ref: 1, scene: "hello", params: [] }), ProtocolError);
	assert.throws(() => encode({ type: "advance" }), /expected a message of type open, want, close, got advance/);
});

test("messages from the server are read", () => {
	const opened = { type: "opened", ref: 3, trace: "ab", header, length: null };
	assert.deepEqual(parse(JSON.stringify(opened)), opened);
	assert.equal(parse('{"type":"end","trace":"ab","length":12}').length, 12);
	const error = parse('{"type":"error","code":"idle","message":"Too quiet.","field":null,"ref":null,"trace":null}');
	assert.equal(error.code, "idle");
});

for (const [name, text] of Object.entries({
	"no JSON": "{",
	"no object": "3",
	nothing: "null",
	"no type": "{}",
	"a type of ours": '{"type":"want","trace":"ab","upto":1}',
	"a type of nobody": '{"type":"toString"}',
	"a negative length": '{"type":"end","trace":"ab","length":-1}',
	"a missing trace": '{"type":"end","length":1}',
	"a header without cues": JSON.stringify({
		type: "opened",
		ref: 1,
		trace: "ab",
		length: 1,
		header: { ...header, cues: undefined },
	}),
})) {
	test(`refuses ${name}`, () => assert.throws(() => parse(text), ProtocolError));
}
