"""How well the painter paints: read back, sharp, varied, with its windows on the digits; and the bound."""

from typing import Any, NamedTuple

import numpy as np

from app.models.painter import Painter, Run, canvas
from app.models.painter.palette import colours as random_colours
from app.models.painter.window import sigmoid
from app.training.painter_data import Numbers
from app.training.plate_reader import PlateReader, inked, targets
from app.training.plates import LENGTHS, Pen, compose

Array = np.ndarray[Any, Any]

# Wall red, plate green, ink blue: then the channels of a picture are the shares of the three.
PRIMARY = np.eye(3, dtype=np.float32)[None]


class Bound(NamedTuple):
    """Nats for each picture, −log p(x | z) and KL; the likelihood is the config's, without its constant."""

    reconstruction: float
    kl: float


def prior(painter: Painter, digits: Array, temperature: float, rng: np.random.Generator) -> Run:
    """Paintings of numbers (B, length), z from N(0, temperature²)."""
    c = painter.config
    shape = (c.steps(digits.shape[1]), len(digits), c.latent)
    return painter.paint(digits, (temperature * rng.standard_normal(shape)).astype(painter.flat.dtype))


def bound(painter: Painter, numbers: Numbers, seed: int = 0, each: int = 100) -> Bound:
    """The bound on rendered pictures: the mean over lengths in their shares, `each` pictures of each."""
    rng, total = np.random.default_rng(seed), np.zeros(2)
    c = painter.config
    for length, share in enumerate(LENGTHS, start=1):
        b = numbers.batch(each, rng, length)
        noise = rng.standard_normal((c.steps(length), each, c.latent), dtype=np.float32)
        run = painter.copy(b.x, b.digits, noise, b.colours)
        total += share * np.array([painter.loss(run, b.x)[0].mean(), run.kl.mean()])
    return Bound(float(total[0]), float(total[1]))


def read_back(
    painter: Painter, reader: PlateReader, temperature: float, seed: int = 0, count: int = 2000
) -> list[float]:
    """Share of paintings of random numbers that are read exactly: over all, then for 1, 2, 3, 4 digits."""
    rng, right = np.random.default_rng(seed), []
    for length, share in enumerate(LENGTHS, start=1):
        hits: list[Array] = []
        left = round(count * share)
        while left > 0:
            digits = rng.integers(0, 10, (min(left, 100), length))
            chosen = random_colours(rng, len(digits)).astype(np.float32)
            x = painter.picture(prior(painter, digits, temperature, rng).state, chosen)
            hits.append((reader.read(inked(x, chosen)) == targets(digits)).all(axis=1))
            left -= len(digits)
        right.append(np.concatenate(hits))
    return [float(np.concatenate(right).mean()), *(float(r.mean()) for r in right)]


def steepness(share: Array) -> float:
    """Mean size of the gradient, per pixel, along the contour where shares (B, H, W) cross one half."""
    inside = share >= 0.5
    edge = np.zeros_like(inside)
    for axis in (1, 2):
        differs = np.diff(inside, axis=axis)
        first = [slice(None)] * 3
        second = list(first)
        first[axis], second[axis] = slice(None, -1), slice(1, None)
        edge[tuple(first)] |= differs
        edge[tuple(second)] |= differs
    down, across = np.gradient(share, axis=(1, 2))
    return float(np.hypot(down, across)[edge].mean())


def sharpness(painter: Painter, temperature: float, seed: int = 0, each: int = 60) -> tuple[float, float]:
    """Steepness of the edges of painted digits and plates, relative to rendered pictures of the same."""
    rng, pen = np.random.default_rng(seed), Pen(painter.config.height, painter.config.width)
    painted: list[Array] = []
    real: list[Array] = []
    for length in range(1, painter.config.digits + 1):
        digits = rng.integers(0, 10, (each, length))
        primary = np.repeat(PRIMARY, each, axis=0)
        painted.append(painter.picture(prior(painter, digits, temperature, rng).state, primary))
        masks = np.stack([pen.mask("".join(map(str, row)), rng)[0] for row in digits])
        real.append(compose(masks, primary, rng))
    ours, theirs = np.concatenate(painted), np.concatenate(real)
    return (
        steepness(ours[:, 2]) / steepness(theirs[:, 2]),
        steepness(ours[:, 0]) / steepness(theirs[:, 0]),
    )


def hands(ink: Array) -> Array:
    """(B, 5) of ink shares (B, H, W): stroke width, slant (a ratio), height, centre x and y, in pixels."""
    _, H, W = ink.shape
    area = ink.sum(axis=(1, 2))
    down, across = np.gradient(ink, axis=(1, 2))
    outline = np.hypot(down, across).sum(axis=(1, 2))
    y, x = np.mgrid[:H, :W].astype(np.float64)
    cx, cy = (ink * x).sum(axis=(1, 2)) / area, (ink * y).sum(axis=(1, 2)) / area
    dx, dy = x[None] - cx[:, None, None], y[None] - cy[:, None, None]
    slant = -(ink * dx * dy).sum(axis=(1, 2)) / (ink * dy * dy).sum(axis=(1, 2))
    rows = ink.max(axis=2) > 0.5
    height = H - rows[:, ::-1].argmax(axis=1) - rows.argmax(axis=1)
    return np.stack([2 * area / outline, slant, height, cx, cy], axis=1)


def variety(
    painter: Painter, temperature: float, number: str = "742", seeds: int = 50
) -> tuple[Array, Array]:
    """Standard deviations of `hands` over seeds: of paintings of a number, and of rendered pictures of it."""
    digits = np.array([[int(c) for c in number]])
    ink = [
        canvas.mix(*prior(painter, digits, temperature, np.random.default_rng(s)).state[4:6]).I[0]
        for s in range(seeds)
    ]
    pen = Pen(painter.config.height, painter.config.width)
    real = [pen.mask(number, np.random.default_rng(s))[0] / 255 for s in range(seeds)]
    return hands(np.stack(ink)).std(axis=0), hands(np.stack(real)).std(axis=0)


def aim(painter: Painter, temperature: float, seed: int = 0, each: int = 100) -> float:
    """Share of digits whose strongest stroke had its window's centre over that digit.

    Strongest: the largest change of ink shares among the digit's strokes. Over it: inside the box round the
    pixels that this digit's strokes turned from less to more than half ink.
    """
    rng, c, over = np.random.default_rng(seed), painter.config, []
    for length in range(1, c.digits + 1):
        run = prior(painter, rng.integers(0, 10, (each, length)), temperature, rng)
        states = [run.start, *(s.state for s in run.strokes)]
        inks = [sigmoid(s.ink) for s in states]
        for place in range(length):
            first = c.wide + place * c.per_digit
            steps = range(first, first + c.per_digit)
            change = np.stack([np.abs(inks[u + 1] - inks[u]).sum(axis=(1, 2)) for u in steps])
            made = (inks[first + c.per_digit] > 0.5) & (inks[first] <= 0.5)
            for b in range(each):
                w = run.strokes[first + int(change[:, b].argmax())].window
                ys, xs = np.nonzero(made[b])
                over.append(
                    len(xs) > 0
                    and xs.min() - 0.5 <= w.x[b] <= xs.max() + 0.5
                    and ys.min() - 0.5 <= w.y[b] <= ys.max() + 0.5
                )
    return float(np.mean(over))
