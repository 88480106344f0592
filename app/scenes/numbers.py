"""How numbers are said in captions: short, with a true minus sign, as `draw/numbers.js` writes them."""

import math

_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def pretty(x: float, digits: int = 2) -> str:
    """`x` in `digits` significant digits: 0.034, −12, 1.2·10⁻⁹, inf, −inf, nan.

    Plain from 0.001 to 99999, in powers of ten outside.
    """
    x = float(x)
    if math.isnan(x):
        return "nan"
    sign = "−" if x < 0 else ""
    x = abs(x)
    if math.isinf(x):
        return f"{sign}inf"
    if x == 0:
        return "0"
    mantissa, _, exponent = f"{x:.{digits - 1}e}".partition("e")
    power = int(exponent)
    if -3 <= power <= 4:
        return f"{sign}{x:.{max(0, digits - 1 - power)}f}"
    return f"{sign}{mantissa}·10{str(power).translate(_RAISED)}"


def listed(parts: list[str]) -> str:
    """The parts as in a sentence: ``a``, ``a and b``, ``a, b and c``."""
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1]
