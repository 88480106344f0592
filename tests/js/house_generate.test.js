import assert from "node:assert/strict";
import test from "node:test";
import { kindOf } from "../../static/js/core/schema.js";
import { onStage, within } from "../../static/js/draw/places.js";
import { taps } from "../../static/js/draw/taps.js";
import { readerAt } from "../../static/js/houses/handed.js";
import { placesFor } from "../../static/js/scenes/house_generate/back.js";
import { Coarse, nowhere } from "../../static/js/scenes/house_generate/coarse.js";
import { strengthOf } from "../../static/js/scenes/house_generate/glow.js";
import { steepness } from "../../static/js/scenes/house_generate/layers.js";
import { layOut } from "../../static/js/scenes/house_generate/layout.js";
import { grid } from "../../static/js/scenes/house_generate/strip.js";

test("between coarse points the weights add up to one, and on a point it is the point", () => {
	for (const fineness of [1, 2, 5]) {
		const { at, weight } = taps(7, fineness);
		for (let f = 0; f < 7 * fineness; f++) {
			const sum = weight[4 * f] + weight[4 * f + 1] + weight[4 * f + 2] + weight[4 * f + 3];
			assert.ok(Math.abs(sum - 1) < 1e-6);
			for (let k = 0; k < 4; k++) assert.ok(at[4 * f + k] >= 0 && at[4 * f + k] < 7);
		}
	}
	const exact = taps(7, 1);
	for (let f = 0; f < 7; f++) {
		assert.equal(exact.at[4 * f + 1], f);
		assert.equal(exact.weight[4 * f + 1], 1);
	}
});

test("a straight slope stays straight when it is made finer", () => {
	const { at, weight } = taps(9, 4);
	for (let f = 8; f < 28; f++) {
		let value = 0;
		for (let k = 0; k < 4; k++) value += weight[4 * f + k] * at[4 * f + k];
		assert.ok(Math.abs(value - ((f + 0.5) / 4 - 0.5)) < 1e-5);
	}
});

test("edges are steeper where a pixel is large, within bounds", () => {
	assert.equal(steepness(1), 1);
	assert.equal(steepness(6), 2);
	assert.equal(steepness(50), 3);
});

test("a window's middle lies on the middle of its pixel", () => {
	const cell = { x: 100, y: 10, w: 800, h: 400 };
	const box = onStage(cell, [40, 80], [0, 39, 1, 1], 12);
	assert.equal(box.x + box.w / 2, 105);
	assert.equal(box.y + box.h / 2, 405);
	assert.equal(box.w, 120);
	const inside = within(box, cell, 2);
	assert.ok(inside.x >= 102 && inside.y + inside.h <= 408);
});

const SIZES = [340, 400, 520, 640, 868, 940, 1200, 1460, 1900].flatMap((width) =>
	[180, 200, 240, 300, 391, 520, 700, 1000].map((height) => [width, height]),
);

for (const [width, height] of SIZES) {
	for (const options of [
		{ bare: false, copy: false, houses: 1 },
		{ bare: false, copy: true, houses: 1 },
		{ bare: true, copy: true, houses: 1 },
		{ bare: false, copy: false, houses: 12 },
	]) {
		test(`nothing leaves a stage of ${width} × ${height}: ${JSON.stringify(options)}`, () => {
			for (const top of [0, 35]) {
				const layout = layOut(width, height, { ...options, top, aspect: 2 });
				const { picture, cells, state, patch, told, given, error, seen, strip, side } = layout;
				const boxes = [picture, ...cells, state, patch, told, given, error, ...seen, strip, side].filter(
					(b) => b !== null,
				);
				for (const { x, y, w, h } of boxes) {
					assert.ok(w > 0 && h > 0, "a box without room");
					assert.ok(x >= -0.01 && x + w <= width + 0.01, `${x} + ${w} leaves ${width}`);
					assert.ok(y >= top - 0.01 && y + h <= height + 0.01, `${y} + ${h} leaves ${height}`);
				}
				assert.equal(cells.length, options.houses);
				assert.ok(layout.size >= (width >= 900 ? 14 : 12));
				if (strip) assert.ok(grid(strip, layout.size, 28, 2).state.h > 4, "no room for the states");
			}
		});
	}
}

test("on the way back the bars of no digit hide those of another, however little room there is", () => {
	for (const [w, h] of [
		[335, 84],
		[335, 110],
		[300, 268],
		[600, 400],
	]) {
		for (const count of [1, 2, 3, 4]) {
			const size = 12;
			const side = { x: 10, y: 20, w, h };
			const places = placesFor(side, size, { count, head: 2 * size, foot: 2.6 * size, perDigit: true });
			places.forEach(({ x, base, width, height, sign }, k) => {
				assert.ok(sign >= 12 && height >= 8 && width > 30);
				assert.ok(x - sign * 1.1 >= side.x - 0.01 && x + width <= side.x + side.w + 0.01);
				assert.ok(base - height >= side.y + size && base <= side.y + side.h);
				const after = places[k + 1];
				if (after?.base === base) assert.ok(after.x - sign * 1.1 >= x + width);
				else if (after) assert.ok(after.base - Math.max(after.height, sign) >= base);
			});
		}
	}
});

test("a phone shows what is still wrong beside the picture that is copied", () => {
	const { given, error } = layOut(335, 390, { bare: false, copy: true, houses: 1, top: 35, aspect: 2 });
	assert.ok(given && error && error.w >= 68 && error.x >= given.x + given.w);
});

test("a gradient decades smaller does not show", () => {
	assert.equal(strengthOf(1, 1), 1);
	assert.equal(strengthOf(1e-4, 1), 0);
	assert.equal(strengthOf(0, 1), 0);
});

test("a colour and a shuffled seed are controls of their own", () => {
	assert.equal(kindOf("wall", { type: "string", widget: "colour" }), "colour");
	assert.equal(kindOf("hand", { type: "integer", minimum: 0, maximum: 9, widget: "seed" }), "seed");
});

test("a layer is made anew only where it changed, and says where", () => {
	const table = Float32Array.from({ length: 256 }, (_, i) => i);
	const [here, there] = [new Uint8Array(12), new Uint8Array(12)];
	there[3 * 2 + 1] = 100;
	const bytes = (/** @type {Uint8Array} */ data) => ({ data, from: 0 });
	const layer = new Coarse(4, 3, 1);
	const first = nowhere();
	layer.blend(bytes(here), bytes(there), 0, table, 2, first);
	assert.deepEqual(first, { x0: 0, x1: 2, y0: 0, y1: 2 });
	assert.deepEqual([...layer.values], [0, 0, 0, 0]);
	const half = nowhere();
	layer.blend(bytes(here), bytes(there), 0.5, table, 2, half);
	assert.deepEqual(half, { x0: 0, x1: 1, y0: 1, y1: 2 });
	assert.deepEqual([...layer.values], [0, 0, 50, 0]);
	const still = nowhere();
	layer.blend(bytes(here), bytes(there), 0.5, table, 2, still);
	assert.deepEqual(still, nowhere());
	layer.blend(bytes(there), bytes(there), 0.1, table, 2, still);
	assert.deepEqual([...layer.values], [0, 0, 100, 0]);
	const back = nowhere();
	layer.blend(bytes(here), bytes(there), 0, table, 2, back);
	assert.deepEqual([...layer.values], [0, 0, 0, 0]);
	assert.deepEqual(back, half);
});

test("who hands a painting over in an embed stays in one, and all keep how the page looks", () => {
	assert.equal(readerAt("/scene/house-generate", "?number=7&t=22"), "/scene/house-read?play=true");
	const search = "?t=22&theme=dark&controls=none&keys=scene&hand=3";
	assert.equal(
		readerAt("/embed/house-generate", search),
		"/embed/house-read?play=true&theme=dark&controls=none&keys=scene#handed",
	);
});
