"""What the scene `house-read` asks of the reader: the gradient of every answer, and whether it is right.

The windows are held where they were: no gradient goes through where the reader looked, as in its training.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np

from app.models.reader import Reader, normalise
from app.models.reader_weights import about, load, shipped
from app.models.reading import Box, Reading, Reason, explain, read
from app.nn.gradcheck import Check, directional_check, narrowed_check
from app.nn.losses import softmax

Array = np.ndarray[Any, Any]

STEPS = (1e-5, 1e-6, 1e-7, 1e-8)


@cache
def sure_from() -> float:
    """The belief below which the reader is not sure, from its calibration."""
    return float(about()["sure"])


def reasons(reading: Reading) -> list[Reason]:
    """Why it said what it said: one for every named glimpse."""
    scratch = shipped().zero_grads()
    return [explain(shipped(), reading, digit.t, scratch) for digit in reading.named]


@cache
def precise() -> Reader:
    """The shipped reader in double precision."""
    return load(dtype=np.float64)


def check(grey: Array, reading: Reading, seed: int, covered: Mapping[int, Array] | None = None) -> Check:
    """The gradient of Σ_k log p(named_k) with respect to the picture, against differences.

    In double precision. The picture moves along a random direction, before and after something is covered
    alike; the windows stay where `reading` had them.
    """
    reader = precise()
    held = {glimpse.t: Box.of(glimpse.window[0].astype(np.float64)) for glimpse in reading.glimpses}
    again = read(reader, grey, overrule=held, covered=covered)
    later = {t: normalise(seen[None], np.float64) for t, seen in (covered or {}).items()}
    move, gradient = np.zeros_like(again.start.picture), slope(reader, again)

    def at(epsilon: float) -> Check:
        rng = np.random.default_rng(seed)
        moving, grads = {"picture": move}, {"picture": gradient}
        return directional_check(lambda: said(reader, again, later, move), moving, grads, rng, epsilon)

    return narrowed_check(at, STEPS)[0]


def slope(reader: Reader, reading: Reading) -> Array:
    """∂ Σ_k log p(named_k) / ∂ picture, (1, 64, 128): one walk back for all answers together."""
    grads = reader.zero_grads()
    answers = {digit.t: digit.digit for digit in reading.named}
    dh = dc = np.zeros((1, reader.config.hidden), reader.dtype)
    total = np.zeros_like(reading.start.picture)
    for glimpse in reversed(reading.glimpses):
        says = None
        if glimpse.t in answers:
            says = -softmax(glimpse.logits)
            says[0, answers[glimpse.t]] += 1
        back = reader.step_backward(glimpse, dh, dc, grads, dlogits=says, wants_picture=True)
        dh, dc = back.h, back.c
        total += back.picture
    total += reader.start_backward(reading.start, dh, dc, None, grads, wants_picture=True)
    return total


def said(reader: Reader, reading: Reading, later: Mapping[int, Array], move: Array) -> float:
    """Σ_k log p(named_k), computed anew with the reading's windows from its pictures, moved by `move`.

    later  glimpse → the normalised picture (1, 64, 128) from then on
    """
    state, start = reader.start(reading.start.picture + move)
    answers = {digit.t: digit.digit for digit in reading.named}
    total = 0.0
    for glimpse in reading.glimpses:
        if glimpse.t in later:
            start = reader.covered(start, later[glimpse.t] + move)
        state, now = reader.step(state, start, glimpse.window)
        if glimpse.t in answers:
            total += float(np.log(softmax(now.logits)[0, answers[glimpse.t]]))
    return total
