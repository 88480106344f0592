"""The reader of house-read before a finished painting: how probable it finds what was typed, and why.

The canvas, 40 × 80 in colour, becomes brightness, is enlarged to the reader's 64 × 128 (linearly), and is
normalised; all of that has a transpose that carries a gradient back. The reader's windows are held where it
put them: no gradient goes through where it looked, as in its training.
"""

from functools import cache
from typing import NamedTuple

import numpy as np

from app.models.glimpse import Glimpse, Start
from app.models.painter.painter import Array
from app.models.reader import END, FIRST, Reader, normalise
from app.models.window import HEIGHT, WIDTH
from app.nn.losses import softmax
from app.scenes._house_read_picture import LUMA


class Judgement(NamedTuple):
    """The reader's glimpses at K equal pictures, and log p (K, L + 1) of every typed digit and of the end."""

    grey: Array  # (K, 64, 128) of 0…255
    start: Start
    glimpses: list[Glimpse]
    answers: tuple[int, ...]  # the digits and END
    log_p: Array

    @property
    def loss(self) -> float:
        """L = −log p(number), of the first picture."""
        return -float(self.log_p[0].sum())


@cache
def enlarge(small: int, large: int) -> Array:
    """Linear interpolation of `small` pixels at `large` places, (large, small); edges go on."""
    at = np.clip((np.arange(large) + 0.5) * small / large - 0.5, 0, small - 1)
    weights: Array = np.maximum(0, 1 - np.abs(at[:, None] - np.arange(small)))
    weights.setflags(write=False)
    return weights


def greys(picture: Array) -> Array:
    """x (K, 3, H, W) of 0…1 → (K, 64, 128) of 0…255."""
    H, W = picture.shape[2:]
    luma = 255 * np.einsum("kchw,c->khw", picture, LUMA.astype(picture.dtype))
    grey: Array = _to(HEIGHT, H, picture) @ luma @ _to(WIDTH, W, picture).T
    return grey


def greys_backward(dgrey: Array, size: tuple[int, int]) -> Array:
    """∂L/∂picture (K, 3, *size) from ∂L/∂grey."""
    H, W = size
    dluma = _to(HEIGHT, H, dgrey).T @ dgrey @ _to(WIDTH, W, dgrey)
    return 255 * dluma[:, None] * LUMA.astype(dgrey.dtype)[None, :, None, None]


def _to(large: int, small: int, like: Array) -> Array:
    return enlarge(small, large).astype(like.dtype)


def judge(reader: Reader, picture: Array, number: str, held: list[Glimpse] | None = None) -> Judgement:
    """Shows the reader pictures x (K, 3, H, W), all equal; it looks on for as long as `number` has digits.

    held  the windows of an earlier judgement, to look through them again
    """
    grey = greys(picture)
    state, start = reader.start(normalise(grey, reader.dtype))
    answers = (*map(int, number), END)
    glimpses: list[Glimpse] = []
    for t in range(FIRST + len(answers)):
        told = None if held is None else np.repeat(held[t].window[:1], len(grey), axis=0)
        state, glimpse = reader.step(state, start, told)
        glimpses.append(glimpse)
    named = zip(glimpses[FIRST:], answers, strict=True)
    log_p = np.stack([_log_softmax(glimpse.logits)[:, answer] for glimpse, answer in named], axis=1)
    return Judgement(grey, start, glimpses, answers, log_p)


def _log_softmax(logits: Array) -> Array:
    shifted = logits.astype(np.float64) - logits.max(axis=1, keepdims=True)
    log_p: Array = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return log_p


def judge_backward(reader: Reader, judged: Judgement, size: tuple[int, int]) -> Array:
    """∂L/∂picture (K, 3, *size): row k is the gradient of −log p of the k-th answer alone.

    The judged pictures are K = L + 1 equal ones, so that one walk back answers for each digit and the end.
    """
    K = len(judged.answers)
    if len(judged.grey) != K:
        raise ValueError(f"expected {K} equal pictures, got {len(judged.grey)}")
    grads = reader.zero_grads()
    dh = dc = np.zeros((K, reader.config.hidden), reader.dtype)
    total = np.zeros_like(judged.start.picture)
    for glimpse in reversed(judged.glimpses):
        says = None
        if glimpse.t >= FIRST:
            row = glimpse.t - FIRST
            says = np.zeros_like(glimpse.logits)
            says[row] = softmax(glimpse.logits[row : row + 1])[0]
            says[row, judged.answers[row]] -= 1
        back = reader.step_backward(glimpse, dh, dc, grads, dlogits=says, wants_picture=True)
        dh, dc = back.h, back.c
        total += back.picture
    total += reader.start_backward(judged.start, dh, dc, None, grads, wants_picture=True)
    return greys_backward(normalise_backward(total, judged.grey), size)


def normalise_backward(dx: Array, grey: Array) -> Array:
    """∂L/∂grey from ∂L/∂x of x = normalise(grey): x = u/s, u = grey − its mean, s² = mean(u²) + 16."""
    u = (grey - grey.mean((1, 2), keepdims=True)).astype(dx.dtype)
    s2 = (u * u).mean((1, 2), keepdims=True) + 16
    du = (dx - u * (dx * u).mean((1, 2), keepdims=True) / s2) / np.sqrt(s2)
    dgrey: Array = du - du.mean((1, 2), keepdims=True)
    return dgrey
