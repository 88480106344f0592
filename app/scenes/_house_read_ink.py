"""A drawing as a short text, and as a picture.

The text has four characters a point, two for x and two for y, each a number in base 36 that counts tenths of
a picture pixel (the picture is 128 × 64); strokes are parted by ``-``. A point is ``k0a0``; a hundred take
400 characters, so a drawing fits into a link. static/js/scenes/house_read/strokes.js writes the same.
"""

from itertools import pairwise
from typing import Any

import numpy as np

from app.scenes._house_read_picture import HEIGHT, WIDTH

Array = np.ndarray[Any, Any]

PAPER = np.array((247, 243, 232), dtype=np.float32)
INK = np.array((28, 34, 64), dtype=np.float32)
PEN = 4.6  # width of the line, in picture pixels
LONGEST = 4000  # characters: a thousand points
DIGITS = frozenset("0123456789abcdefghijklmnopqrstuvwxyz")


def decode(text: str) -> list[Array]:
    """The strokes, each (n, 2): x and y in picture pixels. Raises ValueError saying what is wrong."""
    strokes = []
    for number, part in enumerate(filter(None, text.split("-")), 1):
        if len(part) % 4 or not DIGITS.issuperset(part):
            raise ValueError(
                f"expected strokes of four characters 0-9 a-z a point, got {part[:12]!r} as stroke {number}"
            )
        pairs = [int(part[i : i + 2], 36) for i in range(0, len(part), 2)]
        points = np.array(pairs, dtype=np.float32).reshape(-1, 2) / 10
        if (points > (WIDTH, HEIGHT)).any():
            x, y = points[(points > (WIDTH, HEIGHT)).any(1)][0]
            raise ValueError(
                f"expected points within {WIDTH} × {HEIGHT}, got {x:g}, {y:g} in stroke {number}"
            )
        strokes.append(points)
    return strokes


def encode(strokes: list[Array]) -> str:
    """The text of some strokes, (n, 2) each."""
    return "-".join("".join(_two(v) for v in np.round(stroke * 10).astype(int).ravel()) for stroke in strokes)


def _two(value: int) -> str:
    signs = "0123456789abcdefghijklmnopqrstuvwxyz"
    return signs[value // 36] + signs[value % 36]


def paint(strokes: list[Array], scale: int) -> Array:
    """The drawing in ink on paper, (64·scale, 128·scale, 3) uint8."""
    cover = np.zeros((HEIGHT * scale, WIDTH * scale), dtype=np.float32)
    for stroke in strokes:
        ends = stroke * scale
        for a, b in pairwise(ends if len(ends) > 1 else ends.repeat(2, 0)):
            _line(cover, a, b, PEN * scale / 2)
    mixed = PAPER + cover[..., None] * (INK - PAPER)
    return np.round(mixed).astype(np.uint8)


def _line(cover: Array, a: Array, b: Array, radius: float) -> None:
    """Cover all that lies within `radius` of the line from a to b, with a soft edge one pixel wide."""
    height, width = cover.shape
    low = np.maximum(np.floor(np.minimum(a, b) - radius - 1), 0).astype(int)
    high = np.minimum(np.ceil(np.maximum(a, b) + radius + 1), (width, height)).astype(int)
    x = np.arange(low[0], high[0], dtype=np.float32) + 0.5 - a[0]
    y = np.arange(low[1], high[1], dtype=np.float32)[:, None] + 0.5 - a[1]
    dx, dy = (b - a).astype(np.float32)
    along = np.clip((x * dx + y * dy) / max(float(dx * dx + dy * dy), 1e-9), 0, 1)
    distance = np.hypot(x - along * dx, y - along * dy)
    part = cover[low[1] : high[1], low[0] : high[0]]
    np.maximum(part, np.clip(radius - distance + 0.5, 0, 1), out=part)
