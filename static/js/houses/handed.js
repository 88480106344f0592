/** A painting on its way from `house-generate` to `house-read`: in the words of the param `photo`, in this tab alone. */

const PLACE = "unrolled:house-read:photo";
/** What of an address is about the page, not about the painting. */
const KEPT = ["theme", "controls", "keys"];
/** All embeds of a deck share one storage: this tells the one that is meant. */
const MARK = "#handed";

/**
 * Leave a painting and go to the reader. An embed stays an embed: nothing else of ours may stand in a deck's frame.
 * @param {string} photo
 */
export function handOver(photo) {
	sessionStorage.setItem(PLACE, photo);
	location.assign(readerAt(location.pathname, location.search));
}

/**
 * The address of the reader, for who is at this one.
 * @param {string} pathname
 * @param {string} search
 */
export function readerAt(pathname, search) {
	const here = new URLSearchParams(search);
	const there = new URLSearchParams({ play: "true" });
	for (const name of KEPT) {
		const value = here.get(name);
		if (value) there.set(name, value);
	}
	return isEmbed(pathname) ? `/embed/house-read?${there}${MARK}` : `/scene/house-read?${there}`;
}

/** @param {string} pathname */
const isEmbed = (pathname) => pathname.startsWith("/embed/");

/** The painting that was left, once. */
export function takeOver() {
	if (isEmbed(location.pathname) && location.hash !== MARK) return null;
	const photo = sessionStorage.getItem(PLACE);
	sessionStorage.removeItem(PLACE);
	return photo;
}
