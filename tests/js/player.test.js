import assert from "node:assert/strict";
import test from "node:test";
import { Player, SPEEDS } from "../../static/js/core/player.js";

/** A trace of `count` frames received, of `length` in all. */
function source(count, length = count, cues = []) {
	const frames = Array.from({ length: count }, (_, t) => ({
		t,
		phase: t < 5 ? "forward" : "backward",
		caption: "",
		cue: null,
		values: {},
	}));
	return { frames, length, cues, failure: null };
}

function player(given, options) {
	const made = new Player(options);
	made.source = given;
	return made;
}

/** Let `ms` milliseconds pass in frames of 10. */
function pass(p, ms, from = 0) {
	let moving = true;
	for (let now = from; now <= from + ms; now += 10) moving = p.tick(now);
	return moving;
}

const near = (a, b) => assert.ok(Math.abs(a - b) < 1e-9, `expected ${b}, got ${a}`);

test("plays at the rate of the phase, times the speed", () => {
	const p = player(source(20), { rates: { forward: 2, backward: 10 } });
	p.play();
	pass(p, 1000);
	near(p.t, 2);
	p.setSpeed(2);
	pass(p, 750, 1000);
	near(p.t, 5);
	pass(p, 250, 1750);
	near(p.t, 10); // 250 ms of the faster phase at double speed
});

test("a slow frame of the browser costs no steps, a sleeping tab does not leap", () => {
	const p = player(source(1000), { rates: { forward: 100, backward: 100 } });
	p.play();
	p.tick(0);
	p.tick(60);
	near(p.t, 6);
	p.tick(60_000);
	near(p.t, 16); // a tenth of a second at most
});

test("stops at the end, and plays again from the start", () => {
	const p = player(source(4));
	let changes = 0;
	p.onChange = () => changes++;
	p.play();
	assert.equal(pass(p, 3000), false);
	assert.equal(p.t, 3);
	assert.equal(p.playing, false);
	assert.ok(changes >= 2);
	p.play();
	assert.equal(p.t, 0);
});

test("waits at the newest frame until more arrive", () => {
	const given = source(3, 10);
	const p = player(given);
	p.play();
	assert.equal(pass(p, 2000), true);
	assert.equal(p.t, 2);
	assert.equal(p.waiting, true);
	given.frames.push(...source(10).frames.slice(3));
	pass(p, 200, 2000);
	assert.ok(p.t > 2);
	assert.equal(p.waiting, false);
});

test("a step forward glides to the next frame; another one hurries there", () => {
	const p = player(source(10));
	p.step(1);
	pass(p, 100);
	near(p.t, 0.5);
	p.step(1);
	near(p.t, 1);
	pass(p, 1000, 200);
	assert.equal(p.t, 2);
	assert.equal(p.playing, false);
});

test("a step from between two frames ends on the next one, a step back on the last one", () => {
	const p = player(source(10), { gliding: false });
	p.seek(3.4);
	p.step(1);
	assert.equal(p.t, 4);
	p.seek(3.4);
	p.step(-1);
	assert.equal(p.t, 3);
	p.step(-1);
	assert.equal(p.t, 2);
});

test("steps stay within the trace", () => {
	const p = player(source(3), { gliding: false });
	p.step(-1);
	assert.equal(p.t, 0);
	for (let i = 0; i < 9; i++) p.step(1);
	assert.equal(p.t, 2);
});

test("a moment asked for before the trace has come is where the picture will be", () => {
	const p = new Player();
	p.seek(40);
	assert.ok(p.upto > 40);
	p.source = source(60);
	p.sourceChanged();
	assert.equal(p.shown, 40);
	p.source = source(20);
	p.sourceChanged();
	assert.equal(p.t, 19, "clamped to a shorter run");
});

test("the picture shows the newest frame while the cursor is ahead of it", () => {
	const p = player(source(5, 100));
	p.seek(50);
	assert.equal(p.shown, 4);
	assert.equal(p.waiting, true);
});

test("seeks nonsense to the start", () => {
	const p = player(source(5));
	for (const t of [-5, Number.NaN, Number.NEGATIVE_INFINITY]) {
		p.seek(t);
		assert.equal(p.t, 0);
	}
});

const CUES = [
	{ name: "a", title: "A", t: 0 },
	{ name: "b", title: "B", t: 5 },
	{ name: "c", title: "C", t: 9 },
];

test("jumps from moment to moment, and to the ends beyond them", () => {
	const p = player(source(20, 20, structuredClone(CUES)));
	const seen = [];
	for (const by of [1, 1, 1, 1, -1, -1, -1, -1]) {
		p.jump(by);
		seen.push(p.t);
	}
	assert.deepEqual(seen, [5, 9, 19, 19, 9, 5, 0, 0]);
	p.seek(6.5);
	p.jump(-1);
	assert.equal(p.t, 5);
});

test("a moment can be named or counted, again and again", () => {
	const p = player(source(20, 20, structuredClone(CUES)));
	p.cue("c");
	p.cue("c");
	assert.equal(p.t, 9);
	p.cue(1);
	assert.equal(p.t, 5);
	p.cue("nowhere");
	assert.equal(p.t, 5);
});

test("looks ahead for a moment whose place is not known yet", () => {
	const cues = [{ name: "late", title: "Late", t: null }];
	const given = source(10, null, cues);
	const p = player(given);
	p.jump(1);
	assert.equal(p.searching, "late");
	assert.equal(p.waiting, true);
	assert.ok(p.upto > given.frames.length);
	given.frames.push(...source(80).frames.slice(10));
	p.sourceChanged();
	assert.ok(p.upto > 80, "keeps asking");
	cues[0].t = 70;
	p.sourceChanged();
	assert.equal(p.t, 70);
	assert.equal(p.searching, null);
});

test("gives up a moment that the whole run does not have", () => {
	const given = source(10, 10, [{ name: "never", title: "Never", t: null }]);
	const p = player(given);
	p.cue("never");
	p.sourceChanged();
	assert.equal(p.searching, null);
	assert.equal(p.t, 0);
});

test("a moment asked for before the trace has come is remembered", () => {
	const p = new Player();
	p.cue("b");
	p.source = source(20, 20, structuredClone(CUES));
	p.sourceChanged();
	assert.equal(p.t, 5);
	const q = new Player();
	q.cue(2);
	q.source = source(20, 20, structuredClone(CUES));
	q.sourceChanged();
	assert.equal(q.t, 9);
});

test("asks ahead by what the next seconds need", () => {
	const p = player(source(1, 5000), { rates: { forward: 10 } });
	const slow = p.upto;
	p.setSpeed(32);
	assert.equal(p.upto, 1 + 800);
	assert.ok(slow < 40);
});

test("speed moves in steps and stays within them", () => {
	const p = new Player();
	for (let i = 0; i < 20; i++) p.accelerate(1);
	assert.equal(p.speed, SPEEDS.at(-1));
	for (let i = 0; i < 20; i++) p.accelerate(-1);
	assert.equal(p.speed, 0.5);
	p.setSpeed(3);
	assert.ok([2, 4].includes(p.speed));
});

test("pausing, ends and home", () => {
	const p = player(source(10));
	p.play();
	pass(p, 100);
	p.pause();
	const { t } = p;
	assert.equal(pass(p, 1000, 200), false);
	assert.equal(p.t, t);
	p.end();
	assert.equal(p.t, 9);
	p.home();
	assert.equal(p.t, 0);
	assert.equal(p.playing, false);
});

test("a run that failed on the way ends where it failed", () => {
	const given = source(5, 5);
	given.failure = { code: "out_of_time" };
	const p = player(given);
	p.play();
	pass(p, 3000);
	assert.equal(p.t, 4);
	assert.equal(p.waiting, false);
});
