"""Scenes of our own for the tests: tiny, slow, endless and broken ones."""

import time
from collections.abc import Iterator
from typing import Any

import numpy as np
from pydantic import Field as Param

from app.scenes.frame import Field, Frame
from app.scenes.scene import Cue, Params, Run, Scene, Unavailable

STORY = ("One " * 12, "Two " * 12, "Three " * 12)
closed: list[str] = []  # names of runs whose `finally` was reached
prepared: list[str] = []  # names of runs that were begun


class CounterParams(Params):
    length: int = Param(10, ge=0, le=100_000, title="length", description="frames")
    size: int = Param(4, ge=1, le=100_000, title="size", description="elements of the array")
    step_ms: float = Param(0, ge=0, le=10_000, title="step", description="computing per frame")
    known: bool = Param(True, title="known", description="whether the length is told before")
    name: str = Param("a", min_length=1, max_length=20, title="name", description="tells runs apart")
    ways: tuple[str, ...] = Param(("up",), title="ways", description="a list")


def count(params: CounterParams) -> Run:
    """Frame t holds t everywhere."""
    prepared.append(params.name)

    def frames() -> Iterator[Frame]:
        try:
            for t in range(params.length):
                end = time.thread_time() + params.step_ms / 1000
                while time.thread_time() < end:
                    pass  # computing, not sleeping
                values = {"h": np.full(params.size, t, np.float32), "t_squared": float(t * t), "inf": np.inf}
                yield Frame("forward", f"Step {t}.", values, cue="half" if t == params.length // 2 else None)
        finally:
            closed.append(params.name)

    return Run(
        fields={"h": Field((params.size,), "float32", "the number of the frame")},
        constants={"W": np.arange(6, dtype=np.float64).reshape(2, 3)},
        length=params.length if params.known else None,
        cues=(Cue("half", "Half way", params.length // 2),),
        facts={"rates": {"forward": 5}},
        frames=frames(),
    )


class BrokenParams(Params):
    how: str = Param("raise", title="how", description="what goes wrong")


def break_down(params: BrokenParams) -> Run:
    """Goes wrong at frame 2 (or before), in one of several ways."""
    field = {"h": Field((2,), "float32", "")}
    good = Frame("forward", "Fine.", {"h": np.zeros(2, np.float32)})
    bad: dict[str, Any] = {
        "name": {"nobody": np.zeros(2, np.float32)},
        "shape": {"h": np.zeros(3, np.float32)},
        "dtype": {"h": np.zeros(2, np.float64)},
        "missing array": {"h": None},
        "kind": {"x": [1, 2]},
        "integer": {"x": 2**60},
    }
    if params.how == "prepare":
        raise RuntimeError("secret of the preparation")
    if params.how == "unavailable":
        raise Unavailable("the weights are missing")

    def frames() -> Iterator[Frame]:
        yield good
        yield good
        if params.how in bad:
            yield Frame("forward", "Bad.", bad[params.how])
        if params.how == "overflow":
            yield Frame("forward", "Big.", {"h": np.exp(np.full(2, 1000, np.float32))})
        if params.how == "raise":
            raise RuntimeError("secret of the frame")

    facts: dict[str, Any] = {"x": np.nan} if params.how == "facts" else {}
    length = {"too few": 9, "too many": 1}.get(params.how)
    return Run(fields=field, frames=frames(), facts=facts, length=length)


COUNTER = Scene(
    "test-counter", "Counter", "Counts.", CounterParams, count, STORY, cues=(Cue("half", "Half way"),)
)
BROKEN = Scene("test-broken", "Broken", "Breaks.", BrokenParams, break_down, STORY)
ALL = {scene.id: scene for scene in (COUNTER, BROKEN)}
