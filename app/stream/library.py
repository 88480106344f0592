"""All traces: who looks at which, who computes next, and which are forgotten when memory runs short."""

import asyncio
import contextlib
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from app.scenes.scene import Params, Scene
from app.stream.limits import Limits
from app.stream.protocol import Refusal
from app.stream.trace import Trace, trace_id
from app.stream.workers import Workers


class Viewer:
    """One viewer's hold on a trace; `wake` is called when there may be something new."""

    def __init__(self, library: "Library", shelf: "_Shelf", wake: Callable[[], None]) -> None:
        self.trace = shelf.trace
        self.wake = wake
        self.upto = 0
        self._library = library
        self._shelf = shelf

    def want(self, upto: int) -> None:
        """Frames below `upto` are wanted: computed if they are not there yet."""
        if upto > self.upto:
            self.upto = upto
            self._library._raise(self._shelf, upto)

    def close(self) -> None:
        """Looks away."""
        self._library._leave(self._shelf, self)


class _Shelf:
    """A trace with what the library knows of it."""

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self.viewers: set[Viewer] = set()
        self.counted = 0  # bytes that the library counts for it
        self.used = 0.0  # seconds of computing: who has had least comes next
        self.forgotten = False  # no longer given to new viewers
        self.driver: asyncio.Task[None] | None = None
        self.farewell: asyncio.TimerHandle | None = None


class Library:
    """Keeps traces in bounded memory and has them computed, one slice after another, fairly.

    Everything here runs in the event loop; only `Trace.work` runs elsewhere, a short slice at a time. Of the
    traces that wait for their next slice, the one that has had least time comes first, so a long training
    leaves everyone else's pace alone; traces with long steps (which cannot be interrupted) never hold all
    threads at once.
    """

    def __init__(self, limits: Limits, threads: int) -> None:
        self.limits = limits
        self.bytes = 0
        self._shelves: OrderedDict[str, _Shelf] = OrderedDict()
        self._active: set[_Shelf] = set()
        self._workers = Workers(max(2, threads))
        self._slow_lane = asyncio.Semaphore(self._workers.count - 1)
        self._closed = False

    def __len__(self) -> int:
        return len(self._shelves)

    def __contains__(self, trace: str) -> bool:
        return trace in self._shelves

    def find(self, trace: str) -> Trace | None:
        """A trace that is kept, by its id."""
        shelf = self._shelves.get(trace)
        return shelf.trace if shelf else None

    def open(self, scene: Scene[Any], params: Params, wake: Callable[[], None]) -> Viewer:
        """A hold on the trace of these params, made if nobody asked for it before."""
        shelf = self._shelves.get(trace_id(scene, params))
        if shelf is None:
            self._make_room()
            if self.bytes >= self.limits.cache_bytes:
                raise Refusal(
                    "too_many_traces", "The server holds as many runs as it has memory for. Try again later."
                )
            shelf = _Shelf(Trace(scene, params, self.limits))
            self._shelves[shelf.trace.id] = shelf
            self._count(shelf)
        self._shelves.move_to_end(shelf.trace.id)
        viewer = Viewer(self, shelf, wake)
        shelf.viewers.add(viewer)
        if shelf.farewell is not None:
            shelf.farewell.cancel()
            shelf.farewell = None
        shelf.trace.abandoned = False
        self._drive(shelf)
        return viewer

    async def close(self, patience: float = 1.0) -> None:
        """Stops computing. A step that is under way gets `patience` seconds and is then left behind."""
        self._closed = True
        for shelf in {*self._shelves.values(), *self._active}:
            self._abandon(shelf)
        drivers = [shelf.driver for shelf in self._active if shelf.driver]
        if drivers:
            await asyncio.wait(drivers, timeout=patience)
        for driver in drivers:
            driver.cancel()
        self._workers.stop()

    def _raise(self, shelf: _Shelf, upto: int) -> None:
        if upto > shelf.trace.wanted:
            shelf.trace.wanted = upto
            self._drive(shelf)

    def _leave(self, shelf: _Shelf, viewer: Viewer) -> None:
        shelf.viewers.discard(viewer)
        if viewer.upto == shelf.trace.wanted:
            shelf.trace.wanted = max((other.upto for other in shelf.viewers), default=0)
        if shelf.viewers:
            return
        if shelf.forgotten:
            self._abandon(shelf)
            self._uncount(shelf)
        elif shelf.trace.running or shelf.driver:
            loop = asyncio.get_running_loop()
            if shelf.farewell is None:
                shelf.farewell = loop.call_later(self.limits.linger_seconds, self._abandon, shelf)
        self._make_room()

    def _abandon(self, shelf: _Shelf) -> None:
        """Has the run ended; its frames stay."""
        if shelf.farewell is not None:
            shelf.farewell.cancel()
            shelf.farewell = None
        shelf.trace.abandoned = True
        self._drive(shelf)

    def _drive(self, shelf: _Shelf) -> None:
        if self._closed and not shelf.trace.abandoned:
            return
        if shelf.driver is None and (shelf.trace.abandoned or shelf.viewers) and shelf.trace.hungry:
            # Who was idle does not catch up on the time that others had meanwhile: it comes next, and that is
            # all.
            least = min((other.used for other in self._active), default=0.0)
            shelf.used = max(shelf.used, least - self.limits.slice_seconds)
            self._active.add(shelf)
            shelf.driver = asyncio.get_running_loop().create_task(self._compute(shelf))

    async def _compute(self, shelf: _Shelf) -> None:
        trace = shelf.trace
        try:
            while trace.hungry and (trace.abandoned or shelf.viewers):
                before = len(trace.frames) if trace.opened else -1
                async with self._slow_lane if trace.slow else contextlib.nullcontext():
                    await self._workers.run(trace.work, shelf.used)
                shelf.used += trace.slice_took
                self._count(shelf)
                self._check_memory(shelf)
                for viewer in tuple(shelf.viewers):
                    if viewer.upto > before or trace.over:
                        viewer.wake()
        finally:
            shelf.driver = None
            self._active.discard(shelf)
        if trace.failure is not None and trace.failure.code == "internal":
            self._forget(shelf)  # who asks again gets a new try

    def _check_memory(self, shelf: _Shelf) -> None:
        self._make_room()
        if self.bytes > self.limits.cache_bytes and not shelf.trace.over:
            shelf.trace.fail(
                Refusal("too_large", "The server has no memory left for more of this run. Try again later.")
            )
            self._abandon(shelf)
            self._forget(shelf)

    def _make_room(self) -> None:
        """Forgets what nobody looks at, the longest unused first, until the rest fits."""
        if self.bytes < self.limits.cache_bytes:
            return
        for shelf in [shelf for shelf in self._shelves.values() if not shelf.viewers]:
            if self.bytes < self.limits.cache_bytes:
                return
            self._forget(shelf)

    def _forget(self, shelf: _Shelf) -> None:
        if self._shelves.get(shelf.trace.id) is shelf:
            del self._shelves[shelf.trace.id]
        shelf.forgotten = True
        if not shelf.viewers:
            self._abandon(shelf)
            self._uncount(shelf)

    def _count(self, shelf: _Shelf) -> None:
        if not (shelf.forgotten and not shelf.viewers):
            self.bytes += shelf.trace.size - shelf.counted
            shelf.counted = shelf.trace.size

    def _uncount(self, shelf: _Shelf) -> None:
        self.bytes -= shelf.counted
        shelf.counted = 0
