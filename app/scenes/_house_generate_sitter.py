"""What is to be painted: the numbers of a street or the picture to be copied, in which hands and colours."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from app.models.painter import Config, palette
from app.models.painter.hand import blend, hand
from app.models.painter.painter import Array
from app.models.reader_weights import shipped
from app.models.reading import read
from app.scenes._house_read_picture import picture
from app.scenes._house_read_source import PictureParams, source

# The shipped painter's sizes, needed before its weights are read.
_CONFIG = Config()
HEIGHT, WIDTH, MOST, PER_DIGIT = _CONFIG.height, _CONFIG.width, _CONFIG.digits, _CONFIG.per_digit
STEPS = _CONFIG.steps(MOST)
HOUSES = 12  # of a street
SEEDS = 10_000


@dataclass(frozen=True, slots=True)
class Sitter:
    """A picture to be copied.

    rgb     (h, 2h, 3) uint8 as it is shown
    target  (H, W, 3) uint8 as the network gets it
    number  what is written on it
    known   somebody knows that; otherwise the reader of house-read has read it
    """

    rgb: np.ndarray[Any, Any]
    target: np.ndarray[Any, Any]
    number: str
    known: bool

    @property
    def x(self) -> Array:
        """(1, 3, H, W) of 0…1."""
        x: Array = (np.moveaxis(self.target, 2, 0)[None] / 255).astype(np.float32)
        return x


class Chosen(PictureParams):
    """What a picture to be copied is made of."""

    number: str = ""


@lru_cache(maxsize=8)
def sitter(chosen: Chosen) -> Sitter:
    """The picture; raises ValueError where it does not show one to four digits."""
    rgb, number = source(chosen, chosen.number)
    known = number is not None
    if number is None:
        number = read(shipped(), picture(rgb, (), (), None).grey).number
    if not number:
        raise ValueError("expected one to four digits to copy; the reader sees none there")
    if len(number) > MOST:
        seen = "this front shows" if known else "the reader sees"
        raise ValueError(f"expected one to four digits to copy; {seen} {number}")
    across, down = area(rgb.shape[1], WIDTH), area(rgb.shape[0], HEIGHT)
    small = np.einsum("yh,hwc,xw->yxc", down, rgb.astype(np.float64), across, optimize=True)
    return Sitter(rgb, np.rint(small).astype(np.uint8), number, known)


def legible(**chosen: Any) -> None:
    """Raises ValueError where a picture cannot be copied."""
    sitter(Chosen.model_construct(**chosen))


def sits(p: PictureParams, number: str) -> Sitter:
    """The picture that the params show."""
    names = ("source", "house", "style", "strokes", "photo")
    return sitter(Chosen.model_construct(number=number, **{name: getattr(p, name) for name in names}))


def area(large: int, small: int) -> np.ndarray[Any, Any]:
    """(small, large): the mean over each of `small` equal parts of `large` pixels."""
    edges = np.linspace(0, large, small + 1)
    pixel = np.arange(large)
    overlap = np.minimum(edges[1:, None], pixel + 1) - np.maximum(edges[:-1, None], pixel)
    weights: np.ndarray[Any, Any] = np.maximum(overlap, 0) * small / large
    return weights


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


def colours(seed: int, chosen: tuple[str, str, str], houses: int, x: Array | None = None) -> Array:
    """(B, 3, 3): wall, plate and digits of every house; what was chosen stands for all of them.

    For a copy, x (1, 3, H, W), what nobody chose is found in the picture.
    """
    if x is None:
        rngs = [np.random.default_rng((seed + k) % SEEDS) for k in range(houses)]
        made = np.concatenate([palette.colours(rng, 1) for rng in rngs])
    else:
        made = palette.found(x[0].astype(np.float64))[None]
    for k, text in enumerate(chosen):
        if text:
            made[:, k] = [int(text[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    return made.astype(np.float32)
