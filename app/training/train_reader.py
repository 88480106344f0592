"""Trains the reader: pictures in, weights and checkpoints out. Everything random follows from the seed."""

import math
import os
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np

from app.houses.glyphs import families
from app.models.reader import Config, Reader
from app.nn.cell import Grads
from app.nn.optim import Adam
from app.training.augment import HARSH, MILD, augment
from app.training.pictures import Pictures, join, training_set
from app.training.reader_loss import Lesson, Score, flat, learn
from app.training.recompose import recompose
from app.training.street import photos, study

MEAN_EVERY = 4  # iterations between updates of the weights' running mean
AHEAD = 6  # batches made ready in a second process


@dataclass(frozen=True, slots=True)
class Plan:
    """How to train. Either `iterations` or `minutes` says when to stop; the schedules follow it."""

    seed: int = 0
    iterations: int | None = 18000
    minutes: float | None = None
    batch: int = 64
    rate: float = 1.5e-3
    last_rate: float = 0.01  # share of the rate left at the end
    warm_up: int = 200
    limit: float = 2.0  # the gradient's norm is clipped at this
    keep: tuple[float, float] = (0.85, 0.65)  # share of features let through: at first, and once it is harsh
    harsh: float = 0.15  # from here on pictures are changed more
    decay: float = 0.03  # of matrices, times the rate (Loshchilov & Hutter 2019)
    exchange: tuple[float, float] = (0.5, 0.5)  # of photos, and of their digits: recomposed
    teacher: tuple[float, float] = (0.1, 0.45)  # teacher's windows until here; none from here on
    street: tuple[float, float] = (0.25, 0.36)  # share of real photos at the beginning and the end
    handwriting: float = 0.45  # share of what is not street
    rendered: int = 60000
    handwritten: int = 40000
    looks: int = 8  # at each real photo
    average: float = 0.9985  # decay of the running mean of the weights, which is what is shipped

    def further(self) -> "Plan":
        """The plan of a run that begins with weights that read well already: at a lower rate, by its own
        windows, with more real photos, each cut out in more ways."""
        return replace(
            self,
            rate=5e-4,
            harsh=0.0,
            exchange=(0.6, 0.5),
            teacher=(-1.0, 0.0),
            street=(0.5, 0.5),
            looks=2 * self.looks,
        )


@dataclass(frozen=True, slots=True)
class Lessons:
    """What there is to learn from; sets may be missing."""

    rendered: Pictures
    handwriting: Pictures | None
    street: Pictures | None
    families: int  # of fonts


_lessons: Lessons | None = None  # in the second process: inherited, not copied


def gather(
    plan: Plan, data: Path | None, cache: Path, workers: int = 2, fonts: Path | None = None
) -> Lessons:
    """Draw (or find in `cache`) the pictures to learn from; `fonts` is a folder with further fonts."""
    rendered = training_set(cache, plan.seed, plan.rendered, None, workers, fonts)
    handwriting = street = None
    if data is not None and (data / "mnist.npz").exists():
        handwriting = training_set(cache, plan.seed, plan.handwritten, data, workers)
    if data is not None and (data / "svhn_train.tar").exists():
        street = study(photos(data)[0], plan.seed, plan.looks)
    return Lessons(rendered, handwriting, street, len(families(more=fonts)))


def lesson(plan: Plan, iteration: int, done: float) -> Lesson:
    """The batch of one iteration; `done` is how far training is, 0…1."""
    if _lessons is None:
        raise RuntimeError("there are no pictures to learn from")
    rng = np.random.default_rng((plan.seed, 3, iteration))
    first, last = plan.street
    real = round(plan.batch * (first + (last - first) * done)) if _lessons.street else 0
    hand = round((plan.batch - real) * plan.handwriting) if _lessons.handwriting else 0
    parts = []
    for pool, n in (
        (_lessons.rendered, plan.batch - real - hand),
        (_lessons.handwriting, hand),
        (_lessons.street, real),
    ):
        if pool is not None and n:
            part = pool[rng.integers(len(pool), size=n)]
            if pool is _lessons.street:
                photos, digits = plan.exchange
                again = round(n * photos)
                part = join([recompose(part[:again], pool, rng, digits), part[again:]])
            parts.append(part)
    return Lesson.of(augment(join(parts), rng, HARSH if done >= plan.harsh else MILD))


class Trainer:
    """The reader, its optimiser and its running mean; `checkpoint` and `resume` keep all of it."""

    def __init__(self, plan: Plan, config: Config | None = None) -> None:
        self.plan = plan
        self.reader = Reader(config, rng=np.random.default_rng((plan.seed, 0)))
        self.adam = Adam(plan.rate)
        self.mean = {name: value.copy() for name, value in self.reader.params.items()}
        self.iteration, self.seconds = 0, 0.0

    @property
    def done(self) -> float:
        """How far training is, 0…1."""
        return self.done_at(self.iteration)

    def done_at(self, iteration: int) -> float:
        """How far training is at an iteration; by the clock, how far it is now."""
        if self.plan.minutes is not None:
            return min(1.0, self.seconds / (60 * self.plan.minutes))
        return min(1.0, iteration / (self.plan.iterations or 1))

    def rate(self) -> float:
        """Warm-up, then a cosine down."""
        plan = self.plan
        cosine = 0.5 * (1 + math.cos(math.pi * self.done))
        return (
            plan.rate
            * min(1.0, (self.iteration + 1) / plan.warm_up)
            * (plan.last_rate + (1 - plan.last_rate) * cosine)
        )

    def teacher(self) -> float:
        """How likely a glimpse looks through the teacher's window."""
        until, none = self.plan.teacher
        return float(np.clip((none - self.done) / (none - until), 0, 1))

    def keep(self) -> float:
        """The share of features let through."""
        return self.plan.keep[self.done >= self.plan.harsh]

    def learn(self, batch: Lesson) -> Score:
        """One iteration."""
        rng = np.random.default_rng((self.plan.seed, 4, self.iteration))
        score, named = learn(self.reader, batch, teacher=self.teacher(), keep=self.keep(), rng=rng)
        grads = flat(named)
        clip(grads, self.plan.limit)
        self.adam.rate = self.rate()
        params = self.reader.params
        for value in params.values():
            if value.ndim > 1:
                value *= np.float32(1 - self.adam.rate * self.plan.decay)
        self.adam.update(params, grads)
        self.iteration += 1
        if self.iteration % MEAN_EVERY == 0:
            share = np.float32(max(1 - self.plan.average**MEAN_EVERY, 20 / (self.iteration + 20)))
            for name, mean in self.mean.items():
                mean += (params[name] - mean) * share
        return score

    def averaged(self) -> Reader:
        """A reader with the running mean of the weights."""
        reader = Reader(self.reader.config, rng=np.random.default_rng(0))
        for name, value in reader.params.items():
            np.copyto(value, self.mean[name])
        return reader

    def checkpoint(self, path: Path) -> None:
        """Write everything needed to go on exactly here."""
        arrays: dict[str, Any] = {f"param/{k}": v for k, v in self.reader.params.items()}
        arrays |= {f"mean/{k}": v for k, v in self.mean.items()}
        arrays |= {f"m/{k}": v for k, v in self.adam.m.items()} | {
            f"v/{k}": v for k, v in self.adam.v.items()
        }
        arrays |= {"iteration": self.iteration, "updates": self.adam.t, "seconds": self.seconds}
        partial = path.with_suffix(f".{os.getpid()}.partial.npz")
        np.savez(partial, **arrays)
        partial.rename(path)

    def begin(self, trained: Reader) -> None:
        """Start with the weights of a trained reader of the same sizes."""
        if trained.config != self.reader.config:
            raise ValueError(f"weights: expected a reader of {self.reader.config}, got {trained.config}")
        for name, value in self.reader.params.items():
            if not name.startswith("hint."):  # what is only needed in training is not kept with the weights
                np.copyto(value, trained.params[name])
            np.copyto(self.mean[name], value)

    def resume(self, path: Path) -> None:
        """Go on from a checkpoint."""
        with np.load(path, allow_pickle=False) as arrays:
            for name, value in self.reader.params.items():
                np.copyto(value, arrays[f"param/{name}"])
                np.copyto(self.mean[name], arrays[f"mean/{name}"])
                if f"m/{name}" in arrays:
                    self.adam.m[name] = np.array(arrays[f"m/{name}"], order="K")
                    self.adam.v[name] = np.array(arrays[f"v/{name}"], order="K")
            self.iteration, self.adam.t = int(arrays["iteration"]), int(arrays["updates"])
            self.seconds = float(arrays["seconds"])


def clip(grads: Grads, limit: float) -> float:
    """Scale all gradients so that their joint norm is at most `limit`; return the norm before."""
    norm = math.sqrt(sum(float(np.dot(g.ravel("K"), g.ravel("K"))) for g in grads.values()))
    if norm > limit:
        for g in grads.values():
            g *= np.float32(limit / norm)
    return norm


def train(
    trainer: Trainer, lessons: Lessons, *, every: int, report: Callable[[Trainer, Score], None]
) -> None:
    """Train to the end of the plan. `report` is called every `every` iterations with the mean score since."""
    scores: list[Score] = []
    began = time.monotonic() - trainer.seconds
    for batch in _batches(trainer, lessons):
        scores.append(trainer.learn(batch))
        trainer.seconds = time.monotonic() - began
        if trainer.iteration % every == 0 or trainer.done >= 1:
            report(trainer, Score(*(float(np.mean(column)) for column in zip(*scores, strict=True))))
            scores = []
            began = time.monotonic() - trainer.seconds  # what the report took is not training


def _batches(trainer: Trainer, lessons: Lessons) -> Iterator[Lesson]:
    """The lessons from the trainer's iteration on, made ready in a second process."""
    global _lessons  # a forked process finds it there, without a copy
    _lessons = lessons
    waiting: deque[Future[Lesson]] = deque()
    following = trainer.iteration
    with ProcessPoolExecutor(1, mp_context=get_context("fork")) as pool:
        while trainer.done < 1:
            while len(waiting) < AHEAD:
                waiting.append(pool.submit(lesson, trainer.plan, following, trainer.done_at(following)))
                following += 1
            yield waiting.popleft().result()
        for batch in waiting:
            batch.cancel()
