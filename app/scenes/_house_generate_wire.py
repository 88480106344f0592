"""How a canvas travels: its layers as bytes, from which a browser makes a picture of any size.

Small layers of logits, enlarged and only then squashed, keep their edges sharp: 40 × 80 bytes a layer are
enough for a screen. A byte b stands for sinh((b − 128)/34) in logits, and for a quarter of
sinh((b − 128)/48) in light: fine steps about 0, where they can be seen, and coarse ones far out.
"""

from typing import Any

import numpy as np

from app.models.painter import Painter, canvas, fine
from app.models.painter.painter import Array
from app.models.painter.records import State, Stroke
from app.scenes import _house_read_photo as photo

Bytes = np.ndarray[Any, np.dtype[np.uint8]]

PHOTO = 2  # photo pixels a canvas pixel, along each side
_EACH = np.arange(256) - 128
LOGIT = np.sinh(_EACH / 34).astype(np.float32)
LIGHT = (0.25 * np.sinh(_EACH / 48)).astype(np.float32)


def ink_bytes(state: State) -> Bytes:
    """(B, H, W)"""
    return _byte(34 * np.arcsinh(state.ink))


def ground_bytes(state: State) -> Bytes:
    """(B, H, W, 3): plate, light on the wall, light on the plate."""
    plate, light = state.ground[:, :1], state.ground[:, 1:]
    both = np.concatenate([34 * np.arcsinh(plate), 48 * np.arcsinh(4 * light)], axis=1)
    return _byte(np.moveaxis(both, 1, 3))


def steepness(scale: float) -> float:
    """What logits are multiplied by where a canvas pixel is shown `scale` pixels wide.

    An edge one canvas pixel wide would be a blur on a large screen; steeper logits narrow it where it is. The
    network's own picture, and what the reader gets, have 1.
    """
    return min(max(scale / 3, 1.0), 3.0)


def _byte(value: Array) -> Bytes:
    byte: Bytes = np.clip(np.rint(value) + 128, 0, 255).astype(np.uint8)
    return byte


def pixels(picture: Array) -> Bytes:
    """x (B, 3, h, w) of 0…1 → (B, h, w, 3)."""
    return np.ascontiguousarray(np.rint(255 * np.clip(np.moveaxis(picture, 1, 3), 0, 1)).astype(np.uint8))


def as_photo(painter: Painter, strokes: list[Stroke], colours: Array) -> str:
    """The first house in the words of house-read's param `photo`, painted on a finer grid."""
    canvas_ = fine.start(painter, len(colours), PHOTO)
    for stroke in strokes:
        canvas_ = fine.add(canvas_, stroke)
    return photo.encode(pixels(fine.picture(canvas_, colours))[0])


def unpacked(ink: Bytes, ground: Bytes, colours: Array) -> Array:
    """x (B, 3, H, W) from the bytes, as a browser makes it."""
    layers = np.stack([LOGIT[ground[..., 0]], LIGHT[ground[..., 1]], LIGHT[ground[..., 2]]], axis=1)
    return canvas.picture(canvas.mix(layers, LOGIT[ink]), colours)
