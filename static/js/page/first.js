// Runs before the first paint, so that a dark room never sees a white flash and nothing jumps. A classic script: it must not wait.
(() => {
	const root = document.documentElement;
	let theme = root.dataset.theme;
	// A deck tells its embeds the theme; everywhere else the reader's last choice counts where the address names none.
	if (theme === "auto" && root.dataset.mode !== "embed") {
		try {
			theme = localStorage.getItem("unrolled.theme") ?? "auto";
		} catch {
			theme = "auto"; // storage may be forbidden; nothing is lost
		}
		root.dataset.theme = theme;
	}
	const dark = theme === "dark" || (theme === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
	root.classList.toggle("dark", dark);
	// Where there is room, the params stand beside the picture from the start, unless all of them are in the picture.
	root.classList.toggle("tuned", root.dataset.form !== "none" && matchMedia("(min-width: 1100px)").matches);
})();
