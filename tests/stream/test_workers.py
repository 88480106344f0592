"""The threads: order, errors, and an end."""

import asyncio
import threading
import time

import pytest

from app.stream.workers import Workers


def test_the_smallest_key_comes_first() -> None:
    async def test() -> list[float]:
        workers = Workers(1)
        gate = threading.Event()
        order: list[float] = []
        first = workers.run(lambda: gate.wait(5) and None)
        waiting = [workers.run(lambda key=key: order.append(key), key) for key in (3.0, 1.0, 2.0, 1.0)]  # type: ignore[misc]
        gate.set()
        await asyncio.gather(first, *waiting)
        workers.stop()
        return order

    assert asyncio.run(test()) == [1.0, 1.0, 2.0, 3.0]


def test_an_exception_is_the_futures_and_the_thread_lives_on() -> None:
    async def test() -> None:
        workers = Workers(1)
        with pytest.raises(ZeroDivisionError):
            await workers.run(lambda: 1 // 0 and None)
        await workers.run(lambda: None)
        workers.stop()

    asyncio.run(test())


def test_a_future_nobody_waits_for_and_a_closed_loop_do_no_harm() -> None:
    workers = Workers(1)

    async def leave() -> None:
        workers.run(lambda: time.sleep(0.05)).cancel()
        workers.run(lambda: time.sleep(0.05))

    asyncio.run(leave())

    async def later() -> str:
        await workers.run(lambda: None)
        return "fine"

    assert asyncio.run(later()) == "fine"
    workers.stop()


def test_threads_are_started_when_needed_and_end_when_told() -> None:
    # By what they are, not by number: threads of other tests may end at any time.
    before = set(threading.enumerate())

    def ours() -> set[threading.Thread]:
        return set(threading.enumerate()) - before

    workers = Workers(3)
    assert not ours()

    async def use() -> None:
        await workers.run(lambda: None)

    asyncio.run(use())
    started = ours()
    assert len(started) == 3
    workers.stop()
    for thread in started:
        thread.join(5)
    assert not any(thread.is_alive() for thread in started)
