"""The digits of a house number as one grey mask: set in a font, or composed of handwritten digits."""

import functools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

FONTS = Path(__file__).parent / "fonts"
# Never used in training: what the reader makes of them is its score.
HELD_OUT = ("bebas-neue", "lato", "merriweather", "overpass", "rokkitt", "russo-one")
SIZES = 12  # fonts are opened at this many sizes only, so that they can be kept

Handwriting = Mapping[int, np.ndarray[Any, Any]]  # digit -> (samples, 28, 28) uint8, white on black


@dataclass(frozen=True, slots=True)
class Lettering:
    """A number's mask (L, 255 = ink) and the digits' boxes in it, (n, 4): left, top, right, bottom."""

    mask: Image.Image
    boxes: np.ndarray[Any, np.dtype[np.float64]]


@functools.cache
def families(held_out: bool = False, more: Path | None = None) -> tuple[tuple[Path, ...], ...]:
    """The font files, one tuple a family: those for training, or those held out for scoring.

    more  a folder with further fonts to learn from, named like ours: `<family>-latin-<weight>-normal.woff2`
    """
    groups: dict[str, list[Path]] = {}
    for folder in (FONTS, more) if more else (FONTS,):
        for path in sorted(folder.glob("*.woff2")):
            groups.setdefault(path.name.split("-latin-")[0], []).append(path)
        if not groups:
            raise FileNotFoundError(f"no fonts (*.woff2) in {folder}")
    return tuple(tuple(files) for name, files in groups.items() if (name in HELD_OUT) == held_out)


@functools.lru_cache(maxsize=1200)
def _font(path: Path, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, size)


@functools.lru_cache(maxsize=1200)
def _figure(path: Path, height: int) -> ImageFont.FreeTypeFont:
    """The font at the size at which its tallest digit is about `height` pixels high."""
    probe = _font(path, 100)
    tallest = max(probe.getbbox(digit)[3] - probe.getbbox(digit)[1] for digit in "0123456789")
    return _font(path, max(6, round(100 * height / tallest)))


def typeset(
    number: str, height: int, rng: np.random.Generator, *, held_out: bool = False, fonts: Path | None = None
) -> Lettering:
    """Set `number` in a random family: digits about `height` pixels high, spacing, width and weight vary."""
    group = families(held_out, fonts)
    files = group[rng.integers(len(group))]
    font = _figure(files[rng.integers(len(files))], height)
    gap = (rng.uniform(0.02, 0.1), rng.uniform(0.05, 0.24), rng.uniform(0.15, 0.5))[
        rng.choice(3, p=(0.5, 0.38, 0.12))
    ]
    hop = rng.uniform(0.0, 0.1) if rng.random() < 0.25 else 0.0
    widen = rng.uniform(0.75, 1.25) if rng.random() < 0.5 else 1.0
    thicken = round(height * rng.uniform(0.01, 0.045)) if rng.random() < 0.2 else 0
    pieces, x = [], 0.0
    for digit in number:
        left, top, right, bottom = font.getbbox(digit, stroke_width=thicken)
        piece = Image.new("L", (math.ceil(right - left) + 2, math.ceil(bottom - top) + 2), 0)
        ImageDraw.Draw(piece).text((1 - left, 1 - top), digit, 255, font, stroke_width=thicken)
        if widen != 1.0:
            piece = piece.resize(
                (max(2, round(piece.width * widen)), piece.height), Image.Resampling.BILINEAR
            )
        pieces.append((piece, x, top + hop * height * rng.uniform(-1, 1)))
        x += piece.width + height * (gap + hop * rng.uniform(0, 1))
    return _paste(pieces)


def handwrite(number: str, height: int, rng: np.random.Generator, samples: Handwriting) -> Lettering:
    """Compose `number` of handwritten digits, one sample each, of one pen."""
    gap, hop = rng.uniform(0.03, 0.3), rng.uniform(0.0, 0.12)
    widen = rng.uniform(0.8, 1.2)
    pen, hard = int(rng.choice((-1, 0, 0, 1, 1))), rng.random() < 0.5
    unit = height / 20  # the digits of MNIST are 20 pixels high
    pieces, x = [], 0.0
    for digit in number:
        pool = samples[int(digit)]
        piece = Image.fromarray(pool[rng.integers(len(pool))])
        scale = unit * rng.uniform(0.88, 1.08)
        size = (max(4, round(28 * scale * widen)), max(4, round(28 * scale)))
        piece = piece.resize(size, Image.Resampling.BICUBIC)
        width = max(3, round(0.9 * unit) // 2 * 2 + 1)
        if pen > 0:
            piece = piece.filter(ImageFilter.MaxFilter(width))
        elif pen < 0 and np.asarray(piece, dtype=np.float32).mean() > 22:  # a thin stroke would vanish
            piece = piece.filter(ImageFilter.MinFilter(3))
        if hard:
            piece = piece.point([max(0, min(255, (v - 110) * 4 + 128)) for v in range(256)])
        box = piece.point([255 if v > 90 else 0 for v in range(256)]).getbbox()
        piece = piece.crop(box) if box else piece
        pieces.append((piece, x, (height - piece.height) / 2 + hop * height * rng.uniform(-1, 1)))
        x += piece.width + height * (gap + 0.1 * rng.uniform(0, 1))
    return _paste(pieces)


def _paste(pieces: Sequence[tuple[Image.Image, float, float]]) -> Lettering:
    """Put the pieces (mask, x, y) side by side; the mask is as large as they need."""
    top = min(y for _, _, y in pieces)
    placed = [(piece, round(x), round(y - top)) for piece, x, y in pieces]
    width = max(x + piece.width for piece, x, _ in placed)
    height = max(y + piece.height for piece, _, y in placed)
    mask = Image.new("L", (width, height), 0)
    for piece, x, y in placed:
        mask.paste(255, (x, y), piece)
    boxes = [(x, y, x + piece.width, y + piece.height) for piece, x, y in placed]
    return Lettering(mask, np.array(boxes, dtype=np.float64))
