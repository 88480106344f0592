"""The canvas: layers that strokes are added to, and the picture they make together with three colours.

DRAW adds every stroke to one canvas and squashes it at the end. Here the canvas has four such layers:

    plate   logit of "the plate is here"         P  = sigmoid(plate)
    wall    light on the wall, 0 = as it is      Lw = 1 + wall light
    enamel  light on the plate                   Lp = 1 + plate light
    ink     logit of "there is a digit here"     I  = sigmoid(ink)

and the colours (wall w, plate p, ink k) are mixed by them:

    x = w·Lw·(1 − P)·(1 − I) + p·Lp·P·(1 − I) + k·Lp·I

So a stroke needs to know nothing of colours, an edge can be as sharp as its logits are steep, and the same
strokes can be looked at on a grid of any fineness.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.models.painter.window import sigmoid

Array = NDArray[np.floating]


class Mix(NamedTuple):
    """Shares of the three colours at every pixel, and what made them."""

    shares: Array  # (B, 3, H, W): wall, plate, ink
    P: Array  # (B, H, W)
    I: Array  # noqa: E741  (B, H, W)


class Axes(NamedTuple):
    """How the encoder sees a colour picture: as one number a pixel, 0 at one colour and 1 at the next.

    The projection of x on the line from wall to plate (while the ground is laid) or from plate to ink.
    `at` (B, 3) are wall, plate and ink on that line, `zero` (B,) what is subtracted.
    """

    seen: Array  # (B, H, W): the given picture
    at: Array  # (B, 3)
    zero: Array  # (B,)


class Behind(NamedTuple):
    """What the ink lies on, as the encoder sees it: û = bare + I·more."""

    bare: Array  # (B, H, W)
    more: Array  # (B, H, W)


def mix(ground: Array, ink: Array) -> Mix:
    """Shares of the colours from the layers: ground (B, 3, H, W), ink (B, H, W)."""
    P, I = sigmoid(ground[:, 0]), sigmoid(ink)  # noqa: E741
    shares = np.empty_like(ground)
    lit = 1 + ground[:, 2]
    np.multiply((1 + ground[:, 1]) * (1 - P), 1 - I, out=shares[:, 0])
    np.multiply(lit * P, 1 - I, out=shares[:, 1])
    np.multiply(lit, I, out=shares[:, 2])
    return Mix(shares, P, I)


def picture(mix: Mix, colours: Array) -> Array:
    """x (B, 3, H, W) from the shares and colours (B, 3, 3): wall, plate, ink; red, green, blue in 0…1."""
    B, _, H, W = mix.shares.shape
    x: Array = (colours.transpose(0, 2, 1) @ mix.shares.reshape(B, 3, H * W)).reshape(B, 3, H, W)
    return x


def mix_backward(dshares: Array, mix: Mix, ground: Array) -> tuple[Array, Array]:
    """(∂L/∂ground, ∂L/∂ink) from ∂L/∂shares (B, 3, H, W)."""
    P, I = mix.P, mix.I  # noqa: E741
    Lw, Lp = 1 + ground[:, 1], 1 + ground[:, 2]
    d0, d1, d2 = dshares[:, 0], dshares[:, 1], dshares[:, 2]
    bare0, bare1 = d0 * (1 - I), d1 * (1 - I)
    dground = np.empty_like(ground)
    dground[:, 0] = (bare1 * Lp - bare0 * Lw) * P * (1 - P)
    dground[:, 1] = bare0 * (1 - P)
    dground[:, 2] = bare1 * P + d2 * I
    dink = (d2 * Lp - d0 * Lw * (1 - P) - d1 * Lp * P) * I * (1 - I)
    return dground, dink


def axes(x: Array, colours: Array, start: int) -> Axes:
    """The picture x (B, 3, H, W) on the line from colour `start` to the next (0 wall, 1 plate)."""
    B, _, H, W = x.shape
    way = colours[:, start + 1] - colours[:, start]
    way = way / ((way * way).sum(axis=1, keepdims=True) + 1e-3)
    at = np.einsum("bkc,bc->bk", colours, way)
    zero = at[:, start]
    seen = (way[:, None] @ x.reshape(B, 3, H * W)).reshape(B, H, W) - zero[:, None, None]
    return Axes(seen, at, zero)


def ground_seen(ground: Array, P: Array, axes: Axes) -> Array:
    """The bare ground as the encoder sees it (B, H, W)."""
    at = axes.at[:, :, None, None]
    return (
        at[:, 0] * (1 + ground[:, 1]) * (1 - P) + at[:, 1] * (1 + ground[:, 2]) * P - axes.zero[:, None, None]
    )


def ground_seen_backward(dseen: Array, ground: Array, P: Array, axes: Axes) -> Array:
    """∂L/∂ground (B, 3, H, W) from ∂L/∂(what is seen of the bare ground)."""
    at = axes.at[:, :, None, None]
    dground = np.empty_like(ground)
    wall, plate = dseen * at[:, 0], dseen * at[:, 1]
    dground[:, 0] = (plate * (1 + ground[:, 2]) - wall * (1 + ground[:, 1])) * P * (1 - P)
    dground[:, 1] = wall * (1 - P)
    dground[:, 2] = plate * P
    return dground


def behind(ground: Array, P: Array, axes: Axes) -> Behind:
    """What the ink will lie on, seen along the line from plate to ink."""
    inked = axes.at[:, 2, None, None] * (1 + ground[:, 2]) - axes.zero[:, None, None]
    bare = ground_seen(ground, P, axes)
    return Behind(bare, inked - bare)


def behind_backward(dbehind: Behind, ground: Array, P: Array, axes: Axes) -> Array:
    """∂L/∂ground (B, 3, H, W) from ∂L/∂behind."""
    dground = ground_seen_backward(dbehind.bare - dbehind.more, ground, P, axes)
    dground[:, 2] += dbehind.more * axes.at[:, 2, None, None]
    return dground
