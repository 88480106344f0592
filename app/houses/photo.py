"""From a photo of any size to the 64×128 grey numbers the reader sees, and back to the photo's pixels."""

import math
from typing import Any, NamedTuple

import numpy as np
from PIL import Image

from app.houses.walls import HEIGHT, WIDTH

BEYOND = 0.05  # of a rough frame's height: so far beyond the frame the reader sees, and no farther
CLOSE = 0.1  # of a window's height: how far a second look goes beyond the windows of the first
# Several looks at a part: (how much larger, moved right and down by this share of its width and height).
LOOKS = (
    (1.0, 0.0, 0.0),
    (0.88, 0.0, 0.0),
    (1.15, 0.0, 0.0),
    (1.0, 0.02, 0.04),
    (1.0, -0.02, -0.04),
    (1.0, 0.03, -0.03),
    (1.0, -0.03, 0.03),
)

Frame = tuple[float, float, float, float]  # left, top, width, height in the photo's pixels


class View(NamedTuple):
    """Where the 64×128 picture lies in the photo: photo x = left + x · scale, photo y = top + y · scale."""

    left: float
    top: float
    scale: float


def view(width: int, height: int, frame: Frame | None = None) -> View:
    """The smallest part of a width × height photo, twice as wide as high, that holds the frame (or all).

    It is centred on the frame and moved, where there is room, so as not to leave the photo.
    """
    left, top, w, h = _checked(frame or (0.0, 0.0, float(width), float(height)), width, height)
    scale = max(w / WIDTH, h / HEIGHT)
    x = _place(left + w / 2, scale * WIDTH, width)
    y = _place(top + h / 2, scale * HEIGHT, height)
    return View(x, y, scale)


def _checked(frame: Frame, width: int, height: int) -> Frame:
    """The frame; ValueError where it holds nothing of a width × height photo."""
    left, top, w, h = frame
    if not (w > 0 and h > 0 and all(map(math.isfinite, (left, top, w, h)))):
        raise ValueError(f"frame: expected a width and height above 0, got {w:g} × {h:g}")
    if left + w <= 0 or top + h <= 0 or left >= width or top >= height:
        raise ValueError(
            f"frame: expected it to lie on the photo of {width} × {height}, got {left:g}, {top:g}"
        )
    return frame


def framed(photo: Image.Image, frame: Frame) -> tuple[Image.Image, Frame, tuple[int, int]]:
    """What a rough frame leaves of a photo, the frame in that, and its left and top in the photo.

    What lies beyond would only be taken for digits: a neighbour's number, a railing. Raises ValueError as `view`.
    """
    left, top, width, height = _checked(frame, photo.width, photo.height)
    beyond = BEYOND * height
    x0, y0 = max(0, math.floor(left - beyond)), max(0, math.floor(top - beyond))
    x1 = min(photo.width, math.ceil(left + width + beyond))
    y1 = min(photo.height, math.ceil(top + height + beyond))
    return photo.crop((x0, y0, x1, y1)), (left - x0, top - y0, width, height), (x0, y0)


def looks(part: View) -> tuple[View, ...]:
    """The part as it is, then from a little nearer, from a little farther away, and moved a little."""
    return tuple(moved(zoomed(part, factor), right, down) for factor, right, down in LOOKS)


def around(windows: np.ndarray[Any, Any], part: View) -> Frame:
    """A frame in the photo around what was read: the first look finds the number, the next ones read it.

    windows  (n, 4): centre x, y, width, height of the reader's windows, in pixels of the part it looked at
    """
    low = (windows[:, :2] - windows[:, 2:] / 2).min(0)
    high = (windows[:, :2] + windows[:, 2:] / 2).max(0)
    margin = CLOSE * windows[:, 3].mean()
    left, top = np.array((part.left, part.top)) + part.scale * (low - margin)
    width, height = part.scale * (high - low + 2 * margin)
    return float(left), float(top), float(width), float(height)


def zoomed(part: View, factor: float) -> View:
    """The part with the same middle, `factor` times as large."""
    grown = part.scale * (factor - 1)
    return View(part.left - grown * WIDTH / 2, part.top - grown * HEIGHT / 2, part.scale * factor)


def moved(part: View, right: float, down: float) -> View:
    """The part moved by a share of its own width and height."""
    return part._replace(
        left=part.left + right * part.scale * WIDTH, top=part.top + down * part.scale * HEIGHT
    )


def _place(centre: float, extent: float, available: float) -> float:
    """Where an extent around a centre begins, kept within 0…available if it fits."""
    if extent >= available:
        return (
            centre - extent / 2
            if extent - available > 1e-6 and centre != available / 2
            else (available - extent) / 2
        )
    return min(max(centre - extent / 2, 0.0), available - extent)


def cut(photo: Image.Image, part: View) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """The part of the photo in grey, (64, 128) uint8; beyond the photo its edge goes on."""
    grey = photo if photo.mode == "L" else photo.convert("L")
    w, h = part.scale * WIDTH, part.scale * HEIGHT
    # Only what is needed, with a border for the filter that shrinks it.
    border = math.ceil(2 * part.scale) + 2
    x0, y0 = math.floor(part.left) - border, math.floor(part.top) - border
    x1, y1 = math.ceil(part.left + w) + border, math.ceil(part.top + h) + border
    inner = (max(0, x0), max(0, y0), min(grey.width, x1), min(grey.height, y1))
    pixels = np.asarray(grey.crop(inner))
    pads = ((inner[1] - y0, y1 - inner[3]), (inner[0] - x0, x1 - inner[2]))
    padded = Image.fromarray(np.pad(pixels, pads, mode="edge"))
    box = (part.left - x0, part.top - y0, part.left - x0 + w, part.top - y0 + h)
    return np.asarray(padded.resize((WIDTH, HEIGHT), Image.Resampling.BILINEAR, box))


def cut_pixels(
    pixels: np.ndarray[Any, Any], frame: Frame | None
) -> tuple[np.ndarray[Any, np.dtype[np.uint8]], View, Frame]:
    """What the reader gets of RGB (h, w, 3) uint8 through a rough frame, or of all of it.

    Returns the grey part (64, 128), where it lies, and the pixels it was made of: left, top, width, height.
    """
    photo, left, top = Image.fromarray(pixels), 0, 0
    if frame is not None:
        photo, frame, (left, top) = framed(photo, frame)
    part = view(photo.width, photo.height, frame)
    there = part._replace(left=part.left + left, top=part.top + top)
    return cut(photo, part), there, (left, top, photo.width, photo.height)
