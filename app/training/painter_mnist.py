"""DRAW as in the paper: MNIST without labels, every pixel drawn black or white anew for every batch."""

from pathlib import Path
from typing import Any

import numpy as np

from app.models.painter import Config, Painter
from app.training.painter_score import Bound
from app.training.train_painter import Examples, Plan, Source

Array = np.ndarray[Any, Any]

CONFIG = Config(
    kind="ink",
    height=28,
    width=28,
    digits=1,
    wide=0,
    per_digit=20,
    latent=24,
    encoder=192,
    decoder=256,
    read=5,
    write=5,
    extent=27.0,
)
PLAN = Plan(batch=100, rate=1.5e-3, kl_warm_up=300, beta1=0.5)


def pictures(file: Path, part: str) -> Array:
    """Grey digits (n, 1, 28, 28) in 0…1 of ``train`` or ``test`` from mnist.npz."""
    with np.load(file, allow_pickle=False) as kept:
        grey: Array = kept[f"x_{part}"].astype(np.float32)[:, None] / 255
        return grey


def binary(grey: Array, rng: np.random.Generator) -> Array:
    """Every pixel 1 with its greyness as the chance, else 0."""
    return (rng.random(grey.shape, dtype=np.float32) < grey).astype(np.float32)


def source(file: Path, size: int) -> Source:
    """Batches of training digits; the painter is told the same of all of them, so nothing."""
    grey = pictures(file, "train")

    def draw(rng: np.random.Generator) -> Examples:
        chosen = grey[rng.integers(len(grey), size=size)]
        return Examples(binary(chosen, rng), np.zeros((size, 1), np.int64), None)

    return draw


def bound(painter: Painter, file: Path, seed: int = 0) -> Bound:
    """The bound on all test digits, in nats; one sample of z for each."""
    rng, grey = np.random.default_rng(seed), pictures(file, "test")
    c, total = painter.config, np.zeros(2)
    for k in range(0, len(grey), 200):
        x = binary(grey[k : k + 200], rng)
        noise = rng.standard_normal((c.steps(1), len(x), c.latent), dtype=np.float32)
        run = painter.copy(x, np.zeros((len(x), 1), np.int64), noise)
        total += [painter.loss(run, x)[0].sum(), run.kl.sum()]
    return Bound(*(float(v) for v in total / len(grey)))
