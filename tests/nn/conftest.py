"""What the tests of the networks share: the cells, PyTorch's numbers, and what counts as equal."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.nn import GRU, LSTM, RNN
from app.nn.cell import Array, Cell

GOLDEN = Path(__file__).parents[1] / "golden"
CELLS: dict[str, Callable[..., Any]] = {
    "rnn-tanh": lambda *sizes, **more: RNN(*sizes, activation="tanh", **more),
    "rnn-sigmoid": lambda *sizes, **more: RNN(*sizes, activation="sigmoid", **more),
    "rnn-relu": lambda *sizes, **more: RNN(*sizes, activation="relu", **more),
    "rnn-identity": lambda *sizes, **more: RNN(*sizes, activation="identity", **more),
    "lstm": LSTM,
    "gru": GRU,
}
Make = Callable[..., Cell[Any, Any, Any]]


@pytest.fixture(params=CELLS)
def name(request: pytest.FixtureRequest) -> str:
    """Each cell in turn."""
    return str(request.param)


@pytest.fixture
def make(name: str) -> Make:
    """Makes the cell: make(inputs, hidden, seed=0, dtype=np.float64)."""

    def made(inputs: int, hidden: int, seed: int = 0, dtype: Any = np.float64) -> Cell[Any, Any, Any]:
        cell: Cell[Any, Any, Any] = CELLS[name](inputs, hidden, rng=np.random.default_rng(seed), dtype=dtype)
        return cell

    return made


@pytest.fixture
def golden() -> Callable[[str], dict[str, Array]]:
    """Reads a file that scripts/make_golden.py wrote."""

    def read(name: str) -> dict[str, Array]:
        with np.load(GOLDEN / f"{name}.npz") as file:
            return dict(file)

    return read


@pytest.fixture
def assert_close() -> Callable[..., None]:
    """Relative error ≤ 1e-8, step by step: a gradient that has shrunk to 1e-20 is held to its own size."""

    def check(ours: Array, theirs: Array, what: str, *, per_step: bool = False, limit: float = 1e-8) -> None:
        assert ours.shape == theirs.shape, what
        axes = tuple(range(1 if per_step else 0, theirs.ndim))
        size = np.abs(theirs).max(axis=axes)
        error = np.abs(ours - theirs).max(axis=axes)
        assert np.isfinite(error).all(), what
        worst = np.max(error / np.where(size > 0, size, 1))
        assert worst <= limit, f"{what}: relative error {worst:.1e}"

    return check
