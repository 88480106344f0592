"""How well the reader reads: exact numbers, by kind and length, on pictures it never learnt from."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np

from app.houses.photo import LOOKS, View, around, view
from app.houses.photo import looks as looks_at
from app.models.reader import END, FIRST, MOST, Reader, normalise
from app.nn.cell import Array
from app.nn.losses import softmax
from app.training import street
from app.training.pictures import EVALUATION, Pictures, shard


@dataclass(frozen=True, slots=True)
class Readings:
    """What the reader made of n pictures.

    digits   (n, 6) what was named, END from the first END on
    beliefs  (n, 6) the probability it was named with; 1 after the first END
    windows  (n, 6, 4) where it looked when it named it
    """

    digits: Array
    beliefs: Array
    windows: Array


def read_all(reader: Reader, grey: Array, batch: int = 100) -> Readings:
    """Read grey pictures (n, 64, 128) uint8."""
    parts = [_read(reader, grey[i : i + batch]) for i in range(0, len(grey), batch)]
    return Readings(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _read(reader: Reader, grey: Array) -> tuple[Array, Array, Array]:
    state, start = reader.start(normalise(grey, reader.dtype))
    names, windows, beliefs = [], [], []
    for t in range(FIRST + MOST + 1):
        state, glimpse = reader.step(state, start)
        if t >= FIRST:
            p = softmax(glimpse.logits.astype(np.float64))
            names.append(p.argmax(1))
            beliefs.append(p.max(1))
            windows.append(glimpse.window)
    digits, belief = np.stack(names, 1), np.stack(beliefs, 1)
    said = np.cumsum(digits == END, 1)
    after = (said - (digits == END)) > 0
    digits[said > 0] = END
    belief[after] = 1
    return digits, belief, np.stack(windows, 1)


class Calibration(NamedTuple):
    """The probabilities given (n,), and which of them were for something right (n,) bool."""

    given: Array
    right: Array


@dataclass(frozen=True, slots=True)
class Result:
    """Scores on one kind of picture; shares of 1."""

    count: int
    exact: float
    digits: float  # of the places up to END, how many are right
    by_length: dict[int, tuple[float, int]]  # digits → share exactly right, of how many
    inside: float  # of the exact ones: each window's centre lay in the box of its digit, left to right
    numbers: Calibration
    places: Calibration


def surest(reader: Reader, looks: Sequence[Pictures]) -> tuple[Readings, Pictures, Array]:
    """Read every look at the same n pictures; of each picture, keep the reading that is most sure.

    Returns the readings, what they saw, and which look it was (n,).
    """
    reads = [read_all(reader, pictures.grey) for pictures in looks]
    best = np.stack([read.beliefs.prod(1) for read in reads]).argmax(0)
    rows = np.arange(len(best))

    def pick(arrays: list[Array]) -> Array:
        chosen: Array = np.stack(arrays)[best, rows]
        return chosen

    kept = Readings(*(pick([getattr(r, f) for r in reads]) for f in ("digits", "beliefs", "windows")))
    seen = Pictures(*(pick([getattr(p, f) for p in looks]) for f in ("grey", "boxes", "labels")))
    return kept, seen, best


def score(reader: Reader, *looks: Pictures) -> Result:
    """Read the pictures, or the surest of several looks at them, and compare."""
    read, pictures, _ = surest(reader, looks)
    counts = pictures.counts
    named_right = read.digits == pictures.labels
    exact = named_right.all(1)
    by_length = {
        int(n): (float(exact[counts == n].mean()), int((counts == n).sum())) for n in np.unique(counts)
    }
    x, y = read.windows[:, :MOST, 0], read.windows[:, :MOST, 1]
    left, top, right, bottom = np.moveaxis(pictures.boxes, -1, 0)
    there = np.arange(MOST)[None, :] < counts[:, None]
    hit = (x >= left) & (x <= right) & (y >= top) & (y <= bottom)
    inside = (hit | ~there).all(1) & ((np.diff(x, axis=1) > 0) | ~there[:, 1:]).all(1)
    told = np.arange(MOST + 1)[None, :] <= counts[:, None]
    said = np.arange(MOST + 1)[None, :] <= (read.digits != END).sum(1)[:, None]
    return Result(
        len(pictures),
        float(exact.mean()),
        float(named_right[told].mean()),
        by_length,
        float(inside[exact].mean()) if exact.any() else 0.0,
        Calibration(read.beliefs.prod(1), exact),
        Calibration(read.beliefs[said], named_right[said]),
    )


Test = Callable[[Reader], tuple[Pictures, ...]]  # the looks that a reader takes at the same pictures


def tests(data: Path | None, count: int) -> dict[str, Test]:
    """The pictures to score on: `count` rendered ones, and what `data` allows."""
    sets: dict[str, Test] = {"rendered": partial(_given, shard(EVALUATION, count, held_out=True))}
    if data is not None and (data / "mnist.npz").exists():
        sets["handwriting"] = partial(_given, shard(EVALUATION + 10**6, count, data=data, split="test"))
    if data is not None and (data / "svhn_train.tar").exists():
        photos = street.photos(data)[1]
        rng = np.random.default_rng(EVALUATION)
        framed = [street.within(p, street.rough_frame(p, rng)) for p in photos]
        for name, seen in (("framed", framed), ("whole", [(p, None) for p in photos])):
            shown = [photo for photo, _ in seen]
            parts = street.parts(shown, [frame for _, frame in seen])
            sets[f"street, {name}"] = partial(_given, street.looks(shown, parts))
            sets[f"street, {name}, {2 * len(LOOKS)} looks"] = partial(many_looks, shown, parts)
    return sets


def _given(pictures: Pictures, _: Reader) -> tuple[Pictures]:
    return (pictures,)


def many_looks(photos: list[street.Photo], parts: Sequence[View], reader: Reader) -> tuple[Pictures, ...]:
    """Several looks at the part of each photo, and as many right around what the surest of them found.

    As `unrolled read` takes them.
    """
    views = [looks_at(part) for part in parts]
    first = [street.looks(photos, list(column)) for column in zip(*views, strict=True)]
    read, _, best = surest(reader, first)
    closer = []
    for i, photo in enumerate(photos):
        part = views[i][best[i]]
        windows = read.windows[i, : int((read.digits[i] != END).sum())].copy()
        windows[:, 2:] = np.exp(windows[:, 2:])
        try:
            if len(windows):
                part = view(photo.image.width, photo.image.height, around(windows, part))
        except ValueError:
            pass  # what it took for digits lies beyond the photo's edge: it looks once more as before
        closer.append(looks_at(part))
    return (*first, *(street.looks(photos, list(column)) for column in zip(*closer, strict=True)))


def bands(parts: list[Calibration], edges: tuple[float, ...]) -> list[tuple[float, float, float, int]]:
    """(from, to, share right, how many) for the probabilities between the edges, all parts together."""
    given = np.concatenate([part.given for part in parts])
    right = np.concatenate([part.right for part in parts])
    rows = []
    for low, high in pairwise(edges):
        band = (given >= low) & ((given < high) | (high >= 1))
        if band.any():
            rows.append((low, high, float(right[band].mean()), int(band.sum())))
    return rows


def doubtful(places: list[Calibration], wanted: float = 0.75) -> float:
    """The belief below which the reader says "not sure": from there on, every band is right often enough."""
    edges = tuple(round(0.1 * i, 1) for i in range(2, 11))
    least = edges[0]
    for _, high, share, _ in bands(places, edges):
        if share < wanted:
            least = high
    return least
