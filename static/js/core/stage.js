/**
 * Where a view plays: opens a trace, mounts the scene's view on it, moves the cursor at the screen's rate, and draws.
 * A page has one, the gallery one a card. When params change, the running picture stays until the new run has caught up.
 */

import { Player } from "./player.js";
import { Trace } from "./trace.js";

/** @import { Frame, Header, Host, Params, View } from "./types.js" */
/** @import { Connection } from "./socket.js" */

/**
 * @typedef {{mount: (element: HTMLElement, header: Header, host: Host) => View}} ViewModule
 *
 * @typedef {object} Run  one trace with its view
 * @property {Trace} trace
 * @property {View} view
 * @property {HTMLElement} element
 */

/** Asks in strides: ten frames asked for at once cost the server a fifth of ten asked for one by one. */
const STRIDE = 10;

/** @param {string} scene */
const loadView = (scene) => import(`../scenes/${scene.replaceAll("-", "_")}.js`);

export class Stage {
	/**
	 * @param {HTMLElement} element
	 * @param {Connection} connection
	 * @param {{mode: Host["mode"], reducedMotion: boolean, load?: (scene: string) => Promise<ViewModule>}} options
	 */
	constructor(element, connection, { mode, reducedMotion, load = loadView }) {
		this.element = element;
		this.connection = connection;
		this.mode = mode;
		this.load = load;
		this.player = new Player({ gliding: !reducedMotion });
		this.reducedMotion = reducedMotion;
		this.scale = 1;
		this.active = true;
		/** @type {Run | null} what is on screen */
		this.run = null;
		/** @type {Trace | null} what is being fetched to replace it */
		this.coming = null;
		/** @type {Promise<ViewModule> | null} */
		this.module = null;
		this.size = { width: 0, height: 0 };
		this.frameRequest = 0;

		/** a frame was drawn @type {(frame: Frame, t: number) => void} */
		this.onDraw = () => {};
		/** the cursor, playing, speed, cues or the number of frames changed */
		this.onState = () => {};
		/** another run is on screen @type {(header: Header) => void} */
		this.onRun = () => {};
		/** the run asked for cannot be had @type {(failure: NonNullable<Trace["failure"]>, trace: Trace) => void} */
		this.onFailure = () => {};
		/** the view wants other params @type {(patch: Params) => void} */
		this.onPatch = () => {};

		this.player.onChange = () => this.#changed();
		this.observer = new ResizeObserver(() => this.#resized());
		this.observer.observe(element);
		// A canvas does not notice when a font arrives.
		this.fontsArrived = () => this.#fit();
		document.fonts.addEventListener("loadingdone", this.fontsArrived);
		this.#resized();
		element.dataset.ready = "false";
		this.#mark();
	}

	/**
	 * Show a run of a scene, at the same t as the one before.
	 * @param {string} scene
	 * @param {Params} params
	 */
	show(scene, params) {
		this.module ??= this.load(scene);
		if (this.coming) this.connection.close(this.coming);
		const trace = new Trace(scene, params);
		this.coming = trace;
		trace.want(this.active && this.visible ? this.#upto : 1);
		trace.onChange = () => this.#received(trace);
		this.connection.open(trace);
		this.#mark();
	}

	/** The trace on screen, or the one that will be. */
	get trace() {
		return this.run?.trace ?? this.coming;
	}

	/** What the frame on screen says. */
	get sentence() {
		return this.run?.trace.frames[Math.floor(this.player.shown)]?.caption ?? "";
	}

	get visible() {
		return this.size.width > 0 && this.size.height > 0;
	}

	/** @param {boolean} active  an inactive stage does no work and asks for nothing */
	setActive(active) {
		if (active === this.active) return;
		this.active = active;
		this.#takeIfReady();
		this.#changed();
	}

	/** @param {number} scale */
	setScale(scale) {
		if (scale === this.scale) return;
		this.scale = scale;
		this.#fit();
	}

	/** Draw the same moment again: the theme changed. */
	redraw() {
		this.#schedule();
	}

	destroy() {
		cancelAnimationFrame(this.frameRequest);
		this.observer.disconnect();
		document.fonts.removeEventListener("loadingdone", this.fontsArrived);
		for (const trace of [this.run?.trace, this.coming]) if (trace) this.connection.close(trace);
		this.run?.view.destroy();
		this.run?.element.remove();
		this.run = null;
	}

	/** @param {Trace} trace */
	#received(trace) {
		if (trace === this.coming) {
			if (trace.failure && !trace.frames.length) {
				this.coming = null;
				this.connection.close(trace);
				this.onFailure(trace.failure, trace);
			} else this.#takeIfReady();
		}
		if (trace === this.run?.trace) {
			this.player.sourceChanged();
			if (trace.failure) this.onFailure(trace.failure, trace);
			this.#changed();
		}
	}

	/** A view is built only where somebody looks. */
	#takeIfReady() {
		const { coming } = this;
		if (!coming || !this.active || !this.visible) this.onState();
		else if (this.#caughtUp(coming)) void this.#take(coming);
	}

	/** @param {Trace} trace */
	#caughtUp(trace) {
		if (!trace.header || !trace.frames.length) return false;
		return !this.run || trace.complete || trace.frames.length > Math.floor(this.player.shown);
	}

	/** @param {Trace} trace */
	async #take(trace) {
		try {
			const module = await this.module;
			// Stages of a gallery that wait for the same module each get a task of their own, so that none is long.
			await new Promise((done) => setTimeout(done));
			if (trace === this.coming && trace.header && module) this.#mount(module, trace, trace.header);
		} catch (error) {
			const message = `The picture cannot be shown: ${error}`;
			this.onFailure({ code: "view", problems: [{ field: null, message }] }, trace);
			throw error;
		}
	}

	/**
	 * @param {ViewModule} module
	 * @param {Trace} trace
	 * @param {Header} header
	 */
	#mount(module, trace, header) {
		this.coming = null;
		const before = this.run;
		const element = document.createElement("div");
		element.className = "view";
		this.element.append(element);
		this.player.source = trace;
		this.player.rates = header.facts.rates ?? {};
		const view = module.mount(element, header, this.#host(trace));
		this.run = { trace, view, element };
		this.player.sourceChanged();
		this.#fit();
		if (before) {
			before.view.destroy();
			before.element.remove();
			this.connection.close(before.trace);
		}
		this.onRun(header);
		if (trace.failure) this.onFailure(trace.failure, trace);
		this.#changed();
	}

	/**
	 * @param {Trace} trace
	 * @returns {Host}
	 */
	#host(trace) {
		return {
			frame: (t) => trace.frames[t],
			count: () => trace.frames.length,
			get theme() {
				return document.documentElement.classList.contains("dark") ? "dark" : "light";
			},
			reducedMotion: this.reducedMotion,
			mode: this.mode,
			setParams: (patch) => this.onPatch(patch),
			seek: (t) => this.player.seek(t),
			play: () => this.player.play(),
			pause: () => this.player.pause(),
			redraw: () => this.redraw(),
		};
	}

	#resized() {
		const { width, height } = this.element.getBoundingClientRect();
		if (width === this.size.width && height === this.size.height) return;
		this.size = { width, height };
		this.#takeIfReady();
		this.#fit();
		this.#changed();
	}

	#fit() {
		if (!this.run || !this.visible) return;
		this.run.view.resize(this.size.width, this.size.height, this.scale);
		this.#draw();
	}

	get #upto() {
		return Math.ceil(this.player.upto / STRIDE) * STRIDE;
	}

	#changed() {
		if (this.active && this.visible) {
			for (const trace of [this.coming, this.run?.trace]) trace?.want(this.#upto);
			this.#schedule();
		}
		this.#mark();
		this.onState();
	}

	#schedule() {
		if (this.frameRequest || !this.active || !this.visible) return;
		this.frameRequest = requestAnimationFrame((now) => {
			this.frameRequest = 0;
			if (!this.active) return;
			const before = Math.floor(this.player.t);
			const moving = this.player.tick(now);
			this.#draw();
			if (Math.floor(this.player.t) !== before) this.#changed();
			if (moving) this.#schedule();
		});
	}

	#draw() {
		if (!this.run || !this.visible) return;
		const { frames } = this.run.trace;
		const t = this.player.shown;
		const at = Math.floor(t);
		const frame = frames[at];
		if (!frame) return;
		this.run.view.draw(frame, frames[at + 1] ?? null, this.reducedMotion ? 0 : t - at);
		this.element.dataset.ready = "true";
		this.#mark();
		this.onDraw(frame, t);
	}

	/** What tests, embedders and screenshots read. */
	#mark() {
		const { dataset } = this.element;
		dataset.t = String(Number(this.player.shown.toFixed(3)));
		dataset.playing = String(this.player.playing);
		dataset.waiting = String(this.coming !== null || this.player.waiting);
	}
}
