"""What the reader is taught: the digits in order, and at every glimpse where it should have looked."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from app.models.glimpse import Glimpse, Start
from app.models.reader import FIRST, MOST, NamedGrads, Reader, normalise
from app.nn.cell import Array, Grads
from app.nn.losses import cross_entropy
from app.training.pictures import Pictures

MARGIN = 1.3  # a window is this much larger than the digit
NARROW = 0.5  # a window is at least this wide, as a share of its height: a "1" is a thin thing
WHOLE = MOST + 1  # the row of the target windows that holds the whole number
STEER = 4.0  # weight of the windows against the digits
BETA = 0.3  # where the smooth L1 loss turns from square to straight
NOISE = np.array((0.13, 0.10, 0.14, 0.12))  # of the teacher's windows, in units of the window
GUESS = (0.1, 0.5)  # weight of a belief at the glimpses before the first digit is named
HINT = 0.5


def target_windows(boxes: Array, counts: Array) -> Array:
    """(B, 7, 4) windows to look through: one a digit, one for END (a digit further right), the whole last.

    boxes (B, 5, 4), counts (B,). Rows beyond END are not used.
    """
    B = len(boxes)
    rows = np.arange(B)
    width, height = boxes[..., 2] - boxes[..., 0], boxes[..., 3] - boxes[..., 1]
    centre = np.stack(((boxes[..., 0] + boxes[..., 2]) / 2, (boxes[..., 1] + boxes[..., 3]) / 2), -1)
    width = np.maximum(width, NARROW * height)
    size = np.log(np.clip(MARGIN * np.stack((width, height), -1), (5, 6), (90, 88)))
    out = np.zeros((B, MOST + 2, 4), dtype=np.float64)
    out[:, :MOST] = np.concatenate((centre, size), -1)
    last = out[rows, counts - 1]
    stride = last[:, :2] - out[rows, np.maximum(counts - 2, 0), :2]
    stride[counts == 1] = np.stack((1.1 * width[counts == 1, 0], np.zeros((counts == 1).sum())), -1)
    last[:, :2] += stride
    out[rows, counts] = last
    there = np.arange(MOST)[None, :] < counts[:, None]
    low = np.where(there[..., None], boxes[..., :2], np.inf).min(1)
    high = np.where(there[..., None], boxes[..., 2:], -np.inf).max(1)
    extent = high - low
    extent[:, 0] = np.maximum(extent[:, 0], NARROW * extent[:, 1])
    out[:, WHOLE, :2] = (low + high) / 2
    out[:, WHOLE, 2:] = np.log(np.clip(extent * (1.15, MARGIN), (5, 6), (128, 88)))
    return out


def place(t: int) -> int:
    """Which row of the target windows glimpse t should look through."""
    return WHOLE if t == 0 else max(0, t - FIRST)


class Score(NamedTuple):
    """One batch: the whole loss; of it, nats a digit and the windows' distance; the share of digits right."""

    loss: float
    digits: float
    windows: float
    right: float


@dataclass(frozen=True, slots=True)
class Lesson:
    """A batch, longest numbers first: picture (B, 64, 128), labels (B, 6), counts (B,), windows (B, 7, 4)."""

    picture: Array
    labels: Array
    counts: Array
    windows: Array

    @classmethod
    def of(cls, batch: Pictures, dtype: Any = np.float32) -> "Lesson":
        order = np.argsort(-batch.counts, kind="stable")
        batch = batch[order]
        windows = target_windows(batch.boxes.astype(np.float64), batch.counts).astype(dtype)
        return cls(normalise(batch.grey, dtype), batch.labels.astype(np.int64), batch.counts, windows)


def learn(
    reader: Reader, lesson: Lesson, *, teacher: float, keep: float, rng: np.random.Generator
) -> tuple[Score, NamedGrads]:
    """The loss of a batch and its gradients.

    teacher  how likely a glimpse (but the first) looks through the true window, moved a little
    keep     the share of features let through
    """
    B = len(lesson.picture)
    state, start = reader.start(lesson.picture)
    glimpses: list[Glimpse] = []
    for t in range(FIRST + int(lesson.counts.max()) + 1):
        n = int((lesson.counts >= t - FIRST).sum())
        state = state._replace(window=state.window[:n], h=state.h[:n], c=state.c[:n])
        window = state.window
        if t > 0 and teacher > 0:
            true = lesson.windows[:n, place(t)].copy()
            jolt = (rng.standard_normal((n, 4)) * NOISE).astype(true.dtype)
            true[:, :2] += jolt[:, :2] * np.exp(true[:, 2:])
            true[:, 2:] += jolt[:, 2:]
            window = np.where(rng.random((n, 1)) < teacher, true, window)
        state, glimpse = reader.step(state, start, window, keep=keep, rng=rng)
        glimpses.append(glimpse)
    return _mark(reader, lesson, start, glimpses, B)


def _mark(
    reader: Reader, lesson: Lesson, start: Start, glimpses: list[Glimpse], B: int
) -> tuple[Score, NamedGrads]:
    """Score the glimpses, and walk back through them."""
    named = sum(len(g.window) for g in glimpses[FIRST:])
    looks = sum(len(g.window) for g in glimpses)
    total, digits, windows, right = 0.0, 0.0, 0.0, 0
    grads = reader.zero_grads()
    dtype = lesson.picture.dtype
    dh = np.zeros((0, reader.config.hidden), dtype)
    dc, dnext = dh, np.zeros((0, 4), dtype)
    for glimpse in reversed(glimpses):
        t, n = glimpse.t, len(glimpse.window)
        truth = lesson.labels[:n, max(0, t - FIRST)]
        loss, dlogits = cross_entropy(glimpse.logits, truth, mean=False)
        weight = 1.0 if t >= FIRST else GUESS[t]
        dlogits *= np.asarray(weight / named, dtype)
        total += weight * loss / named
        if t >= FIRST:
            digits += loss / named
            right += int((glimpse.logits.argmax(1) == truth).sum())
        dhint = None
        if glimpse.hint is not None and t > 0:
            loss, dhint = cross_entropy(glimpse.hint, truth, mean=False)
            dhint *= np.asarray(HINT / named, dtype)
            total += HINT * loss / named
        back = reader.step_backward(
            glimpse, _rows(dh, n), _rows(dc, n), grads, dlogits=dlogits, dnext=_rows(dnext, n), dhint=dhint
        )
        dh, dc = back.h, back.c
        loss, dnext = _off(
            glimpse.proposed, lesson.windows[:n, place(t)], lesson.counts[:n] == max(0, t - FIRST), t
        )
        windows += loss / looks
        total += STEER * loss / looks
        dnext *= np.asarray(STEER / looks, dtype)
    reader.start_backward(start, _rows(dh, B), _rows(dc, B), dnext, grads)
    return Score(total, digits, windows, right / named), grads


def _off(window: Array, target: Array, ends: Array, t: int) -> tuple[float, Array]:
    """Smooth L1 distance of the windows (n, 4) to their targets in units of the target, and its gradient."""
    unit = np.concatenate((np.exp(-target[:, 2:]), np.full_like(target[:, 2:], 0.5)), 1)
    weight = np.where(ends, 0.3, 1.0)[:, None].astype(window.dtype) * np.asarray(
        1.0 if t >= FIRST else 0.6, window.dtype
    )
    d = (window - target) * unit
    size = np.abs(d)
    loss = np.where(size < BETA, 0.5 * d * d / BETA, size - 0.5 * BETA)
    slope = np.clip(d / BETA, -1, 1)
    return float((loss * weight).sum()), (slope * unit * weight).astype(window.dtype)


def _rows(a: Array, n: int) -> Array:
    """a (m, ·) with rows of zeros added up to n: numbers that were over before say nothing."""
    return a if len(a) == n else np.concatenate((a, np.zeros((n - len(a), a.shape[1]), a.dtype)))


def flat(named: NamedGrads) -> Grads:
    """Layer → parameter → array, as `layer.parameter` → array."""
    return {f"{layer}.{name}": value for layer, values in named.items() for name, value in values.items()}
