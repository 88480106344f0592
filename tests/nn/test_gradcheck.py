"""Every gradient against finite differences, along random directions; and the check itself."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.nn import GRU, LSTM, RNN, Linear
from app.nn.cell import Array, Cell
from app.nn.gradcheck import Check, directional_check, narrowed_check
from app.nn.losses import binary_cross_entropy, cross_entropy, squared_error
from app.nn.unroll import backward, forward

MAKERS: dict[str, Callable[..., Any]] = {
    "tanh": RNN,
    "sigmoid": lambda *sizes, rng: RNN(*sizes, activation="sigmoid", rng=rng),
    "identity": lambda *sizes, rng: RNN(*sizes, activation="identity", rng=rng),
    "lstm": LSTM,
    "gru": GRU,
}
seeds = st.integers(0, 2**32 - 1)


@given(
    st.sampled_from(sorted(MAKERS)),
    st.integers(1, 4),
    st.integers(1, 9),
    st.integers(1, 3),
    st.integers(1, 12),
    seeds,
)
@settings(max_examples=60)
def test_back_propagation_through_time(
    name: str, inputs: int, hidden: int, batch: int, steps: int, seed: int
) -> None:
    """Parameters, inputs, initial state and read-out, moved all together."""
    rng = np.random.default_rng(seed)
    cell: Cell[Any, Any, Any] = MAKERS[name](inputs, hidden, rng=rng)
    readout = Linear(hidden, 3, rng=rng)
    xs, targets = rng.standard_normal((steps, batch, inputs)), rng.integers(0, 3, (steps, batch))
    start = type(cell.initial_state())(*rng.standard_normal((len(cell.initial_state()), batch, hidden)))

    def loss() -> float:
        return cross_entropy(readout.forward(forward(cell, xs, start).hs), targets)[0]

    run = forward(cell, xs, start)
    _, dlogits = cross_entropy(readout.forward(run.hs), targets)
    readout_grads = readout.zero_grads()
    found = backward(cell, run, readout.backward(dlogits, run.hs, readout_grads))
    params = {**cell.params, "xs": xs, **{f"start {k}": s for k, s in enumerate(start)}}
    grads = {**found.params, "xs": found.dxs, **{f"start {k}": s for k, s in enumerate(found.dstate0)}}
    params |= {f"readout {k}": v for k, v in readout.params.items()}
    grads |= {f"readout {k}": v for k, v in readout_grads.items()}
    check = directional_check(loss, params, grads, rng)
    assert abs(check.analytic - check.numeric) <= 1e-8 * abs(check.analytic) + 100 * check.noise
    assert check.relative_error <= 1e-6 or not check.resolved


def test_a_typical_check_is_right_to_a_billionth() -> None:
    errors = []
    for seed in range(30):
        rng = np.random.default_rng(seed)
        cell = LSTM(3, 16, rng=rng)
        xs, target = rng.standard_normal((30, 1, 3)), rng.standard_normal((1, 16))
        run = forward(cell, xs)
        dhs = np.zeros_like(run.hs)
        _, dhs[-1] = squared_error(run.hs[-1], target)
        found = backward(cell, run, dhs)
        check = directional_check(
            lambda cell=cell, xs=xs, target=target: squared_error(forward(cell, xs).hs[-1], target)[0],
            cell.params,
            found.params,
            rng,
        )
        assert check.resolved
        errors.append(check.relative_error)
    assert np.median(errors) < 1e-9


def test_a_wrong_gradient_is_found() -> None:
    rng = np.random.default_rng(0)
    cell, xs = GRU(2, 5, rng=rng), rng.standard_normal((6, 1, 2))
    run = forward(cell, xs)
    found = backward(cell, run, np.ones_like(run.hs))
    found.params["W_h"][3, 2] *= 1.001
    check = directional_check(lambda: float(forward(cell, xs).hs.sum()), cell.params, found.params, rng)
    assert check.resolved
    assert check.relative_error > 1e-7


def test_parameters_are_put_back_exactly_even_if_the_loss_fails() -> None:
    w = np.random.default_rng(0).standard_normal(5)
    before = w.copy()
    directional_check(lambda: float((w**2).sum()), {"w": w}, {"w": 2 * w}, np.random.default_rng(1))
    np.testing.assert_array_equal(w, before)
    with pytest.raises(ZeroDivisionError):
        directional_check(lambda: 1 / 0, {"w": w}, {"w": w}, np.random.default_rng(1))
    np.testing.assert_array_equal(w, before)


def test_a_gradient_below_the_rounding_of_the_loss_is_said_to_be_so() -> None:
    """The loss is near 1 and hardly depends on w: differences of it are rounding, and the check admits it."""
    w = np.ones(4)

    def loss() -> float:
        return 1.0 + 1e-20 * float(w.sum())

    check = directional_check(loss, {"w": w}, {"w": np.full(4, 1e-20)}, np.random.default_rng(0))
    assert not check.resolved
    assert check.noise > 1e-13
    flat = directional_check(lambda: 1.0, {"w": w}, {"w": np.zeros(4)}, np.random.default_rng(0))
    assert flat[:3] == (0.0, 0.0, 0.0)
    assert not flat.resolved


def narrowed(loss: Callable[[Array], float], slope: Callable[[Array], Array]) -> tuple[Check, float]:
    w = np.random.default_rng(0).standard_normal(4)

    def at(eps: float) -> Check:
        return directional_check(lambda: loss(w), {"w": w}, {"w": slope(w)}, np.random.default_rng(1), eps)

    return narrowed_check(at, (1e-4, 1e-6, 1e-8))


def test_steps_are_narrowed_until_two_agree() -> None:
    smooth, eps = narrowed(lambda w: float(np.sin(w).sum()), np.cos)
    assert eps == 1e-4
    assert smooth.telling
    assert smooth.relative_error < 1e-9
    bent, eps = narrowed(lambda w: float(np.sin(1e5 * w).sum()), lambda w: 1e5 * np.cos(1e5 * w))
    assert eps < 1e-4
    assert bent.telling
    assert bent.relative_error < 1e-4


def test_where_no_two_steps_agree_the_check_says_so() -> None:
    jagged, _ = narrowed(lambda w: float(np.sin(1e12 * w).sum()), lambda w: 1e12 * np.cos(1e12 * w))
    assert jagged.resolved
    assert not jagged.agreed
    assert not jagged.telling
    faint, _ = narrowed(lambda w: 1.0 + 1e-20 * float(w.sum()), lambda _: np.full(4, 1e-20))
    assert not faint.telling
    assert not faint.resolved


def test_a_wrong_gradient_is_never_said_to_be_right_by_choosing_a_step() -> None:
    found, _ = narrowed(lambda w: float(np.sin(w).sum()), lambda w: 1.01 * np.cos(w))
    assert found.telling
    assert found.relative_error > 5e-3


@pytest.mark.parametrize("bad", ["float32", "shape", "name", "eps"])
def test_what_cannot_be_checked_is_refused(bad: str) -> None:
    w = np.ones(3, np.float32 if bad == "float32" else np.float64)
    grads = {"v" if bad == "name" else "w": np.ones(4 if bad == "shape" else 3)}
    with pytest.raises(ValueError, match="expected"):
        directional_check(
            lambda: 0.0, {"w": w}, grads, np.random.default_rng(0), eps=0.0 if bad == "eps" else 1e-4
        )


def gradient_of(loss: Callable[[Array], tuple[float, Array]], z: Array, seed: int) -> float:
    _, d = loss(z)
    check = directional_check(lambda: loss(z)[0], {"z": z}, {"z": d}, np.random.default_rng(seed))
    return 0.0 if abs(check.analytic - check.numeric) <= 100 * check.noise else check.relative_error


@given(st.integers(1, 6), st.integers(2, 7), st.booleans(), seeds)
def test_losses(batch: int, size: int, mean: bool, seed: int) -> None:
    rng = np.random.default_rng(seed)
    z, y, k = rng.normal(0, 3, (batch, size)), rng.uniform(0, 1, (batch, size)), rng.integers(0, size, batch)
    assert gradient_of(lambda z: cross_entropy(z, k, mean=mean), z, seed) < 1e-7
    assert gradient_of(lambda z: binary_cross_entropy(z, y, mean=mean), z, seed) < 1e-7
    assert gradient_of(lambda z: squared_error(z, y, mean=mean), z, seed) < 1e-7
