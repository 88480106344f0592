"""New numbers from real photos: a digit in the place of another, in its size, brightness and contrast.

Seventeen hundred photos are soon learnt by heart, number by number; with their digits exchanged they are not.
"""

import math
from typing import Any

import numpy as np
from PIL import Image

from app.training.pictures import Pictures

Array = np.ndarray[Any, Any]
MARGIN = 0.12  # of a digit's size, taken along on every side and faded into what is there
ALIKE = 0.45  # how far the logarithms of two digits' shapes (width / height) may be apart
CONTRAST = 0.7  # how far the logarithms of their contrasts may be apart
TRIES = 12


def recompose(batch: Pictures, pool: Pictures, rng: np.random.Generator, share: float) -> Pictures:
    """The batch with a `share` of its digits exchanged for digits of the pool; labels go along."""
    grey, labels = batch.grey.copy(), batch.labels.copy()
    counts = batch.counts
    places = pool.counts
    for i, count in enumerate(counts):
        for place in np.flatnonzero(rng.random(count) < share):
            box = batch.boxes[i, place]
            for _ in range(TRIES):
                j = rng.integers(len(pool))
                k = rng.integers(places[j])
                if abs(_shape(pool.boxes[j, k]) - _shape(box)) < ALIKE and _put(
                    grey[i], box, pool.grey[j], pool.boxes[j, k]
                ):
                    labels[i, place] = pool.labels[j, k]
                    break
    return Pictures(grey, batch.boxes, labels)


def _shape(box: Array) -> float:
    return float(np.log((box[2] - box[0]) / (box[3] - box[1])))


def _put(onto: Array, box: Array, source: Array, taken: Array) -> bool:
    """Draw what lies in the box `taken` of `source` into `box` of `onto`; False if there is too little of it."""
    x0, y0, x1, y1 = _around(box, onto.shape)
    if x1 - x0 < 5 or y1 - y0 < 7:
        return False
    left, top, right, bottom = _around(taken, source.shape)
    if right - left < 5 or bottom - top < 7:
        return False
    piece = Image.fromarray(source).resize(
        (x1 - x0, y1 - y0), Image.Resampling.BILINEAR, (left, top, right, bottom)
    )
    new, old = np.asarray(piece, dtype=np.float32), onto[y0:y1, x0:x1].astype(np.float32)
    ground, was = _ground(new), _ground(old)
    spread, target = float(new.std()), float(old.std())
    if min(spread, target) < 4 or abs(math.log(spread / target)) > CONTRAST:
        return False
    if (new.mean() - ground) * (old.mean() - was) < 0.06 * spread * target:  # not both dark, nor both light
        return False
    new = was + (new - ground) * np.float32(target / spread)
    fade = np.minimum(_ramp(y1 - y0)[:, None], _ramp(x1 - x0)[None, :])
    onto[y0:y1, x0:x1] = np.clip(old + fade * (new - old), 0, 255).astype(np.uint8)
    return True


def _around(box: Array, shape: tuple[int, ...]) -> tuple[int, int, int, int]:
    """The box and its margin in whole pixels, cut off at the picture's edge."""
    x, y = MARGIN * (box[2] - box[0]), MARGIN * (box[3] - box[1])
    left, top = max(0, round(float(box[0] - x))), max(0, round(float(box[1] - y)))
    right, bottom = min(shape[1], round(float(box[2] + x))), min(shape[0], round(float(box[3] + y)))
    return left, top, right, bottom


def _ground(piece: Array) -> float:
    """What is behind the digit: the middle one of the values on the piece's edge."""
    return float(np.median(np.concatenate((piece[0], piece[-1], piece[:, 0], piece[:, -1]))))


def _ramp(size: int) -> Array:
    """0 at both ends, 1 from a margin's width on."""
    i = np.arange(size, dtype=np.float32) + 0.5
    ramp: Array = np.minimum(1.0, np.minimum(i, size - i) / max(1.0, MARGIN * size)).astype(np.float32)
    return ramp
