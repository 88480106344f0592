/**
 * Runs in a chart's own frame and draws with Plotly what chart.js tells it. A classic script: the frame is cut off from
 * our origin, so that browsers give it a process of its own, and modules would need leave to be loaded from there.
 */
(() => {
	const element = document.getElementById("chart");
	/** @type {any} */
	let plotly = null;

	/** @param {Blob} code */
	function load(code) {
		const script = document.createElement("script");
		const address = URL.createObjectURL(code);
		script.src = address;
		script.onload = () => {
			URL.revokeObjectURL(address);
			plotly = /** @type {any} */ (window).Plotly;
			parent.postMessage({ type: "loaded" }, "*");
		};
		script.onerror = () => parent.postMessage({ type: "failed" }, "*");
		document.head.append(script);
	}

	/** @param {{data: object[], layout: object}} figure */
	async function draw({ data, layout }) {
		// Plotly measures its labels, so their font has to be there first. Where it cannot be had, another must do.
		await document.fonts.load('14px "IBM Plex Mono"').catch(() => null);
		await plotly.react(element, data, layout, { staticPlot: true, displayModeBar: false });
		parent.postMessage({ type: "drawn" }, "*");
	}

	addEventListener("message", ({ source, data }) => {
		if (source !== parent) return;
		if (data.type === "library") load(data.code);
		else if (data.type === "figure") void draw(data);
	});
	parent.postMessage({ type: "ready" }, "*");
})();
