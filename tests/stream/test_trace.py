"""One run: how far it is computed, what ends it, and what it says of itself."""

import json
import logging
from typing import Any

import numpy as np
import pytest

from app.scenes.registry import all_scenes
from app.stream.codec import decode
from app.stream.limits import Limits
from app.stream.trace import Trace, trace_id
from tests.stream import scenes
from tests.stream.scenes import BROKEN, COUNTER, BrokenParams, CounterParams


def counter(limits: Limits | None = None, **params: Any) -> Trace:
    return Trace(COUNTER, CounterParams(**params), limits or Limits())


def broken(how: str) -> Trace:
    trace = Trace(BROKEN, BrokenParams(how=how), Limits())
    trace.wanted = 100
    work(trace)
    return trace


def work(trace: Trace) -> None:
    while trace.hungry:
        trace.work()


def test_nothing_is_computed_that_nobody_wants() -> None:
    trace = counter(length=10)
    work(trace)
    assert trace.opened is not None
    assert trace.frames == []
    trace.wanted = 3
    work(trace)
    assert [decode(frame)["t"] for frame in trace.frames] == [0, 1, 2]
    assert not trace.over
    trace.wanted = 10  # all of them, but nobody asks whether there are more
    work(trace)
    assert len(trace.frames) == 10
    assert not trace.finished
    trace.wanted = 11
    work(trace)
    assert trace.finished
    assert scenes.closed == ["a"]


def test_a_slice_ends_after_its_time_and_always_brings_a_frame() -> None:
    trace = counter(Limits(slice_seconds=0.02), length=1000, step_ms=5)
    trace.wanted = 1000
    trace.work()
    assert 1 <= len(trace.frames) <= 5
    slow = counter(Limits(slice_seconds=0.001), length=3, step_ms=60)
    slow.wanted = 3
    slow.work()  # prepares
    while not slow.frames:
        slow.work()
    assert len(slow.frames) == 1
    assert slow.slow
    assert not trace.slow


def test_an_abandoned_run_is_closed_and_goes_on_from_where_it_was() -> None:
    whole = counter(length=8, name="whole")
    whole.wanted = 9
    work(whole)
    trace = counter(length=8, name="part")
    trace.wanted = 5
    work(trace)
    trace.abandoned = True
    work(trace)
    assert scenes.closed == ["whole", "part"]
    assert not trace.running
    assert len(trace.frames) == 5
    trace.abandoned = False
    trace.wanted = 9
    work(trace)
    assert trace.finished
    assert scenes.prepared == ["whole", "part", "part"]
    assert [decode(a)["values"]["t_squared"] for a in trace.frames] == [t * t for t in range(8)]
    assert [a.replace(whole.id.encode(), trace.id.encode()) for a in whole.frames] == trace.frames


def test_the_same_params_give_the_same_name_and_bytes_and_others_do_not() -> None:
    one, two = counter(length=5, step_ms=0), counter(length=5, step_ms=0.0)
    for trace in (one, two):
        trace.wanted = 6
        work(trace)
    assert one.id == two.id
    assert one.frames == two.frames
    assert one.constants == two.constants
    assert one.opened == two.opened
    assert len({counter().id, counter(length=11).id, counter(name="b").id, broken("raise").id}) == 4
    assert len(one.id) == 20
    assert set(one.id) <= set("0123456789abcdef")


def test_the_header_tells_all_before_the_first_step() -> None:
    trace = counter(length=6)
    work(trace)
    assert trace.opened is not None
    message = json.loads("{" + trace.opened)
    header = message["header"]
    assert message["trace"] == trace.id
    assert message["length"] == header["length"] == 6
    assert header["scene"] == "test-counter"
    assert header["params"] == CounterParams(length=6).model_dump(mode="json")
    assert header["fields"] == {"h": {"shape": [4], "dtype": "float32", "about": "the number of the frame"}}
    assert header["cues"] == [{"name": "half", "title": "Half way", "t": 3}]
    assert header["facts"] == {"rates": {"forward": 5}}
    constants = decode(trace.constants)["constants"]
    np.testing.assert_array_equal(constants["W"], [[0, 1, 2], [3, 4, 5]])


@pytest.mark.parametrize(
    ("how", "reason", "frames"),
    [
        ("raise", "secret of the frame", 2),
        ("prepare", "secret of the preparation", 0),
        ("name", "frame 2: nobody: an array that the run's fields do not declare", 2),
        ("shape", "frame 2: h: expected float32[2], got float32[3]", 2),
        ("dtype", "frame 2: h: expected float32[2], got float64[2]", 2),
        ("missing array", "frame 2: h: expected the array", 2),
        ("kind", "frame 2: x: expected an array, a number", 2),
        ("integer", "frame 2: x: expected an integer", 2),
        ("facts", "not JSON compliant", 0),
        ("too few", "expected 9 frames as declared, got 2", 2),
        ("too many", "expected 1 frames as declared, got more", 1),
    ],
)
def test_a_scenes_mistake_is_logged_whole_and_told_without_details(
    how: str, reason: str, frames: int, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR, "unrolled.stream"):
        trace = broken(how)
    assert trace.failure is not None
    assert trace.failure.code == "internal"
    assert reason not in trace.failure.message
    assert trace.failure.trace == trace.id
    assert len(trace.frames) == frames
    assert reason in caplog.text
    assert "Traceback" in caplog.text
    assert "test-broken" in caplog.text
    assert not trace.running


def test_a_viewer_is_told_what_a_scene_lacks() -> None:
    trace = broken("unavailable")
    assert trace.failure is not None
    assert (trace.failure.code, trace.failure.message) == ("internal", "the weights are missing")


def test_overflow_is_a_number_and_no_failure() -> None:
    trace = broken("overflow")
    assert trace.finished
    assert decode(trace.frames[2])["values"]["h"].tolist() == [np.inf, np.inf]


@pytest.mark.parametrize(
    ("limits", "params", "code", "frames"),
    [
        (Limits(frames=5), {"length": 6}, "too_long", 0),
        (Limits(frames=5), {"length": 6, "known": False}, "too_long", 5),
        (Limits(trace_seconds=0.05), {"length": 1000, "step_ms": 10}, "out_of_time", None),
        (Limits(trace_bytes=100_000), {"length": 1000, "size": 1000}, "too_large", 22),
    ],
)
def test_a_run_that_takes_too_much_ends_with_a_reason(
    limits: Limits, params: dict[str, Any], code: str, frames: int | None
) -> None:
    trace = counter(limits, **params)
    trace.wanted = 1000
    work(trace)
    assert trace.failure is not None
    assert trace.failure.code == code
    assert "expected" in trace.failure.message
    assert not trace.running
    assert trace.size < limits.trace_bytes + 10_000
    if frames is None:
        assert 1 <= len(trace.frames) <= 6
    else:
        assert len(trace.frames) == frames


def test_a_failure_while_closing_is_logged_and_goes_no_further(caplog: pytest.LogCaptureFixture) -> None:
    trace = counter(length=5)
    trace.wanted = 2
    work(trace)

    class Stubborn:
        def __next__(self) -> None:
            raise AssertionError("not reached")

        def close(self) -> None:
            raise OSError("will not close")

    assert trace._run is not None
    object.__setattr__(trace._run, "frames", Stubborn())
    trace.abandoned = True
    work(trace)
    assert not trace.running
    assert "will not close" in caplog.text


@pytest.mark.parametrize("scene_id", [name for name in all_scenes() if not name.startswith("test-")])
def test_every_scene_names_and_opens_its_run(scene_id: str) -> None:
    scene = all_scenes()[scene_id]
    for params in (scene.params(), *(scene.params(**preset) for preset in scene.presets.values())):
        again = scene.params.model_validate(params.model_dump(mode="json"))
        assert trace_id(scene, again) == trace_id(scene, params)
    trace = Trace(scene, scene.params(), Limits())
    trace.wanted = 3
    work(trace)
    assert trace.failure is None
    assert len(trace.frames) == 3
    assert trace.opened is not None
    assert "NaN" not in trace.opened
    assert "Infinity" not in trace.opened
    trace.abandoned = True
    work(trace)
