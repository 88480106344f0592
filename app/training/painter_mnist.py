"""DRAW as in the paper: MNIST without labels, every pixel drawn black or white anew for every batch."""

from collections.abc import Mapping
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
PAPER = 80.97  # nats, with 64 steps (Gregor et al. 2015, table 2)
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


def card(painter: Painter, made: Mapping[str, Any], found: Bound) -> str:
    """The text of painter-mnist.md."""
    c = painter.config
    minutes = sum(stage["minutes"] for stage in made["stages"])
    updates = sum(stage["iterations"] for stage in made["stages"])
    stage = made["stages"][-1]
    return f"""# The painter of digits

DRAW (Gregor et al. 2015, arXiv 1502.04623) on MNIST, told nothing: the code of the painter of house numbers with one
layer of ink, so that its figure can be compared with the paper's. NumPy, backward by hand.

- {c.height} × {c.width} pixels, each black or white; {c.per_digit} steps; z {c.latent} a step, from N(0, 1).
- Encoder LSTM {c.encoder}, decoder LSTM {c.decoder}; reads {c.read} × {c.read}, writes {c.write} × {c.write};
  {painter.flat.size:,} parameters. The paper's network has 64 steps, LSTMs of 256, z 100, reads 2 × 2, writes 5 × 5.
- The window differs from the paper's: its stride is bounded, x and y are separate, σ is tied to the stride, and every
  step has learnt biases of its own.

## How it was made

`unrolled train painter --data mnist --mnist FILE --minutes {minutes:.0f} --seed {made["seed"]}`: {updates:,} updates
of {stage["batch"]} digits of MNIST's training set, drawn black or white anew each time, in {minutes:.0f} minutes by the
clock on one thread of a machine with other work. Adam, β₁ = 0.5, largest rate {stage["rate"]:g}, falling by a cosine
from a third of the run on; what is kept is a running mean of the weights, in half precision.

MNIST: LeCun & Cortes, CC BY-SA 3.0.

## What was measured

`unrolled train painter --data mnist --mnist FILE --evaluate`: all 10,000 test digits, drawn black or white once, one
sample of z for each.

| | −log p ≤, nats | reconstruction | KL |
| --- | --- | --- | --- |
| this network, {c.per_digit} steps | **{sum(found):.2f}** | {found.reconstruction:.2f} | {found.kl:.2f} |
| the paper's, 64 steps (its table 2) | {PAPER:.2f} | | |
"""
