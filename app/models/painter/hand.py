"""A hand: all of z for one painting, from a seed. The same hand writes any number."""

import numpy as np
from numpy.typing import NDArray

from app.models.painter.config import Config

Array = NDArray[np.floating]


def hand(config: Config, seed: int) -> Array:
    """z (T, Z) for the longest number, from N(0, 1); a shorter number takes the first steps of it.

    Multiply by a temperature below 1 to paint more carefully.
    """
    rng = np.random.default_rng(seed)
    return rng.standard_normal((config.steps(config.digits), config.latent)).astype(np.float32)


def blend(first: Array, second: Array, share: float) -> Array:
    """Between two hands: `first` at share 0, `second` at 1, and as far from zero as they are on the way.

    Two independent draws from N(0, 1), mixed by cosine and sine, are again one.
    """
    angle = share * np.pi / 2
    mixed: Array = np.cos(angle) * first + np.sin(angle) * second
    return mixed.astype(first.dtype)
