"""What every recurrent cell can do, and the words its arrays are called by."""

from abc import ABC, abstractmethod
from typing import Any, Generic, NamedTuple, TypeVar

import numpy as np

Array = np.ndarray[Any, Any]
Grads = dict[str, Array]


class State(NamedTuple):
    """What a plain RNN or a GRU carries from step to step: h (B, H)."""

    h: Array


S = TypeVar("S", bound=tuple[Array, ...])  # the state: h first, then c if there is one
R = TypeVar("R", bound=tuple[Any, ...])  # the record of a step
L = TypeVar("L", bound=tuple[Any, ...])  # the local derivatives at a step, which become its gradients


class Tape(Generic[R, L]):
    """Memory for T steps, owned by the caller, written over by the next run that is given it.

    whole   one record whose arrays are (T, B, ·): all steps at once
    steps   T records whose arrays are (B, ·), views of `whole`; step t's h is the very array that step t+1 calls h_prev
    wholes, locals  the same two for the way back
    """

    def __init__(self, whole: R, steps: list[R], local: L, locals_: list[L]) -> None:
        self.whole, self.steps, self.local, self.locals = whole, steps, local, locals_

    def __len__(self) -> int:
        return len(self.steps)


class Cell(ABC, Generic[S, R, L]):
    """A recurrent cell: parameters and pure functions of them; no state of its own.

    The way back has three parts, each of which works on one step (B, ·) and on all steps at once (T, B, ·):
    `slopes` (local derivatives, from the record alone), `pull` (one step back in time: the only part that must go
    step by step) and `collect` (the gradients of the parameters and inputs: one product for all steps).
    """

    input_size: int
    hidden_size: int
    params: Grads

    @property
    def dtype(self) -> np.dtype[Any]:
        """float32 or float64: that of the parameters and of everything computed."""
        dtype: np.dtype[Any] = next(iter(self.params.values())).dtype
        return dtype

    def zero_grads(self) -> Grads:
        """Zeros to accumulate gradients into, one array for each parameter."""
        return {name: np.zeros_like(value) for name, value in self.params.items()}

    @abstractmethod
    def initial_state(self, batch: int = 1) -> S:
        """Zeros, (B, H) each."""

    @abstractmethod
    def tape(self, steps: int, batch: int = 1) -> Tape[R, L]:
        """Memory for a run of `steps` steps and the way back."""

    @abstractmethod
    def step(self, x: Array, state: S, out: R | None = None) -> tuple[S, R]:
        """One step in time: x (B, I) and the state before give the state after, and the record of how.

        Writes into the record `out` if given (one of a tape's steps, or the last step's record, to be used up), else
        into a new one.
        """

    @abstractmethod
    def slopes(self, record: R, out: L) -> L:
        """Local derivatives of the step(s), into `out`."""

    @abstractmethod
    def pull(self, dstate: S, local: L) -> S:
        """From the total ∂L/∂state_t to ∂L/∂state_{t−1}; turns `local` in place from slopes into gradients."""

    @abstractmethod
    def collect(self, record: R, local: L, grads: Grads) -> Array:
        """Add the gradients of the parameters to `grads`; return ∂L/∂x, (B, I) or (T, B, I)."""

    @abstractmethod
    def jacobian(self, record: R) -> Array:
        """∂h_t/∂h_{t−1}, (B, H, H): row j, column k is ∂h_t[j]/∂h_{t−1}[k]."""

    def backward(self, dstate: S, record: R, grads: Grads) -> tuple[Array, S]:
        """One step back: from the total ∂L/∂state_t to (∂L/∂x_t, ∂L/∂state_{t−1}); adds to `grads`."""
        local = self.slopes(record, self.tape(1, record[0].shape[0]).locals[0])
        with np.errstate(over="ignore", invalid="ignore"):
            dstate_prev = self.pull(dstate, local)
            return self.collect(record, local, grads), dstate_prev


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


def explain_shapes(cell: Cell[Any, Any, Any], x: Array, state: tuple[Array, ...]) -> ValueError:
    """The error for a step that was given the wrong shapes: what was expected, and what came."""
    want = f"x (B, {cell.input_size}) and a state of {len(cell.initial_state())} × (B, {cell.hidden_size})"
    got = f"x {np.shape(x)} and a state of {', '.join(str(np.shape(s)) for s in state)}"
    return ValueError(f"{type(cell).__name__}.step: expected {want}, got {got}")


def uniform(rng: np.random.Generator, hidden: int, shape: tuple[int, ...], dtype: np.dtype[Any]) -> Array:
    """Weights from U(−1/√H, 1/√H), PyTorch's choice; stored so that the columns lie together (Fortran order).

    For one sequence the product W·[x; h] takes as long as reading W from memory; this order lets BLAS read it in one
    sweep, and makes W_x and W_h, which are ranges of columns, sweeps as well.
    """
    limit = 1 / np.sqrt(hidden)
    return np.asfortranarray(rng.uniform(-limit, limit, shape).astype(dtype))
