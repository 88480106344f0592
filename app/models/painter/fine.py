"""The same strokes on a finer grid, for large screens.

A stroke is a sum of Gaussians, and those have a value between the pixels as well as on them: with the
means, widths and divisors of the real step, a canvas of any fineness can be filled. At scale 1 it is the
canvas itself.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.models.painter import canvas
from app.models.painter.painter import Painter
from app.models.painter.records import Stroke
from app.nn import attention

Array = NDArray[np.floating]


class Fine(NamedTuple):
    """A canvas `scale` times as fine as the painter's own."""

    scale: int
    ground: Array  # (B, 3, scale·H, scale·W)
    ink: Array  # (B, scale·H, scale·W)


def start(painter: Painter, batch: int, scale: int) -> Fine:
    """An empty canvas."""
    empty = painter.start(batch)
    ground = empty.ground.repeat(scale, axis=2).repeat(scale, axis=3)
    return Fine(scale, ground, empty.ink.repeat(scale, axis=1).repeat(scale, axis=2))


def add(fine: Fine, stroke: Stroke) -> Fine:
    """The canvas with one more stroke on it."""
    w = stroke.window
    Fx = _between(w.Fx, w.x, w.stride_x, fine.scale, fine.ink.shape[2])
    Fy = _between(w.Fy, w.y, w.stride_y, fine.scale, fine.ink.shape[1])
    amount = w.strength * w.stride_x * w.stride_y
    written = attention.write(stroke.patch * amount[:, None, None, None], Fy, Fx)
    if stroke.moment.wide:
        return fine._replace(ground=fine.ground + written)
    return fine._replace(ink=fine.ink + written[:, 0])


def picture(fine: Fine, colours: Array, steep: float = 1.0) -> Array:
    """The picture (B, 3, scale·H, scale·W) in colours (B, 3, 3). `steep` > 1 sharpens the edges."""
    if steep != 1.0:
        ground = fine.ground.copy()
        ground[:, 0] *= steep
        fine = fine._replace(ground=ground, ink=fine.ink * steep)
    return canvas.picture(canvas.mix(fine.ground, fine.ink), colours)


def _between(bank: attention.Bank, centre: Array, stride: Array, scale: int, length: int) -> Array:
    """The bank's Gaussians at `length` points, `scale` to a pixel: (B, N, length)."""
    at = (np.arange(length, dtype=centre.dtype) + 0.5) / scale - 0.5
    offset = at - attention.means(centre, stride, bank.F.shape[1])[:, :, None]
    exponent = np.maximum(offset * offset * (-0.5 / bank.sigma**2)[:, None, None], -30.0)
    F = np.exp(exponent)
    F *= F > attention.TAIL
    F /= bank.total
    return F
