/** What the server wrote into the page, and what the browser wants. */

/** @import { Boot } from "./types.js" */

/** @returns {Boot} */
export function readBoot() {
	return JSON.parse(document.getElementById("boot")?.textContent ?? "null");
}

export const reducedMotion = matchMedia("(prefers-reduced-motion: reduce)").matches;

/** The address of the socket, beside the page. */
export function socketAddress() {
	return `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws`;
}
