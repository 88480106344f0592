/** A layer of a house's canvas as the network has it, between two of its states, and where it changed. */

/** @import { Numbers } from "../../core/types.js" */

/**
 * @typedef {{data: Numbers, from: number}} Bytes  an array and where this house begins in it; `from` < 0: one value for all
 * @typedef {{x0: number, x1: number, y0: number, y1: number}} Area  x1 and y1 are the first ones outside
 */

export class Coarse {
	/**
	 * @param {number} points
	 * @param {number} channels  of the bytes it is made of
	 * @param {number} channel  its own
	 */
	constructor(points, channels, channel) {
		this.values = new Float32Array(points).fill(Number.NaN);
		this.channels = channels;
		this.channel = channel;
		/** @type {{here: Bytes, there: Bytes, share: number, table: ArrayLike<number>} | null} what it is made of now */
		this.made = null;
	}

	/**
	 * @param {Bytes} here
	 * @param {Bytes} there
	 * @param {number} share
	 * @param {ArrayLike<number>} table  what a byte means
	 * @param {number} width
	 * @param {Area} area  grows by what changed
	 */
	blend(here, there, share, table, width, area) {
		const { values, channels, channel, made } = this;
		const still = made !== null && same(made.here, here) && same(made.there, there) && made.table === table;
		// Between two equal states it does not matter how far it has come.
		if (still && (made.share === share || same(here, there))) return;
		this.made = { here, there, share, table };
		for (let i = 0; i < values.length; i++) {
			const a = here.data[(here.from < 0 ? 0 : here.from + i * channels) + channel];
			const b = there.data[(there.from < 0 ? 0 : there.from + i * channels) + channel];
			const value = Math.fround(a === b ? table[a] : table[a] + (table[b] - table[a]) * share);
			if (value === values[i]) continue;
			values[i] = value;
			grow(area, i % width, Math.floor(i / width));
		}
	}
}

/**
 * @param {Bytes} a
 * @param {Bytes} b
 */
const same = (a, b) => a.data === b.data && a.from === b.from;

/** @returns {Area} */
export const nowhere = () => ({ x0: Number.POSITIVE_INFINITY, x1: 0, y0: Number.POSITIVE_INFINITY, y1: 0 });

/**
 * @param {Area} area
 * @param {number} x
 * @param {number} y
 */
export function grow(area, x, y) {
	area.x0 = Math.min(area.x0, x);
	area.x1 = Math.max(area.x1, x + 1);
	area.y0 = Math.min(area.y0, y);
	area.y1 = Math.max(area.y1, y + 1);
}
