/** The arrangement of the scene `gradients`, at every size, and the labels of its chart. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { arrange } from "../../static/js/scenes/gradients/layout.js";
import { decades } from "../../static/js/scenes/gradients/norms.js";

const STAGES = [
	[340, 180],
	[360, 330],
	[360, 640],
	[640, 210],
	[828, 255],
	[868, 300],
	[868, 400],
	[940, 380],
	[980, 552],
	[1280, 720],
	[1900, 1000],
];

test("everything follows one another and stays within the stage", () => {
	for (const [width, height] of STAGES)
		for (const rows of [1, 2, 3])
			for (const steps of [5, 50, 200])
				for (const plain of [true, false]) {
					const { there, back } = arrange(width, height, rows, steps, plain);
					const where = `${rows} networks on ${width}x${height}`;
					for (const at of [there, back]) {
						assert.ok(at.top >= 0 && at.states >= 18, where);
						assert.ok(at.left > 0 && at.right < width, where);
					}
					assert.ok(back.chartY >= back.top + rows * back.row, where);
					assert.ok(back.factorsY >= back.chartY + back.chart, where);
					assert.ok(back.factorsY + rows * back.factors <= height + 1, where);
				}
});

test("the chart and the factors are there on a slide, with all three networks", () => {
	for (const [width, height] of [
		[828, 255],
		[868, 300],
		[940, 380],
		[980, 552],
		[1900, 1000],
	]) {
		const { back } = arrange(width, height, 3, 50, false);
		assert.ok(back.chart >= 75, `${back.chart} px of chart on ${width}x${height}`);
		assert.ok(back.factors > 0, `factors on ${width}x${height}`);
	}
});

test("words on a slide are 14 px or larger, and so on the cards of the gallery", () => {
	for (const [width, height, plain] of /** @type {[number, number, boolean][]} */ ([
		[828, 255, false],
		[940, 380, false],
		[455, 190, true],
	])) {
		const { back } = arrange(width, height, 3, 50, plain);
		assert.ok(back.small >= 14 && back.note >= 14);
	}
});

test("an axis has a label at 1 and another near its far end, however low it is", () => {
	for (const [low, high] of [
		[-2, 1],
		[-6, 1],
		[-10, 1],
		[-10, 40],
		[-330, 330],
	])
		for (const room of [0.5, 1.4, 2.5, 3.1, 8]) {
			const step = decades(low, high, room);
			const labels = Math.floor(-low / step) + Math.floor(high / step) + 1;
			assert.ok(Number.isInteger(step) && step >= 1);
			assert.ok(labels >= 2 && labels <= 11, `${labels} labels from ${low} to ${high}`);
		}
});
