/**
 * The cursor over a trace: a real number t, of which the whole part names a frame and the rest is the way to the next.
 *
 * Knows no clock, no socket and no picture: it is told the time (`tick`), reads a trace, and says how many frames it
 * will need (`upto`). Everything here is arithmetic, so that node can test it.
 */

/** @import { Cue, Frame } from "./types.js" */

/**
 * @typedef {object} Source  what the player reads of a trace
 * @property {Frame[]} frames
 * @property {number | null} length
 * @property {Cue[]} cues
 * @property {{code: string} | null} failure
 */

export const SPEEDS = [0.5, 1, 2, 4, 8, 16, 32];
/** Network steps a second at speed 1, where the scene names no rate of its own. */
const RATE = 5;
/** A tab that slept must not leap on when it wakes. */
const LONGEST_TICK = 0.1;
/** Ask for what the next seconds of playing need, and for some steps whatever the speed. */
const SECONDS_AHEAD = 2.5;
const STEPS_AHEAD = 16;
/** How far to look at a time for a cue whose place is not known yet. */
const SEARCH = 64;

export class Player {
	/** @param {{rates?: Record<string, number>, gliding?: boolean}} [options] gliding: a step forward is a motion */
	constructor({ rates = {}, gliding = true } = {}) {
		this.rates = rates;
		this.gliding = gliding;
		/** @type {Source} */
		this.source = { frames: [], length: null, cues: [], failure: null };
		this.t = 0;
		this.playing = false;
		this.speed = 1;
		/** @type {number | null} the frame a single step is gliding to */
		this.goal = null;
		/** @type {string | number | null} the cue that is being looked for */
		this.searching = null;
		/** @type {number | null} */
		this.before = null;
		/** called when playing, speed or the cursor were changed by hand, or the end was reached */
		this.onChange = () => {};
	}

	/** The last frame there is or will be, as far as known. */
	get last() {
		return this.source.length === null ? null : Math.max(0, this.source.length - 1);
	}

	/** Where the picture can be: the cursor, or the newest frame received if the cursor is ahead of it. */
	get shown() {
		return Math.max(0, Math.min(this.t, this.source.frames.length - 1));
	}

	/** The cursor is ahead of what has arrived, or plays at its edge. */
	get waiting() {
		const newest = this.source.frames.length - 1;
		if (this.source.failure) return false;
		return this.t > newest || this.searching !== null || (this.playing && this.t >= newest && !this.ended);
	}

	get ended() {
		return this.last !== null && this.t >= this.last;
	}

	/** Frames with an index below this are needed. */
	get upto() {
		const ahead = Math.max(STEPS_AHEAD, Math.ceil(this.rate * SECONDS_AHEAD));
		const cursor = Math.floor(Math.max(this.t, this.goal ?? 0)) + 1 + ahead;
		return this.searching === null ? cursor : Math.max(cursor, this.source.frames.length + SEARCH);
	}

	/** Network steps a second, here and at this speed. */
	get rate() {
		const frame = this.source.frames[Math.floor(this.shown)];
		return (this.rates[frame?.phase ?? ""] ?? RATE) * this.speed;
	}

	play() {
		this.playing = true;
		this.goal = null;
		this.searching = null;
		if (this.ended) this.t = 0;
		this.before = null;
		this.onChange();
	}

	pause() {
		if (!this.playing && this.goal === null && this.searching === null) return;
		this.playing = false;
		this.goal = null;
		this.searching = null;
		this.onChange();
	}

	toggle() {
		if (this.playing) this.pause();
		else this.play();
	}

	/**
	 * Be at t, paused or playing as before.
	 * @param {number} t
	 */
	seek(t) {
		this.goal = null;
		this.searching = null;
		this.t = this.#within(t);
		this.before = null;
		this.onChange();
	}

	/**
	 * One frame forward (as a motion) or back (at once); pauses.
	 * @param {1 | -1} by
	 */
	step(by) {
		this.playing = false;
		this.searching = null;
		if (by > 0) {
			const from = this.goal ?? Math.floor(this.t);
			const goal = this.#within(from + 1);
			this.t = this.gliding ? Math.max(this.t, goal - 1) : goal;
			this.goal = this.t < goal ? goal : null;
		} else {
			this.t = Math.max(0, Math.ceil(this.t) - 1);
			this.goal = null;
		}
		this.before = null;
		this.onChange();
	}

	/**
	 * Be at a cue, by its name or its place in the list; looks ahead for one that has not come yet. Pauses.
	 * @param {string | number} which
	 */
	cue(which) {
		const cue = this.#findCue(which);
		if (!cue && this.source.frames.length) return;
		this.playing = false;
		this.goal = null;
		this.searching = cue && cue.t !== null ? null : which;
		if (cue && cue.t !== null) this.t = this.#within(cue.t);
		this.before = null;
		this.onChange();
	}

	/** @param {string | number} which */
	#findCue(which) {
		const { cues } = this.source;
		return typeof which === "number" ? cues[which] : cues.find((cue) => cue.name === which);
	}

	/**
	 * The next cue or the one before; past the last one the end, before the first one the start.
	 * @param {1 | -1} by
	 */
	jump(by) {
		const cues = this.source.cues;
		if (by > 0) {
			const here = this.goal ?? this.t;
			const next = cues.find((cue) => cue.t === null || cue.t > here);
			if (next) this.cue(next.name);
			else if (this.last !== null) this.#leap(this.last);
			return;
		}
		const past = cues.filter((cue) => cue.t !== null && cue.t < this.t);
		this.#leap(Math.max(0, ...past.map((cue) => Number(cue.t))));
	}

	home() {
		this.#leap(0);
	}

	/** To the last frame; where the network decides how many there are, to the newest one known. */
	end() {
		this.#leap(this.last ?? Math.max(this.t, this.source.frames.length - 1));
	}

	/** @param {number} speed */
	setSpeed(speed) {
		this.speed = SPEEDS.reduce((best, s) => (Math.abs(s - speed) < Math.abs(best - speed) ? s : best));
		this.onChange();
	}

	/** @param {1 | -1} by */
	accelerate(by) {
		const place = SPEEDS.indexOf(this.speed) + by;
		this.setSpeed(SPEEDS[Math.max(0, Math.min(SPEEDS.length - 1, place))]);
	}

	/** Tell the player that its source has more frames, an end, or cues it was looking for. */
	sourceChanged() {
		if (this.searching !== null) {
			const found = this.#findCue(this.searching);
			if (found && found.t !== null) this.cue(this.searching);
			else if (!found || this.#exhausted) {
				this.searching = null;
				this.onChange();
			}
		}
		if (this.last !== null && this.t > this.last) {
			this.t = this.last;
			this.goal = null;
			this.onChange();
		}
	}

	/**
	 * Let time pass.
	 * @param {number} now  milliseconds on any clock
	 * @returns {boolean} whether the cursor is in motion, so that another tick is wanted
	 */
	tick(now) {
		const passed = this.before === null ? 0 : Math.min(LONGEST_TICK, (now - this.before) / 1000);
		this.before = now;
		if (!this.playing && this.goal === null) {
			this.before = null;
			return false;
		}
		this.#advance(Math.max(0, passed));
		if (this.goal !== null && this.t >= this.goal) this.goal = null;
		else if (this.playing && this.ended && this.source.frames.length > this.t) this.playing = false;
		else return true;
		this.before = null;
		this.onChange();
		return false;
	}

	/** @param {number} seconds */
	#advance(seconds) {
		const newest = Math.min(this.source.frames.length - 1, this.goal ?? Number.POSITIVE_INFINITY);
		let left = seconds;
		while (left > 0 && this.t < newest) {
			const next = Math.floor(this.t) + 1;
			const needed = (next - this.t) / this.rate;
			if (needed > left) {
				this.t += left * this.rate;
				return;
			}
			this.t = next;
			left -= needed;
		}
	}

	get #exhausted() {
		const { failure, length, frames } = this.source;
		return failure !== null || (length !== null && frames.length >= length);
	}

	/** @param {number} t */
	#leap(t) {
		this.playing = false;
		this.seek(t);
	}

	/** @param {number} t */
	#within(t) {
		const most = this.last ?? Number.MAX_SAFE_INTEGER;
		return Number.isFinite(t) ? Math.max(0, Math.min(t, most)) : 0;
	}
}
