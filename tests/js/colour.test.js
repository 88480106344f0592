import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { makeScale, parseHex } from "../../static/js/draw/colour.js";

const css = readFileSync(new URL("../../static/css/tokens.css", import.meta.url), "utf8");
/** The tokens of both themes; the dark one overrides the light one. */
const [light, dark] = [":root", ".dark"].map((selector) => {
	const block = css.slice(css.indexOf(`${selector} {`)).split("}")[0];
	return Object.fromEntries([...block.matchAll(/(--[\w-]+):\s*(#[0-9a-f]+);/gi)].map((m) => [m[1], m[2]]));
});

/** Relative luminance and contrast as WCAG 2.2 defines them. */
function luminance(hex) {
	const [r, g, b] = parseHex(hex).map((byte) => {
		const c = byte / 255;
		return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
	});
	return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
function contrast(a, b) {
	const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
	return (high + 0.05) / (low + 0.05);
}

const TEXTS = ["ink", "ink-2", "accent", "alarm", "rnn", "lstm", "gru"].map((name) => `--${name}`);
const SYMBOLS = Object.keys(light).filter((name) => name.startsWith("--sym-"));

for (const [name, theme] of Object.entries({ light, dark })) {
	test(`the ${name} theme has every token`, () =>
		assert.deepEqual(Object.keys(theme).sort(), Object.keys(light).sort()));

	for (const text of [...TEXTS, ...SYMBOLS]) {
		for (const ground of ["--paper", "--panel"]) {
			test(`${name}: ${text} reads on ${ground} (AA: 4.5)`, () => {
				const ratio = contrast(theme[text], theme[ground]);
				assert.ok(ratio >= 4.5, `contrast ${ratio.toFixed(2)}`);
			});
		}
	}

	test(`${name}: words on the accent read`, () => assert.ok(contrast(theme["--on-accent"], theme["--accent"]) >= 4.5));

	test(`${name}: the ends of the hidden scale stand out from the paper and from zero`, () => {
		for (const end of ["--neg", "--pos"]) {
			assert.ok(contrast(theme[end], theme["--paper"]) >= 3);
			assert.ok(contrast(theme[end], theme["--zero"]) >= 3);
		}
	});

	test(`${name}: the gradient's scale runs one way`, () => {
		const steps = [0, 1, 2, 3, 4].map((i) => luminance(theme[`--grad-${i}`]));
		const sorted = [...steps].sort((a, b) => (name === "light" ? b - a : a - b));
		assert.deepEqual(steps, sorted);
	});
}

test("a scale passes through its stops and changes little by little", () => {
	const stops = ["#d9630b", "#f3f0e8", "#1b6ec2"];
	const { lut, css: names } = makeScale(stops);
	assert.equal(lut.length, 256 * 4);
	assert.deepEqual([...lut.slice(0, 4)], [...parseHex(stops[0]), 255]);
	assert.deepEqual([...lut.slice(-4)], [...parseHex(stops[2]), 255]);
	assert.equal(names.length, 256);
	for (let i = 4; i < lut.length; i++) assert.ok(Math.abs(lut[i] - lut[i - 4]) <= 6);
});

test("colours that are none are refused", () => {
	assert.deepEqual(parseHex("#fa0"), [255, 170, 0]);
	assert.throws(() => parseHex("orange"), /expected a colour like/);
});
