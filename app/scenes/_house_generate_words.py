"""What the scene `house-generate` says: captions, the badge, its footnote. Every number is the frame's."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from app.nn.gradcheck import Check
from app.scenes._house_read_words import percent
from app.scenes.badge import say_unchecked
from app.scenes.numbers import listed, pretty

Array = np.ndarray[Any, Any]

ASIDE = 4.0  # canvas pixels across from where a digit is learnt to stand: left or right of its middle
BESIDE = 10.0  # … and outside it
OFF = 2.5  # canvas pixels up or down from its middle
FAINT = 0.5  # logits: a smaller change can hardly be seen
_ORDINALS = {1: "1st", 2: "2nd", 3: "3rd"}


def ordinal(n: int) -> str:
    """Up to 20."""
    return _ORDINALS.get(n, f"{n}th")


def part(x: float, y: float, middle: tuple[float, float]) -> str:
    """Where a window at (x, y) is, from where its digit has been learnt to stand: `at the top of its place`."""
    dx, dy = x - middle[0], y - middle[1]
    side = "left" if dx < 0 else "right"
    if abs(dx) > BESIDE:
        return f"away to the {side} of its place"
    across = f" {side}" if abs(dx) > ASIDE else ""
    down = "upper" if dy < -OFF else "lower" if dy > OFF else ""
    if across:
        return f"at the {down}{across} of its place" if down else f"at the{across} of its place"
    return f"in the {down} part of its place" if down else "in the middle of its place"


def spread(x: float, width: float, canvas: int) -> str:
    """Where a wide window, its Gaussians `width` pixels apart at the ends, is on the wall."""
    if width > 0.7 * canvas:
        return "over nearly the whole wall"
    at = x / (canvas - 1)
    return "on the left" if at < 0.4 else "on the right" if at > 0.6 else "in the middle"


def say_ground(begin: str, where: str, plate: float, held: bool, copies: bool) -> str:
    """`plate`: the share of the picture that is plate after the stroke."""
    hand = " put by hand," if held else ""
    does = "compares and lays" if copies else "lays"
    return f"{begin}: a wide window,{hand} {where}, {does} the ground; {percent(plate)} of it is plate."


def say_digit(begin: str, nth: int, of: int, digit: int, where: str, added: float, held: bool) -> str:
    """`added`: the largest change of the ink's logit."""
    hand = "put by hand " if held else ""
    faint = "; it changes hardly anything" if added < FAINT else ""
    return f"{begin}: the {ordinal(nth + 1)} of {of} for the {digit}, {hand}{where}{faint}."


def say_copied(
    begin: str, nth: int, of: int, digit: int, look: str, where: str, kl: float, held: bool
) -> str:
    """`look`: where it reads; `kl` in nats."""
    hand = ", put by hand," if held else ""
    reads = "reads and writes" if look == where else f"reads {look.removesuffix(' of its place')} and writes"
    return (
        f"{begin}, the {ordinal(nth + 1)} of {of} for the {digit}: it {reads}{hand} {where}"
        f" ({pretty(kl)} nats through z)."
    )


def say_street(begin: str, place: int, nth: int, of: int, active: int, houses: int, held: bool) -> str:
    """`active`: how many houses are still being painted."""
    hand = "put by hand " if held else ""
    if place < 0:
        return f"{begin}: {houses} wide windows {hand}lay the ground, one for each house."
    each = f"{active} windows {hand}paint the {ordinal(nth + 1)} of {of} strokes for the {ordinal(place + 1)} digit"
    over = f"; {houses - active} houses are finished" if active < houses else " of each house"
    return f"{begin}: {each}{over}."


def say_finished(
    number: str, read: str, probability: float, sure: bool, strokes: int, nats: Sequence[float], houses: int
) -> str:
    """`nats`: the bound, its reconstruction and its KL, for a copy."""
    begin = f"Finished after {strokes} strokes" if houses == 1 else f"{houses} houses are finished"
    if nats:
        bound, off, kl = (pretty(v, 3) for v in nats)
        begin = f"Finished, {bound} nats from the picture ({off} for what is off, {kl} through z)"
    on = "the reader of house numbers" if houses == 1 else "on the first one the reader of house numbers"
    if not read:
        return f"{begin}; {on} sees no digit."
    if not sure:
        return f"{begin}; {on} is not sure: {read} ({percent(probability)})?"
    instead = "" if read == number else f", not {number}"
    return f"{begin}; {on} sees {read}{instead} ({percent(probability)})."


def say_walk(stroke: int, digit: int | None, number: str, digits: Sequence[float]) -> str:
    """digits: ‖∂ log p(digit_k)/∂h‖ at this stroke."""
    begin = f"Back at stroke {stroke + 1}, for {'the ground' if digit is None else f'the {digit}'}: "
    order = sorted(range(len(digits)), key=lambda k: -digits[k])
    first, *less = (f"{_named(number, k)} ({pretty(digits[k])})" for k in order)
    most = f"{begin}its state moves the reader’s {first.removeprefix('the ')}"
    return f"{most} most, less {listed(less)}." if less else f"{most}."


def _named(number: str, k: int) -> str:
    """`the 4`, or `the 2nd 4` where there are more."""
    if number.count(number[k]) == 1:
        return f"the {number[k]}"
    return f"the {ordinal(number[: k + 1].count(number[k]))} {number[k]}"


def say_walk_copied(stroke: int, digit: int | None, decoder: float, encoder: float) -> str:
    begin = f"Back at stroke {stroke + 1}, for {'the ground' if digit is None else f'the {digit}'}"
    return (
        f"{begin}: the bound moves by {pretty(decoder)} a unit of the decoder's state"
        f" and by {pretty(encoder)} of the encoder's."
    )


def say_check(check: Check, copies: bool) -> tuple[str, str, str]:
    """Caption, badge and footnote."""
    if not check.telling:
        return say_unchecked(check, "the loss")
    error = pretty(check.relative_error)
    what = "the bound" if copies else "minus the log-probability of the number"
    held = "" if copies else ", with the reader's windows held where they were"
    note = (
        "All weights of the painter were moved a little along a random direction, in double precision, and all"
        f" strokes painted again{held}: {what} changed by {pretty(check.numeric, 6)} a unit; the gradient"
        f" says {pretty(check.analytic, 6)}."
    )
    caption = f"Checked: back-propagation and finite differences agree to a relative error of {error}."
    return caption, f"checked: relative error {error}", note
