import assert from "node:assert/strict";
import test from "node:test";
import { query, spell } from "../../static/js/core/address.js";
import { snippets } from "../../static/js/core/share.js";

const defaults = { text: "hello", hidden: 8, cells: ["rnn", "lstm"], deep: false };

test("only what differs from the defaults stands in the address", () => {
	assert.equal(query(defaults, defaults, {}), "");
	assert.equal(
		query({ ...defaults, hidden: 16 }, defaults, { t: 0, speed: 1, play: false, theme: "auto" }),
		"hidden=16",
	);
});

test("lists, text and truth values survive the way through an address", () => {
	const params = { text: "a&b=ü c", hidden: 8, cells: ["gru"], deep: true };
	const read = new URLSearchParams(query(params, defaults, {}));
	assert.equal(read.get("text"), "a&b=ü c");
	assert.equal(read.get("cells"), "gru");
	assert.equal(read.get("deep"), "true");
	assert.equal(spell(["a", "b"]), "a,b");
});

test("the moment stands in the address", () => {
	const page = { t: 12.3456, play: true, speed: 0.5, theme: "dark" };
	assert.equal(query({}, {}, page), "t=12.35&play=true&speed=0.5&theme=dark");
});

test("the share panel's snippets carry the same moment", () => {
	const scene = { id: "hello", title: 'A "title" & more', defaults };
	const moment = { params: { ...defaults, hidden: 16 }, page: { t: 3, theme: "dark" }, trace: "ab" };
	const made = snippets(scene, moment, "http://here:8000");
	assert.equal(made.link, "http://here:8000/scene/hello?hidden=16&t=3&theme=dark");
	assert.match(made.iframe, /^<iframe src="http:\/\/here:8000\/embed\/hello\?hidden=16&amp;t=3&amp;theme=dark"/);
	assert.match(made.iframe, /title="A &quot;title&quot; &amp; more"/);
	assert.equal(
		made.slidev,
		`---\nlayout: full\n---\n\n${made.iframe.replace("width: 980px; height: 552px", "width: 100%; height: 100%")}`,
	);
	assert.match(made.slidev, /color-scheme: normal/);
	const file = new URL(made.file, "http://here:8000");
	assert.equal(file.pathname, "/api/traces/ab.npz");
	assert.equal(file.searchParams.get("hidden"), "16");
	assert.equal(file.searchParams.get("cells"), "rnn,lstm");
	assert.equal(snippets(scene, { ...moment, trace: null }, "").file, null);
});
