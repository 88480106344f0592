"""A photo as the page sends it: pixels, never a picture file.

Base 64 of: width, height (one byte each, even); the brightness of every pixel, (h, w) uint8, row by row; two
colour differences, (h/2, w/2, 2) uint8, for every 2 × 2 pixels: JPEG's YCbCr with 128 for none. The page
decodes the file and scales it; static/js/scenes/house_read/photo.js writes this.
"""

import base64
import binascii
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

SMALLEST = 16  # pixels a side
LARGEST = 254
LONGEST = 60_000  # characters: with the rest of its message a photo stays below 64 KiB


def decode(text: str) -> Array:
    """The photo, (h, w, 3) uint8 RGB. Raises ValueError saying what is wrong."""
    try:
        data = np.frombuffer(base64.b64decode(text, validate=True), dtype=np.uint8)
    except (binascii.Error, ValueError):  # it would speak of padding
        got = text if len(text) <= 12 else f"{text[:12]}…"
        raise ValueError(f"expected a photo's pixels in base 64, got {got!r}") from None
    if len(data) < 2:
        raise ValueError(f"expected at least a width and a height, got {len(data)} bytes")
    width, height = int(data[0]), int(data[1])
    for name, side in (("width", width), ("height", height)):
        if not SMALLEST <= side <= LARGEST or side % 2:
            raise ValueError(f"expected an even {name} from {SMALLEST} to {LARGEST}, got {side}")
    expected = 2 + width * height * 3 // 2
    if len(data) != expected:
        raise ValueError(f"expected {expected} bytes for {width} × {height} pixels, got {len(data)}")
    luma = data[2 : 2 + width * height].reshape(height, width)
    return join(luma, data[2 + width * height :].reshape(height // 2, width // 2, 2))


def encode(rgb: Array) -> str:
    """The text of a photo (h, w, 3) uint8 with even sides."""
    luma, chroma = split(rgb)
    sides = bytes((rgb.shape[1], rgb.shape[0]))
    return base64.b64encode(sides + luma.tobytes() + chroma.tobytes()).decode()


def split(rgb: Array) -> tuple[Array, Array]:
    """RGB (h, w, 3) → brightness (h, w) and colour differences (h/2, w/2, 2), all uint8; h and w are even."""
    h, w = rgb.shape[:2]
    r, g, b = np.moveaxis(rgb.astype(np.float32), 2, 0)
    luma = 0.299 * r + 0.587 * g + 0.114 * b
    both = np.stack((128 + (b - luma) / 1.772, 128 + (r - luma) / 1.402), 2)
    small = both.reshape(h // 2, 2, w // 2, 2, 2).mean((1, 3))
    return _bytes(luma), _bytes(small)


def join(luma: Array, chroma: Array) -> Array:
    """Back to RGB (h, w, 3) uint8."""
    y = luma.astype(np.float32)
    blue, red = np.moveaxis(chroma.repeat(2, 0).repeat(2, 1).astype(np.float32) - 128, 2, 0)
    return _bytes(np.stack((y + 1.402 * red, y - 0.344136 * blue - 0.714136 * red, y + 1.772 * blue), 2))


def _bytes(values: Array) -> Array:
    return np.clip(np.round(values), 0, 255).astype(np.uint8)
