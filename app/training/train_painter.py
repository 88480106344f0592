"""Train the painter: minimise the bound (reconstruction + KL) on rendered plates, or on MNIST.

Adam with 100 steps of warm-up and a cosine from a third of the run on; the KL's weight rises from 0 to 1; the
gradient's norm is clipped; the weights that count are a running mean. Everything a run needs to go on stands in
its checkpoint: resumed, it takes the same steps.
"""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.models.painter import Config, Painter, parameters
from app.nn.optim import Adam, clip_by_norm

Array = NDArray[np.floating]


@dataclass(frozen=True, slots=True)
class Plan:
    """How to train. The run ends after `iterations`, or after `minutes` of wall clock if that is given."""

    iterations: int = 20_000
    minutes: float | None = None
    batch: int = 50
    rate: float = 2e-3
    warm_up: int = 100
    decay_from: float = 0.36  # share of the run after which the rate falls
    kl_warm_up: int = 500
    clip: float = 100.0
    seed: int = 0
    beta1: float = 0.9
    averaging: float = 0.998  # weights that are kept: an exponential mean over about 500 updates

    def replaced(self, **changes: Any) -> "Plan":
        """This plan with some of it changed."""
        return replace(self, **changes)

    def progress(self, iteration: int, seconds: float) -> float:
        """How much of the run is done, 0…1."""
        return seconds / (60 * self.minutes) if self.minutes else iteration / self.iterations

    def rate_at(self, iteration: int, progress: float) -> float:
        """Learning rate."""
        down = max(0.0, (progress - self.decay_from) / (1 - self.decay_from))
        cosine = max(0.01, 0.5 * (1 + float(np.cos(np.pi * min(1.0, down)))))
        return self.rate * min(1.0, (iteration + 1) / self.warm_up) * cosine


class Stage(NamedTuple):
    """An earlier run whose weights this one began with."""

    iterations: int
    batch: int
    rate: float
    minutes: float


class Examples(NamedTuple):
    """A batch to learn from: pictures, digits and, for plates, colours."""

    x: Array
    digits: NDArray[np.integer]
    colours: Array | None


class Progress(NamedTuple):
    """Where a run stands: averages since the last report, in nats for each picture."""

    iteration: int
    seconds: float
    reconstruction: float
    kl: float
    norm: float


Source = Callable[[np.random.Generator], Examples]


class Trainer:
    """A run in progress: parameters, optimiser, random numbers, iteration and time."""

    def __init__(self, config: Config, plan: Plan, source: Source) -> None:
        self.plan, self.source = plan, source
        self.rng = np.random.default_rng(plan.seed)
        self.painter = Painter(config, parameters.initial(config, self.rng, np.float32))
        self.adam = Adam(plan.rate, plan.beta1)
        self.average = self.painter.flat.copy()
        self.iteration, self.seconds = 0, 0.0
        self.stages: list[Stage] = []

    @property
    def stage(self) -> Stage:
        """What this run has done so far."""
        return Stage(self.iteration, self.plan.batch, self.plan.rate, self.seconds / 60)

    @property
    def done(self) -> bool:
        return self.plan.progress(self.iteration, self.seconds) >= 1

    def step(self) -> tuple[float, float, float]:
        """One update: (reconstruction, KL, gradient norm before clipping)."""
        began = time.perf_counter()
        painter, config = self.painter, self.painter.config
        examples = self.source(self.rng)
        T, B = config.steps(examples.digits.shape[1]), len(examples.x)
        noise = self.rng.standard_normal((T, B, config.latent), dtype=np.float32)
        run = painter.copy(examples.x, examples.digits, noise, examples.colours)
        nats, dpicture = painter.loss(run, examples.x)
        weight = min(1.0, (self.iteration + 1) / self.plan.kl_warm_up)
        flat = painter.backward(run, dpicture / B, weight / B).flat
        grads = {"all": flat}
        norm = clip_by_norm(grads, self.plan.clip)
        if not np.isfinite(norm):
            raise FloatingPointError(f"iteration {self.iteration}: the gradient's norm is {norm}")
        progress = self.plan.progress(self.iteration, self.seconds)
        self.adam.rate = self.plan.rate_at(self.iteration, progress)
        self.adam.update({"all": painter.flat}, grads)
        share = 1 - min(self.plan.averaging, (1 + self.iteration) / (10 + self.iteration))
        self.average += np.float32(share) * (painter.flat - self.average)
        self.iteration += 1
        self.seconds += time.perf_counter() - began
        return float(nats.mean()), float(run.kl.mean()), norm

    def run(self, every: float = 30.0) -> Iterator[Progress]:
        """Train to the end; a report about every so many seconds."""
        recent: list[tuple[float, float, float]] = []
        reported = self.seconds
        while not self.done:
            recent.append(self.step())
            if self.seconds - reported >= every or self.done:
                mean = np.mean(recent, axis=0)
                yield Progress(
                    self.iteration, self.seconds, float(mean[0]), float(mean[1]), max(r[2] for r in recent)
                )
                recent, reported = [], self.seconds

    def averaged(self) -> Painter:
        """The painter with the mean of its recent weights: better than the last ones, which still jump about."""
        return Painter(self.painter.config, self.average.copy())

    def save(self, file: Path) -> None:
        """Everything needed to go on, in one file that appears whole or not at all."""
        state = {
            "config": asdict(self.painter.config),
            "plan": asdict(self.plan),
            "iteration": self.iteration,
            "seconds": self.seconds,
            "stages": self.stages,
            "updates": self.adam.t,
            "random": self.rng.bit_generator.state,
        }
        part = file.with_suffix(".part.npz")
        zeros = np.zeros_like(self.painter.flat)
        np.savez(
            part,
            state=np.array(json.dumps(state)),
            flat=self.painter.flat,
            average=self.average,
            m=self.adam.m.get("all", zeros),
            v=self.adam.v.get("all", zeros),
        )
        part.replace(file)

    def begin(self, file: Path) -> None:
        """Start a new run with the mean weights of a checkpoint, and its optimiser's memory of gradients.

        The clock and the random numbers are this run's own; the KL counts fully from the first step on.
        """
        plan, random = self.plan, self.rng.bit_generator.state
        self.plan = Plan(**self.load(file)["plan"])
        self.painter.flat[...] = self.average
        self.stages.append(self.stage)
        self.plan, self.rng.bit_generator.state = plan.replaced(kl_warm_up=1), random
        self.iteration, self.seconds = 0, 0.0

    def load(self, file: Path) -> dict[str, Any]:
        """Go on from a checkpoint of the same sizes; the plan stays this run's own. Returns what it says."""
        with np.load(file, allow_pickle=False) as kept:
            state: dict[str, Any] = json.loads(str(kept["state"]))
            found, sizes = Config(**state["config"]), self.painter.config
            if found not in (sizes, replace(sizes, prior=False)):
                raise ValueError(f"{file}: expected {sizes}, got {found}")
            # A painter without a prior expects N(0, 1): the prior's parameters come last, and are zero.
            missing = (0, self.painter.flat.size - kept["flat"].size)
            self.painter.flat[...] = np.pad(kept["flat"], missing)
            self.average[...] = np.pad(kept["average"], missing)
            self.adam.m, self.adam.v = ({"all": np.pad(kept[name], missing)} for name in ("m", "v"))
        self.adam.t = state["updates"]
        self.iteration, self.seconds = state["iteration"], state["seconds"]
        self.stages = [Stage(*s) for s in state.get("stages", [])]
        self.rng.bit_generator.state = state["random"]
        return state
