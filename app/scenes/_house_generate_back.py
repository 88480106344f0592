"""The way back through a painting, and whether it is right.

Painting, L is minus the log-probability that the reader of house-read gives to the typed number; copying, it
is the bound of the paper: reconstruction and KL.
"""

from functools import cache
from typing import NamedTuple

import numpy as np

from app.models.painter import Painter
from app.models.painter.painter import Array
from app.models.painter.weights import load
from app.models.reader import Reader
from app.models.reader_weights import shipped
from app.nn.gradcheck import Check, directional_check, narrowed_check
from app.scenes._house_generate_reader import Judgement, judge, judge_backward
from app.scenes._house_generate_work import Painting
from app.scenes._house_read_net import precise

# Wider steps bend more rectifiers of the reader; its logarithms allow narrow ones.
ENOUGH = 1e-4  # one more of these steps takes long
EPSILONS = {"painting": (1e-8, 1e-9, 1e-10), "copy": (1e-5, 1e-6, 1e-7)}


class Walk(NamedTuple):
    """‖∂L/∂h_t‖ at each of T strokes.

    digits   (T, digits) the same of −log p(digit) alone; (T, 0) for a copy
    encoder  (T,) for a copy
    """

    decoder: Array
    digits: Array
    encoder: Array | None


class Costs(NamedTuple):
    """The bound of a copy, in nats."""

    reconstruction: float
    kl: float

    @property
    def bound(self) -> float:
        return self.reconstruction + self.kl


@cache
def painter() -> Painter:
    """The shipped painter; it is never changed."""
    return load()


def costs(painting: Painting) -> Costs:
    """Of the first house."""
    assert painting.work.x is not None
    off, _ = painting.painter.loss(painting.run, painting.work.x)
    return Costs(float(off[0]), float(painting.run.kl[0]))


def walk(painting: Painting, number: str) -> Walk:
    """Back through the first house of a finished painting."""
    if painting.work.x is not None:
        gradients = painting.painter.backward(painting.run, _copied(painting), kl_weight=1.0)
        assert gradients.encoder_norms is not None
        steps = len(gradients.decoder_norms)
        return Walk(_wide(gradients.decoder_norms), np.zeros((steps, 0)), _wide(gradients.encoder_norms))
    # One painting for each answer of the reader, all equal: then one walk back tells them apart.
    again = Painting(painting.painter, painting.work.repeated(len(number) + 1, np.float32)).finish()
    judged = judge(shipped(), again.picture, number)
    each = _judged(shipped(), again, judged)
    rows = np.concatenate([each.sum(axis=0, keepdims=True), each[:-1]])
    norms = again.painter.backward(again.run, rows).decoder_norms.astype(np.float64)
    return Walk(norms[:, 0], norms[:, 1:], None)


def _wide(norms: Array) -> Array:
    first: Array = norms[:, 0].astype(np.float64)
    return first


def _copied(painting: Painting) -> Array:
    assert painting.work.x is not None
    return painting.painter.loss(painting.run, painting.work.x)[1]


def _judged(reader: Reader, painting: Painting, judged: Judgement) -> Array:
    H, W = painting.state.ink.shape[1:]
    return judge_backward(reader, judged, (H, W))


def check(painting: Painting, number: str, seed: int) -> Check:
    """∂L/∂θ along a random direction of all weights of the painter, against differences, in double precision."""
    work = painting.work.repeated(1, np.float64)
    # A copy of its own: its weights are moved.
    mine = Painter(painting.painter.config, painting.painter.flat.astype(np.float64))
    base = Painting(mine, work).finish()
    judged = None if work.x is not None else judge(precise(), base.picture, number)
    slope = _slope(base, number, judged)

    def loss() -> float:
        return _loss(Painting(mine, work).finish(), number, judged)

    def at(epsilon: float) -> Check:
        rng = np.random.default_rng(seed)
        return directional_check(loss, {"weights": mine.flat}, {"weights": slope}, rng, epsilon)

    return narrowed_check(at, EPSILONS["copy" if judged is None else "painting"], ENOUGH)[0]


def _slope(base: Painting, number: str, judged: Judgement | None) -> Array:
    """∂L/∂θ, as one vector."""
    if judged is None:
        return base.painter.backward(base.run, _copied(base), kl_weight=1.0).flat
    pictures = np.repeat(base.picture, len(number) + 1, axis=0)
    each = _judged(precise(), base, judge(precise(), pictures, number, judged.glimpses))
    return base.painter.backward(base.run, each.sum(axis=0, keepdims=True)).flat


def _loss(painting: Painting, number: str, judged: Judgement | None) -> float:
    if judged is None:
        return costs(painting).bound
    return judge(precise(), painting.picture, number, judged.glimpses).loss
