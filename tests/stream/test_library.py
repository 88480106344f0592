"""Many runs and many viewers: one computation, bounded memory, fair turns."""

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from app.scenes.frame import Frame
from app.scenes.scene import Run, Scene
from app.stream.library import Library, Viewer
from app.stream.limits import Limits
from app.stream.protocol import Refusal
from tests.stream import scenes
from tests.stream.scenes import BROKEN, COUNTER, STORY, CounterParams


def run(test: Callable[[Library], Awaitable[None]], limits: Limits | None = None, threads: int = 2) -> None:
    """Runs `test` with a library, and closes that."""

    async def whole() -> None:
        library = Library(limits or Limits(), threads)
        try:
            async with asyncio.timeout(30):
                await test(library)
        finally:
            await library.close()

    asyncio.run(whole())


def view(library: Library, scene: Scene[Any] = COUNTER, **params: Any) -> tuple[Viewer, asyncio.Event]:
    news = asyncio.Event()
    return library.open(scene, scene.params(**params), news.set), news


async def until(condition: Callable[[], bool], news: asyncio.Event | None = None) -> None:
    while not condition():
        if news is None:
            await asyncio.sleep(0.002)
        else:
            await news.wait()
            news.clear()


def test_two_viewers_at_once_cause_one_computation() -> None:
    async def test(library: Library) -> None:
        (one, news_one), (two, news_two) = view(library, length=50), view(library, length=50)
        assert one.trace is two.trace
        one.want(10)
        two.want(51)
        await until(lambda: one.trace.finished, news_one)
        await until(lambda: two.trace.finished, news_two)
        assert len(one.trace.frames) == 50
        assert scenes.prepared == ["a"]
        third, _ = view(library, length=50)
        assert third.trace is one.trace
        assert scenes.prepared == ["a"]

    run(test)


def test_a_run_stops_when_nobody_wants_it_and_is_closed_after_a_while() -> None:
    async def test(library: Library) -> None:
        viewer, news = view(library, length=100_000, known=False, step_ms=1)
        viewer.want(100_000)
        await until(lambda: len(viewer.trace.frames) > 5, news)
        viewer.close()
        begun = time.monotonic()
        await until(lambda: scenes.closed == ["a"])
        assert 0.15 < time.monotonic() - begun < 5
        count = len(viewer.trace.frames)
        await asyncio.sleep(0.05)
        assert len(viewer.trace.frames) == count
        assert viewer.trace.id in library
        again, news = view(library, length=100_000, known=False, step_ms=1)
        again.want(count + 3)
        await until(lambda: len(again.trace.frames) == count + 3, news)
        assert again.trace is viewer.trace
        assert scenes.prepared == ["a", "a"]

    run(test, Limits(linger_seconds=0.2))


def test_who_comes_back_soon_finds_the_run_where_it_was() -> None:
    async def test(library: Library) -> None:
        viewer, news = view(library, length=100)
        viewer.want(3)
        await until(lambda: len(viewer.trace.frames) == 3, news)
        viewer.close()
        again, news = view(library, length=100)
        again.want(6)
        await until(lambda: len(again.trace.frames) == 6, news)
        await asyncio.sleep(0.3)  # the time after which it would have been closed
        assert scenes.prepared == ["a"]
        assert scenes.closed == []

    run(test, Limits(linger_seconds=0.2))


def test_only_the_furthest_wish_of_those_present_counts() -> None:
    async def test(library: Library) -> None:
        (near, _), (far, _) = (
            view(library, length=100_000, step_ms=1, known=False),
            view(library, length=100_000, step_ms=1, known=False),
        )
        near.want(4)
        far.want(90_000)
        await until(lambda: len(near.trace.frames) > 10)
        far.close()
        assert near.trace.wanted == 4
        count = len(near.trace.frames)
        await asyncio.sleep(0.1)
        assert len(near.trace.frames) <= count + 20  # what one slice may still have added
        near.want(2)
        assert near.trace.wanted == 4

    run(test)


def test_the_longest_unused_runs_are_forgotten_first_and_never_one_in_use() -> None:
    async def test(library: Library) -> None:
        async def fill(name: str) -> Viewer:
            viewer, news = view(library, length=20, size=1000, name=name)  # 81 kB of frames
            viewer.want(21)
            await until(lambda: viewer.trace.finished, news)
            return viewer

        held = await fill("held")
        for name in "abcd":
            (await fill(name)).close()
        assert len(library) == 5
        view(library, length=20, size=1000, name="a")[0].close()  # looked at once more
        for name in "ef":
            (await fill(name)).close()
        kept = {shelf.trace.params.name for shelf in library._shelves.values()}
        assert "held" in kept
        assert {"a", "e", "f"} <= kept
        assert "b" not in kept
        assert library.bytes <= 500_000
        held.close()
        assert library.bytes == sum(shelf.trace.size for shelf in library._shelves.values())

    run(test, Limits(cache_bytes=500_000))


def test_memory_that_is_all_in_use_refuses_new_runs_and_ends_growing_ones() -> None:
    async def test(library: Library) -> None:
        # A frame takes a tenth of a slice at least, however fast the machine: so a slice holds 400 kB at most.
        viewer, news = view(library, length=1000, size=10_000, step_ms=0.1)
        viewer.want(1000)
        await until(lambda: viewer.trace.over, news)
        assert viewer.trace.failure is not None
        assert viewer.trace.failure.code == "too_large"
        assert "memory" in viewer.trace.failure.message
        assert library.bytes < 1_500_000  # one slice more than allowed, at most
        with pytest.raises(Refusal, match="memory") as caught:
            view(library, name="other")
        assert caught.value.code == "too_many_traces"
        await until(lambda: "a" in scenes.closed)
        viewer.close()
        assert library.bytes == 0
        other, news = view(library, name="other")
        await until(lambda: other.trace.opened is not None, news)

    run(test, Limits(cache_bytes=500_000, slice_seconds=0.001))


def test_a_failed_run_is_tried_anew_by_the_next_one_who_asks() -> None:
    async def test(library: Library) -> None:
        viewer, news = view(library, BROKEN, how="raise")
        viewer.want(5)
        await until(lambda: viewer.trace.over, news)
        await until(lambda: viewer.trace.id not in library)
        again, _ = view(library, BROKEN, how="raise")
        assert again.trace is not viewer.trace
        viewer.close()
        again.close()

    run(test)


def test_steps_run_in_threads_and_never_in_the_event_loop() -> None:
    seen: set[int] = set()

    def watch(_: CounterParams) -> Run:
        seen.add(threading.get_ident())

        def frames() -> Any:
            try:
                seen.add(threading.get_ident())
                yield Frame("forward", "Here.")
                seen.add(threading.get_ident())
            finally:
                seen.add(threading.get_ident())

        return Run(fields={}, frames=frames())

    async def test(library: Library) -> None:
        viewer, news = view(library, Scene("test-watch", "W", "W", CounterParams, watch, STORY))
        viewer.want(5)
        await until(lambda: viewer.trace.over, news)
        assert seen
        assert threading.get_ident() not in seen

    run(test)


def test_a_long_training_leaves_everyone_elses_pace_alone() -> None:
    """Three runs that never let go, one of them with steps of 0.3 s; a fourth gets its frames one by one."""

    async def test(library: Library) -> None:
        for name, step in (("x", 3.0), ("y", 3.0), ("long", 300.0)):
            view(library, length=100_000, known=False, step_ms=step, name=name)[0].want(100_000)
        await asyncio.sleep(0.5)  # all of them are at it
        light, news = view(library, length=100, name="light")
        delays = []
        for t in range(1, 21):
            begun = time.perf_counter()
            light.want(t)
            await until(lambda t=t: len(light.trace.frames) >= t, news)  # type: ignore[misc]
            delays.append(time.perf_counter() - begun)
        delays.sort()
        # Behind a queue of all others' steps each frame would take more than 0.3 s.
        assert delays[10] < 0.1, delays
        busy = [shelf.trace for shelf in library._active]
        assert len(busy) == 3

    run(test)


def test_equal_runs_get_equal_shares() -> None:
    async def test(library: Library) -> None:
        viewers = [
            view(library, length=100_000, known=False, step_ms=step, name=f"{step}")[0] for step in (1.0, 4.0)
        ]
        for viewer in viewers:
            viewer.want(100_000)
        await asyncio.sleep(1.0)
        many, few = (len(viewer.trace.frames) for viewer in viewers)
        assert many > 1.5 * few  # by time, not by frames

    run(test)


def test_the_library_closes_quickly_even_in_the_middle_of_a_long_step() -> None:
    async def test() -> float:
        library = Library(Limits(), 2)
        quick, news = view(library, length=100_000, known=False, step_ms=1, name="quick")
        quick.want(100_000)
        view(library, length=10, step_ms=3_000, name="long")[0].want(10)
        await until(lambda: len(quick.trace.frames) > 3, news)
        begun = time.monotonic()
        await library.close(patience=0.3)
        took = time.monotonic() - begun
        assert "quick" in scenes.closed
        quick.want(100_001)  # too late: nothing happens
        return took

    assert asyncio.run(test()) < 1.5
