"""Who lives where: the numbers of a street, the hands that paint them, and their colours."""

import numpy as np

from app.models.painter import Config, palette
from app.models.painter.hand import blend, hand
from app.models.painter.painter import Array

# The shipped painter's sizes, needed before its weights are read.
_CONFIG = Config()
HEIGHT, WIDTH, MOST, PER_DIGIT = _CONFIG.height, _CONFIG.width, _CONFIG.digits, _CONFIG.per_digit
STEPS = _CONFIG.steps(MOST)
HOUSES = 12  # of a street
SEEDS = 10_000


def street(number: str) -> list[str]:
    """Twelve numbers on one side of a street, from this one on; backwards where it would pass the longest."""
    first, last = int(number), 10**MOST - 1
    step = 2 if first + 2 * (HOUSES - 1) <= last else -2
    return [str(first + step * k).zfill(len(number)) for k in range(HOUSES)]


def hands(first: int, second: int, share: float, temperature: float, houses: int) -> Array:
    """z (T, B, Z) of the longest schedule; every house has the hands after its neighbour's."""
    each = [_hand(first + k, second + k, share) for k in range(houses)]
    return np.stack(each, axis=1) * np.float32(temperature)


def _hand(first: int, second: int, share: float) -> Array:
    one = hand(_CONFIG, first % SEEDS)
    return one if share == 0 else blend(one, hand(_CONFIG, second % SEEDS), share)


def colours(seed: int, chosen: tuple[str, str, str], houses: int, found: Array | None = None) -> Array:
    """(B, 3, 3): wall, plate and digits of every house; what was chosen stands for all of them.

    `found` (3, 3) are those of a picture that is copied.
    """
    if found is None:
        rngs = [np.random.default_rng((seed + k) % SEEDS) for k in range(houses)]
        made = np.concatenate([palette.colours(rng, 1) for rng in rngs])
    else:
        made = found[None].copy()
    for k, text in enumerate(chosen):
        if text:
            made[:, k] = [int(text[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    return made.astype(np.float32)
