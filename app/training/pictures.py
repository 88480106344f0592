"""Sets of grey pictures with known digits: rendered house fronts, handwriting, real street views.

A set is arrays of one length: grey (n, 64, 128) uint8, boxes (n, 5, 4) float32 (left, top, right, bottom in
picture pixels; −1 where there is no digit) and labels (n, 6) uint8 (digits, then `END` to the last place).
"""

import os
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from app.houses.front import draw, random_number
from app.houses.glyphs import Handwriting, families

END = 10
MOST = 5  # digits
SHARD = 2000
EVALUATION = 10**9  # seeds from here on are never trained on
LOOK = 2  # goes up when the renderer changes, so that no old shard is taken for a new one


@dataclass(frozen=True, slots=True)
class Pictures:
    """Pictures with their digits' boxes and labels; see the module's docstring."""

    grey: np.ndarray[Any, np.dtype[np.uint8]]
    boxes: np.ndarray[Any, np.dtype[np.float32]]
    labels: np.ndarray[Any, np.dtype[np.uint8]]

    def __len__(self) -> int:
        return len(self.grey)

    @property
    def counts(self) -> np.ndarray[Any, np.dtype[np.int64]]:
        """How many digits each picture has, (n,)."""
        return np.asarray((self.labels < END).sum(1), dtype=np.int64)

    def __getitem__(self, index: Any) -> "Pictures":
        return Pictures(self.grey[index], self.boxes[index], self.labels[index])


def join(parts: list[Pictures]) -> Pictures:
    """One set of several."""
    return Pictures(
        np.concatenate([p.grey for p in parts]),
        np.concatenate([p.boxes for p in parts]),
        np.concatenate([p.labels for p in parts]),
    )


def grey(picture: np.ndarray[Any, Any]) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """RGB (h, w, 3) → luma (h, w), as Pillow does it."""
    return np.asarray(Image.fromarray(picture).convert("L"))


def label(numbers: list[str]) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """(n, 6): the digits of each number, then END."""
    out = np.full((len(numbers), MOST + 1), END, dtype=np.uint8)
    for row, number in zip(out, numbers, strict=True):
        row[: len(number)] = [int(c) for c in number]
    return out


def handwriting(data: Path, split: str = "train") -> Handwriting:
    """MNIST's digits by class, of `train` or `test`; FileNotFoundError if mnist.npz is not in `data`."""
    with np.load(data / "mnist.npz", allow_pickle=False) as arrays:
        x, y = arrays[f"x_{split}"], arrays[f"y_{split}"]
    return {digit: x[y == digit] for digit in range(10)}


def shard(
    first: int,
    count: int,
    *,
    held_out: bool = False,
    data: Path | None = None,
    split: str = "train",
    fonts: Path | None = None,
) -> Pictures:
    """Draw `count` pictures with the seeds from `first` on; handwriting if `data` (MNIST's folder).

    fonts  a folder with further fonts
    """
    pens = handwriting(data, split) if data is not None else None
    greys, boxes, numbers = [], np.full((count, MOST, 4), -1, dtype=np.float32), []
    for i in range(count):
        seed = first + i
        number = random_number(np.random.default_rng((seed, 1)))
        house = draw(number, seed, held_out=held_out, handwriting=pens, fonts=fonts)
        greys.append(grey(house.small()))
        boxes[i, : len(number)] = house.boxes
        numbers.append(number)
    return Pictures(np.stack(greys), boxes, label(numbers))


def _keep(path: Path, first: int, count: int, data: Path | None, fonts: Path | None) -> None:
    """Draw a shard into a file, whole or not at all."""
    if path.exists():
        return
    pictures = shard(first, count, data=data, fonts=fonts)
    partial = path.with_suffix(f".{os.getpid()}.partial.npz")
    np.savez(partial, grey=pictures.grey, boxes=pictures.boxes, labels=pictures.labels)
    partial.rename(path)


def training_set(
    folder: Path, seed: int, count: int, data: Path | None, workers: int, fonts: Path | None = None
) -> Pictures:
    """`count` pictures to learn from, drawn into `folder` if they are not there yet.

    Rendered ones, with the fonts of the folder `fonts` too; of handwriting instead if `data` is MNIST's
    folder. The same seed and fonts give the same pictures.
    """
    folder.mkdir(parents=True, exist_ok=True)
    kind = "handwriting" if data else f"rendered{len(families(more=fonts))}"
    jobs = []
    for first in range(0, count, SHARD):
        path = folder / f"{kind}-{LOOK}-{seed}-{first}-{min(SHARD, count - first)}.npz"
        jobs.append((path, (2 * seed + (data is not None)) * 10**7 + first, min(SHARD, count - first)))
    with ProcessPoolExecutor(workers) as pool:
        for done in [pool.submit(_keep, path, first, n, data, fonts) for path, first, n in jobs]:
            done.result()
    parts = []
    for path, _, _ in jobs:
        with np.load(path, allow_pickle=False) as arrays:
            parts.append(Pictures(arrays["grey"], arrays["boxes"], arrays["labels"]))
    return join(parts)
