"""What can be chosen and changed in the scene `house-read`."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Annotated

from pydantic import Field as Param
from pydantic import field_validator

from app.models.reading import GLIMPSES
from app.scenes._house_read_picture import HEIGHT, WIDTH
from app.scenes._house_read_source import BY_VIEW, PictureParams

Numbers = tuple[float, ...]
MOST_COVERS = 8


class HouseReadParams(PictureParams):
    """Where the picture comes from, and what is done to it and to the reader. Lengths in picture pixels."""

    number: Annotated[
        str,
        Param(
            pattern=r"^[0-9]{1,5}$",
            title="Number",
            description="One to five digits to put on a wall.",
            json_schema_extra=BY_VIEW | {"expects": "one to five digits"},
        ),
    ] = "1782"
    frame: Annotated[
        Numbers,
        Param(
            max_length=4,
            title="Rough frame",
            description="Left, top, width, height around the number: the reader gets only this part.",
            json_schema_extra=BY_VIEW,
        ),
    ] = ()
    covers: Annotated[
        Numbers,
        Param(
            max_length=5 * MOST_COVERS,
            title="Covered",
            description="Glimpse (from 0) from which on, left, top, width, height of every patch painted over.",
            json_schema_extra=BY_VIEW,
        ),
    ] = ()
    overrule: Annotated[
        Numbers,
        Param(
            max_length=5 * GLIMPSES,
            title="Overruled",
            description="Glimpse (from 0), centre x, centre y, width, height of every window put by hand.",
            json_schema_extra=BY_VIEW,
        ),
    ] = ()

    @field_validator("frame")
    @classmethod
    def _on_the_picture(cls, frame: Numbers) -> Numbers:
        if frame and len(frame) != 4:
            raise ValueError(f"expected left, top, width, height, got {len(frame)} numbers")
        return tuple(v for box in _boxes(frame, 4.0) for v in box)

    @field_validator("covers")
    @classmethod
    def _patches(cls, covers: Numbers) -> Numbers:
        if len(covers) % 5:
            raise ValueError(f"expected five numbers a patch, a glimpse and its place, got {len(covers)}")
        patches = []
        for step, *place in _groups(covers, 5):
            _glimpse(step)
            patches.append((step, *_boxes(place, 1.0)[0]))
        # In the order they are painted.
        return tuple(v for patch in sorted(patches, key=lambda patch: patch[0]) for v in patch)

    @field_validator("overrule")
    @classmethod
    def _windows(cls, numbers: Numbers) -> Numbers:
        if len(numbers) % 5:
            raise ValueError(f"expected five numbers a window, got {len(numbers)}")
        for step, cx, cy, width, height in _groups(numbers, 5):
            _glimpse(step)
            if not (0 <= cx <= WIDTH and 0 <= cy <= HEIGHT):
                raise ValueError(f"expected a centre within {WIDTH} × {HEIGHT}, got {cx:g}, {cy:g}")
            if not (2 <= width <= WIDTH and 2 <= height <= WIDTH):
                raise ValueError(f"expected a width and height from 2 to {WIDTH}, got {width:g}, {height:g}")
        steps = [group[0] for group in _groups(numbers, 5)]
        if any(a >= b for a, b in pairwise(steps)):
            raise ValueError(
                f"expected every glimpse once, in order, got {', '.join(f'{s:g}' for s in steps)}"
            )
        return _rounded(numbers)

    @property
    def forced(self) -> dict[int, tuple[float, ...]]:
        """Where the window is put, by glimpse: (cx, cy, w, h) in picture pixels."""
        return {int(step): window for step, *rest in _groups(self.overrule, 5) for window in (tuple(rest),)}

    @property
    def painted(self) -> tuple[tuple[int, Numbers], ...]:
        """The patches as they are painted: from which glimpse on, and where (left, top, width, height)."""
        return tuple((int(step), tuple(place)) for step, *place in _groups(self.covers, 5))


def _glimpse(step: float) -> None:
    """Raises ValueError where it is no glimpse."""
    if not 0 <= step < GLIMPSES or step != int(step):
        raise ValueError(f"expected a glimpse from 0 to {GLIMPSES - 1}, got {step:g}")


def _groups(numbers: Sequence[float], size: int) -> list[Sequence[float]]:
    return [numbers[i : i + size] for i in range(0, len(numbers), size)]


def _rounded(numbers: Sequence[float]) -> Numbers:
    """To a tenth of a pixel, so that links stay short."""
    return tuple(round(float(v), 1) for v in numbers)


def _boxes(numbers: Sequence[float], smallest: float) -> list[Numbers]:
    """Boxes (left, top, width, height), cut off at the picture's edge. Raises ValueError for one outside."""
    out = []
    for left, top, width, height in _groups(numbers, 4):
        x0, y0 = max(0.0, left), max(0.0, top)
        x1, y1 = min(float(WIDTH), left + width), min(float(HEIGHT), top + height)
        if x1 - x0 < smallest or y1 - y0 < smallest:
            raise ValueError(
                f"expected at least {smallest:g} × {smallest:g} pixels of it within {WIDTH} × {HEIGHT},"
                f" got {width:g} × {height:g} at {left:g}, {top:g}"
            )
        out.append(_rounded((x0, y0, x1 - x0, y1 - y0)))
    return out
