"""Strokes laid one after another: from z, or while a picture is read.

`Painter.paint` and `Painter.copy` make a whole run at once; here every stroke is made when it is asked for, a
number may be painted with fewer strokes a digit than were learnt, and what comes out is the same.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from app.models.painter import Config, Painter, Run, canvas, network
from app.models.painter.painter import Array, Ints
from app.models.painter.records import State, Stroke
from app.models.painter.window import sigmoid


class Work(NamedTuple):
    """What is to be painted, for B houses whose numbers are equally long.

    digits   (B, L)
    z        (T of the whole schedule, B, Z): z itself; for a copy, the noise of it
    colours  (B, 3, 3): wall, plate, digit
    steps    which steps of the schedule are made
    held     index in `steps` → (x, y): where the write window is put by hand
    x        (B, 3, H, W): the picture to be copied, if any
    """

    digits: Ints
    z: Array
    colours: Array
    steps: tuple[int, ...]
    held: Mapping[int, tuple[float, float]]
    x: Array | None = None

    def repeated(self, times: int, dtype: type[np.floating]) -> "Work":
        """The first house `times` times."""

        def rows(a: Array) -> Array:
            return np.repeat(a[:1], times, axis=0).astype(dtype)

        z = np.repeat(self.z[:, :1], times, axis=1).astype(dtype)
        x = None if self.x is None else rows(self.x)
        return Work(
            np.repeat(self.digits[:1], times, axis=0), z, rows(self.colours), self.steps, self.held, x
        )


def schedule(config: Config, length: int, per_digit: int) -> tuple[int, ...]:
    """The steps of the whole schedule that are made when each digit gets `per_digit` strokes only."""
    wanted = range(config.wide + per_digit)
    return tuple(u for u in range(config.steps(length)) if config.moment(u, length).row in wanted)


class Painting:
    """A run in the making."""

    def __init__(self, painter: Painter, work: Work) -> None:
        self.painter, self.work = painter, work
        self.start: State = painter.start(len(work.digits))
        self.strokes: list[Stroke] = []
        self._told = painter.conditions(work.digits)
        self._behind: canvas.Behind | None = None
        self._grounds, self._inks = None, None
        if work.x is not None:
            self._grounds, self._inks = (canvas.axes(work.x, work.colours, start) for start in (0, 1))

    @property
    def state(self) -> State:
        """What the last stroke left."""
        return self.strokes[-1].state if self.strokes else self.start

    @property
    def over(self) -> bool:
        return len(self.strokes) == len(self.work.steps)

    @property
    def run(self) -> Run:
        """All strokes so far, for what goes back through them."""
        return Run(self.start, self.strokes, self.work.colours, self._grounds, self._inks, self._behind)

    @property
    def picture(self) -> Array:
        """x (B, 3, H, W) as it is now."""
        return self.painter.picture(self.state, self.work.colours)

    def stroke(self) -> Stroke:
        """Makes the next one."""
        work, painter, state = self.work, self.painter, self.state
        at = len(self.strokes)
        u = work.steps[at]
        moment = painter.config.moment(u, work.digits.shape[1])
        seen = self._grounds if moment.wide else self._inks
        if not moment.wide and self._inks is not None and self._behind is None:
            self._behind = canvas.behind(state.ground, sigmoid(state.ground[:, 0]), self._inks)
        made = network.step(
            painter.config,
            painter.params,
            painter.cells,
            state,
            moment,
            self._told[u],
            z=None if seen is not None else work.z[u],
            seen=seen,
            behind=self._behind,
            noise=None if seen is None else work.z[u],
            held=work.held.get(at),
        )
        self.strokes.append(made)
        return made

    def finish(self) -> "Painting":
        """Makes all that are left."""
        while not self.over:
            self.stroke()
        return self
