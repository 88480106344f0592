"""Draws house fronts with a number on them: what the reader learns from, and what the page shows.

A picture follows from (number, seed) alone. Coordinates are pixels of the 64×128 picture the reader sees,
x to the right, y down; a canvas of `scale` times that size is drawn and can be shown as it is.
"""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from app.houses import walls
from app.houses.glyphs import Handwriting, Lettering, handwrite, typeset
from app.houses.walls import HEIGHT, WIDTH, Canvas

LUMA = np.array((0.299, 0.587, 0.114), dtype=np.float32)
LENGTHS = (0.13, 0.27, 0.30, 0.19, 0.11)  # how often a number has 1…5 digits
SMALLEST = 12.0  # pixels: smaller digits cannot be read


@dataclass(frozen=True, slots=True)
class House:
    """A picture (64·scale, 128·scale, 3) uint8, its number, and the digits' boxes in reading order.

    boxes  (n, 4) float32: left, top, right, bottom in pixels of the 64×128 picture
    kind   what the wall is made of, or `card` for handwriting on a plain ground
    """

    picture: np.ndarray[Any, Any]
    number: str
    boxes: np.ndarray[Any, Any]
    kind: str

    def small(self) -> np.ndarray[Any, Any]:
        """The picture as the reader gets it, (64, 128, 3): the mean over scale × scale pixels."""
        scale = self.picture.shape[0] // HEIGHT
        return np.asarray(Image.fromarray(self.picture).reduce(scale)) if scale > 1 else self.picture


def random_number(rng: np.random.Generator) -> str:
    """One to five digits, each equally likely."""
    return "".join(str(d) for d in rng.integers(0, 10, 1 + rng.choice(5, p=LENGTHS)))


def draw(
    number: str,
    seed: int,
    *,
    scale: int = 2,
    held_out: bool = False,
    handwriting: Handwriting | None = None,
    fonts: Path | None = None,
) -> House:
    """Draw `number` (one to five digits) on a house front.

    held_out     set it in the fonts that training never sees
    handwriting  compose it of these handwritten digits instead of setting it in a font
    fonts        a folder with further fonts to choose from
    """
    if not (1 <= len(number) <= 5 and number.isascii() and number.isdigit()):
        raise ValueError(f"number: expected 1 to 5 digits, got {number!r}")
    rng = np.random.default_rng(seed)
    tall = 44 * scale
    if handwriting is None:
        lettering = typeset(number, tall, rng, held_out=held_out, fonts=fonts)
    else:
        lettering = handwrite(number, tall, rng, handwriting)
    pose = _pose(lettering, rng, scale)
    mask, boxes, homography = _project(lettering, pose, scale)

    card = handwriting is not None and rng.random() < 0.5
    if card:
        kind = "card"
        paper = walls.colour(rng, 170, 250, 12) if rng.random() < 0.7 else walls.colour(rng, 5, 80, 12)
        canvas = np.broadcast_to(paper.astype(np.float32), (HEIGHT * scale, WIDTH * scale, 3)).copy()
    else:
        kind = str(rng.choice(list(walls.KINDS), p=walls.SHARES))
        canvas = walls.KINDS[kind](rng, scale)
        canvas = _furnish(canvas, lettering, homography, boxes, rng, scale)
    canvas = _ink(canvas, mask, rng, scale, relief=handwriting is None)
    canvas = _light(canvas, rng, scale, card)
    picture = _camera(canvas, float((boxes[:, 3] - boxes[:, 1]).min()), rng, scale, card)
    return House(picture, number, boxes, kind)


def _pose(lettering: Lettering, rng: np.random.Generator, scale: int) -> np.ndarray[Any, Any]:
    """Where the mask's four corners go, (4, 2) in canvas pixels: size, tilt, shear, perspective, place."""
    tw, th = lettering.mask.size
    w, h = WIDTH * scale, HEIGHT * scale
    most = min(0.86, 0.92 * w / h * th / tw)
    least = min(max(0.22, SMALLEST / HEIGHT), most * 0.8)
    size = math.exp(rng.uniform(math.log(least), math.log(most))) * h / th
    angle = rng.normal(0, 0.06) if rng.random() < 0.85 else rng.uniform(-0.26, 0.26)
    shear, yaw, pitch = rng.normal(0, 0.09), rng.normal(0, 0.07), rng.normal(0, 0.05)
    u, v = np.array((-0.5, 0.5, 0.5, -0.5)), np.array((-0.5, -0.5, 0.5, 0.5))
    x = u * tw * size * (1 + pitch * v) - shear * v * th * size
    y = v * th * size * (1 + 2 * yaw * u)
    corners = np.stack(
        (x * math.cos(angle) - y * math.sin(angle), x * math.sin(angle) + y * math.cos(angle)), 1
    )
    extent = corners.max(0) - corners.min(0)
    corners *= min(1.0, 0.96 * w / extent[0], 0.96 * h / extent[1])
    low, high = -corners.min(0) + 2, np.array((w, h)) - corners.max(0) - 2
    middle = (low + high) / 2
    # Most people point the camera at the number.
    place = rng.uniform(np.minimum(low, middle), np.maximum(high, middle))
    if rng.random() < 0.4:
        place = middle + 0.3 * (place - middle)
    moved: np.ndarray[Any, Any] = corners + place
    return moved


def _homography(source: np.ndarray[Any, Any], target: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """The 3×3 matrix that takes four source points to four target points."""
    rows, values = [], []
    for (x, y), (u, v) in zip(source, target, strict=True):
        rows += [(x, y, 1, 0, 0, 0, -u * x, -u * y), (0, 0, 0, x, y, 1, -v * x, -v * y)]
        values += [u, v]
    return np.append(np.linalg.solve(np.array(rows, dtype=np.float64), np.array(values)), 1.0).reshape(3, 3)


def _apply(matrix: np.ndarray[Any, Any], points: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """(n, 2) points through a homography."""
    mapped = np.concatenate((points, np.ones((len(points), 1))), 1) @ matrix.T
    out: np.ndarray[Any, Any] = mapped[:, :2] / mapped[:, 2:]
    return out


def _project(
    lettering: Lettering, pose: np.ndarray[Any, Any], scale: int
) -> tuple[Canvas, np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """The mask on the canvas (h, w) in 0…1, the digits' boxes in picture pixels, mask → canvas matrix."""
    mask = lettering.mask
    tw, th = mask.size
    corners = np.array(((0, 0), (tw, 0), (tw, th), (0, th)), dtype=np.float64)
    forward = _homography(corners, pose)
    shrink = max(1, int(th / max(1.0, pose[2:, 1].mean() - pose[:2, 1].mean())))
    if shrink > 1:  # a perspective transform takes single samples: average first
        mask = mask.reduce(shrink)
    back = _homography(pose, corners * np.array((mask.width / tw, mask.height / th)))
    size = (WIDTH * scale, HEIGHT * scale)
    flat = list(back.ravel()[:8] / back[2, 2])
    warped = mask.transform(size, Image.Transform.PERSPECTIVE, flat, Image.Resampling.BILINEAR)
    boxes = []
    for left, top, right, bottom in lettering.boxes:
        quad = _apply(forward, np.array(((left, top), (right, top), (right, bottom), (left, bottom)))) / scale
        boxes.append((*quad.min(0), *quad.max(0)))
    return np.asarray(warped, dtype=np.float32) / 255, np.array(boxes, dtype=np.float32), forward


def _furnish(
    canvas: Canvas,
    lettering: Lettering,
    homography: np.ndarray[Any, Any],
    boxes: np.ndarray[Any, Any],
    rng: np.random.Generator,
    scale: int,
) -> Canvas:
    """Clutter beside the number, and in half of the pictures a plate behind the number."""
    image = Image.fromarray(np.clip(canvas, 0, 255).astype(np.uint8))
    margin = 0.2 * (boxes[:, 3] - boxes[:, 1]).mean()
    left, top = boxes[:, :2].min(0) - margin
    right, bottom = boxes[:, 2:].max(0) + margin
    walls.clutter(image, rng, scale, (float(left), float(top), float(right), float(bottom)))
    if rng.random() < 0.5:
        tw, th = lettering.mask.size
        px, py = th * rng.uniform(0.1, 0.6), th * rng.uniform(0.08, 0.42)
        ground = (
            walls.colour(rng, 0, 255, 35),
            walls.colour(rng, 200, 250, 15),
            walls.colour(rng, 5, 60, 20),
            np.array((25, 55, 130)) * rng.uniform(0.7, 1.5),
        )[rng.choice(4, p=(0.35, 0.3, 0.2, 0.15))]
        fill = tuple(int(v) for v in np.clip(ground, 0, 255))
        rim = tuple(int(v) for v in walls.colour(rng, 0, 255, 30))
        pen = ImageDraw.Draw(image)
        if rng.random() < 0.25:
            turn = np.linspace(0, 2 * math.pi, 40, endpoint=False)
            outline = np.stack(
                (tw / 2 + (tw * 0.62 + px) * np.cos(turn), th / 2 + (th * 0.62 + py) * np.sin(turn)), 1
            )
        else:
            outline = np.array(((-px, -py), (tw + px, -py), (tw + px, th + py), (-px, th + py)))
        points = [tuple(p) for p in _apply(homography, outline)]
        pen.polygon(points, fill=fill)
        if rng.random() < 0.45:
            pen.line([*points, points[0]], fill=rim, width=max(1, round(scale * rng.uniform(0.5, 2.5))))
        if rng.random() < 0.3:
            for sx in (-px * 0.6, tw + px * 0.6):
                cx, cy = _apply(homography, np.array(((sx, th / 2),)))[0]
                radius = scale * rng.uniform(0.6, 1.3)
                pen.ellipse((cx - radius, cy - radius, cx + radius, cy + radius), fill=rim)
    return np.asarray(image).astype(np.float32)


def _ink(canvas: Canvas, mask: Canvas, rng: np.random.Generator, scale: int, *, relief: bool) -> Canvas:
    """Paint the digits in a colour that stands out from what is behind them."""
    total = max(float(mask.sum()), 1.0)
    luma = canvas @ LUMA
    behind = float((luma * mask).sum()) / total
    rough = math.sqrt(max(0.0, float(((luma - behind) ** 2 * mask).sum()) / total))
    least = max(48.0 if rng.random() < 0.85 else 34.0, 1.6 * rough)
    for _ in range(20):
        ink = (
            walls.colour(rng, 0, 255, 40)
            if rng.random() < 0.6
            else np.full(3, (12.0, 246.0)[rng.integers(2)])
        )
        if abs(float(ink @ LUMA) - behind) > least:
            break
    else:
        ink = np.full(3, 250.0) if behind < 128 else np.full(3, 6.0)
    if relief and rng.random() < 0.3:
        dx, dy = rng.uniform(-2.5, 2.5, 2) * scale
        shade = np.roll(mask, (round(dy), round(dx)), (0, 1))[..., None] * rng.uniform(0.3, 0.8)
        canvas = canvas * (1 - shade) + shade * (rng.uniform(0, 40) if rng.random() < 0.85 else 230.0)
    opaque = mask[..., None] * np.float32(1.0 if rng.random() < 0.8 else rng.uniform(0.75, 1))
    tone = ink.astype(np.float32)
    if rng.random() < 0.25:  # lit from above or below
        down = np.linspace(-1, 1, canvas.shape[0], dtype=np.float32)[:, None, None]
        tone = tone + down * rng.uniform(-35, 35)
    painted: Canvas = (canvas + opaque * (tone - canvas)).astype(np.float32)
    return painted


def _light(canvas: Canvas, rng: np.random.Generator, scale: int, card: bool) -> Canvas:
    """A gradient of light, now and then the edge of a shadow, and the exposure."""
    x, y = walls.grid(scale)
    u, v = x / (WIDTH / 2) - 1, y / (HEIGHT / 2) - 1
    turn = rng.uniform(0, 2 * math.pi)
    slope = np.float32(rng.uniform(0, 0.15 if card else 0.4))
    gain = 1 + slope * (u * math.cos(turn) + v * math.sin(turn))
    if not card and rng.random() < 0.15:
        edge = u * math.cos(turn) + 0.5 * v * math.sin(turn) - rng.uniform(-0.5, 0.5)
        gain = gain * (1 - rng.uniform(0.15, 0.45) * np.clip(edge * 12 + 0.5, 0, 1))
    lit = canvas * gain[..., None].astype(np.float32)
    return (lit - 128) * np.float32(rng.uniform(0.65, 1.05)) + np.float32(128 + rng.uniform(-22, 22))


def _camera(
    canvas: Canvas, digit: float, rng: np.random.Generator, scale: int, card: bool
) -> np.ndarray[Any, Any]:
    """Blur (never more than a twelfth of a digit's height) and the sensor's noise."""
    image = Image.fromarray(np.clip(canvas, 0, 255).astype(np.uint8))
    if rng.random() < 0.55:
        image = image.filter(ImageFilter.GaussianBlur(scale * rng.uniform(0, min(0.075 * digit, 2.0))))
    grain = rng.uniform(0, 8) if rng.random() < 0.6 and not card else 0.0
    if grain:
        sensor = rng.standard_normal((*canvas.shape[:2], 1), dtype=np.float32) * np.float32(
            grain * scale**0.5
        )
        noisy: np.ndarray[Any, Any] = np.clip(np.asarray(image) + sensor, 0, 255).astype(np.uint8)
        return noisy
    return np.asarray(image)
