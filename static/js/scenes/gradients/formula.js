/** The chain rule through time, its symbols in the colours of the picture: states blue, gradients violet. */

const NAMESPACE = "http://www.w3.org/1998/Math/MathML";

/**
 * @typedef {[string, Record<string, string>, ...(Markup | string)[]]} Markup  tag, attributes, children
 */

/** @param {Markup} markup @returns {Element} */
function build([tag, attributes, ...children]) {
	const node = document.createElementNS(NAMESPACE, tag);
	for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
	for (const child of children) node.append(typeof child === "string" ? child : build(child));
	return node;
}

/** @param {string} name @returns {Markup} */
const id = (name) => ["mi", { mathvariant: "normal" }, name]; // italic by style: in the page's letters
/** @param {string} sign @returns {Markup} */
const op = (sign) => ["mo", {}, sign];
/** @param {...Markup} subscript @returns {Markup} */
const h = (...subscript) => ["msub", { class: "sym-h" }, id("h"), ["mrow", {}, ...subscript]];
/** @param {Markup} above @param {Markup} below @returns {Markup} */
const partial = (above, below) => ["mfrac", {}, ["mrow", {}, op("∂"), above], ["mrow", {}, op("∂"), below]];
/** @param {Markup} below @returns {Markup} */
const gradient = (below) => ["mrow", { class: "sym-gradient" }, partial(id("L"), below)];

/**
 * ∂L/∂h_t = ∂L/∂h_{T−1} · ∂h_{T−1}/∂h_{T−2} ⋯ ∂h_{t+1}/∂h_t, gradients as rows: the order in which they are multiplied.
 * @returns {Element}
 */
export function chainRule() {
	const one = /** @type {Markup} */ (["mn", {}, "1"]);
	const two = /** @type {Markup} */ (["mn", {}, "2"]);
	const [last, before] = [one, two].map((n) => h(id("T"), op("−"), n));
	const now = h(id("t"));
	return build([
		"math",
		{
			display: "block",
			class: "gradients-formula",
			"aria-label":
				"the gradient at step t is the gradient at the last step, times the factor of every step on the way back",
		},
		[
			"mrow",
			{},
			gradient(now),
			op("="),
			gradient(last),
			op("·"),
			partial(last, before),
			op("⋯"),
			partial(h(id("t"), op("+"), one), now),
		],
	]);
}
