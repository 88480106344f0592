import assert from "node:assert/strict";
import { test } from "node:test";
import { grid } from "../../static/js/scenes/digits/grid.js";

test("squares stand within the stage, apart, and as large as they can be", () => {
	for (const [width, height] of [
		[340, 300],
		[868, 300],
		[1900, 900],
		[240, 240],
	]) {
		for (let count = 1; count <= 40; count++) {
			const cells = grid(width, height, count);
			assert.equal(cells.length, count);
			for (const [i, { x, y, w, h }] of cells.entries()) {
				assert.equal(w, h);
				assert.ok(x >= 0 && y >= 0 && x + w <= width + 1e-9 && y + h <= height + 1e-9);
				for (const other of cells.slice(0, i)) {
					assert.ok(x >= other.x + w || other.x >= x + w || y >= other.y + w || other.y >= y + w);
				}
			}
			// Together they cover a good part of what a square stage of the smaller side would give.
			assert.ok(cells[0].w * cells[0].h * count * 4 > Math.min(width, height) ** 2 / 2);
		}
	}
});
