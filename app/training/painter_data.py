"""The numbers a painter learns from: masks rendered once and kept, coloured afresh for every batch."""

from pathlib import Path

import numpy as np

from app.training.plates import LENGTHS, Batch, Pen, Plates, batch


class Numbers:
    """Plates of every length; batches hold numbers of one length, as they take equally many steps."""

    def __init__(self, plates: dict[int, Plates]) -> None:
        self.plates = plates

    def batch(
        self, size: int, rng: np.random.Generator, length: int | None = None, *, askew: bool = False
    ) -> Batch:
        """`size` random pictures of one length, which is drawn too if not given."""
        if length is None:
            length = 1 + int(rng.choice(len(LENGTHS), p=LENGTHS))
        chosen = self.plates[length]
        return batch(chosen, rng.integers(len(chosen.masks), size=size), rng, askew=askew)


def rendered(file: Path, count: int, seed: int, *, width: int = 80, height: int = 40) -> Numbers:
    """`count` rendered numbers, from the file if it is there, else rendered with `seed` and kept in it."""
    if not file.exists():
        rng, pen = np.random.default_rng(seed), Pen(height, width)
        made = {n: pen.plates(round(count * share), n, rng) for n, share in enumerate(LENGTHS, start=1)}
        file.parent.mkdir(parents=True, exist_ok=True)
        arrays = {
            f"{what}{n}": getattr(p, what) for n, p in made.items() for what in ("masks", "digits", "fonts")
        }
        np.savez_compressed(file, **arrays)
        return Numbers(made)
    with np.load(file, allow_pickle=False) as kept:
        return Numbers(
            {
                n: Plates(kept[f"masks{n}"], kept[f"digits{n}"], kept[f"fonts{n}"])
                for n in range(1, len(LENGTHS) + 1)
            }
        )
