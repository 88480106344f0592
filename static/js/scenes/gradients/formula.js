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
const id = (name) => ["mi", {}, name];
/** @param {string} sign @returns {Markup} */
const op = (sign) => ["mo", {}, sign];
/** @param {...Markup} subscript @returns {Markup} */
const h = (...subscript) => ["msub", { class: "sym-h" }, id("h"), ["mrow", {}, ...subscript]];
/** @param {Markup} above @param {Markup} below @returns {Markup} */
const partial = (above, below) => ["mfrac", {}, ["mrow", {}, op("∂"), above], ["mrow", {}, op("∂"), below]];
/** @param {Markup} below @returns {Markup} */
const gradient = (below) => ["mrow", { class: "sym-gradient" }, partial(id("L"), below)];

/**
 * ∂L/∂h_t = (∏ ∂h_{k+1}/∂h_k)ᵀ ∂L/∂h_{T−1}
 * @returns {Element}
 */
export function chainRule() {
	/** @type {Markup} */
	const last = ["mrow", {}, id("T"), op("−"), ["mn", {}, "1"]];
	/** @type {Markup} */
	const product = [
		"mrow",
		{},
		op("("),
		[
			"munderover",
			{},
			op("∏"),
			["mrow", {}, id("k"), op("="), id("t")],
			["mrow", {}, id("T"), op("−"), ["mn", {}, "2"]],
		],
		partial(h(id("k"), op("+"), ["mn", {}, "1"]), h(id("k"))),
		op(")"),
	];
	return build([
		"math",
		{
			display: "block",
			class: "gradients-formula",
			"aria-label":
				"the gradient at step t is the product of the factors from t to the last step, transposed, times the gradient at the last step",
		},
		["mrow", {}, gradient(h(id("t"))), op("="), ["msup", {}, product, id("⊤")], gradient(h(last))],
	]);
}
