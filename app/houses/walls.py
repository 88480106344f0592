"""Walls to put a number on: brick, stone, render, wood, a door; and the things that hang around there.

Every function draws into (h, w, 3) float32 arrays of 0…255. Lengths are in picture pixels (64×128),
times `scale` on the canvas, so that the same seed gives the same wall at every scale.
"""

import functools
from collections.abc import Callable
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from app.houses.glyphs import families

HEIGHT, WIDTH = 64, 128

Canvas = np.ndarray[Any, Any]  # float32
Colour = np.ndarray[Any, Any]
Paint = Callable[[np.random.Generator, int], Canvas]


@functools.cache
def grid(scale: int) -> tuple[Canvas, Canvas]:
    """x (1, w) and y (h, 1) of the canvas pixels' centres, in picture pixels."""
    x = (np.arange(WIDTH * scale, dtype=np.float32) + 0.5) / scale
    y = (np.arange(HEIGHT * scale, dtype=np.float32) + 0.5) / scale
    return x[None, :], y[:, None]


def noise(rng: np.random.Generator, scale: int, cell_x: float, cell_y: float) -> Canvas:
    """Smooth noise of unit variance (h, w) with grains of cell_x × cell_y picture pixels."""
    small = rng.standard_normal((int(HEIGHT / cell_y) + 2, int(WIDTH / cell_x) + 2)).astype(np.float32)
    image = Image.fromarray(small).resize((WIDTH * scale, HEIGHT * scale), Image.Resampling.BILINEAR)
    return np.asarray(image)


def colour(rng: np.random.Generator, low: float = 20, high: float = 235, tint: float = 30) -> Colour:
    """A random colour of luminance low…high."""
    return np.clip(rng.uniform(low, high) + rng.uniform(-tint, tint, 3), 4, 251)


def _blank(base: Colour, scale: int) -> Canvas:
    return np.broadcast_to(base.astype(np.float32), (HEIGHT * scale, WIDTH * scale, 3)).copy()


def brick(rng: np.random.Generator, scale: int) -> Canvas:
    """Running bond: every other row shifted by half a brick; each brick has its own tone."""
    height = rng.uniform(4, 17)
    width = height * rng.uniform(1.9, 3.2)
    joint = height * rng.uniform(0.07, 0.17)
    base = np.clip(np.array((158, 84, 62)) * rng.uniform(0.45, 1.4) + rng.uniform(-22, 22, 3), 5, 250)
    mortar = np.clip(base.mean() + rng.uniform(-60, 90) + rng.uniform(-8, 8, 3), 0, 250)
    return _bond(rng, scale, base, mortar, (width, height, joint), rng.uniform(4, 15), 0.5)


def stone(rng: np.random.Generator, scale: int) -> Canvas:
    """Large blocks or tiles."""
    height = rng.uniform(14, 34)
    width = height * rng.uniform(0.8, 2.0)
    base = colour(rng, 60, 220, 18)
    mortar = np.clip(base + rng.uniform(-60, 50), 0, 250)
    return _bond(
        rng,
        scale,
        base,
        mortar,
        (width, height, rng.uniform(0.4, 1.6)),
        rng.uniform(2, 9),
        rng.choice((0, 0.5)),
    )


def _bond(
    rng: np.random.Generator,
    scale: int,
    base: Colour,
    mortar: Colour,
    size: tuple[float, float, float],
    spread: float,
    shift: float,
) -> Canvas:
    width, height, joint = size
    x, y = grid(scale)
    tilt = rng.normal(0, 0.03)
    v = (y + tilt * x) / height + rng.uniform(0, 1)
    row = np.floor(v).astype(np.int64)
    u = (x - tilt * y) / width + rng.uniform(0, 1) + shift * (row & 1)
    column = np.floor(u).astype(np.int64)
    tones = rng.normal(0, spread, (32, 64, 1)) * (1 + rng.uniform(-0.25, 0.25, 3))
    out: Canvas = (base + tones).astype(np.float32)[row & 31, column & 63]
    gaps = (v - row < joint / height) | (u - column < joint / width)
    out[gaps] = mortar
    out += noise(rng, scale, 1.0, 1.0)[..., None] * rng.uniform(0.5, 5)
    return out


def render(rng: np.random.Generator, scale: int) -> Canvas:
    """Plaster: grains on a soft mottle."""
    out = _blank(colour(rng), scale)
    out += noise(rng, scale, 1.3, 1.3)[..., None] * rng.uniform(1, 9)
    out += noise(rng, scale, 22, 22)[..., None] * rng.uniform(0, 7)
    return out


def plain(rng: np.random.Generator, scale: int) -> Canvas:
    """Painted metal or wood: next to no texture."""
    out = _blank(colour(rng), scale)
    out += noise(rng, scale, 40, 30)[..., None] * rng.uniform(0, 6)
    return out


def wood(rng: np.random.Generator, scale: int) -> Canvas:
    """Boards with a grain, laid or upright."""
    upright = rng.random() < 0.4
    x, y = grid(scale)
    across = x if upright else y
    base = (
        np.clip(np.array((150, 105, 68)) * rng.uniform(0.4, 1.5), 8, 245)
        if rng.random() < 0.6
        else colour(rng)
    )
    out = _blank(base, scale)
    board = rng.uniform(9, 34)
    place = across / board + rng.uniform(0, 1)
    index = np.floor(place).astype(np.int64)
    tones = rng.normal(0, rng.uniform(2, 10), 32).astype(np.float32)
    grain = noise(rng, scale, 1.2 if upright else 20, 20 if upright else 1.2) * rng.uniform(2, 10)
    edge = np.where(place - index < 1.1 / board, -rng.uniform(15, 70), 0.0).astype(np.float32)
    out += (tones[index & 31] + edge + grain)[..., None]
    return out


def door(rng: np.random.Generator, scale: int) -> Canvas:
    """A panelled door: sunk fields with a light and a dark edge, perhaps a knob or a letter slot."""
    out = wood(rng, scale) if rng.random() < 0.4 else plain(rng, scale)
    image = Image.fromarray(np.clip(out, 0, 255).astype(np.uint8))
    pen = ImageDraw.Draw(image)
    base = out.mean((0, 1))
    dark = tuple(int(v) for v in np.clip(base * rng.uniform(0.5, 0.8), 0, 255))
    light = tuple(int(v) for v in np.clip(base * rng.uniform(1.1, 1.4) + 10, 0, 255))
    width, height = rng.uniform(34, 90), rng.uniform(26, 80)
    left, top, rail = rng.uniform(-width, 10), rng.uniform(-height, 6), rng.uniform(5, 14)
    bevel = max(1, round(scale * rng.uniform(0.6, 1.8)))
    while left < WIDTH:
        below = top
        while below < HEIGHT:
            corners = [round(scale * v) for v in (left, below, left + width, below + height)]
            a, b, c, d = corners
            pen.line((a, d, a, b, c, b), fill=dark, width=bevel)
            pen.line((c, b, c, d, a, d), fill=light, width=bevel)
            below += height + rail
        left += width + rail
    if rng.random() < 0.5:
        cx, cy, radius = rng.uniform(0, WIDTH), rng.uniform(40, 66), rng.uniform(1.5, 4)
        box = [round(scale * v) for v in (cx - radius, cy - radius, cx + radius, cy + radius)]
        pen.ellipse(box, fill=tuple(int(v) for v in colour(rng, 90, 220, 40)), outline=dark)
    return np.asarray(image).astype(np.float32)


KINDS: dict[str, Paint] = {
    "brick": brick,
    "render": render,
    "wood": wood,
    "door": door,
    "stone": stone,
    "plain": plain,
}
SHARES = (0.26, 0.2, 0.16, 0.14, 0.1, 0.14)


Box = tuple[float, float, float, float]  # left, top, right, bottom in picture pixels


def clutter(image: Image.Image, rng: np.random.Generator, scale: int, number: Box) -> None:
    """Draw distractors: window frames, pipes, cables, lamps, screws, letters. Never a digit.

    What would touch the number is left out: nobody screws a pipe across it. It may be framed, though.
    """
    pen = ImageDraw.Draw(image)
    for _ in range(rng.choice(5, p=(0.3, 0.28, 0.22, 0.13, 0.07))):
        ink = tuple(int(v) for v in colour(rng, 0, 255, 25))
        x, y = rng.uniform(0, WIDTH), rng.uniform(0, HEIGHT)
        kind = rng.random()
        if kind < 0.3:
            w, h = rng.uniform(8, 100), rng.uniform(6, 60)
            box = (x - w / 2, y - h / 2, x + w / 2, y + h / 2)
            stroke = rng.uniform(0.8, 4)
            fill, bar = ink if rng.random() < 0.45 else None, rng.random() < 0.4
            inner = (box[0] + stroke, box[1] + stroke, box[2] - stroke, box[3] - stroke)
            if not _touches(box, number) or _holds(inner, number):
                _rectangle(pen, scale, box, fill, ink, stroke)
                if bar and not _touches((x - stroke, box[1], x + stroke, box[3]), number):
                    width = max(1, round(scale * stroke))
                    pen.line([scale * v for v in (x, box[1], x, box[3])], fill=ink, width=width)
        elif kind < 0.6:
            stroke, slant = rng.uniform(0.5, 6), rng.uniform(-12, 12)
            line = (x, 0, x + slant, HEIGHT) if rng.random() < 0.5 else (0, y, WIDTH, y + slant)
            if not _touches(_around(line, stroke / 2), number):
                pen.line([scale * v for v in line], fill=ink, width=max(1, round(scale * stroke)))
        elif kind < 0.78:
            radius = rng.uniform(1, 11)
            box = (x - radius, y - radius, x + radius, y + radius)
            if not _touches(box, number):
                pen.ellipse([round(scale * v) for v in box], fill=ink)
        else:
            _word(pen, rng, scale, ink, number)


def _touches(a: Box, b: Box) -> bool:
    """Whether two boxes have a point in common."""
    return a[0] <= b[2] and b[0] <= a[2] and a[1] <= b[3] and b[1] <= a[3]


def _holds(a: Box, b: Box) -> bool:
    """Whether the first box holds the second."""
    return a[0] <= b[0] and a[1] <= b[1] and b[2] <= a[2] and b[3] <= a[3]


def _around(line: Box, margin: float) -> Box:
    """The box around a line."""
    xs, ys = sorted((line[0], line[2])), sorted((line[1], line[3]))
    return xs[0] - margin, ys[0] - margin, xs[1] + margin, ys[1] + margin


def _rectangle(
    pen: ImageDraw.ImageDraw,
    scale: int,
    box: Box,
    fill: tuple[int, ...] | None,
    ink: tuple[int, ...],
    stroke: float,
) -> None:
    pen.rectangle(
        [round(scale * v) for v in box], fill=fill, outline=ink, width=max(1, round(scale * stroke))
    )


def _word(
    pen: ImageDraw.ImageDraw, rng: np.random.Generator, scale: int, ink: tuple[int, ...], number: Box
) -> None:
    """A few small letters, as on a name plate; no O, I, S, Z, B, which may pass for digits."""
    letters = "ACEFHKLMNPRTUVWXY" if rng.random() < 0.6 else "acefhkmnprtuvwx"
    text = "".join(letters[i] for i in rng.integers(len(letters), size=rng.integers(2, 9)))
    files = families()[rng.integers(len(families()))]
    font = ImageFont.truetype(files[0], round(scale * rng.uniform(4, 9)))
    x = scale * rng.uniform(-10, WIDTH - 20)
    y = scale * (rng.uniform(-2, 8) if rng.random() < 0.5 else rng.uniform(52, 60))
    left, top, right, bottom = (v / scale for v in pen.textbbox((x, y), text, font=font))
    if not _touches((left, top, right, bottom), number):
        pen.text((x, y), text, fill=ink, font=font)
