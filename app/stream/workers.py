"""A few threads that compute, so that the event loop never does.

They are daemon threads: a step that takes a minute cannot be interrupted, and must not keep the server from
stopping either. (`concurrent.futures` would wait for it when the interpreter ends.)
"""

import asyncio
import contextlib
import itertools
import math
import queue
import threading
from collections.abc import Callable


class Workers:
    """Runs functions in `count` threads: the one with the smallest key first, and among equals the oldest."""

    def __init__(self, count: int) -> None:
        self.count = count
        self._tasks: queue.PriorityQueue[tuple[float, int, Callable[[], None] | None]] = queue.PriorityQueue()
        self._order = itertools.count()
        self._threads: list[threading.Thread] = []

    def run(self, function: Callable[[], None], key: float = 0.0) -> asyncio.Future[None]:
        """A future for the end of `function`; its exception is the future's."""
        self._start()
        loop = asyncio.get_running_loop()
        future: asyncio.Future[None] = loop.create_future()

        def settle(problem: BaseException | None) -> None:
            if future.cancelled():
                return
            if problem is None:
                future.set_result(None)
            else:
                future.set_exception(problem)

        def task() -> None:
            problem: BaseException | None = None
            try:
                function()
            except BaseException as error:
                problem = error
            with contextlib.suppress(
                RuntimeError
            ):  # the loop may have closed meanwhile: nobody waits any more
                loop.call_soon_threadsafe(settle, problem)

        self._tasks.put((key, next(self._order), task))
        return future

    def _start(self) -> None:
        while len(self._threads) < self.count:
            name = f"unrolled-{len(self._threads)}"
            self._threads.append(threading.Thread(target=self._serve, name=name, daemon=True))
            self._threads[-1].start()

    def stop(self) -> None:
        """Lets the threads end after what they are doing now."""
        for _ in self._threads:
            self._tasks.put((math.inf, next(self._order), None))

    def _serve(self) -> None:
        while (task := self._tasks.get()[2]) is not None:
            task()
            del task  # or its function would live until the next one comes
