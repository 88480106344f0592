"""The picture of a run: what is shown, and what the reader gets of it.

Places on it are in picture pixels: x from 0 to 128, y from 0 to 64, whatever the picture was made of. The
reader always gets 64 × 128 grey values: of all of it, or of the smallest part twice as wide as high that
holds a rough frame, in which the frame's edge goes on where the frame ends.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from app.houses import cut_pixels

Array = np.ndarray[Any, Any]

HEIGHT, WIDTH = 64, 128
SCALE = 4  # canvas pixels a picture pixel, for what is drawn here
Box = tuple[float, float, float, float]
WHOLE: Box = (0.0, 0.0, float(WIDTH), float(HEIGHT))
LUMA = np.array((0.299, 0.587, 0.114), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Picture:
    """rgb (h, 2h, 3) uint8 as it is shown; grey (64, 128) float32, 0…255, as the reader gets it.

    cut     left, top, width, height of what the reader gets, in picture pixels
    seen    the same of what that was made of: beyond a rough frame the reader sees nothing
    number  what is written on it, if anybody knows
    """

    rgb: Array
    grey: Array
    cut: Box
    seen: Box
    number: str | None = None

    @property
    def unit(self) -> float:
        """How many picture pixels one of the reader's pixels is wide and high."""
        return self.cut[2] / WIDTH

    def to_picture(self, window: Array) -> Array:
        """A window (cx, cy, w, h) of the reader in picture pixels."""
        out = np.asarray(window, dtype=np.float32) * np.float32(self.unit)
        out[..., 0] += np.float32(self.cut[0])
        out[..., 1] += np.float32(self.cut[1])
        return out

    def to_reader(self, window: Sequence[float]) -> Array:
        """A window (cx, cy, w, h) in picture pixels as the reader counts."""
        shifted = np.array(window, dtype=np.float64) - (self.cut[0], self.cut[1], 0, 0)
        return (shifted / self.unit).astype(np.float32)


def picture(
    rgb: Array, covers: Sequence[Sequence[float]], frame: Sequence[float], number: str | None
) -> Picture:
    """`rgb` (h, 2h, 3) with `covers` (left, top, width, height each) painted over it, as the reader gets it
    through `frame`."""
    shown = covered(rgb, covers)
    unit = rgb.shape[1] / WIDTH
    if not frame and unit == SCALE:  # the mean over whole pixels, as in the reader's training
        grey = (shown.astype(np.float32) @ LUMA).reshape(HEIGHT, SCALE, WIDTH, SCALE).mean((1, 3))
        return Picture(shown, grey, WHOLE, WHOLE, number)
    left, top, width, height = (float(v) * unit for v in frame or WHOLE)
    grey, part, made_of = cut_pixels(shown, (left, top, width, height) if frame else None)
    wide = part.scale * WIDTH / unit
    cut = (part.left / unit, part.top / unit, wide, wide / 2)
    x, y, w, h = (v / unit for v in made_of)
    return Picture(shown, grey.astype(np.float32), cut, (x, y, w, h), number)


def pictures(
    rgb: Array, painted: Sequence[tuple[int, Sequence[float]]], frame: Sequence[float], number: str | None
) -> dict[int, Picture]:
    """Glimpse → the picture from then on. Where nothing is `painted` later, glimpse 0 has the only one.

    painted  from which glimpse on, and where; what is covered at glimpse 0 the glance before it misses too
    """
    steps = sorted({0, *(step for step, _ in painted)})
    return {
        step: picture(rgb, [place for since, place in painted if since <= step], frame, number)
        for step in steps
    }


def covered(rgb: Array, covers: Sequence[Sequence[float]]) -> Array:
    """A copy with every (left, top, width, height) painted over in the colour of its rim."""
    out = rgb.copy()
    unit = rgb.shape[1] / WIDTH
    for left, top, width, height in covers:
        x0, x1 = _span(left, width, unit, rgb.shape[1])
        y0, y1 = _span(top, height, unit, rgb.shape[0])
        rim = max(1, round(unit))
        around = (
            out[max(0, y0 - rim) : y1 + rim, max(0, x0 - rim) : x1 + rim].reshape(-1, 3).astype(np.float64)
        )
        inner = out[y0:y1, x0:x1].reshape(-1, 3).astype(np.float64)
        count = len(around) - len(inner)
        colour = (around.sum(0) - inner.sum(0)) / count if count else around.mean(0)
        out[y0:y1, x0:x1] = np.round(colour).astype(np.uint8)
    return out


def colour_at(rgb: Array, place: Sequence[float]) -> tuple[int, int, int]:
    """The colour in the middle of (left, top, width, height): of a patch, once it is painted."""
    unit = rgb.shape[1] / WIDTH
    x, y = (place[0] + place[2] / 2) * unit, (place[1] + place[3] / 2) * unit
    r, g, b = rgb[min(int(y), rgb.shape[0] - 1), min(int(x), rgb.shape[1] - 1)]
    return int(r), int(g), int(b)


def _span(start: float, size: float, unit: float, most: int) -> tuple[int, int]:
    first = min(max(0, round(start * unit)), most - 1)
    return first, max(first + 1, min(most, round((start + size) * unit)))


def letterboxed(rgb: Array) -> Array:
    """A photo (h, w, 3) in the middle of a picture twice as wide as high; its edges go on to both sides."""
    h, w = rgb.shape[:2]
    high, wide = (h + h % 2, 2 * (h + h % 2)) if w <= 2 * h else ((w + w % 4) // 2, w + w % 4)
    across, down = wide - w, high - h
    sides = ((down // 2, down - down // 2), (across // 2, across - across // 2), (0, 0))
    return np.pad(rgb, sides, mode="edge")
