import assert from "node:assert/strict";
import test from "node:test";

/** Stands in for the browser's WebSocket; the test plays the server. */
class FakeSocket {
	static OPEN = 1;
	static made = [];
	readyState = 0;
	sent = [];

	constructor(address, protocol) {
		Object.assign(this, { address, protocol });
		FakeSocket.made.push(this);
	}
	send(text) {
		this.sent.push(JSON.parse(text));
	}
	accept() {
		this.readyState = 1;
		this.onopen();
	}
	drop() {
		this.readyState = 3;
		this.onclose();
	}
	say(message) {
		this.onmessage({ data: JSON.stringify(message) });
	}
}
globalThis.WebSocket = FakeSocket;
globalThis.addEventListener = () => {};
const { Connection } = await import("../../static/js/core/socket.js");
const { Trace } = await import("../../static/js/core/trace.js");

const header = { scene: "hello", title: "", params: {}, fields: {}, cues: [], facts: {}, charts: {}, length: null };
const opened = (ref, trace) => ({ type: "opened", ref, trace, header, length: 100 });
const latest = () => FakeSocket.made.at(-1);

function begin(t) {
	t.mock.timers.enable({ apis: ["setTimeout"] });
	const connection = new Connection("ws://here/ws");
	const states = [];
	connection.onState = (state) => states.push(state);
	const trace = new Trace("hello", { hidden: 8 });
	trace.want(5);
	connection.open(trace);
	latest().accept();
	latest().say(opened(1, "ab"));
	return { connection, states, trace, socket: latest() };
}

test("opens the trace and asks for what is wanted, then for more", (t) => {
	const { trace, socket } = begin(t);
	assert.equal(socket.protocol, "unrolled.v1");
	trace.want(9);
	trace.want(7);
	assert.deepEqual(socket.sent, [
		{ type: "open", ref: 1, scene: "hello", params: { hidden: 8 } },
		{ type: "want", trace: "ab", upto: 5, have: 0 },
		{ type: "want", trace: "ab", upto: 9 },
	]);
});

test("comes back by itself, opens the trace again and asks for as much as before", (t) => {
	const { trace, states, socket } = begin(t);
	trace.constants({});
	trace.frame({ t: 0, phase: "forward", caption: "", cue: null, values: {} });
	socket.drop();
	trace.want(30);
	const before = FakeSocket.made.length;
	t.mock.timers.tick(1000);
	assert.equal(FakeSocket.made.length, before + 1);
	latest().accept();
	latest().say(opened(1, "ab"));
	assert.deepEqual(
		latest().sent.map((m) => [m.type, m.upto, m.have]),
		[
			["open", undefined, undefined],
			["want", 30, 1],
		],
	);
	assert.deepEqual(states, ["connecting", "open", "away", "open"]);
});

test("waits longer and longer for a server that does not answer, but never long", (t) => {
	const { socket } = begin(t);
	socket.drop();
	const tries = [];
	for (let now = 0; now < 60_000; now += 50) {
		const before = FakeSocket.made.length;
		t.mock.timers.tick(50);
		if (FakeSocket.made.length > before) {
			tries.push(now);
			latest().drop();
		}
	}
	const gaps = tries.slice(1).map((at, i) => at - tries[i]);
	assert.ok(tries[0] < 500);
	assert.ok(gaps[0] < gaps[3]);
	assert.ok(Math.max(...gaps) <= 6500, `${gaps}`);
	assert.ok(tries.length > 8);
});

test("a socket that was closed for idleness comes back only when something is wanted", (t) => {
	const { trace, states, socket } = begin(t);
	socket.say({ type: "error", code: "idle", message: "Too quiet.", field: null, ref: null, trace: null });
	socket.drop();
	const before = FakeSocket.made.length;
	t.mock.timers.tick(60_000);
	assert.equal(FakeSocket.made.length, before);
	assert.equal(states.at(-1), "idle");
	trace.want(50);
	assert.equal(FakeSocket.made.length, before + 1);
	latest().accept();
	latest().say(opened(1, "ab"));
	assert.equal(latest().sent.at(-1).upto, 50);
});

test("an error finds its trace; one of nobody's finds the page", (t) => {
	const { connection, trace, socket } = begin(t);
	const said = [];
	connection.onError = (error) => said.push(error.code);
	const other = new Trace("hello", { hidden: 1e9 });
	connection.open(other);
	const problem = { field: "hidden", message: "hidden: too large", expected: "", got: "" };
	const error = { type: "error", message: "", field: "hidden", trace: null };
	socket.say({ ...error, code: "bad_params", ref: 2, errors: [problem] });
	assert.deepEqual(other.failure.problems, [problem]);
	assert.equal(trace.failure, null);
	socket.say({ ...error, code: "too_many_sockets", ref: null });
	assert.deepEqual(said, ["too_many_sockets"]);
});

test("a trace that failed is not asked for again after a reconnection", (t) => {
	const { connection, socket } = begin(t);
	const other = new Trace("hello", { hidden: 1e9 });
	connection.open(other);
	const error = { type: "error", code: "bad_params", message: "no", field: null, ref: 2, trace: null };
	socket.say(error);
	socket.drop();
	t.mock.timers.tick(1000);
	latest().accept();
	assert.deepEqual(
		latest().sent.map((m) => m.ref),
		[1],
	);
});

test("lets go of a trace, but not of one that somebody else on the page still looks at", (t) => {
	const { connection, trace, socket } = begin(t);
	const twin = new Trace("hello", { hidden: 8 });
	connection.open(twin);
	socket.say(opened(2, "ab"));
	connection.close(trace);
	assert.ok(!socket.sent.some((m) => m.type === "close"));
	connection.close(twin);
	assert.deepEqual(socket.sent.at(-1), { type: "close", trace: "ab", ref: 2 });
});

test("a trace that was let go before it opened is closed when it does", (t) => {
	const { connection, socket } = begin(t);
	const hasty = new Trace("hello", { hidden: 9 });
	connection.open(hasty);
	connection.close(hasty);
	socket.say(opened(2, "cd"));
	assert.deepEqual(socket.sent.at(-1), { type: "close", trace: "cd", ref: 2 });
});

test("a trace asked for twice in haste stays open for the second", (t) => {
	const { connection, socket } = begin(t);
	const hasty = new Trace("hello", { hidden: 9 });
	connection.open(hasty);
	connection.close(hasty);
	const again = new Trace("hello", { hidden: 9 });
	connection.open(again);
	socket.say(opened(2, "cd"));
	assert.deepEqual(socket.sent.at(-1), { type: "close", trace: "cd", ref: 2 }, "the server knows it by ref 3 now");
	socket.say(opened(3, "cd"));
	assert.deepEqual(socket.sent.at(-1), { type: "want", trace: "cd", upto: 1, have: 0 });
});

test("who holds a trace goes on, though another one who asked for the same let go before it opened", (t) => {
	const { connection, trace, socket } = begin(t);
	const hasty = new Trace("hello", { hidden: 8 });
	connection.open(hasty);
	connection.close(hasty);
	socket.say(opened(2, "ab"));
	assert.deepEqual(socket.sent.at(-1), { type: "want", trace: "ab", upto: trace.wanted, have: trace.count });
	connection.close(trace);
	assert.deepEqual(socket.sent.at(-1), { type: "close", trace: "ab", ref: 2 });
});
