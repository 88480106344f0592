/** A run as this page knows it: the header, the frames received so far, and how many are wanted. */

/** @import { Cue, Frame, Header, NDArray, Params, Problem } from "./types.js" */
/** @import { Opened, ServerError } from "./protocol.js" */

export class Trace {
	/**
	 * @param {string} scene
	 * @param {Params} params
	 */
	constructor(scene, params) {
		this.scene = scene;
		this.params = params;
		/** @type {string | null} the server's name for it */
		this.id = null;
		/** @type {Header | null} complete once the constants have come */
		this.header = null;
		/** @type {Frame[]} */
		this.frames = [];
		/** @type {number | null} */
		this.length = null;
		this.wanted = 1;
		/** @type {{code: string, problems: Problem[]} | null} why it will never go on */
		this.failure = null;
		/** @type {Cue[]} */
		this.cues = [];
		/** called after anything above changed */
		this.onChange = () => {};
		/** the connection puts itself here: asks for frames up to `wanted` */
		this.ask = () => {};
		/** @type {Omit<Header, "constants"> | null} */
		this.announced = null;
	}

	get count() {
		return this.frames.length;
	}

	/** Every frame there will ever be has arrived. */
	get complete() {
		return this.length !== null && this.frames.length >= this.length;
	}

	/**
	 * Ask for every frame with an index below `upto`. Only ever raises.
	 * @param {number} upto
	 */
	want(upto) {
		const most = this.length ?? Number.POSITIVE_INFINITY;
		const wanted = Math.min(Math.ceil(upto), most);
		if (wanted <= this.wanted || this.failure) return;
		this.wanted = wanted;
		this.ask();
	}

	/** @param {Opened} message */
	opened(message) {
		if (this.id !== null && this.id !== message.trace) this.#forget();
		this.id = message.trace;
		this.length = message.length ?? this.length;
		this.announced = { ...message.header, trace: message.trace };
	}

	/** @param {Record<string, NDArray>} constants */
	constants(constants) {
		if (!this.announced || this.header) return;
		this.header = { ...this.announced, constants };
		this.cues = this.header.cues.map((cue) => ({ ...cue }));
		this.onChange();
	}

	/** @param {Frame} frame  one that was received already is passed over (it comes again after a reconnection) */
	frame(frame) {
		if (frame.t !== this.frames.length) return;
		this.frames.push(frame);
		if (frame.cue !== null) this.#found(frame.cue, frame.t);
		this.onChange();
	}

	/** @param {number} length */
	end(length) {
		this.length = length;
		this.onChange();
	}

	/** @param {ServerError} message */
	fail(message) {
		this.failure = { code: message.code, problems: message.errors ?? [message] };
		if (this.frames.length) this.length = this.frames.length;
		this.onChange();
	}

	/**
	 * @param {string} name
	 * @param {number} t
	 */
	#found(name, t) {
		const cue = this.cues.find((c) => c.name === name);
		if (!cue) this.cues.push({ name, title: name, t });
		else cue.t ??= t;
	}

	/** The server came back with another version of the run. */
	#forget() {
		this.frames = [];
		this.header = null;
		this.length = null;
	}
}
