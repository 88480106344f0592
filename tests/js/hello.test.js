/** The arrangement of the scene `hello`, at every size, and the parts of a step, in the order of the code. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { blockBox, columns, plan } from "../../static/js/scenes/hello/layout.js";
import { momentOf, schedule } from "../../static/js/scenes/hello/moment.js";

const STAGES = [
	[340, 180],
	[360, 330],
	[360, 640],
	[640, 210],
	[868, 300],
	[868, 400],
	[980, 395],
	[980, 552],
	[1280, 720],
	[1440, 900],
	[1900, 1000],
];
const RUNS = [
	{ steps: 1, hidden: 2, letters: 1 },
	{ steps: 4, hidden: 8, letters: 4 },
	{ steps: 23, hidden: 64, letters: 24 },
	{ steps: 23, hidden: 2, letters: 2 },
	{ steps: 2, hidden: 64, letters: 3 },
];
const SLACK = 0.01;

/** @param {(p: ReturnType<typeof plan>, run: typeof RUNS[number], width: number, height: number) => void} check */
function everywhere(check) {
	for (const [width, height] of STAGES)
		for (const run of RUNS)
			for (const plain of [true, false])
				for (const telling of [true, false]) check(plan(width, height, run, plain, telling), run, width, height);
}

test("the rows follow one another and stay within the stage", () => {
	everywhere((p, _run, _width, height) => {
		const { target, out, up, hidden, into, hot, letter } = p.rows;
		let y = 0;
		for (const row of [target, out, up, hidden, into, hot, letter]) {
			assert.ok(row.h >= 0);
			assert.ok(row.y >= y - SLACK);
			y = row.y + row.h;
		}
		assert.ok(y <= height + SLACK, `${y} > ${height}`);
		assert.ok(hidden.h > 20 && out.h > 14);
	});
});

test("the panel and the network do not overlap", () => {
	everywhere((p, _run, width, height) => {
		if (!p.side) return;
		const { x, y, w, h } = p.side;
		assert.ok(x + w <= width && y + h <= height);
		assert.ok(p.below ? p.net.y + p.net.h <= y : p.net.x + p.net.w <= x);
	});
});

test("text is never below 12 px, nor below 14 on stages of 900 px and more", () => {
	everywhere((p, _run, width) => {
		assert.ok(p.size >= (width >= 900 ? 14 : 12));
		assert.ok(p.letter >= 12);
	});
});

test("columns fill the room from left to right, whatever the focus", () => {
	everywhere((p, run) => {
		for (const focus of [-1, 0, 0.4, run.steps - 1]) {
			const found = columns(p, run.steps, focus);
			let left = p.left;
			for (const column of found) {
				assert.ok(Math.abs(column.left - left) < SLACK);
				assert.ok(column.cell <= column.width);
				const box = blockBox(p, column, "hidden");
				assert.ok(box.x >= column.left - SLACK && box.x + box.w <= column.left + column.width + SLACK);
				left += column.width;
			}
			assert.ok(Math.abs(left - p.right) < SLACK);
		}
	});
});

test("a crowded row gives most room to the step in focus, and moves it smoothly", () => {
	const p = plan(980, 552, RUNS[2], false, false);
	const [before, between, after] = [5, 5.5, 6].map((focus) => columns(p, 23, focus));
	assert.ok(before[5].width > 3 * before[7].width);
	assert.ok(between[5].width < before[5].width && between[5].width > after[5].width);
});

/** @param {string[][]} roles */
const listing = (roles) => ({ lines: roles.map((r, n) => ({ n, spans: [], roles: r })) });
const PLAIN = listing([["enter"], ["recurrent"], ["input"], ["state"], ["output"]]);
const FUSED = listing([["enter"], ["input", "recurrent"], ["gates"], ["memory"], ["state"], ["output"]]);

test("the parts of a step follow one another in the order of the code and fill it", () => {
	for (const fed of [true, false]) {
		const parts = schedule(PLAIN, fed);
		assert.deepEqual(
			parts.map(({ part }) => part),
			["letter", "recurrent", "input", "state", "output"],
		);
		parts.forEach(({ from, to }, i) => {
			assert.ok(to > from);
			assert.ok(Math.abs(from - (parts[i - 1]?.to ?? 0)) < SLACK);
		});
		assert.ok(Math.abs(parts[parts.length - 1].to - 1) < SLACK);
	}
});

test("products that share a line happen together", () => {
	const parts = Object.fromEntries(schedule(FUSED, false).map((p) => [p.part, p]));
	assert.equal(parts.input.from, parts.recurrent.from);
	assert.equal(parts.input.to, parts.recurrent.to);
	assert.deepEqual(Object.keys(parts), ["letter", "input", "recurrent", "gates", "memory", "state", "output"]);
	assert.ok(Math.abs(parts.output.to - 1) < SLACK);
});

/** @param {string} phase @param {number} step */
const frame = (phase, step) =>
	/** @type {any} */ ({ t: 0, phase, caption: "", cue: null, values: { step, iteration: step } });
const RUN = /** @type {any} */ ({ steps: 4 });
const SCHEDULES = { forward: schedule(PLAIN, false), write: schedule(PLAIN, true) };

test("at rest every step read is complete and none is at work", () => {
	const m = momentOf(RUN, frame("forward", 3), frame("forward", 4), 0, SCHEDULES);
	assert.deepEqual([m.done, m.working, m.role, m.focus], [3, -1, "output", 2]);
});

test("between two frames the next step is at work, and its line only moves down", () => {
	const roles = [];
	for (let alpha = 0.01; alpha < 1; alpha += 0.01) {
		const m = momentOf(RUN, frame("forward", 1), frame("forward", 2), alpha, SCHEDULES);
		assert.equal(m.working, 1);
		if (roles[roles.length - 1] !== m.role) roles.push(m.role);
	}
	assert.deepEqual(roles, ["enter", "recurrent", "input", "state", "output"]);
});

test("the way back goes from the last step to the first", () => {
	const start = momentOf(RUN, frame("backward", 5), frame("backward", 4), 0.3, SCHEDULES);
	assert.deepEqual([start.done, start.working, start.role], [4, 3, "local"]);
	const later = momentOf(RUN, frame("backward", 3), frame("backward", 2), 0.3, SCHEDULES);
	assert.deepEqual([later.done, later.working, later.role], [2, 1, "recurrent"]);
});
