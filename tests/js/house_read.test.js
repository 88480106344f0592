import assert from "node:assert/strict";
import test from "node:test";
import { linkable } from "../../static/js/core/address.js";
import { kindOf } from "../../static/js/core/schema.js";
import { fit, pack, partFor, placing } from "../../static/js/houses/photo.js";
import { decode, encode, simplify } from "../../static/js/houses/strokes.js";
import { painted, unpainted } from "../../static/js/scenes/house_read/covers.js";
import { layOut } from "../../static/js/scenes/house_read/layout.js";
import { see } from "../../static/js/scenes/house_read/see.js";

test("a param may stay out of the link, and be set by the picture alone", () => {
	const schema = { properties: { photo: { link: false, widget: "none", type: "string" }, house: { type: "integer" } } };
	assert.deepEqual(linkable({ photo: "abc", house: 3 }, schema), { house: 3 });
	assert.equal(kindOf("photo", schema.properties.photo), "none");
});

test("a drawing survives being written down, to a tenth of a pixel", () => {
	const strokes = [
		[
			[0, 0],
			[128, 64],
			[12.3, 45.6],
		],
		[[1.5, 2.5]],
	];
	assert.deepEqual(decode(encode(strokes)), strokes);
	assert.match(encode(strokes), /^[0-9a-z-]+$/);
});

test("points outside the paper are kept at its edge", () => {
	assert.deepEqual(decode(encode([[[-5, 300]]])), [[[0, 64]]]);
});

test("a line needs its ends only, and a long drawing still fits into a link", () => {
	const line = Array.from({ length: 50 }, (_, i) => [i, 2 * i]);
	assert.deepEqual(simplify(line, 0.3), [line[0], line[49]]);
	const scribble = Array.from({ length: 2000 }, (_, i) => [64 + 40 * Math.sin(i * 1.7), 32 + 30 * Math.cos(i * 2.3)]);
	assert.ok(encode([scribble]).length <= 4000);
});

test("a photo is scaled to even sides that stay below the limit of a message", () => {
	for (const [w, h] of [
		[4000, 3000],
		[3000, 4000],
		[10000, 50],
		[3, 2],
		[254, 254],
	]) {
		const { width, height } = fit(w, h);
		assert.equal((width % 2) + (height % 2), 0);
		assert.ok(width >= 16 && height >= 16 && width <= 254 && height <= 254);
		assert.ok(Math.ceil((2 + width * height * 1.5) / 3) * 4 <= 60_000, `${width} × ${height}`);
	}
});

test("a photo is packed as width, height, brightness and two colour differences", () => {
	const red = new Uint8ClampedArray(16 * 16 * 4).map((_, i) => [255, 0, 0, 255][i % 4]);
	const bytes = pack(red, 16, 16);
	assert.equal(bytes.length, 2 + 256 + 128);
	assert.deepEqual([...bytes.slice(0, 3), ...bytes.slice(258, 260)], [16, 16, 76, 85, 255]);
});

test("a frame on a photo becomes a part of the photo with the frame inside", () => {
	const photo = { width: 4000, height: 3000 };
	const whole = { x: 0, y: 0, w: 4000, h: 3000 };
	const { part, frame } = partFor(photo, whole, [60, 28, 16, 8]);
	const { unit, left, top } = placing(part);
	const [before, after] = [
		placing(whole),
		{ x: part.x + (frame[0] - left) * unit, y: part.y + (frame[1] - top) * unit },
	];
	assert.ok(part.w < 1500 && part.x > 0);
	assert.ok(Math.abs(after.x - (60 - before.left) * before.unit) < 1e-6);
	assert.ok(Math.abs(after.y - (28 - before.top) * before.unit) < 1e-6);
	assert.ok(Math.abs(frame[2] * unit - 16 * before.unit) < 1e-6);
});

test("a patch counts from a glimpse on, and the last one painted can be taken back", () => {
	const one = painted([], 4, [64, 32, 20.04, 10]);
	assert.deepEqual(one, [4, 54, 27, 20, 10]);
	const two = painted(one, 2, [10, 10, 20, 20]);
	assert.deepEqual(two, [4, 54, 27, 20, 10, 2, 0, 0, 20, 20]);
	assert.deepEqual(unpainted(two, [[], one]), one);
	assert.equal(unpainted(one, []), null, "a patch from the link is not known to be the last");
	assert.equal(unpainted(one, [[], one]), null, "the patches are others by now");
	assert.equal(painted(new Array(40).fill(0), 1, [64, 32, 20, 20]), null);
});

test("what the window sees has mean 0 and deviation about 1, and follows the window", () => {
	const grey = { shape: [64, 128], data: new Float32Array(64 * 128).map((_, i) => (i % 128 < 64 ? 20 : 220)) };
	const patch = see(grey, [0, 0, 128, 64], [64, 32, 32, 32], 24);
	const mean = patch.reduce((a, b) => a + b) / patch.length;
	const variance = patch.reduce((a, b) => a + (b - mean) ** 2, 0) / patch.length;
	assert.ok(Math.abs(mean) < 1e-4 && variance > 0.9 && variance < 1.01);
	assert.ok(patch[0] < -0.9 && patch[23] > 0.9);
});

test("everything stays on the stage and apart, at every size", () => {
	for (const bare of [false, true]) {
		for (let width = 340; width <= 1900; width += 52) {
			for (let height = 180; height <= 1000; height += 41) {
				const top = height > 300 ? 35 : 0;
				const { kind, size, ...boxes } = layOut(width, height, { bare, top });
				assert.ok(size >= (width >= 900 ? 14 : 12), `${size} at ${width}×${height}`);
				for (const [name, box] of Object.entries(boxes)) {
					if (!box) continue;
					const where = `${kind} ${name} at ${width}×${height}: ${JSON.stringify(box)}`;
					assert.ok(box.w > 0 && box.h > 0, where);
					assert.ok(box.x >= -0.01 && box.x + box.w <= width + 0.01, where);
					assert.ok(box.y >= top - 0.01 && box.y + box.h <= height + 0.01, where);
				}
				const { picture, digits, patch, memory, beliefs, strip } = boxes;
				assert.ok(Math.abs(picture.w - 2 * picture.h) < 0.01);
				const column = [patch, beliefs, strip].filter(Boolean);
				const rows = kind === "wide" ? [[picture, digits], column, [patch, memory]] : [[picture, digits, ...column]];
				for (const row of rows) {
					for (let i = 1; i < row.length; i++) {
						const [a, b] = [row[i - 1], row[i]];
						const apart = a.y + a.h <= b.y + 0.5 || a.x + a.w <= b.x + 0.5;
						assert.ok(apart, `${kind} at ${width}×${height}: ${JSON.stringify([a, b])}`);
					}
				}
			}
		}
	}
});
