import assert from "node:assert/strict";
import test from "node:test";
import { isForPicture, mayTalk, readWish } from "../../static/js/core/embed.js";
import { BINDINGS, bindingOf } from "../../static/js/core/keys.js";

const stroke = (key, more = {}) => ({
	key,
	shiftKey: false,
	ctrlKey: false,
	metaKey: false,
	altKey: false,
	repeat: false,
	...more,
});
const action = (key, more) => bindingOf(stroke(key, more))?.action ?? null;

test("the keys of the design do what the design says", () => {
	assert.equal(action(" "), "toggle");
	assert.equal(action("ArrowRight"), "forward");
	assert.equal(action("ArrowLeft"), "back");
	assert.equal(action("ArrowRight", { shiftKey: true }), "next");
	assert.equal(action("ArrowLeft", { shiftKey: true }), "previous");
	assert.equal(action("Home"), "home");
	assert.equal(action("End"), "end");
	assert.equal(action("ArrowUp"), "faster");
	assert.equal(action("ArrowDown"), "slower");
	assert.equal(action("f"), "fullscreen");
	assert.equal(action("D", { shiftKey: true }), "theme");
	assert.equal(action("?", { shiftKey: true }), "help");
	assert.equal(action("x"), null);
	assert.equal(action("Home", { shiftKey: true }), null);
});

test("what belongs to the browser or the system is left alone", () => {
	for (const modifier of ["ctrlKey", "metaKey", "altKey"]) {
		for (const { key } of BINDINGS) assert.equal(action(key, { [modifier]: true }), null);
	}
});

test("in a deck the arrows, Space and what clickers send belong to the deck", () => {
	for (const key of ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", " ", "PageUp", "PageDown", "d", "F"]) {
		assert.equal(isForPicture({ key }), false, key);
	}
	for (const key of ["Home", "End"]) assert.equal(isForPicture({ key }), true, key);
});

test("only origins that may embed may talk", () => {
	const allowed = ["http://localhost:*", "http://127.0.0.1:*", "https://slides.example.org", "https://*.uni.example"];
	for (const good of [
		"http://localhost:3030",
		"http://127.0.0.1:8000",
		"https://slides.example.org",
		"https://a.uni.example",
	]) {
		assert.equal(mayTalk(good, allowed), true, good);
	}
	for (const bad of [
		"null",
		"",
		"https://localhost:3030",
		"http://localhost.evil.example:80",
		"http://127.0.0.1.evil.example:80",
		"https://slides.example.org:8443",
		"http://slides.example.org",
		"https://slides.example.org.evil.example",
		"https://evil.example",
		"https://uni.example.evil",
	]) {
		assert.equal(mayTalk(bad, allowed), false, bad);
	}
});

test("a parent's message is read strictly, and what makes no sense is left out", () => {
	const message = (content) => readWish({ ns: "unrolled", v: 1, type: "set", ...content });
	assert.deepEqual(message({ cue: 3, playing: true, theme: "dark", scale: 1.5, active: false }), {
		cue: 3,
		playing: true,
		theme: "dark",
		scale: 1.5,
		active: false,
	});
	assert.deepEqual(message({ cue: -1, t: Number.NaN, playing: "yes", theme: "pink", scale: -1, active: 1 }), {});
	assert.equal(readWish({ ns: "other", v: 1, type: "set", t: 1 }), null);
	assert.equal(readWish({ ns: "unrolled", v: 2, type: "set", t: 1 }), null);
	assert.equal(readWish({ ns: "unrolled", v: 1, type: "advance" }), null);
	assert.equal(readWish("set"), null);
	assert.equal(readWish(null), null);
});
