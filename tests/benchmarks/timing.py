"""Times ways to do the same thing side by side: one thread, taking turns, so that noise hits all alike."""

import os

for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"  # before NumPy is imported, or it has no effect

import gc  # noqa: E402
import statistics  # noqa: E402
import time  # noqa: E402
from collections.abc import Callable, Mapping  # noqa: E402
from dataclasses import dataclass  # noqa: E402


@dataclass(frozen=True)
class Times:
    """Seconds of processor time a call took in each round: the quickest round and the median one."""

    rounds: tuple[float, ...]

    @property
    def best(self) -> float:
        return min(self.rounds)

    @property
    def median(self) -> float:
        return statistics.median(self.rounds)

    def split(self, parts: int) -> "Times":
        """The times of one of so many equal parts of the call."""
        return Times(tuple(t / parts for t in self.rounds))


def race(
    ways: Mapping[str, Callable[[], object]], *, rounds: int = 40, seconds: float = 0.004
) -> dict[str, Times]:
    """Call every way in turn, `rounds` times over, each time often enough to fill `seconds`.

    Counts the processor's time for this process, so that what others run on the machine counts little.
    """
    often = {}
    for name, way in ways.items():
        way()
        start = time.process_time()
        way()
        often[name] = max(1, round(seconds / max(time.process_time() - start, 1e-7)))
    taken: dict[str, list[float]] = {name: [] for name in ways}
    gc.collect()
    gc.disable()
    try:
        for _ in range(rounds):
            for name, way in ways.items():
                n = often[name]
                start = time.process_time()
                for _ in range(n):
                    way()
                taken[name].append((time.process_time() - start) / n)
    finally:
        gc.enable()
    return {name: Times(tuple(found)) for name, found in taken.items()}


def paired(a: Times, b: Times) -> float:
    """How many times longer a took than b: the median over rounds, each a ratio of two neighbours in time."""
    return statistics.median(x / y for x, y in zip(a.rounds, b.rounds, strict=True))


def table(
    title: str, times: Mapping[str, Times], unit: float = 1e-6, name: str = "µs", base: str = ""
) -> None:
    """Print a row for each way: quickest and median time, and the median ratio to `base`."""
    base = base or next(iter(times))
    print(f"\n{title}\n  {'':<46}{'best ' + name:>10}{'median ' + name:>12}{'ratio':>8}")
    for way, t in times.items():
        print(f"  {way:<46}{t.best / unit:>10.2f}{t.median / unit:>12.2f}{paired(t, times[base]):>8.2f}")


def verdict(what: str, value: float, limit: float, *, at_most: bool) -> None:
    """Print a promise and whether this run kept it."""
    kept = value <= limit if at_most else value >= limit
    bound = f"{'at most' if at_most else 'at least'} {limit}"
    print(f"  {'kept  ' if kept else 'MISSED'} {what}: {value:.2f} ({bound})")
