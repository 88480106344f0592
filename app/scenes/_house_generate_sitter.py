"""The picture that is copied, as the painter knows pictures: the number as large and where its plates have it.

It learnt from plates that fill the canvas, so a front is cut about its number: by the digits' boxes where it
was drawn here, else by the windows of the reader of house-read.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from app.models.painter.painter import Array
from app.models.painter.parameters import PITCH
from app.models.reader_weights import shipped
from app.models.reading import Box, read
from app.scenes._house_generate_hands import HEIGHT, MOST, WIDTH
from app.scenes._house_read_picture import WIDTH as PICTURE
from app.scenes._house_read_picture import picture
from app.scenes._house_read_source import PictureParams, drawn, source

Pixels = np.ndarray[Any, Any]

TALL = 20.0  # canvas pixels: how high digits are in what the painter learnt from, about
SHOWN = 4  # pixels shown a canvas pixel, along each side
ROOMY = 1.36  # the reader's windows are so much larger than the digits in them: the median over 129 digits
BARE = 16  # of 255: a picture that varies less shows nothing
ALIKE = 0.15  # colours nearer than this are one


@dataclass(frozen=True, slots=True)
class Sitter:
    """A picture to be copied.

    rgb      (4·H, 4·W, 3) uint8: the part of it that is shown
    target   (H, W, 3) uint8: the same as the network gets it
    colours  (3, 3): wall, plate and digits found in it
    number   what is written on it
    known    somebody knows that; otherwise the reader of house-read has read it
    cut      left, top, width, height of the part, in picture pixels (128 × 64)
    """

    rgb: Pixels
    target: Pixels
    colours: Array
    number: str
    known: bool
    cut: tuple[float, float, float, float]

    @property
    def x(self) -> Array:
        """(1, 3, H, W) of 0…1."""
        x: Array = (np.moveaxis(self.target, 2, 0)[None] / 255).astype(np.float32)
        return x


class Chosen(PictureParams):
    """What a picture to be copied is made of."""

    number: str = ""


def legible(**chosen: Any) -> None:
    """Raises ValueError where a picture cannot be copied."""
    _sitter(Chosen.model_construct(**chosen))


def sitter(p: PictureParams, number: str) -> Sitter:
    """The picture that the params show; raises ValueError where it does not show one to four digits."""
    names = ("source", "house", "style", "strokes", "photo")
    return _sitter(Chosen.model_construct(number=number, **{name: getattr(p, name) for name in names}))


@lru_cache(maxsize=8)
def _sitter(chosen: Chosen) -> Sitter:
    rgb, number = source(chosen, chosen.number)
    if np.ptp(rgb.astype(int), axis=(0, 1)).max() < BARE:
        raise ValueError("expected one to four digits to copy; there is nothing on the picture")
    known = number is not None
    boxes = drawn(chosen, chosen.number)
    if number is None or boxes is None:
        reading = read(shipped(), picture(rgb, (), (), None).grey)
        number = reading.number
        boxes = np.array([within(digit.window) for digit in reading.digits])
    if not number:
        raise ValueError("expected one to four digits to copy; the reader sees none there")
    if len(number) > MOST:
        seen = "this front shows" if known else "the reader sees"
        raise ValueError(f"expected one to four digits to copy; {seen} {number}")
    left, top, scale = placed(boxes)
    unit = rgb.shape[1] / PICTURE
    across = area(rgb.shape[1], SHOWN * WIDTH, left * unit, (left + WIDTH * scale) * unit)
    down = area(rgb.shape[0], SHOWN * HEIGHT, top * unit, (top + HEIGHT * scale) * unit)
    shown = np.einsum("yh,hwc,xw->yxc", down, rgb.astype(np.float64), across, optimize=True)
    small = shown.reshape(HEIGHT, SHOWN, WIDTH, SHOWN, 3).mean((1, 3))
    found = found_colours(small / 255, (boxes - (left, top, left, top)) / scale)
    cut = (left, top, WIDTH * scale, HEIGHT * scale)
    return Sitter(_bytes(shown), _bytes(small), found, number, known, cut)


def _bytes(values: Pixels) -> Pixels:
    return np.clip(np.rint(values), 0, 255).astype(np.uint8)


def within(window: Box) -> tuple[float, float, float, float]:
    """The box of the digit that the reader saw in a window: left, top, right, bottom in picture pixels."""
    across, down = window.width / 2 / ROOMY, window.height / 2 / ROOMY
    return window.x - across, window.y - down, window.x + across, window.y + down


def placed(boxes: Pixels) -> tuple[float, float, float]:
    """Left, top and picture pixels a canvas pixel, so that digits in `boxes` lie where the painter puts them."""
    n = len(boxes)
    middles = (boxes[:, 0] + boxes[:, 2]) / 2
    scale = float(np.median(boxes[:, 3] - boxes[:, 1])) / TALL
    if n > 1:  # between what their height and what their distance asks for
        pitch = float(middles[-1] - middles[0]) / (n - 1) / PITCH[n]
        scale = float(np.sqrt(max(scale, 1e-3) * max(pitch, 1e-3)))
    wide = float(boxes[:, 2].max() - boxes[:, 0].min())
    scale = max(scale, wide / (0.9 * WIDTH), 0.2)
    x = float(boxes[:, 0].min() + boxes[:, 2].max()) / 2
    y = float(np.median((boxes[:, 1] + boxes[:, 3]) / 2))
    return x - WIDTH * scale / 2, y - HEIGHT * scale / 2, scale


def area(pixels: int, parts: int, start: float, end: float) -> Pixels:
    """(parts, pixels): the mean over each of equal parts of start…end; beyond the picture its edge goes on."""
    edges = np.linspace(start, end, parts + 1)
    pixel = np.arange(pixels, dtype=np.float64)
    low, high = pixel.copy(), pixel + 1
    low[0], high[-1] = min(0.0, start), max(float(pixels), end)
    overlap = np.minimum(edges[1:, None], high) - np.maximum(edges[:-1, None], low)
    weights: Pixels = np.maximum(overlap, 0) * parts / (end - start)
    return weights


def found_colours(x: Pixels, boxes: Pixels) -> Array:
    """Wall, plate and digits (3, 3) of a picture x (H, W, 3) of 0…1 with digits in `boxes`, in canvas pixels.

    Within the boxes there are two colours; the one that is also round about them is the plate's. The wall
    is what the border shows, or a shade of the plate where that goes on to the border.
    """
    rows, columns = np.mgrid[: x.shape[0], : x.shape[1]] + 0.5

    def inside(more: float) -> Pixels:
        any_of = [
            (columns > left - more) & (columns < right + more) & (rows > top - more) & (rows < bottom + more)
            for left, top, right, bottom in boxes
        ]
        found: Pixels = np.any(any_of, axis=0)
        return found

    within = inside(0.5)
    pixels, ring = x[within], x[inside(3.0) & ~within]
    around = np.median(ring if len(ring) else pixels, axis=0)
    away = np.linalg.norm(pixels - around, axis=1)
    plate = np.median(pixels[away <= np.median(away)], axis=0) if len(pixels) else around
    away = np.linalg.norm(pixels - plate, axis=1)
    ink = np.median(pixels[away >= 0.75 * np.percentile(away, 98)], axis=0) if len(pixels) else 1 - plate
    border = np.concatenate([x[0], x[-1], x[:, 0], x[:, -1]])
    wall = np.median(border, axis=0)
    if np.abs(wall - plate).max() < ALIKE:
        wall = plate * 0.55 if plate.max() > 0.35 else plate + 0.35
    return np.stack([wall, plate, ink])
