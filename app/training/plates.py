"""Pictures of number plates to learn painting from: sharp, and different in hand, size, place and colour.

The digits are drawn by Pillow at four times the size and averaged down, once; plate, light, shadow and
colours are put round them afresh for every batch.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from app.models.painter.palette import colours

Array = NDArray[np.floating]
Floats = NDArray[np.float32]

FONTS = Path(__file__).parent.parent / "houses" / "fonts"
# From thin to black, with and without serifs, narrow and wide; no stencils, no old-style figures.
NAMES = (
    "archivo-black-latin-400", "arvo-latin-400", "arvo-latin-700", "barlow-condensed-latin-700",
    "bebas-neue-latin-400", "bitter-latin-400", "bitter-latin-700", "fjalla-one-latin-400",
    "josefin-slab-latin-700", "lato-latin-400", "lato-latin-700", "league-gothic-latin-400",
    "libre-baskerville-latin-700", "merriweather-latin-400", "merriweather-latin-700", "montserrat-latin-400",
    "montserrat-latin-700", "open-sans-latin-400", "open-sans-latin-700", "oswald-latin-400",
    "overpass-latin-400", "overpass-latin-700", "patua-one-latin-400", "poppins-latin-400",
    "poppins-latin-700",
    "rokkitt-latin-700", "russo-one-latin-400", "staatliches-latin-400",
)  # fmt: skip
LENGTHS = (0.12, 0.2, 0.3, 0.38)  # how often a number has 1, 2, 3, 4 digits
SCALE = 4
EDGE = 8.0  # pixels left beside a number, at least: for its plate's margin and some wall


@dataclass(frozen=True, slots=True)
class Plates:
    """Masks (n, H, W) uint8, and the digits (n, length), for numbers of one length."""

    masks: NDArray[np.uint8]
    digits: NDArray[np.int64]
    fonts: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Batch:
    """Pictures (B, 3, H, W) in 0…1, their colours (B, 3, 3) and digits (B, length)."""

    x: Floats
    colours: Floats
    digits: NDArray[np.int64]


class Pen:
    """Draws masks of numbers; keeps the fonts it opened."""

    def __init__(self, height: int = 40, width: int = 80, names: tuple[str, ...] = NAMES) -> None:
        self.height, self.width = height, width
        files = [FONTS / f"{name}-normal.woff2" for name in names]
        probe = 32 * SCALE
        self.big = [ImageFont.truetype(str(f), probe) for f in files]
        self.tall = [max(f.getbbox(c)[3] - f.getbbox(c)[1] for c in "0123456789") / probe for f in self.big]
        self.files = files
        self.cache: dict[tuple[int, int], ImageFont.FreeTypeFont] = {}

    def font(self, which: int, size: int) -> ImageFont.FreeTypeFont:
        key = (which, size)
        if key not in self.cache:
            self.cache[key] = ImageFont.truetype(str(self.files[which]), size)
        return self.cache[key]

    def mask(
        self, number: str, rng: np.random.Generator, which: int | None = None
    ) -> tuple[NDArray[np.uint8], int]:
        """(mask (H, W) 0…255, font) of a number in a random hand: font, size, slant, turn, spacing, place."""
        if which is None:
            which = int(rng.integers(len(self.files)))
        H, W, S = self.height, self.width, SCALE
        size = round(rng.uniform(0.46, 0.63) * H * S / self.tall[which])
        font = self.font(which, size)
        boxes = [font.getbbox(c) for c in number]
        gap = rng.uniform(0.6, 2.4) * S
        wide = sum(b[2] - b[0] for b in boxes) + gap * (len(number) - 1)
        image = Image.new("L", (W * S * 3 // 2, H * S), 0)
        draw = ImageDraw.Draw(image)
        x = (W * S * 3 // 2 - wide) / 2
        top, bottom = min(b[1] for b in boxes), max(b[3] for b in boxes)
        y = (H * S - (bottom - top)) / 2 - top
        for c, b in zip(number, boxes, strict=True):
            draw.text((x - b[0], y), c, font=font, fill=255)
            x += b[2] - b[0] + gap
        turn, slant = np.deg2rad(rng.uniform(-3.5, 3.5)), rng.uniform(-0.08, 0.24)
        lean, most = abs(slant) * (bottom - top), (W - 2 * EDGE) * S
        fit = min(1.0, (most - lean) / wide)  # too long a number becomes narrower, and a little lower
        cos, sin = np.cos(turn), np.sin(turn)
        M = np.array([[cos, -sin], [sin, cos]]) @ np.array([[fit, -slant], [0, np.sqrt(fit)]])
        back = np.linalg.inv(M)
        room = (most - lean - wide * fit) / 2
        shift = np.array(
            [rng.uniform(-1, 1) * min(room, 4.0 * S), rng.uniform(-1, 1) * min(2.0 * S, 0.05 * H * S)]
        )
        start = np.array([W * S * 3 / 4, H * S / 2]) - back @ (np.array([W * S / 2, H * S / 2]) + shift)
        data = (back[0, 0], back[0, 1], start[0], back[1, 0], back[1, 1], start[1])
        image = image.transform((W * S, H * S), Image.Transform.AFFINE, data, Image.Resampling.BILINEAR)
        return np.asarray(image.resize((W, H), Image.Resampling.BOX), np.uint8), which

    def plates(self, count: int, length: int, rng: np.random.Generator) -> Plates:
        """`count` masks of random numbers of one length."""
        digits = rng.integers(0, 10, (count, length))
        masks = np.empty((count, self.height, self.width), np.uint8)
        fonts = np.empty(count, np.int64)
        for i, row in enumerate(digits):
            masks[i], fonts[i] = self.mask("".join(map(str, row)), rng)
        return Plates(masks, digits, fonts)


def rectangle(centre: Floats, half: Floats, radius: Floats, at: tuple[Floats, Floats]) -> Floats:
    """Signed distance (B, H, W) in pixels from rounded rectangles; centre, half (B, 2) x, y; radius (B,)."""
    px, py = at
    r = radius[:, None, None]
    qx = np.abs(px - centre[:, 0, None, None]) - half[:, 0, None, None] + r
    qy = np.abs(py - centre[:, 1, None, None]) - half[:, 1, None, None] + r
    outside = np.sqrt(np.maximum(qx, 0) ** 2 + np.maximum(qy, 0) ** 2)
    distance: Floats = outside + np.minimum(np.maximum(qx, qy), 0) - r
    return distance


def compose(
    masks: NDArray[np.uint8], chosen: Floats, rng: np.random.Generator, *, askew: bool = False
) -> Floats:
    """Pictures (B, 3, H, W): wall, plate round the digits, shadow, light from a side; colours (B, 3, 3).

    `askew`: the plate may be far too large or a little too small, and the digits off its middle.
    """
    f = np.float32

    def drawn(low: float | tuple[float, float], high: float | tuple[float, float], *shape: int) -> Floats:
        return np.asarray(rng.uniform(low, high, shape), f)

    B, H, W = masks.shape
    ink = masks.astype(f) / 255
    dark = masks > 60
    columns, rows = np.any(dark, axis=1), np.any(dark, axis=2)
    x0, x1 = columns.argmax(axis=1), W - 1 - columns[:, ::-1].argmax(axis=1)
    y0, y1 = rows.argmax(axis=1), H - 1 - rows[:, ::-1].argmax(axis=1)
    centre = np.stack([(x0 + x1) / 2, (y0 + y1) / 2], axis=1).astype(f)
    margin = drawn((-3.0, -1.0), (12.0, 6.0), B, 2) if askew else drawn((3.0, 2.8), (5.0, 4.5), B, 2)
    if askew:
        centre += drawn((-6.0, -2.0), (6.0, 2.0), B, 2)
    half = np.stack([(x1 - x0 + 1) / 2, (y1 - y0 + 1) / 2], axis=1).astype(f) + margin
    radius = drawn(0.5, 7.0, B)
    at = (np.arange(W, dtype=f)[None, None, :], np.arange(H, dtype=f)[None, :, None])
    P = np.clip(0.5 - rectangle(centre, half, radius, at), 0, 1)
    fall = drawn((0.2, 0.8), (1.6, 2.0), B, 2)
    S = np.clip(0.5 - rectangle(centre + fall, half, radius, at) / 2.5, 0, 1)
    xx, yy = at[0] / (W - 1) - f(0.5), at[1] / (H - 1) - f(0.5)
    slope = drawn(-1.0, 1.0, 4, B, 1, 1)
    wall = (1 + 0.2 * slope[0] * xx + 0.25 * slope[1] * yy) * (1 - 0.42 * S)
    enamel = 1 + 0.12 * slope[2] * xx + 0.2 * slope[3] * yy
    shares = np.stack([wall * (1 - P) * (1 - ink), enamel * P * (1 - ink), enamel * ink], axis=1)
    x = chosen.transpose(0, 2, 1) @ shares.reshape(B, 3, H * W)
    return np.asarray(np.clip(x, 0.01, 0.99).reshape(B, 3, H, W), f)


def moved(masks: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """The numbers up to 3 pixels higher or lower and 6 to the side, but half of EDGE from the border."""
    elsewhere, keep = np.empty_like(masks), int(EDGE / 2)
    dark = masks > 60
    for axis, most in ((1, 3), (2, 6)):
        used = np.any(dark, axis=3 - axis)
        before, after = used.argmax(axis=1), used[:, ::-1].argmax(axis=1)
        low, high = np.minimum(keep - before, 0), np.maximum(after - keep, 0)
        shifts = rng.integers(np.maximum(low, -most), np.minimum(high, most) + 1)
        for k, shift in enumerate(shifts):
            elsewhere[k] = np.roll(masks[k], shift, axis=axis - 1)
        masks = elsewhere.copy()
    return masks


def batch(
    plates: Plates, which: NDArray[np.integer], rng: np.random.Generator, *, askew: bool = False
) -> Batch:
    """The plates `which`, newly coloured; `askew`, also moved about."""
    chosen = colours(rng, len(which)).astype(np.float32)
    masks = moved(plates.masks[which], rng) if askew else plates.masks[which]
    return Batch(compose(masks, chosen, rng, askew=askew), chosen, plates.digits[which])
