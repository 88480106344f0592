/**
 * The house's colours, read from the CSS custom properties of the current theme (static/css/tokens.css).
 *
 * Hidden state is diverging (orange − … zero … blue +), gradient magnitude sequential (violet). Both scales are mixed
 * in OKLab, so that equal steps of the value look like equal steps of the colour.
 */

/** @typedef {[number, number, number]} Triple */

const STEPS = 256;

/** @type {Map<string, string>} */
let tokens = new Map();
/** @type {{hidden?: Scale, magnitude?: Scale}} */
let scales = {};
let cachedTheme = "";

/** @typedef {{lut: Uint8ClampedArray, css: string[]}} Scale */

function theme() {
	return document.documentElement.classList.contains("dark") ? "dark" : "light";
}

function forgetOtherTheme() {
	const now = theme();
	if (now === cachedTheme) return;
	cachedTheme = now;
	tokens = new Map();
	scales = {};
}

/**
 * A colour token of the current theme: `token('--ink')` → `'#…'`.
 * @param {string} name
 */
export function token(name) {
	forgetOtherTheme();
	let value = tokens.get(name);
	if (value === undefined) {
		value = getComputedStyle(document.documentElement).getPropertyValue(name).trim();
		if (!value) throw new Error(`expected a colour token of static/css/tokens.css, got ${name}`);
		tokens.set(name, value);
	}
	return value;
}

/**
 * The colour of a hidden state.
 * @param {number} v  in −1…1; clamped; NaN shows as the zero colour
 */
export function hidden(v) {
	return hiddenScale().css[index((v + 1) / 2)];
}

/**
 * The colour of a gradient's magnitude.
 * @param {number} u  in 0…1; clamped. The caller maps log10 of the magnitude to it.
 */
export function magnitude(u) {
	return magnitudeScale().css[index(u)];
}

/** RGBA bytes of the hidden scale, 256 × 4, for ImageData strips. */
export function hiddenLut() {
	return hiddenScale().lut;
}

/** RGBA bytes of the magnitude scale, 256 × 4, for ImageData strips. */
export function magnitudeLut() {
	return magnitudeScale().lut;
}

/**
 * The same colour, see-through.
 * @param {string} colour  '#rgb' or '#rrggbb'
 * @param {number} alpha  0…1
 */
export function fade(colour, alpha) {
	const [r, g, b] = parseHex(colour);
	return `rgba(${r}, ${g}, ${b}, ${alpha})`;
}

/** @param {number} u */
function index(u) {
	if (!(u > 0)) return Number.isNaN(u) ? STEPS >> 1 : 0;
	return u >= 1 ? STEPS - 1 : Math.floor(u * STEPS);
}

function hiddenScale() {
	forgetOtherTheme();
	scales.hidden ??= makeScale(["--neg", "--zero", "--pos"].map(token));
	return scales.hidden;
}

function magnitudeScale() {
	forgetOtherTheme();
	scales.magnitude ??= makeScale([0, 1, 2, 3, 4].map((i) => token(`--grad-${i}`)));
	return scales.magnitude;
}

/**
 * 256 colours through the given stops, evenly spaced.
 * @param {string[]} stops  hex colours
 * @returns {Scale}
 */
export function makeScale(stops) {
	const labs = stops.map((stop) => toOklab(parseHex(stop)));
	const lut = new Uint8ClampedArray(STEPS * 4);
	/** @type {string[]} */
	const css = [];
	for (let i = 0; i < STEPS; i++) {
		const place = (i / (STEPS - 1)) * (labs.length - 1);
		const left = Math.min(Math.floor(place), labs.length - 2);
		const mixed = /** @type {Triple} */ (labs[left].map((v, k) => v + (labs[left + 1][k] - v) * (place - left)));
		lut.set([...fromOklab(mixed), 255], i * 4);
		css.push(`rgb(${lut[i * 4]}, ${lut[i * 4 + 1]}, ${lut[i * 4 + 2]})`);
	}
	return { lut, css };
}

/**
 * @param {string} hex  '#rgb' or '#rrggbb'
 * @returns {Triple} bytes
 */
export function parseHex(hex) {
	const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/i.exec(hex);
	const digits = short ? short.slice(1).map((d) => d + d) : /^#(..)(..)(..)$/.exec(hex)?.slice(1);
	if (!digits) throw new Error(`expected a colour like #1f6fb4, got ${hex}`);
	return /** @type {Triple} */ (digits.map((d) => Number.parseInt(d, 16)));
}

/**
 * sRGB bytes → OKLab (Björn Ottosson, https://bottosson.github.io/posts/oklab/).
 * @param {Triple} rgb
 * @returns {Triple}
 */
function toOklab(rgb) {
	const [r, g, b] = rgb.map((byte) => {
		const c = byte / 255;
		return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
	});
	const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
	const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
	const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
	return [
		0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
		1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
		0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
	];
}

/**
 * @param {Triple} lab
 * @returns {Triple} sRGB bytes, unrounded
 */
function fromOklab([L, A, B]) {
	const l = (L + 0.3963377774 * A + 0.2158037573 * B) ** 3;
	const m = (L - 0.1055613458 * A - 0.0638541728 * B) ** 3;
	const s = (L - 0.0894841775 * A - 1.291485548 * B) ** 3;
	const linear = [
		4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
		-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
		-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
	];
	return /** @type {Triple} */ (
		linear.map((c) => 255 * (c <= 0.0031308 ? 12.92 * c : 1.055 * Math.max(c, 0) ** (1 / 2.4) - 0.055))
	);
}
