/**
 * The page's one WebSocket. It carries any number of traces, comes back by itself after the server was away,
 * opens every trace again and asks for what it wanted; the traces notice nothing.
 */

import { decode } from "./codec.js";
import { encode, parse, SUBPROTOCOL } from "./protocol.js";

/** @import { Trace } from "./trace.js" */
/** @import { ClientMessage, ServerError } from "./protocol.js" */

const FIRST_WAIT = 250;
const LONGEST_WAIT = 5000;

/** @typedef {"idle" | "connecting" | "open" | "away"} State */

export class Connection {
	/** @param {string} address  ws://… */
	constructor(address) {
		this.address = address;
		/** @type {State} */
		this.state = "idle";
		/** @type {(state: State) => void} */
		this.onState = () => {};
		/** @type {(message: ServerError) => void} an error that belongs to no trace */
		this.onError = () => {};
		/** @type {WebSocket | null} */
		this.socket = null;
		/** @type {Map<number, Trace>} by ref */
		this.traces = new Map();
		/** @type {Map<string, number>} the ref by which a trace was opened last, by the trace's id */
		this.refs = new Map();
		this.nextRef = 1;
		this.wait = FIRST_WAIT;
		this.timer = 0;
		/** the server closed an idle socket: nothing is lost, so come back only when something is wanted */
		this.asleep = false;
		addEventListener("online", () => this.#retryNow());
	}

	/**
	 * Follow a trace: from now on it fills itself.
	 * @param {Trace} trace
	 */
	open(trace) {
		const ref = this.nextRef++;
		this.traces.set(ref, trace);
		trace.ask = () => {
			if (this.socket?.readyState === WebSocket.OPEN && trace.id !== null) {
				this.#send({ type: "want", trace: trace.id, upto: trace.wanted });
			} else if (this.asleep || this.state === "idle") this.#connect();
		};
		if (this.socket?.readyState === WebSocket.OPEN) this.#sendOpen(ref, trace);
		else if (this.state === "idle") this.#connect();
	}

	/**
	 * Let go of a trace: the server may stop computing it.
	 * @param {Trace} trace
	 */
	close(trace) {
		for (const [ref, held] of this.traces) if (held === trace) this.traces.delete(ref);
		const others = [...this.traces.values()].some((held) => held.id === trace.id);
		if (trace.id !== null && !others && this.socket?.readyState === WebSocket.OPEN) {
			this.#send({ type: "close", trace: trace.id, ref: this.refs.get(trace.id) });
			this.refs.delete(trace.id);
		}
	}

	#connect() {
		clearTimeout(this.timer);
		this.asleep = false;
		if (this.state === "idle") this.#become("connecting");
		const socket = new WebSocket(this.address, SUBPROTOCOL);
		socket.binaryType = "arraybuffer";
		this.socket = socket;
		socket.onopen = () => {
			this.#become("open");
			for (const [ref, trace] of this.traces) this.#sendOpen(ref, trace);
		};
		socket.onmessage = (event) => this.#receive(event.data);
		socket.onclose = () => {
			if (this.socket !== socket) return;
			this.socket = null;
			if (this.asleep) this.#become("idle");
			else this.#reconnect();
		};
	}

	#reconnect() {
		this.#become("away");
		clearTimeout(this.timer);
		this.timer = setTimeout(() => this.#connect(), this.wait * (0.75 + Math.random() / 2));
		this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
	}

	#retryNow() {
		if (this.state !== "away" || this.socket) return;
		this.wait = FIRST_WAIT;
		this.#connect();
	}

	/** @param {State} state */
	#become(state) {
		if (state === this.state) return;
		this.state = state;
		this.onState(state);
	}

	/** @param {ClientMessage} message */
	#send(message) {
		this.socket?.send(encode(message));
	}

	/**
	 * @param {number} ref
	 * @param {Trace} trace
	 */
	#sendOpen(ref, trace) {
		if (!trace.failure) this.#send({ type: "open", ref, scene: trace.scene, params: trace.params });
	}

	/** @param {string | ArrayBuffer} data */
	#receive(data) {
		if (typeof data !== "string") {
			const message = decode(data);
			for (const trace of this.traces.values()) {
				if (trace.id !== message.trace) continue;
				if ("frame" in message) trace.frame(message.frame);
				else trace.constants(message.constants);
			}
			return;
		}
		const message = parse(data);
		if (message.type === "opened") {
			this.wait = FIRST_WAIT;
			const trace = this.traces.get(message.ref);
			trace?.opened(message);
			// Whoever asked may have let go of it since; somebody else may hold the same one, or may ask for it just now.
			const holder = trace ?? [...this.traces.values()].find((held) => held.id === message.trace);
			if (holder) {
				this.refs.set(message.trace, message.ref);
				this.#send({ type: "want", trace: message.trace, upto: holder.wanted, have: holder.count });
			} else this.#send({ type: "close", trace: message.trace, ref: message.ref });
		} else if (message.type === "end") {
			for (const trace of this.traces.values()) if (trace.id === message.trace) trace.end(message.length);
		} else this.#fail(message);
	}

	/** @param {ServerError} message */
	#fail(message) {
		if (message.code === "idle") this.asleep = true;
		const failed = [...this.traces].filter(
			([ref, trace]) => ref === message.ref || (message.trace !== null && trace.id === message.trace),
		);
		for (const [, trace] of failed) trace.fail(message);
		if (!failed.length && message.code !== "idle") this.onError(message);
	}
}
