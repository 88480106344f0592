/** Numbers as a textbook prints them. */

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/**
 * `0.034`, `1.2·10⁻⁹`, `−3.0`, `1234`, `inf`, `nan`: `digits` significant ones, a true minus sign.
 * @param {number} x
 * @param {number} [digits]
 */
export function pretty(x, digits = 2) {
	if (Number.isNaN(x)) return "nan";
	if (x === 0) return "0";
	const sign = x < 0 ? "−" : "";
	const size = Math.abs(x);
	if (size === Number.POSITIVE_INFINITY) return `${sign}inf`;
	const [mantissa, exponent] = size.toExponential(digits - 1).split("e");
	const power = Number(exponent);
	if (power < -3 || power > 4) return `${sign}${mantissa}·10${superscript(power)}`;
	return sign + (power >= digits ? size.toFixed(0) : size.toFixed(digits - 1 - power));
}

/**
 * An integer in superscript digits: −9 → `⁻⁹`.
 * @param {number} n
 */
export function superscript(n) {
	return (n < 0 ? "⁻" : "") + Array.from(String(Math.abs(n)), (digit) => SUPERSCRIPTS[Number(digit)]).join("");
}
