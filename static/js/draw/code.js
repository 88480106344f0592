/**
 * A pane of source code: numbered lines as they stand in the file, the ones at work lit, the lit ones always in view.
 *
 * What it shows is a listing of app/scenes/_hello_listing.py: {name, file, lines: [{n, spans: [[kind, text]], roles}]}.
 * It never scrolls under a finger: it is a window that follows the line at work.
 */

/** @typedef {{name: string, file: string, lines: {n: number, spans: [string, string][], roles: string[]}[]}} Listing */

const STYLE = `
.code { position: absolute; margin: 0; overflow: hidden; font-family: var(--mono); color: var(--ink); }
.code figcaption { font-family: var(--serif); color: var(--ink-2); white-space: nowrap; overflow: hidden; text-overflow: ellipsis; line-height: 1.6; }
.code .window { position: relative; overflow: hidden; }
.code ol { position: relative; margin: 0; padding: 0; list-style: none; }
.code li { display: flex; line-height: 1.45; border-radius: 3px; }
.code li .n { flex: none; width: 3.2em; padding-right: 0.8em; text-align: right; color: var(--ink-2); user-select: none; }
.code li .source { white-space: pre-wrap; overflow-wrap: anywhere; min-height: 1.45em; padding-left: 2.4em; text-indent: -2.4em; flex: 1; }
.code li.lit { background: color-mix(in srgb, var(--accent) 16%, transparent); box-shadow: inset 3px 0 var(--accent); }
.code li.lit .n { color: var(--ink); }
.code .x { color: var(--sym-x); } .code .h { color: var(--sym-h); } .code .b { color: var(--sym-b); }
.code .Wxh { color: var(--sym-Wxh); } .code .Whh { color: var(--sym-Whh); } .code .Why { color: var(--sym-Why); }
.code .x, .code .h, .code .Wxh, .code .Whh, .code .Why { font-weight: 600; }
.code .keyword { font-weight: 600; } .code .string, .code .comment { color: var(--ink-2); }
`;

/** @type {CSSStyleSheet | null} */
let sheet = null;

function useStyle() {
	if (sheet) return;
	sheet = new CSSStyleSheet();
	sheet.replaceSync(STYLE);
	document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}

export class CodePane {
	/** @param {HTMLElement} parent */
	constructor(parent) {
		useStyle();
		this.element = document.createElement("figure");
		this.element.className = "code";
		this.caption = document.createElement("figcaption");
		this.window = document.createElement("div");
		this.window.className = "window";
		this.list = document.createElement("ol");
		this.window.append(this.list);
		this.element.append(this.caption, this.window);
		parent.append(this.element);
		/** @type {Listing | null} */
		this.listing = null;
		/** @type {string | null} */
		this.role = null;
		/** @type {HTMLElement[]} */
		this.lines = [];
		this.placed = "";
		this.observer = new ResizeObserver(() => this.#follow()); // fonts arrive late, and lines break elsewhere
		this.observer.observe(this.list);
	}

	/** @param {Listing} listing */
	show(listing) {
		if (listing === this.listing) return;
		this.listing = listing;
		this.role = null;
		this.caption.textContent = `${listing.name} in ${listing.file}`;
		this.lines = listing.lines.map(({ n, spans }) => {
			const line = document.createElement("li");
			const place = document.createElement("span");
			place.className = "n";
			place.textContent = String(n);
			place.setAttribute("aria-hidden", "true");
			const source = document.createElement("span");
			source.className = "source";
			const indent = /^\s*/.exec(spans[0]?.[1] ?? "")?.[0].length ?? 0;
			source.style.paddingLeft = `${(indent + 4) * 0.6}em`;
			source.style.textIndent = `${-(indent + 4) * 0.6}em`;
			for (const [kind, text] of spans) {
				const span = document.createElement("span");
				if (kind) span.className = kind;
				span.textContent = text;
				source.append(span);
			}
			line.append(place, source);
			return line;
		});
		this.list.replaceChildren(...this.lines);
	}

	/**
	 * Light the lines that have a role, and bring them into view.
	 * @param {string} role
	 */
	light(role) {
		if (!this.listing || role === this.role) return;
		this.role = role;
		this.lines.forEach((line, i) => {
			line.classList.toggle("lit", this.listing?.lines[i].roles.includes(role) ?? false);
		});
		this.#follow();
	}

	/**
	 * @param {{x: number, y: number, w: number, h: number}} box
	 * @param {number} size  CSS px
	 */
	place({ x, y, w, h }, size) {
		const placed = [x, y, w, h, size].map(Math.round).join();
		this.element.hidden = false;
		if (placed === this.placed) return;
		this.placed = placed;
		Object.assign(this.element.style, {
			left: `${x}px`,
			top: `${y}px`,
			width: `${w}px`,
			height: `${h}px`,
			fontSize: `${size}px`,
		});
		this.window.style.height = `${h - size * 1.6}px`;
		this.#follow();
	}

	destroy() {
		this.observer.disconnect();
	}

	hide() {
		this.element.hidden = true;
	}

	/** The lit lines stand in the middle of the window, unless an end is near; a line is there as a whole or not at all. */
	#follow() {
		if (!this.lines.length) return;
		const lit = this.lines.filter((line) => line.classList.contains("lit"));
		const room = this.window.clientHeight;
		const most = this.list.offsetHeight - room;
		const [first, last] = [lit[0] ?? this.lines[0], lit[lit.length - 1] ?? this.lines[0]];
		const wanted = Math.min(most, (first.offsetTop + last.offsetTop + last.offsetHeight - room) / 2);
		const top = this.lines.find((line) => line.offsetTop >= wanted)?.offsetTop ?? 0;
		this.list.style.top = `${-top}px`;
		for (const line of this.lines) {
			const whole = line.offsetTop >= top && line.offsetTop + line.offsetHeight <= top + room + 1;
			line.style.visibility = whole ? "visible" : "hidden";
		}
	}
}
