import assert from "node:assert/strict";
import test from "node:test";
import { pretty, superscript } from "../../static/js/draw/numbers.js";

test("numbers read as a textbook prints them", () => {
	for (const [x, text] of [
		[0, "0"],
		[-0, "0"],
		[1, "1.0"],
		[-3, "−3.0"],
		[0.034, "0.034"],
		[0.0344, "0.034"],
		[0.999, "1.0"],
		[9.96, "10"],
		[12.34, "12"],
		[1234.5, "1235"],
		[99999, "1.0·10⁵"],
		[123456, "1.2·10⁵"],
		[0.001, "0.0010"],
		[0.0009999, "0.0010"],
		[1.2e-9, "1.2·10⁻⁹"],
		[-4.56e-12, "−4.6·10⁻¹²"],
		[5e-324, "4.9·10⁻³²⁴"],
		[1.7e308, "1.7·10³⁰⁸"],
		[Infinity, "inf"],
		[-Infinity, "−inf"],
		[NaN, "nan"],
	]) {
		assert.equal(pretty(x), text);
	}
	assert.equal(pretty(Math.PI, 4), "3.142");
	assert.equal(pretty(2.6e-7, 1), "3·10⁻⁷");
	assert.equal(superscript(-10), "⁻¹⁰");
});
