"""Houses painted side by side, stroke by stroke; those with equally long numbers in one batch."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from app.models.painter import Painter
from app.models.painter.painter import Array
from app.models.painter.records import Stroke
from app.scenes._house_generate_work import Painting, Work, schedule

Anything = np.ndarray[Any, Any]


class Street:
    """One house or many; whichever has the shorter number is finished earlier."""

    def __init__(
        self,
        painter: Painter,
        numbers: Sequence[str],
        z: Array,
        colours: Array,
        per_digit: int,
        held: Mapping[int, tuple[float, float]],
        x: Array | None = None,
    ) -> None:
        self.numbers = tuple(numbers)
        lengths = np.array([len(number) for number in numbers])
        self.rows: list[Anything] = []
        self.paintings: list[Painting] = []
        for length in dict.fromkeys(lengths.tolist()):  # the first house's first
            rows = np.flatnonzero(lengths == length)
            digits = np.array([[int(d) for d in number] for number in numbers if len(number) == length])
            steps = schedule(painter.config, length, per_digit)
            work = Work(digits, z[:, rows], colours[rows], steps, held, x)
            self.rows.append(rows)
            self.paintings.append(Painting(painter, work))

    @property
    def first(self) -> Painting:
        """Where the first house is painted, in row 0."""
        return self.paintings[0]

    @property
    def longest(self) -> Painting:
        return max(self.paintings, key=lambda painting: len(painting.work.steps))

    def stroke(self) -> Anything:
        """The next stroke in every house; returns which of them (B,) were not finished before, as bytes."""
        active = np.zeros(len(self.numbers), np.uint8)
        for rows, painting in zip(self.rows, self.paintings, strict=True):
            if not painting.over:
                painting.stroke()
                active[rows] = 1
        return active

    def of_all(self, take: Callable[[Painting], Anything]) -> Anything:
        """What `take` finds in each batch, put in the order of the houses."""
        parts = [take(painting) for painting in self.paintings]
        if len(parts) == 1:
            return parts[0]
        out = np.empty((len(self.numbers), *parts[0].shape[1:]), parts[0].dtype)
        for rows, part in zip(self.rows, parts, strict=True):
            out[rows] = part
        return out

    def of_last(self, take: Callable[[Stroke], Anything]) -> Anything:
        """The same of every house's last stroke."""
        return self.of_all(lambda painting: take(painting.strokes[-1]))
