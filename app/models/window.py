"""A window on the picture, (B, 4): centre x, centre y, log width, log height, in picture pixels.

The picture is 64 high and 128 wide; its left edge is x = 0, its right edge x = 128.
"""

import math

import numpy as np

from app.nn.attention import bank
from app.nn.cell import Array

HEIGHT, WIDTH = 64, 128

# A window stays near the picture and of a sensible size.
LOWEST = (-8.0, -4.0, math.log(5), math.log(6))
HIGHEST = (WIDTH + 8.0, HEIGHT + 4.0, math.log(130), math.log(90))

FLAT = 0.02  # added to a patch's variance, so that a bare wall stays grey


def bounded(window: Array) -> Array:
    """The window, kept near the picture and of a sensible size."""
    return np.clip(window, np.array(LOWEST, window.dtype), np.array(HIGHEST, window.dtype))


def inside(window: Array) -> Array:
    """Which numbers of the window no bound holds."""
    free: Array = (window > np.array(LOWEST, window.dtype)) & (window < np.array(HIGHEST, window.dtype))
    return free


def moved(window: Array, u: Array) -> Array:
    """The window, moved by u in units of itself: centre += size · u, log size += u."""
    out = window.copy()
    out[:, :2] += np.exp(window[:, 2:]) * u[:, :2]
    out[:, 2:] += u[:, 2:]
    return bounded(out)


def moved_backward(dnext: Array, window: Array, reached: Array) -> Array:
    """∂L/∂u of `moved` from ∂L/∂next; nothing where the bounds held it."""
    du: Array = dnext * inside(reached)
    du[:, :2] *= np.exp(window[:, 2:])
    return du


def filters(window: Array, count: int, around: float = 1.0, shrink: int = 1) -> tuple[Array, Array]:
    """F_y (B, count, 64/shrink) and F_x (B, count, 128/shrink) of a window, `around` times as large.

    DRAW eq. 19–26 with the filters' distance δ = size/count on each axis, and σ = δ/2, at least half a pixel.
    What lies beyond the picture reads as 0, its mean. `shrink`: the picture was shrunk by this factor.
    """
    dtype = window.dtype.type
    out = []
    for centre, size, length in ((1, 3, HEIGHT), (0, 2, WIDTH)):
        stride = np.exp(window[:, size]) * dtype(around / count / shrink)
        sigma = np.maximum(dtype(0.5) * stride, dtype(0.5))
        # The filterbank counts from the pixels' centres: pixel 0 is at 0, the picture's edge at −½.
        middle = window[:, centre] / dtype(shrink) - dtype(0.5)
        out.append(bank(middle, stride, sigma, count, length // shrink, normalise="density").F)
    return out[0], out[1]


def sharpness(window: Array, count: int) -> Array:
    """σ of the window's filters in picture pixels, (B, 2): across and down."""
    dtype = window.dtype.type
    sigma: Array = np.maximum(np.exp(window[:, 2:]) * dtype(0.5 / count), dtype(0.5))
    return sigma


def standard(g: Array) -> tuple[Array, Array]:
    """g (B, N, M) with its mean taken off and divided by its deviation; and 1/deviation (B, 1, 1)."""
    g = g - g.mean((1, 2), keepdims=True)
    inverse: Array = 1 / np.sqrt((g * g).mean((1, 2), keepdims=True) + g.dtype.type(FLAT))
    g *= inverse
    return g, inverse


def standard_backward(dn: Array, n: Array, inverse: Array) -> Array:
    """∂L/∂g of `standard` from ∂L/∂n, where n was its result."""
    dg: Array = inverse * (dn - dn.mean((1, 2), keepdims=True) - n * (dn * n).mean((1, 2), keepdims=True))
    return dg
