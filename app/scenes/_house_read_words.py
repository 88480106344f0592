"""What the scene `house-read` says: captions, the badge, its footnote. Every number is the frame's."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from app.models.reader import END
from app.models.reading import GLIMPSES
from app.nn.gradcheck import Check
from app.scenes._house_read_picture import HEIGHT, WIDTH
from app.scenes.badge import say_unchecked
from app.scenes.numbers import listed, pretty

Array = np.ndarray[Any, Any]


class Hands(NamedTuple):
    """What somebody's hands have done by a glimpse."""

    forced: bool = False  # its window is put there
    covered: int = 0  # patches on the picture
    fresh: bool = False  # one of them is new


def name(digit: int) -> str:
    """A class as it stands in a sentence."""
    return "the end" if digit == END else f"the {digit}"


def article(digit: int) -> str:
    return "an 8" if digit == 8 else f"a {digit}"


def percent(p: float) -> str:
    """`98 %`; never 100 % or 0 % for what is only nearly so."""
    if p > 0.995:
        return "over 99 %"
    return f"{round(100 * p)} %" if p >= 0.005 else "under 1 %"


def where(window: Array) -> str:
    """Where on the picture a window (cx, cy, w, h) lies."""
    if window[2] > 0.7 * WIDTH:
        return "nearly all of the picture"
    x, y = window[0] / WIDTH, window[1] / HEIGHT
    across = "left" if x < 0.36 else "right" if x > 0.64 else ""
    down = "top" if y < 0.25 else "bottom" if y > 0.75 else ""
    if not across and not down:
        return "the middle of the picture"
    if across and down:
        return f"the {down} {across} of the picture"
    return f"the {across or down} of the picture"


def say_look(
    t: int, window: Array, beliefs: Array, answer: int | None, sure: bool, hands: Hands, digits: str
) -> str:
    """`window` in picture pixels; `digits`: what was read before."""
    begin = f"With {'a part' if hands.covered == 1 else 'parts'} covered, g" if hands.fresh else "G"
    begin += f"limpse {t + 1} "
    begin += f"is put at {where(window)} by hand" if hands.forced else f"looks at {where(window)}"
    if answer is None:
        return begin + (" to take in the whole number." if t == 0 else " to find the first digit.")
    p = percent(float(beliefs[answer]))
    if not sure:
        both = [f"{option(int(i))} ({percent(float(beliefs[i]))})" for i in np.argsort(-beliefs)[:2]]
        said = f"{begin} and is not sure: {both[0]} or {both[1]}?"
        return said + (f" It stops with {digits or 'nothing'} read." if answer == END else "")
    if answer == END:
        read = f"the number is {digits}" if digits else "it has read no digit"
        return f"{begin}, sees no further digit and stops ({p}): {read}."
    if t == GLIMPSES - 1:
        return f"{begin} and sees {article(answer)} ({p}); it may look no further."
    return f"{begin} and sees {article(answer)} ({p})."


def option(digit: int) -> str:
    return "the end" if digit == END else article(digit)


def say_walk(t: int, answers: Sequence[int], dglimpse: Array) -> str:
    """dglimpse (rows): for every answer, what hangs on this glimpse; nan where the answer came before it."""
    order = sorted((row for row in range(len(answers)) if dglimpse[row] >= 0), key=lambda row: -dglimpse[row])
    parts = [f"{name(answers[row])} ({pretty(dglimpse[row])})" for row in order[:3]]
    if not parts:
        return f"Back at glimpse {t + 1}: nothing was named after it."
    most = f"Back at glimpse {t + 1}: what it saw there moves {parts[0]}"
    return f"{most}." if len(parts) == 1 else f"{most} most, less {listed(parts[1:])}."


def say_pixels(label: int, glimpse: int, own: float, half: float) -> str:
    """own: the share of its own glimpse; half: the smallest share of the pixels that carries half of it."""
    asked = "Why did it stop" if label == END else f"Why {article(label)}"
    return (
        f"{asked}? {percent(own)} of the gradient lies at glimpse {glimpse + 1} itself,"
        f" and half of it in {percent(half)} of the pixels."
    )


def say_check(check: Check) -> tuple[str, str, str]:
    """Caption, badge and footnote."""
    if not check.telling:
        return say_unchecked(check, "the beliefs' logarithms")
    error = pretty(check.relative_error)
    note = (
        "The picture was moved a little along a random direction, in double precision, with the windows held"
        f" where they were: the log-probabilities changed by {pretty(check.numeric, 6)} a unit; the gradient"
        f" says {pretty(check.analytic, 6)}."
    )
    caption = f"Checked: the pixels' gradient and finite differences agree to a relative error of {error}."
    return caption, f"checked: relative error {error}", note
