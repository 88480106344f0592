/** A painting on its way from `house-generate` to `house-read`: in the words of the param `photo`, in this tab alone. */

const PLACE = "unrolled:house-read:photo";

/**
 * Leave a painting and go to the reader.
 * @param {string} photo
 */
export function handOver(photo) {
	sessionStorage.setItem(PLACE, photo);
	const theme = new URLSearchParams(location.search).get("theme");
	location.assign(`/scene/house-read?play=true${theme ? `&theme=${theme}` : ""}`);
}

/** The painting that was left, once. */
export function takeOver() {
	const photo = sessionStorage.getItem(PLACE);
	sessionStorage.removeItem(PLACE);
	return photo;
}
