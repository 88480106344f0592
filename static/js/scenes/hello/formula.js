/** The equations at work, in MathML; their symbols have the colours of the picture and the code. */

const STYLE = `
.hello-formula { position: absolute; overflow: hidden; color: var(--ink); display: flex; flex-direction: column; justify-content: space-evenly; }
.hello-formula math { display: block; width: max-content; font-family: var(--serif); }
.hello-formula mi.letter { font-style: italic; }
.hello-formula mrow[data-role] { padding: 0.1em 0.15em; border-radius: 3px; }
.hello-formula mrow.lit { background: color-mix(in srgb, var(--accent) 16%, transparent); box-shadow: inset 0 -2px var(--accent); }
.hello-formula .x { color: var(--sym-x); } .hello-formula .h { color: var(--sym-h); } .hello-formula .b { color: var(--sym-b); }
.hello-formula .Wxh { color: var(--sym-Wxh); } .hello-formula .Whh { color: var(--sym-Whh); } .hello-formula .Why { color: var(--sym-Why); }
`;

/** @type {CSSStyleSheet | null} */
let sheet = null;

/** Italic by style: in the page's letters, not in those of whatever mathematical font the machine has. @param {string} s */
const letter = (s) => `<mi mathvariant="normal" class="letter">${s}</mi>`;
/** @param {string} kind @param {string} name @param {string} index */
const symbol = (kind, name, index) => `<msub class="${kind}">${letter(name)}<mrow>${index}</mrow></msub>`;
/** @param {string} role @param {string} inner */
const term = (role, inner) => `<mrow data-role="${role}">${inner}</mrow>`;
// Brackets do not stretch: around an index a font may make them twice as high as the line.
/** @param {string} s */
const op = (s) => `<mo stretchy="false">${s}</mo>`;
/** @param {string} s */
const word = (s) => `<mi mathvariant="normal">${s}</mi>`;
/** @param {string} s */
const math = (s) => `<math display="block"><mrow>${s}</mrow></math>`;

const T = letter("t");
const BEFORE = `${T}<mo>−</mo><mn>1</mn>`;
const x = symbol("x", "x", T);
const h = symbol("h", "h", T);
const h1 = symbol("h", "h", BEFORE);
const c = symbol("", "c", T);
const c1 = symbol("", "c", BEFORE);
const b = `<mrow class="b">${letter("b")}</mrow>`;
const OUT = math(
	`${symbol("", "p", T)}${op("=")}${word("softmax")}${op("(")}${term("output", symbol("Why", "W", letter("hy")) + h)}${op("+")}${symbol("b", "b", letter("y"))}${op(")")}`,
);
/** @param {string} into @param {string} around */
const sum = (into, around) =>
	`${term("input", symbol("Wxh", "W", letter(into)) + x)}${op("+")}${term("recurrent", symbol("Whh", "W", letter(around)) + h1)}${op("+")}`;

/** @type {Record<string, string[]>} */
const FORMULAS = {
	rnn: [
		math(
			`${term("state", `${h}${op("=")}${word("tanh")}`)}${op("(")}${sum("xh", "hh")}${symbol("b", "b", letter("h"))}${op(")")}`,
		),
		OUT,
	],
	lstm: [
		math(
			`${term("gates", `${letter("i")}${op(",")}${letter("f")}${op(",")}${letter("o")}${op(",")}${letter("g")}`)}${op("=")}${word("σ,σ,σ,tanh")}${op("(")}${sum("x", "h")}${b}${op(")")}`,
		),
		math(
			`${term("memory", `${c}${op("=")}${letter("f")}${op("∘")}${c1}${op("+")}${letter("i")}${op("∘")}${letter("g")}`)}${op(",")}<mspace width="0.8em"/>${term("state", `${h}${op("=")}${letter("o")}${op("∘")}${word("tanh")}${op("(")}${c}${op(")")}`)}`,
		),
		OUT,
	],
	gru: [
		math(
			`${term("gates", `${letter("r")}${op(",")}${letter("z")}${op(",")}${letter("n")}`)}${op("=")}${word("σ,σ,tanh")}${op("(")}${sum("x", "h")}${b}${op(")")}`,
		),
		math(
			`${term("state", `${h}${op("=")}${op("(")}<mn>1</mn>${op("−")}${letter("z")}${op(")")}${op("∘")}${letter("n")}${op("+")}${letter("z")}${op("∘")}${h1}`)}`,
		),
		OUT,
	],
};

export class Formula {
	/**
	 * @param {HTMLElement} parent
	 * @param {string} cell
	 */
	constructor(parent, cell) {
		if (!sheet) {
			sheet = new CSSStyleSheet();
			sheet.replaceSync(STYLE);
			document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
		}
		this.lines = FORMULAS[cell];
		this.element = document.createElement("div");
		this.element.className = "hello-formula";
		this.element.innerHTML = this.lines.join("");
		this.terms = /** @type {HTMLElement[]} */ ([...this.element.querySelectorAll("[data-role]")]);
		this.maths = [...this.element.querySelectorAll("math")];
		this.placed = "";
		parent.append(this.element);
	}

	/** @param {string} role */
	light(role) {
		for (const element of this.terms) element.classList.toggle("lit", element.dataset.role === role);
	}

	/**
	 * @param {{x: number, y: number, w: number, h: number}} box
	 * @param {number} size
	 */
	place({ x: left, y: top, w, h: height }, size) {
		this.element.hidden = false;
		const placed = [left, top, w, height, size].map(Math.round).join();
		if (placed === this.placed) return;
		this.placed = placed;
		Object.assign(this.element.style, {
			left: `${left}px`,
			top: `${top}px`,
			width: `${w}px`,
			height: `${height}px`,
		});
		this.#fit(size);
	}

	hide() {
		this.element.hidden = true;
	}

	/** The stage has another size, or its letters have come and are of another width. */
	resized() {
		this.placed = "";
	}

	/** As large as fits: a gated cell has a long line, and every line is wholly seen. @param {number} size */
	#fit(size) {
		const { style } = this.element;
		style.fontSize = `${size}px`;
		const lines = this.maths.map((math) => math.getBoundingClientRect());
		const { width, height } = this.element.getBoundingClientRect();
		const wide = Math.max(...lines.map((line) => line.width));
		const tall = lines.reduce((sum, line) => sum + line.height, 0);
		const share = Math.min(1, width / wide, height / tall);
		if (share < 1) style.fontSize = `${Math.max(12, size * share)}px`;
	}
}
