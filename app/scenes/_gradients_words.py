"""What the scene `gradients` says: captions, and the badge with its footnote. Every number is the frame's."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from app.scenes._gradients_check import Checked
from app.scenes._gradients_nets import TARGET, Array
from app.scenes.numbers import listed, pretty

# Rounding of L in double precision: what is smaller than this no difference of two losses can show.
UNSEEN = 1e-16
REASONS = {
    "overflow": "the numbers have overflowed",
    "rough": "the loss bends so sharply that differences of different widths do not agree with each other",
    "faint": "the whole gradient is smaller than the rounding of the loss",
}


class CheckWords(NamedTuple):
    """The check frame in words."""

    caption: str
    badge: str
    note: str


def named(labels: Sequence[str], numbers: Iterable[float]) -> str:
    """``RNN 0.31, LSTM 12 and GRU inf``."""
    return listed([f"{label} {pretty(number)}" for label, number in zip(labels, numbers, strict=True)])


def say_forward(step: int, x: float, labels: Sequence[str], sizes: Array) -> str:
    if np.isfinite(sizes).all():
        return f"Step {step}: the input is {pretty(x)}; the hidden state now has size {named(labels, sizes)}."
    return f"Step {step}: a hidden state has outgrown the numbers: {named(labels, sizes)}."


def say_loss(last: int, labels: Sequence[str], y: Array, error: Array) -> str:
    says = listed([f"{label} says {pretty(v)}" for label, v in zip(labels, y, strict=True)])
    errors = listed([pretty(e) for e in error])
    plural = "error" if len(labels) == 1 else "errors"
    return f"Only step {last} is asked: {says}, where {TARGET:g} is wanted; {plural} {errors}."


def say_arrival(step: int, back: int, labels: Sequence[str], norms: Array) -> str:
    sizes = named(labels, norms)
    if back == 0:
        return f"The error sets out from step {step}; the gradient is as large as the error: {sizes}."
    way = f"Step {step}, {back} {'step' if back == 1 else 'steps'} back"
    if np.isfinite(norms).all():
        return f"{way}: the gradient has size {sizes}."
    return f"{way}: a gradient has outgrown the numbers: {sizes}."


def say_check(labels: Sequence[str], checks: Sequence[Checked], arrived: Sequence[float]) -> CheckWords:
    """`arrived`: ‖∂L/∂h_0‖ of each network."""
    errors = [c.error for c in checks if c.verdict == "checked"]
    unchecked = [label for label, c in zip(labels, checks, strict=True) if c.verdict != "checked"]
    notes = [
        f"{label} cannot be checked: {REASONS[c.verdict]}."
        for label, c in zip(labels, checks, strict=True)
        if c.verdict in REASONS
    ]
    faint = [label for label, size in zip(labels, arrived, strict=True) if size < UNSEEN]
    if faint:
        sizes = named(faint, [size for size in arrived if size < UNSEEN])
        notes.append(
            f"What reaches step 0 ({sizes}) is smaller than the rounding of L, so no difference could show it"
            " alone; the check covers the sum over all steps."
        )
    if errors:
        said = pretty(max(errors))
        badge = f"checked: relative error {said}"
        caption = f"Checked: back-propagation and finite differences agree to a relative error of {said}"
        caption += f"; {listed(unchecked)} cannot be checked." if unchecked else "."
    else:
        badge = "cannot be checked"
        caption = f"Finite differences cannot check {listed(unchecked)} here: {REASONS[checks[0].verdict]}."
    return CheckWords(caption, badge, " ".join(notes))
