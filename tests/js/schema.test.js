import assert from "node:assert/strict";
import test from "node:test";
import { fieldsOf, kindOf, PLACES, placeOf, problemOf, read, valueAt } from "../../static/js/core/schema.js";

const hidden = { type: "integer", minimum: 2, maximum: 128 };
const rate = { type: "number", minimum: 0.0001, maximum: 10, widget: "log" };
const bias = { type: "number", minimum: -4, maximum: 6 };
const cell = { type: "string", enum: ["rnn", "lstm"] };
const cells = { type: "array", items: cell, minItems: 1, maxItems: 2 };
const text = { type: "string", minLength: 2, maxLength: 24 };

test("every param finds its control", () => {
	assert.equal(kindOf("hidden", hidden), "slider");
	assert.equal(kindOf("rate", rate), "log");
	assert.equal(kindOf("zero", { ...rate, minimum: 0 }), "slider");
	assert.equal(kindOf("cell", cell), "choice");
	assert.equal(kindOf("cells", cells), "choices");
	assert.equal(kindOf("text", text), "text");
	assert.equal(kindOf("seed", { type: "integer", minimum: 0, maximum: 2 ** 31 - 1 }), "seed");
	assert.equal(kindOf("deep", { type: "boolean" }), "switch");
	assert.equal(kindOf("free", { type: "number" }), "text");
});

test("references into the schema are followed", () => {
	const root = {
		properties: { cell: { $ref: "#/$defs/Cell", default: "rnn", title: "Cell" } },
		$defs: { Cell: { enum: ["rnn"], type: "string", title: "Other" } },
	};
	assert.deepEqual(fieldsOf(root), [
		{ name: "cell", schema: { enum: ["rnn"], type: "string", title: "Cell", default: "rnn" } },
	]);
});

test("what is wrong is said with the field, what was expected and what came", () => {
	assert.deepEqual(problemOf("hidden", hidden, 1e9), {
		field: "hidden",
		message: "hidden: expected a whole number from 2 to 128, got 1000000000",
		expected: "a whole number from 2 to 128",
		got: "1000000000",
	});
	assert.match(problemOf("hidden", hidden, 2.5).message, /got 2.5$/);
	assert.match(problemOf("hidden", hidden, "many").message, /got “many”$/);
	assert.match(problemOf("hidden", hidden, "").message, /got nothing$/);
	assert.match(problemOf("cell", cell, undefined).message, /expected one of rnn, lstm/);
	assert.match(problemOf("cells", cells, []).message, /each one of rnn, lstm, 1 to 2 of them, got none of them$/);
	const long = problemOf("text", text, "x".repeat(10_000)).message;
	assert.match(long, /expected a text of 2 to 24 characters, got “x+…” \(10000 characters\)/);
	assert.ok(long.length < 200);
});

test("good values pass", () => {
	for (const [schema, value] of [
		[hidden, 2],
		[hidden, 128],
		[bias, -0.5],
		[cell, "lstm"],
		[cells, ["rnn", "lstm"]],
		[text, "🙂🙂"],
		[{ type: "boolean" }, false],
	]) {
		assert.equal(problemOf("p", schema, value), null);
	}
});

test("typed text becomes a number where it is one", () => {
	assert.equal(read(hidden, " 12 "), 12);
	assert.equal(read(bias, "−1,5"), -1.5);
	assert.equal(read(bias, "1e3"), 1000);
	assert.equal(read(bias, ".5"), 0.5);
	for (const nonsense of ["", "  ", "many", "1 2", "NaN", "Infinity", "0x10", "9e999", "--1"]) {
		assert.equal(typeof read(bias, nonsense), "string");
	}
	assert.equal(read(text, "12"), "12");
});

test("a scene may say in its own words what it expects", () => {
	const digits = { type: "string", maxLength: 4, expects: "one to four digits" };
	assert.equal(problemOf("number", digits, "12345").message, "number: expected one to four digits, got “12345”");
});

test("a slider reaches both ends, in even steps or even ratios", () => {
	for (const [schema, kind] of [
		[hidden, "slider"],
		[bias, "slider"],
		[rate, "log"],
	]) {
		assert.equal(valueAt(schema, kind, 0), schema.minimum);
		assert.equal(valueAt(schema, kind, PLACES), schema.maximum);
		for (let place = 0; place <= PLACES; place += 7) {
			const value = valueAt(schema, kind, place);
			assert.equal(problemOf("p", schema, value), null);
			const back = placeOf(schema, kind, value);
			assert.ok(Math.abs(back - place) <= 2, `${place} came back as ${back}`);
		}
	}
	assert.equal(valueAt(bias, "slider", 100), 1);
	assert.equal(valueAt(rate, "log", 100), 0.032);
});
