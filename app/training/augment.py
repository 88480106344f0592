"""The same picture, seen differently: moved, turned, stretched, darker, coarser, noisier."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image, ImageFilter

from app.houses.walls import HEIGHT, WIDTH
from app.training.pictures import Pictures

SMALLEST = 10.0  # pixels: digits do not become smaller than this
# The picture with half of itself on every side, where its edge goes on.
_ROWS = np.clip(np.arange(-HEIGHT // 2, HEIGHT + HEIGHT // 2), 0, HEIGHT - 1)[:, None]
_COLUMNS = np.clip(np.arange(-WIDTH // 2, WIDTH + WIDTH // 2), 0, WIDTH - 1)[None, :]
_RAMP = np.linspace(0, 1, 256)
_ACROSS, _DOWN = np.linspace(-1, 1, WIDTH)[None, :], np.linspace(-1, 1, HEIGHT)[:, None]


@dataclass(frozen=True, slots=True)
class Changes:
    """How much is changed: the largest change of each kind, and how often (0…1)."""

    scale: float = 0.25  # logarithm
    aspect: float = 0.15  # logarithm
    turn: float = 0.06  # radians, deviation
    shear: float = 0.15
    leaning: float = 0.5  # how often turned, and how often sheared
    afar: float = 0.3  # how often as if taken from afar …
    factor: float = 3.2  # … and by how much at most
    digit: float = 8.5  # pixels that a digit keeps then
    gamma: float = 0.5  # logarithm; as often as leaning
    noisy: float = 0.4  # how often
    slope: float = 0.0  # how often light falls from one side
    hidden: float = 0.0  # how often something is in the way
    flat: float = 0.0  # how often with less contrast
    stroke: float = 0.0  # how often with thicker or thinner strokes
    warp: float = 0.0  # how often bent here and there
    steep: float = 0.0  # how often turned far


MILD = Changes()
HARSH = Changes(0.3, 0.28, 0.09, 0.25, 0.6, 0.45, 4.0, 7.5, 0.7, 0.5, 0.4, 0.35, 0.3, 0.2, 0.35, 0.06)


def augment(batch: Pictures, rng: np.random.Generator, much: Changes = MILD) -> Pictures:
    """Every picture of the batch, changed at random; the boxes go along."""
    greys, boxes = np.empty_like(batch.grey), batch.boxes.copy()
    for i, count in enumerate(batch.counts):
        greys[i], boxes[i, :count] = _one(batch.grey[i], batch.boxes[i, :count].astype(np.float64), rng, much)
    return Pictures(greys, boxes, batch.labels)


def _one(
    grey: np.ndarray[Any, Any], boxes: np.ndarray[Any, Any], rng: np.random.Generator, much: Changes
) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    image, boxes = _move(grey, boxes, rng, much)
    digit = float((boxes[:, 3] - boxes[:, 1]).mean())
    if rng.random() < much.stroke and digit > 14:
        image = image.filter((ImageFilter.MinFilter(3), ImageFilter.MaxFilter(3))[rng.integers(2)])
    if rng.random() < much.warp:
        image = _warp(image, 0.07 * digit, rng)
    if rng.random() < much.afar and digit > 12:
        factor = rng.uniform(1.2, min(much.factor, digit / much.digit))
        size = (round(WIDTH / factor), round(HEIGHT / factor))
        image = image.resize(size, Image.Resampling.BILINEAR).resize(
            (WIDTH, HEIGHT), Image.Resampling.BICUBIC
        )
    elif rng.random() < 0.15:
        image = image.filter(ImageFilter.GaussianBlur(rng.uniform(0, min(1.8, 0.06 * digit))))
    table = (
        _RAMP ** math.exp(rng.uniform(-much.gamma, much.gamma) if rng.random() < much.leaning else 0) * 255
    )
    if rng.random() < 0.3:
        table = 255 - table
    contrast = 1.0
    if rng.random() < much.flat:
        contrast = rng.uniform(0.2, 0.7)
        table = 128 + (table - 128) * contrast + rng.uniform(-60, 60)
    out = table.astype(np.float32).take(np.asarray(image))
    if rng.random() < much.slope:
        across, down = rng.uniform(-70, 70, 2) * contrast
        out += (_ACROSS * across + _DOWN * down).astype(np.float32)
    if rng.random() < much.hidden:
        for _ in range(rng.integers(1, 3)):
            box = boxes[rng.integers(len(boxes))]
            w, h = rng.uniform(0.08, 0.32, 2) * digit
            x, y = rng.uniform(box[0], box[2]), rng.uniform(box[1], box[3])
            x0, x1, y0, y1 = (max(0, int(v)) for v in (x - w / 2, x + w / 2 + 1, y - h / 2, y + h / 2 + 1))
            out[y0:y1, x0:x1] = rng.uniform(0, 255)
    if rng.random() < much.noisy:
        out += rng.standard_normal(out.shape, dtype=np.float32) * np.float32(
            14 * contrast * rng.random() ** 2
        )
    return np.clip(out, 0, 255).astype(np.uint8), boxes


def _warp(image: Image.Image, most: float, rng: np.random.Generator) -> Image.Image:
    """The picture on a grid of 16×16 pixels whose corners are moved a little."""
    rows, columns = HEIGHT // 16, WIDTH // 16
    y, x = np.meshgrid(np.arange(rows + 1) * 16.0, np.arange(columns + 1) * 16.0, indexing="ij")
    corners = np.stack((x, y), -1) + np.clip(rng.normal(0, 0.5, (rows + 1, columns + 1, 2)), -1, 1) * most
    corners = np.clip(corners, 0, (WIDTH, HEIGHT))
    corners[[0, -1], :, 1], corners[:, [0, -1], 0] = [[0], [HEIGHT]], [[0, WIDTH]]
    mesh = [
        (
            (16 * c, 16 * r, 16 * c + 16, 16 * r + 16),
            tuple(corners[[r, r + 1, r + 1, r], [c, c, c + 1, c + 1]].ravel()),
        )
        for r in range(rows)
        for c in range(columns)
    ]
    return image.transform((WIDTH, HEIGHT), Image.Transform.MESH, mesh, Image.Resampling.BILINEAR)


def _move(
    grey: np.ndarray[Any, Any], boxes: np.ndarray[Any, Any], rng: np.random.Generator, much: Changes
) -> tuple[Image.Image, np.ndarray[Any, Any]]:
    """Scale, aspect, turn, shear and shift, so that the number stays in the picture."""
    low, high = boxes[:, :2].min(0), boxes[:, 2:].max(0)
    extent, centre = high - low, (low + high) / 2
    digit = float((boxes[:, 3] - boxes[:, 1]).mean())
    sy = math.exp(rng.uniform(-much.scale, much.scale))
    sx = sy * math.exp(rng.uniform(-much.aspect, much.aspect))
    turn = rng.normal(0, much.turn) if rng.random() < much.leaning else 0.0
    if rng.random() < much.steep:
        turn = rng.uniform(-0.4, 0.4)
    shear = rng.uniform(-much.shear, much.shear) if rng.random() < much.leaning else 0.0
    fit = min(1.0, 124 / (extent[0] * sx), 61 / (extent[1] * sy))
    grow = max(1.0, min(SMALLEST / (digit * sy), 124 / (extent[0] * sx), 61 / (extent[1] * sy)))
    scale = np.diag((sx, sy)) * (fit * grow)
    forward = (
        np.array(((math.cos(turn), -math.sin(turn)), (math.sin(turn), math.cos(turn))))
        @ np.array(((1, shear), (0, 1)))
        @ scale
    )
    half = np.abs(forward) @ (extent / 2)  # turned, it is wider and higher
    inside = min(1.0, *((WIDTH / 2 - 1, HEIGHT / 2 - 1) / half))
    forward, half = forward * inside, half * inside
    back = np.linalg.inv(forward)
    goal = centre + rng.uniform((-26, -12), (26, 12))
    goal = np.minimum(np.maximum(goal, half + 1), np.array((WIDTH, HEIGHT)) - 1 - half)
    padded = Image.fromarray(grey[_ROWS, _COLUMNS])
    offset = centre - back @ goal + (WIDTH // 2, HEIGHT // 2)
    data = (back[0, 0], back[0, 1], offset[0], back[1, 0], back[1, 1], offset[1])
    image = padded.transform((WIDTH, HEIGHT), Image.Transform.AFFINE, data, Image.Resampling.BILINEAR)
    corners = boxes[:, [0, 1, 2, 1, 2, 3, 0, 3]].reshape(-1, 4, 2)
    there = (corners - centre) @ forward.T + goal
    return image, np.concatenate((there.min(1), there.max(1)), 1)
