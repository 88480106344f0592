"""What every recurrent cell can do, and the words its arrays are called by."""

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar

import numpy as np

Array = np.ndarray[Any, Any]
Grads = dict[str, Array]


class State(NamedTuple):
    """What a plain RNN or a GRU carries from step to step: h (B, H)."""

    h: Array


S = TypeVar("S", bound=tuple[Array, ...])  # the state: h first, then c if there is one
R = TypeVar("R", bound=tuple[Any, ...])  # the record of a step
L = TypeVar("L", bound=tuple[Any, ...])  # the slopes of a step, which become its gradients


@dataclass(slots=True)
class Pages(Generic[R]):
    """Arrays for T steps: `whole` holds them as (T, B, ·), and steps[t] the views of step t, (B, ·)."""

    whole: R
    steps: list[R]


@dataclass(slots=True)
class Tape(Pages[R], Generic[R, L]):
    """Memory for a run, owned by the caller; the next run that is given it writes over it.

    Step t's h is the very array that step t+1 calls h_prev. `back` is the memory of the way back, once there
    was one; `uses` counts the runs, so that a gradient is never taken of a run that was written over.
    """

    back: Pages[L] | None = None
    uses: int = 0


class Cell(ABC, Generic[S, R, L]):
    """A recurrent cell: parameters and pure functions of them; no state of its own.

    The way back has three parts. `slopes` (local derivatives, from the record alone) and `collect` (the
    gradients of parameters and inputs: one product for all steps) work on one step (B, ·) and on all at once
    (T, B, ·) alike; `pull`, between them, goes one step back in time, and is all that has to be done step by
    step.
    """

    input_size: int
    hidden_size: int
    params: Grads

    @property
    def dtype(self) -> np.dtype[Any]:
        """float32 or float64: that of the parameters and of everything computed."""
        dtype: np.dtype[Any] = next(iter(self.params.values())).dtype
        return dtype

    @property
    @abstractmethod
    def W_h(self) -> Array:
        """The weights that h_{t−1} is multiplied by, (H, H) for each gate, one below the other; a view."""

    def zero_grads(self) -> Grads:
        """Zeros to accumulate gradients into, one array for each parameter."""
        return {name: np.zeros_like(value) for name, value in self.params.items()}

    @abstractmethod
    def initial_state(self, batch: int = 1) -> S:
        """Zeros, (B, H) each."""

    @abstractmethod
    def tape(self, steps: int, batch: int = 1) -> Tape[R, L]:
        """Memory for a run of `steps` steps."""

    @abstractmethod
    def way_back(self, steps: int, batch: int = 1) -> Pages[L]:
        """Memory for the way back."""

    @abstractmethod
    def step(self, x: Array, state: S, out: R | None = None) -> tuple[S, R]:
        """One step in time: x (B, I) and the state before give the state after, and the record of how.

        Writes into the record `out` if given (one of a tape's), else into a new one.
        """

    @abstractmethod
    def slopes(self, record: R, out: L) -> L:
        """Local derivatives of the step(s), into `out`."""

    @abstractmethod
    def pull(self, dstate: tuple[Array, ...], record: R, local: L, W_h: Array, /) -> tuple[Array, ...]:
        """From the total ∂L/∂state_t to ∂L/∂state_{t−1}; makes gradients of the slopes `local`, in place."""

    @abstractmethod
    def collect(self, record: R, local: L) -> tuple[Grads, Array]:
        """The gradients of the parameters, and ∂L/∂x, (B, I) or (T, B, I)."""

    @abstractmethod
    def jacobian(self, record: R) -> Array:
        """∂h_t/∂h_{t−1}, (B, H, H) or (T, B, H, H): row j, column k is ∂h_t[j]/∂h_{t−1}[k]."""

    def local(self, record: R) -> L:
        """The slopes of one step's record, or of the whole tape's, in memory of their own."""
        shape = record[0].shape[:-1]
        if len(shape) == 2:
            return self.slopes(record, self.way_back(*shape).whole)
        return self.slopes(record, self.way_back(1, *shape).steps[0])

    def enter(self, x: Array, state: S, record: Any) -> None:
        """Put x and the state before into the record; raises ValueError for wrong shapes."""
        h, h_prev = state[0], record.h_prev
        if x.shape != record.x.shape:
            raise self._wrong_shapes(x, state, len(h_prev))
        record.x[...] = x
        if h is h_prev:  # along a tape
            return
        if any(s.shape != h_prev.shape for s in state):
            raise self._wrong_shapes(x, state, len(h_prev))
        h_prev[...] = h
        if len(state) == 2:
            record.c_prev[...] = state[1]

    def _wrong_shapes(self, x: Array, state: S, batch: int) -> ValueError:
        want = f"x ({batch}, {self.input_size}) and h{', c' * (len(state) - 1)} ({batch}, {self.hidden_size})"
        got = f"{x.shape} and {', '.join(str(s.shape) for s in state)}"
        return ValueError(f"{type(self).__name__}.step: expected {want}, got {got}")

    def run(self, xs: Array, state: S, tape: Tape[R, L]) -> None:
        """Step through xs (T, B, I) from `state`, writing on `tape`."""
        for x, record in zip(xs, tape.steps, strict=True):
            state, _ = self.step(x, state, record)

    def backward(self, dstate: S, record: R, grads: Grads) -> tuple[Array, S]:
        """One step back: from the total ∂L/∂state_t to (∂L/∂x_t, ∂L/∂state_{t−1}); adds to `grads`."""
        with np.errstate(over="ignore", invalid="ignore"):
            local = self.local(record)
            dstate_prev = self.pull(dstate, record, local, self.W_h)
            found, dx = self.collect(record, local)
            accumulate(grads, found)
            return dx, type(dstate)(*dstate_prev)


def accumulate(grads: Grads, more: Grads) -> None:
    """Add gradients to gradients, in place."""
    for name, g in more.items():
        grads[name] += g


def check_sizes(**sizes: int) -> None:
    """Raise ValueError unless every size is a whole number of at least 1."""
    for name, size in sizes.items():
        if not isinstance(size, int | np.integer) or size < 1:
            raise ValueError(f"{name}: expected a whole number ≥ 1, got {size!r}")


def check_dtype(dtype: Any) -> np.dtype[Any]:
    """`dtype` as NumPy's; raises ValueError unless it is float32 or float64."""
    found: np.dtype[Any] = np.dtype(dtype)
    if found not in (np.float32, np.float64):
        raise ValueError(f"dtype: expected float32 or float64, got {found}")
    return found


def flat(a: Array) -> Array:
    """(…, N) as (rows, N): all steps and sequences below one another, for one product."""
    return a.reshape(-1, a.shape[-1])


def aligned(shape: tuple[int, ...], dtype: np.dtype[Any]) -> Array:
    """An empty array that starts at a multiple of 64 bytes, a register's width: it is read a third faster."""
    size = dtype.itemsize * math.prod(shape)
    room = np.empty(size + 64, np.uint8)
    start = -room.ctypes.data % 64
    return room[start : start + size].view(dtype).reshape(shape)


def uniform(rng: np.random.Generator, hidden: int, shape: tuple[int, int], dtype: np.dtype[Any]) -> Array:
    """Weights (rows, columns) from U(−1/√H, 1/√H), PyTorch's choice, stored column after column.

    The product of W and one vector takes as long as reading W from memory. In this order BLAS reads it in one
    sweep, and W_x and W_h, which are ranges of columns, are sweeps as well.
    """
    limit = 1 / np.sqrt(hidden)
    W = aligned(shape[::-1], dtype).T
    W[...] = rng.uniform(-limit, limit, shape)
    return W
