/** What stands beside the network: in every chapter the one or two things that tell more about it. */

import { bars } from "../../draw/bars.js";
import { text } from "../../draw/canvas.js";
import { CodePane } from "../../draw/code.js";
import { magnitude, token } from "../../draw/colour.js";
import { pretty } from "../../draw/numbers.js";
import { drawCurve } from "./curve.js";
import { Formula } from "./formula.js";
import { level } from "./heat.js";
import { LossChart } from "./loss.js";
import { clamp01, ease } from "./moment.js";
import { number, numbers, visible } from "./run.js";
import { drawWord } from "./word.js";

/** @import { Header, Host } from "../../core/types.js" */
/** @import { Box } from "./layout.js" */
/** @import { Scenery } from "./network.js" */
/** @import { Chapter, Run } from "./run.js" */

/** @typedef {Partial<Record<"word" | "bars" | "check" | "formula" | "code" | "chart" | "norms", Box>>} Places */

const SMALLEST_CHART = { w: 260, h: 150 };

/** The line of `write` that is at work, by the role of the step's line. */
/** @param {string} role @param {number} done */
const writeRole = (role, done) =>
	role === "output" ? "choose" : role === "enter" ? (done ? "read" : "start") : "read";

export class Side {
	/**
	 * @param {HTMLElement} element
	 * @param {Header} header
	 * @param {Host} host
	 * @param {Run} run
	 */
	constructor(element, header, host, run) {
		this.element = element;
		this.header = header;
		this.host = host;
		this.run = run;
		this.code = new CodePane(element);
		this.formula = new Formula(element, run.cell);
		this.chart = new LossChart(element, header.charts.loss);
	}

	/** No panel: nothing of it is shown. */
	hide() {
		this.code.hide();
		this.formula.hide();
		this.chart.hide();
	}

	/**
	 * Where the things of a chapter go.
	 * @param {Box} side
	 * @param {number} size
	 * @param {Chapter} chapter
	 * @returns {Places}
	 */
	places(side, size, chapter) {
		const { x, w } = side;
		const gap = size;
		let y = side.y;
		let left = side.h;
		/** @param {number} h */
		const take = (h) => {
			const box = { x, y, w, h };
			y += h + gap;
			left -= h + gap;
			return box;
		};
		const line = size * 1.45;
		const codeLines = this.header.facts.listings[chapter].lines.length;
		const smallestCode = line * 5;
		/** @type {Places} */
		const places = {};
		if (side.h < size * 10) {
			// one row only, two things in it at most
			const half = (w - gap) / 2;
			if (chapter === "train") {
				places.word = { ...side, w: half };
				places.chart = { ...side, x: x + half + gap, w: half };
			} else places[chapter === "write" ? "word" : chapter === "backward" ? "norms" : "bars"] = side;
			return places;
		}
		if (chapter === "train") {
			places.word = take(Math.min(side.h * 0.34, size * 8));
			const most = left - gap;
			const withNorms = most >= 330;
			places.chart = take(withNorms ? most * 0.6 : left);
			if (withNorms) places.norms = take(left);
			return places;
		}
		if (chapter === "write") places.word = take(Math.min(side.h * 0.34, size * 8));
		const formulaHeight = size * 2.2 * this.formula.lines.length;
		if (chapter === "forward" && side.h >= formulaHeight + size * 9 + smallestCode)
			places.formula = take(formulaHeight);
		const enough = left - gap - smallestCode >= size * 7;
		const barsHeight = enough ? Math.max(size * 7, left - gap - codeLines * line * 1.4 - size * 2) : left;
		if (chapter === "backward" && enough) places.check = take(size * 0.9);
		const bar = take(Math.min(barsHeight, enough ? left * 0.55 : left));
		if (chapter === "backward") places.norms = bar;
		else places.bars = bar;
		if (enough) places.code = take(left);
		return places;
	}

	/**
	 * Draw on the canvas; put the rest into place.
	 * @param {Scenery} s
	 * @param {boolean} leads  of two chapters that fade into each other, the one whose code and chart are shown
	 */
	draw(s, leads) {
		const { plan, moment } = s;
		if (!plan.side) {
			if (leads) this.hide();
			return;
		}
		const places = this.places(plan.side, plan.size, moment.chapter);
		if (places.word) this.#word(s, places.word);
		if (places.bars) this.#bars(s, places.bars);
		if (places.check) this.#check(s, places.check);
		if (places.norms) this.#norms(s, places.norms);
		const plotted = places.chart && places.chart.w >= SMALLEST_CHART.w && places.chart.h >= SMALLEST_CHART.h;
		if (places.chart && !plotted) drawCurve(s.ctx, s.run, this.#iteration(s), places.chart, plan.size);
		if (!leads) return;
		this.#code(s, places.code);
		if (places.formula) {
			this.formula.place(places.formula, plan.size * 1.25);
			this.formula.light(moment.working >= 0 ? moment.role : "");
		} else this.formula.hide();
		if (places.chart && plotted) this.chart.show(s, places.chart, this.host.theme);
		else this.chart.hide();
	}

	resized() {
		this.formula.resized();
	}

	destroy() {
		this.chart.destroy();
		this.code.destroy();
	}

	/** @param {Scenery} s */
	#iteration({ frame, next, moment }) {
		return number(frame, "iteration") + (next?.phase === "train" ? moment.alpha : 0);
	}

	/** @param {Scenery} s @param {Box} box */
	#word({ ctx, run, plan, moment, frame }, box) {
		const { size } = plan;
		if (moment.chapter === "train") {
			const i = number(frame, "iteration");
			const when = i ? `after ${i} update${i > 1 ? "s" : ""}` : "untrained";
			const title = box.w >= size * 17 ? `${when} it would write` : when;
			drawWord(ctx, run, numbers(frame, "written") ?? [], box, { size, title });
			return;
		}
		const written = [run.first];
		for (let j = 0; j < moment.done; j++) written.push(number(run.step("write", j), "chosen"));
		drawWord(ctx, run, written, box, { size, title: "it writes" });
	}

	/** What it expects next, over the letters. @param {Scenery} s @param {Box} box */
	#bars(s, box) {
		const { ctx, run, plan, moment, next } = s;
		const chapter = moment.chapter === "write" ? "write" : "forward";
		const moving = moment.working >= 0 && moment.progress.output > 0;
		const j = moving ? moment.working : moment.done - 1;
		const at = moving ? next : j >= 0 ? run.step(chapter, j) : null;
		const p = numbers(at, "p");
		const grown = moving ? ease(clamp01(moment.progress.output * 2 - 1)) : 1;
		const writing = chapter === "write";
		const mark = at ? number(at, writing ? "chosen" : "target") : -1;
		const read = Array.from({ length: j + 1 }, (_, k) => run.letters[number(run.step(chapter, k) ?? next, "letter")]);
		const title = at ? `after “${read.map(visible).join("")}” it expects` : "it has read nothing yet";
		this.#panel(s, box, title, (inner) =>
			bars(
				ctx,
				inner,
				run.letters.map((_, i) => (p ? p[i] * grown : Number.NaN)),
				run.letters.map(visible),
				{
					size: plan.size,
					colour: (i) => token(i === mark ? "--accent" : "--ink-2"),
					number: (i) => (p && grown > 0.9 ? `${Math.round(p[i] * 100)} %` : ""),
					strong: (i) => i === mark,
				},
			),
		);
	}

	/** ‖∂L/∂h_t‖ of every step, on a log scale. @param {Scenery} s @param {Box} box */
	#norms(s, box) {
		const { ctx, run, plan, moment, next } = s;
		const training = moment.chapter === "train";
		const now = training ? numbers(s.frame, "norms") : null;
		const then = training && next?.phase === "train" ? numbers(next, "norms") : null;
		const norms = run.text.slice(0, -1).map((_, j) => {
			if (now) return now[j] + ((then?.[j] ?? now[j]) - now[j]) * moment.alpha;
			if (j >= moment.done) return number(run.reached(j), "norm");
			return j === moment.working && moment.alpha > 0.75 ? number(next, "norm") : Number.NaN;
		});
		const growing = (/** @type {number} */ j) => (!training && j === moment.working ? ease(moment.alpha * 4 - 3) : 1);
		this.#panel(s, box, "gradient ‖∂L/∂hₜ‖ at each letter, log scale", (inner) =>
			bars(
				ctx,
				inner,
				norms.map((norm, j) => level(norm) * growing(j)),
				run.text.slice(0, -1).map((i) => visible(run.letters[i])),
				{
					size: plan.size,
					colour: (j) => magnitude(Math.max(0.15, level(norms[j]))),
					number: (j) => pretty(norms[j]),
				},
			),
		);
	}

	/** Whether this run's gradient agrees with differences of its loss. @param {Scenery} s @param {Box} box */
	#check({ ctx, plan }, box) {
		const { relative_error: error, resolved } = this.header.facts.check;
		if (!resolved) return;
		const words = `✓ gradient checked: relative error ${pretty(error)}`;
		text(ctx, words, box.x, box.y + plan.size, { size: plan.size, family: "serif", colour: token("--accent") });
	}

	/**
	 * @param {Scenery} s
	 * @param {Box} box
	 * @param {string} title
	 * @param {(inner: Box) => void} draw
	 */
	#panel({ ctx, plan }, box, title, draw) {
		const head = plan.size * 1.7;
		text(ctx, title, box.x, box.y + plan.size * 1.1, { size: plan.size, family: "serif", colour: token("--ink-2") });
		draw({ x: box.x, y: box.y + head, w: box.w, h: box.h - head });
	}

	/** @param {Scenery} s @param {Box | undefined} box */
	#code({ moment, plan }, box) {
		if (!box) {
			this.code.hide();
			return;
		}
		this.code.show(this.header.facts.listings[moment.chapter]);
		this.code.place(box, plan.size);
		this.code.light(moment.chapter === "write" ? writeRole(moment.role, moment.done) : moment.role);
	}
}
