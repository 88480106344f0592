"""A small reader of plates, to check what the painter paints: it has seen sharp rendered plates only.

A painted plate may be larger than need be, or its digits off the middle, or all of it off the middle of the
picture: so are those of its later lessons.

Three convolutions and two layers; it reads all places at once (ten digits or "nothing" in each of four) from
one channel: where a pixel lies between the plate's colour (0) and the ink's (1), cut off at −0.5 and 1.5.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from app.models.painter import canvas
from app.nn.conv import Conv
from app.nn.linear import Linear
from app.nn.losses import cross_entropy
from app.nn.optim import Adam
from app.training.painter_data import Numbers

Array = np.ndarray[Any, Any]
PLACES, CLASSES = 4, 11
SHAPE = (40, 80)
TIDY = 0.25  # share of the training in which the digits sit in the middle of plates that fit


def inked(x: Array, colours: Array) -> Array:
    """Pictures (B, 3, H, W) with colours (B, 3, 3) as the reader sees them, (B, H, W, 1)."""
    return np.clip(canvas.axes(x, colours, 1).seen, -0.5, 1.5)[..., None]


def targets(digits: Array) -> Array:
    """Classes (B, 4) for numbers (B, length): 10 where there is no digit."""
    wanted = np.full((len(digits), PLACES), CLASSES - 1)
    wanted[:, : digits.shape[1]] = digits
    return wanted


class PlateReader:
    """conv 5×5/2 → conv 3×3/2 → conv 3×3/2 → 128 → 4 × 11, rectified."""

    def __init__(self, rng: np.random.Generator) -> None:
        f = np.float32
        self.convs = [
            Conv(1, 12, 5, stride=2, dtype=f, rng=rng),
            Conv(12, 24, 3, stride=2, dtype=f, rng=rng),
            Conv(24, 48, 3, stride=2, dtype=f, rng=rng),
        ]
        self.full = Linear(5 * 10 * 48, 128, dtype=f, rng=rng)
        self.out = Linear(128, PLACES * CLASSES, dtype=f, rng=rng)

    @property
    def parts(self) -> list[Conv | Linear]:
        return [*self.convs, self.full, self.out]

    @property
    def params(self) -> dict[str, Array]:
        return {f"{k}.{name}": v for k, part in enumerate(self.parts) for name, v in part.params.items()}

    def logits(self, seen: Array) -> Array:
        """(B, 4, 11)"""
        return self._forward(seen)[0]

    def read(self, seen: Array) -> Array:
        """Classes (B, 4)."""
        best: Array = self.logits(seen).argmax(axis=2)
        return best

    def _forward(self, seen: Array) -> tuple[Array, list[tuple[Array, Array]], Array, Array]:
        y, tape = seen, []
        for conv in self.convs:
            x = y
            y, columns = conv.forward(x)
            np.maximum(y, 0, out=y)
            tape.append((x, columns))
        flat = y.reshape(len(seen), -1)
        hidden = np.maximum(self.full.forward(flat), 0)
        return self.out.forward(hidden).reshape(-1, PLACES, CLASSES), tape, flat, hidden

    def loss(self, seen: Array, wanted: Array) -> tuple[float, dict[str, Array]]:
        """(mean cross-entropy in nats, gradients)."""
        logits, tape, flat, hidden = self._forward(seen)
        value, dlogits = cross_entropy(logits, wanted)
        grads = [{n: np.zeros_like(v) for n, v in part.params.items()} for part in self.parts]
        dhidden = self.out.backward(dlogits.reshape(len(seen), -1), hidden, grads[-1]) * (hidden > 0)
        dy = self.full.backward(dhidden, flat, grads[-2])
        after = flat
        for k in reversed(range(len(self.convs))):
            x, columns = tape[k]
            dy = (dy.reshape(after.shape) * (after > 0)).reshape(len(seen), *self._sides(k), -1)
            back = self.convs[k].backward(dy, columns, x.shape, grads[k], wants_input=k > 0)
            if back is not None:
                dy, after = back, x
        return value, {f"{k}.{n}": g for k, part in enumerate(grads) for n, g in part.items()}

    def _sides(self, k: int) -> tuple[int, int]:
        height, width = SHAPE
        for conv in self.convs[: k + 1]:
            height, width = conv.size(height), conv.size(width)
        return height, width


def train(
    numbers: Numbers, *, iterations: int = 8000, seed: int = 0, size: int = 64
) -> Iterator[tuple[int, float, PlateReader]]:
    """Train a reader; yields (iteration, mean loss, reader) now and then and at the end."""
    rng = np.random.default_rng(seed)
    reader, adam, recent = PlateReader(rng), Adam(1.5e-3), []
    for k in range(1, iterations + 1):
        b = numbers.batch(size, rng, askew=k > TIDY * iterations)
        value, grads = reader.loss(inked(b.x, b.colours), targets(b.digits))
        adam.rate = 1.5e-3 * min(1.0, k / 100) * max(0.01, 0.5 * (1 + np.cos(np.pi * k / iterations)))
        adam.update(reader.params, grads)
        recent.append(value)
        if k % 200 == 0 or k == iterations:
            yield k, float(np.mean(recent)), reader
            recent = []


def accuracy(reader: PlateReader, numbers: Numbers, seed: int = 0, each: int = 500) -> float:
    """Share of rendered plates read exactly, over all lengths."""
    rng, right = np.random.default_rng(seed), []
    for length in range(1, PLACES + 1):
        b = numbers.batch(each, rng, length)
        right.append((reader.read(inked(b.x, b.colours)) == targets(b.digits)).all(axis=1))
    return float(np.concatenate(right).mean())


def save(reader: PlateReader, file: Path) -> None:
    arrays: dict[str, Any] = {name: value.astype(np.float16) for name, value in reader.params.items()}
    np.savez_compressed(file, **arrays)


def load(file: Path) -> PlateReader:
    """The trained reader."""
    reader = PlateReader(np.random.default_rng(0))
    with np.load(file, allow_pickle=False) as kept:
        for name, value in reader.params.items():
            value[...] = kept[name]
    return reader
