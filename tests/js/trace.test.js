import assert from "node:assert/strict";
import test from "node:test";
import { Trace } from "../../static/js/core/trace.js";

const header = {
	scene: "hello",
	title: "",
	params: {},
	fields: {},
	facts: {},
	charts: {},
	length: null,
	cues: [{ name: "end", title: "The end", t: null }],
};
const frame = (t, cue = null) => ({ t, phase: "forward", caption: "", cue, values: {} });

function opened(length = null) {
	const trace = new Trace("hello", {});
	trace.opened({ type: "opened", ref: 1, trace: "ab", header, length });
	trace.constants({});
	return trace;
}

test("is complete when every frame has come", () => {
	const trace = opened(2);
	trace.frame(frame(0));
	assert.equal(trace.complete, false);
	trace.frame(frame(1));
	assert.equal(trace.complete, true);
});

test("passes over frames that come again after a reconnection", () => {
	const trace = opened();
	for (const t of [0, 1, 0, 1, 2]) trace.frame(frame(t));
	assert.deepEqual(
		trace.frames.map((f) => f.t),
		[0, 1, 2],
	);
});

test("forgets its frames when the server comes back with another run", () => {
	const trace = opened();
	trace.frame(frame(0));
	trace.opened({ type: "opened", ref: 1, trace: "cd", header, length: 9 });
	assert.equal(trace.count, 0);
	assert.equal(trace.header, null);
	trace.constants({});
	assert.equal(trace.header.trace, "cd");
});

test("only ever raises what is wanted, and never past the end", () => {
	const trace = opened(10);
	let asked = 0;
	trace.ask = () => asked++;
	trace.want(5);
	trace.want(3);
	trace.want(4.2);
	assert.equal(trace.wanted, 5);
	assert.equal(asked, 1);
	trace.want(500);
	assert.equal(trace.wanted, 10);
});

test("learns from the frames where the moments are", () => {
	const trace = opened();
	trace.frame(frame(0, "surprise"));
	trace.frame(frame(1, "end"));
	trace.frame(frame(2, "end"));
	assert.deepEqual(trace.cues, [
		{ name: "end", title: "The end", t: 1 },
		{ name: "surprise", title: "surprise", t: 0 },
	]);
});

test("a run that fails on the way keeps what it has", () => {
	const trace = opened();
	trace.frame(frame(0));
	const error = { type: "error", code: "too_long", message: "No more.", field: null, ref: null, trace: "ab" };
	trace.fail(error);
	assert.equal(trace.length, 1);
	assert.equal(trace.failure.problems[0].message, "No more.");
	trace.want(100);
	assert.equal(trace.wanted, 1);
});
