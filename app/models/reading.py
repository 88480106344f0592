"""A number, read: glimpse by glimpse, with what the network believed, and what made it believe so."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from app.models.glimpse import Glimpse, Start
from app.models.reader import END, FIRST, MOST, NamedGrads, Reader, normalise
from app.models.window import HEIGHT, WIDTH
from app.nn.cell import Array, Grads
from app.nn.gradcheck import Check, directional_check
from app.nn.losses import softmax
from app.nn.norms import norm

GLIMPSES = FIRST + MOST + 1  # the most there can be


class Box(NamedTuple):
    """A window in pixels of the 64×128 picture: its centre, width and height."""

    x: float
    y: float
    width: float
    height: float

    @classmethod
    def of(cls, window: Array) -> "Box":
        """From one row (4,) of windows."""
        x, y, width, height = window
        return cls(float(x), float(y), float(np.exp(width)), float(np.exp(height)))

    def row(self) -> Array:
        """As windows, (1, 4)."""
        return np.array([(self.x, self.y, np.log(self.width), np.log(self.height))])


@dataclass(frozen=True, slots=True)
class Digit:
    """One digit named, or the end of the number (`END`)."""

    t: int  # the glimpse that named it
    digit: int
    beliefs: Array  # (11,) float64: ten digits and END; they add up to one
    window: Box

    @property
    def probability(self) -> float:
        return float(self.beliefs[self.digit])


@dataclass(frozen=True, slots=True)
class Reading:
    """A whole run over one picture. `ended`: the network itself said that the number is over."""

    start: Start
    glimpses: tuple[Glimpse, ...]
    beliefs: Array  # (T, 11) at every glimpse; before glimpse `FIRST` it is only a guess
    named: tuple[Digit, ...]  # the digits, then END if it was said
    ended: bool

    @property
    def digits(self) -> tuple[Digit, ...]:
        """The digits named, without END."""
        return tuple(d for d in self.named if d.digit != END)

    @property
    def number(self) -> str:
        return "".join(str(d.digit) for d in self.digits)

    @property
    def probability(self) -> float:
        """That the whole number is right: the product of the beliefs in all it named, END included."""
        return float(np.prod([d.probability for d in self.named]))


def read(
    reader: Reader,
    grey: Array,
    *,
    overrule: Mapping[int, Box] | None = None,
    covered: Mapping[int, Array] | None = None,
) -> Reading:
    """Read a grey picture (64, 128) of 0…255.

    overrule  glimpse → the window it must look through, instead of the one the network chose
    covered   glimpse → the grey picture (64, 128) that it and all later ones see instead
    """
    if grey.shape != (HEIGHT, WIDTH):
        raise ValueError(f"expected a picture ({HEIGHT}, {WIDTH}), got {grey.shape}")
    overrule, covered = overrule or {}, covered or {}
    state, start = reader.start(normalise(grey[None], reader.dtype))
    shown = start
    glimpses, beliefs, named = [], [], []
    for t in range(GLIMPSES):
        if t in covered:
            shown = reader.covered(start, normalise(covered[t][None], reader.dtype))
        told = overrule[t].row() if t in overrule else None
        state, glimpse = reader.step(state, shown, told)
        glimpses.append(glimpse)
        beliefs.append(softmax(glimpse.logits[0].astype(np.float64)))
        if t >= FIRST:
            digit = int(beliefs[-1].argmax())
            named.append(Digit(t, digit, beliefs[-1], Box.of(glimpse.window[0])))
            if digit == END:
                break
    ended = bool(named) and named[-1].digit == END
    return Reading(start, tuple(glimpses), np.stack(beliefs), tuple(named), ended)


class Reason(NamedTuple):
    """Why one digit was named: the size of ∂ log p(digit) / ∂ what the network held or saw.

    hidden    (T,) ‖∂ log p/∂h_t‖, the total derivative; 0 after the glimpse that named it
    patches   (T,) ‖∂ log p/∂ patch_t‖, the patch as it was seen (mean 0, variance about 1)
    picture   (64, 128) ∂ log p/∂ pixel of the normalised picture, through all glimpses, their surroundings
              and the glance at the whole; every window held fixed
    """

    hidden: Array
    patches: Array
    picture: Array


def explain(reader: Reader, reading: Reading, t: int, grads: NamedGrads | None = None) -> Reason:
    """Back through the run from log p of what glimpse t named; adds the parameters' gradients to `grads`."""
    grads = reader.zero_grads() if grads is None else grads
    T = len(reading.glimpses)
    if not FIRST <= t < T:
        raise ValueError(f"t: expected a glimpse that named something, {FIRST}…{T - 1}, got {t}")
    p = reading.beliefs[t]
    dlogits = -p
    dlogits[int(p.argmax())] += 1
    seed = dlogits[None].astype(reader.dtype)
    dh = np.zeros((1, reader.config.hidden), reader.dtype)
    dc = dh
    hidden, patches = np.zeros(T), np.zeros(T)
    picture = np.zeros((HEIGHT, WIDTH))
    for glimpse in reversed(reading.glimpses[: t + 1]):
        says = seed if glimpse.t == t else None
        total = dh if says is None else dh + says @ reader.name.params["W"]
        hidden[glimpse.t] = norm(total)
        back = reader.step_backward(glimpse, dh, dc, grads, dlogits=says, wants_picture=True)
        dh, dc = back.h, back.c
        if back.patch is not None and back.picture is not None:
            patches[glimpse.t] = norm(back.patch)
            picture += back.picture[0]
    glance = reader.start_backward(reading.start, dh, dc, None, grads, wants_picture=True)
    if glance is not None:
        picture += glance[0]
    return Reason(hidden, patches, picture)


def log_probability(reader: Reader, reading: Reading, t: int) -> float:
    """log p of what glimpse t named, computed anew with the reader's weights and the windows of the reading.

    What finite differences are taken of: it holds the windows fixed, as `explain` does.
    """
    state, start = reader.start(reading.start.picture)
    for glimpse in reading.glimpses[: t + 1]:
        state, again = reader.step(state, start, glimpse.window)
    logits = again.logits[0].astype(np.float64)
    top = logits.max()
    value: float = logits[int(reading.beliefs[t].argmax())] - top - np.log(np.exp(logits - top).sum())
    return float(value)


def check(reader: Reader, reading: Reading, t: int, rng: np.random.Generator, eps: float = 1e-8) -> Check:
    """`explain` against finite differences, in a random direction of all weights that log p depends on.

    For a reader and a reading in float64. The step is short, because a rectifier that switches within it
    spoils the difference; weights of the moves are left out, because the windows are held fixed.
    """
    grads = reader.zero_grads()
    explain(reader, reading, t, grads)
    params: Grads = {}
    slopes: Grads = {}
    for layer, module in reader.layers.items():
        if layer not in ("hint", "move", "start_window"):
            params |= {f"{layer}.{name}": value for name, value in module.params.items()}
            slopes |= {f"{layer}.{name}": value for name, value in grads[layer].items()}
    return directional_check(lambda: log_probability(reader, reading, t), params, slopes, rng, eps)
