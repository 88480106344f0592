"""What a run through time promises besides the right numbers: no hidden state, no surprise, clear errors."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.nn import GRU, LSTM, RNN, LSTMState, State
from app.nn.cell import Array, Cell
from app.nn.norms import spectral_norm
from app.nn.unroll import backward, forward, gather

Make = Callable[..., Cell[Any, Any, Any]]


def inputs(steps: int, batch: int, size: int = 3, seed: int = 5, dtype: Any = np.float64) -> Array:
    return np.random.default_rng(seed).standard_normal((steps, batch, size)).astype(dtype)


def test_two_sequences_in_a_row_know_nothing_of_each_other(make: Make) -> None:
    cell, xs = make(3, 8), inputs(9, 2)
    first = forward(cell, xs).hs.copy()
    forward(cell, inputs(20, 5, seed=6))
    np.testing.assert_array_equal(forward(cell, xs).hs, first)


def test_two_runs_interleaved_on_one_cell(make: Make) -> None:
    cell, runs = make(3, 8), [inputs(9, 2, seed=s) for s in (1, 2)]
    alone = [forward(cell, xs).hs for xs in runs]
    states = [cell.initial_state(2), cell.initial_state(2)]
    for t in range(9):
        for k, xs in enumerate(runs):
            states[k], record = cell.step(xs[t], states[k])
            np.testing.assert_allclose(states[k][0], alone[k][t], rtol=1e-13, atol=1e-15)
            assert record.h is states[k].h


def test_a_step_changes_neither_its_input_nor_the_state_before(make: Make) -> None:
    cell, x = make(3, 8), inputs(1, 2)[0]
    state, _ = cell.step(x, cell.initial_state(2))
    kept = [x.copy(), *(s.copy() for s in state)]
    cell.step(x, state)
    for now, before in zip([x, *state], kept, strict=True):
        np.testing.assert_array_equal(now, before)


def test_the_records_of_steps_stay_as_they_were(make: Make) -> None:
    cell, state, records, seen = make(3, 8), make(3, 8).initial_state(1), [], []
    for x in inputs(5, 1):
        state, record = cell.step(x, state)
        records.append(record)
        seen.append([a.copy() for a in record[:-1]])
    for record, before in zip(records, seen, strict=True):
        for now, then in zip(record[:-1], before, strict=True):
            np.testing.assert_array_equal(now, then)


def test_a_tape_may_be_used_again_and_a_record_too(make: Make) -> None:
    cell, xs = make(3, 8), inputs(6, 2)
    tape = cell.tape(6, 2)
    dhs = inputs(6, 2, 8, seed=9)
    overwritten = forward(cell, inputs(6, 2, seed=7), tape=tape)
    reused = forward(cell, xs, tape=tape)
    assert reused.tape is tape
    with pytest.raises(ValueError, match="a later run has written over"):
        backward(cell, overwritten, dhs)
    again = [backward(cell, reused, dhs) for _ in range(2)]
    fresh = backward(cell, forward(cell, xs), dhs)
    for found in again:
        for key, value in fresh.params.items():
            np.testing.assert_array_equal(found.params[key], value)
        np.testing.assert_array_equal(found.dxs, fresh.dxs)
    state, record = cell.initial_state(2), cell.tape(1, 2).steps[0]
    for x in xs:
        state, _ = cell.step(x, state, record)  # its own h is the next one's h_prev
    np.testing.assert_allclose(state[0], fresh_last(cell, xs), rtol=1e-13, atol=1e-15)


def fresh_last(cell: Cell[Any, Any, Any], xs: Array) -> Array:
    last: Array = forward(cell, xs).hs[-1]
    return last


def test_stepping_along_a_tape_then_going_back_is_the_same_as_forward(make: Make) -> None:
    """For networks whose next input depends on the last output: they fill a tape step by step."""
    cell, xs = make(3, 8), inputs(6, 2)
    run = forward(cell, xs)
    tape, state = cell.tape(6, 2), cell.initial_state(2)
    for x, record in zip(xs, tape.steps, strict=True):
        state, _ = cell.step(x, state, record)
    gathered, dhs = gather(tape), inputs(6, 2, 8, seed=9)
    np.testing.assert_allclose(gathered.hs, run.hs, rtol=1e-13, atol=1e-15)
    for ours, theirs in zip(gathered.state, run.state, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-13, atol=1e-15)
    found, expected = backward(cell, gathered, dhs), backward(cell, run, dhs)
    np.testing.assert_allclose(found.dxs, expected.dxs, rtol=1e-11, atol=1e-14)
    for key, value in expected.params.items():
        np.testing.assert_allclose(found.params[key], value, rtol=1e-11, atol=1e-13)


def test_a_run_cut_in_two_gives_the_same_states_and_gradients(make: Make) -> None:
    cell, xs, dhs = make(3, 8), inputs(10, 2), inputs(10, 2, 8, seed=9)
    whole_run = forward(cell, xs)
    whole = backward(cell, whole_run, dhs)
    first = forward(cell, xs[:4])
    second = forward(cell, xs[4:], first.state)
    np.testing.assert_allclose(second.hs, whole_run.hs[4:], rtol=1e-12, atol=1e-15)
    late = backward(cell, second, dhs[4:])
    early = backward(cell, first, dhs[:4], late.dstate0, grads=late.params)
    assert early.params is late.params
    for key, value in whole.params.items():
        np.testing.assert_allclose(early.params[key], value, rtol=1e-10, atol=1e-13)
    np.testing.assert_allclose(np.r_[early.h_norms, late.h_norms], whole.h_norms, rtol=1e-11)


def test_a_batch_is_its_sequences_side_by_side(make: Make) -> None:
    cell, xs, dhs = make(3, 8), inputs(7, 4), inputs(7, 4, 8, seed=9)
    together = backward(cell, forward(cell, xs), dhs)
    alone = [backward(cell, forward(cell, xs[:, b : b + 1]), dhs[:, b : b + 1]) for b in range(4)]
    for key, value in together.params.items():
        np.testing.assert_allclose(sum(a.params[key] for a in alone), value, rtol=1e-11, atol=1e-13)
    norms = np.sqrt(sum(a.h_norms**2 for a in alone))
    np.testing.assert_allclose(together.h_norms, norms, rtol=1e-12)


def test_float32_stays_float32_and_is_near_float64(make: Make) -> None:
    single, double = make(3, 8, dtype=np.float32), make(3, 8)
    xs, dhs = inputs(12, 2), inputs(12, 2, 8, seed=9)
    found = forward(single, xs.astype(np.float32))
    back = backward(single, found, dhs.astype(np.float32), jacobians=True)
    expected = backward(double, forward(double, xs), dhs, jacobians=True)
    arrays = {"hs": found.hs, "dxs": back.dxs, "dhs": back.dhs, "jacobians": back.jacobians, **back.params}
    for name, a in arrays.items():
        assert a is not None
        assert a.dtype == np.float32, name
    assert all(s.dtype == np.float32 for s in (*found.state, *back.dstate0, *found.records[3][:-1]))
    np.testing.assert_allclose(back.h_norms, expected.h_norms, rtol=1e-4)
    for key, value in expected.params.items():
        np.testing.assert_allclose(back.params[key], value, rtol=2e-3, atol=1e-3)


def test_a_double_input_does_not_turn_a_single_network_double(make: Make) -> None:
    cell = make(3, 8, dtype=np.float32)
    state, record = cell.step(inputs(1, 2)[0], cell.initial_state(2))
    assert all(a.dtype == np.float32 for a in (*state, *record[:-1]))
    run = forward(cell, inputs(4, 2))
    assert run.hs.dtype == np.float32
    assert backward(cell, run, inputs(4, 2, 8)).dxs.dtype == np.float32


def test_jacobians_multiply_up_to_the_gradient(make: Make) -> None:
    """With the loss at the last step only, ∂L/∂h_{t−1} = Jᵀ ∂L/∂h_t (RNN, GRU)."""
    cell, xs = make(3, 8), inputs(6, 2)
    dhs = np.zeros((6, 2, 8))
    dhs[-1] = inputs(1, 2, 8, seed=9)[0]
    found = backward(cell, forward(cell, xs), dhs, jacobians=True)
    assert found.jacobians is not None
    assert found.factors is not None
    assert found.jacobians.shape == (6, 2, 8, 8)
    np.testing.assert_allclose(found.factors, spectral_norm(found.jacobians))
    one_by_one = [cell.jacobian(record) for record in forward(cell, xs).records]
    np.testing.assert_allclose(found.jacobians, one_by_one, rtol=1e-13, atol=1e-16)
    if not isinstance(cell, LSTM):
        for t in range(1, 6):
            expected = np.einsum("bjk,bj->bk", found.jacobians[t], found.dhs[t])
            np.testing.assert_allclose(found.dhs[t - 1], expected, rtol=1e-11, atol=1e-15)
        bound = found.factors[1:] * np.linalg.norm(found.dhs[1:], axis=2)
        assert (np.linalg.norm(found.dhs[:-1], axis=2) <= bound * (1 + 1e-12)).all()


def test_nothing_but_what_was_asked_for(make: Make) -> None:
    cell = make(3, 8)
    found = backward(cell, forward(cell, inputs(3, 1)), inputs(3, 1, 8))
    assert found.jacobians is None
    assert found.factors is None


@pytest.mark.parametrize("activation", ["relu", "identity"])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_overflow_is_inf_and_nobody_is_warned(activation: str, dtype: Any) -> None:
    """Warnings are errors here: an overflow on the way forward or back must stay a number."""
    cell = RNN(1, 4, activation=activation, dtype=dtype, rng=np.random.default_rng(0))
    cell.params["W_hh"][...] = np.eye(4) * 1e20
    xs = np.ones((40, 1, 1), dtype)
    cell.params["W_xh"][...] = 1
    run = forward(cell, xs)
    assert np.isfinite(run.hs[0]).all()
    assert np.isinf(run.hs).any()
    with np.errstate(all="raise"):
        state = cell.initial_state()
        for x in xs:
            state, _ = cell.step(x, state)
    tame = forward(cell, np.zeros_like(xs) + np.finfo(dtype).tiny)
    found = backward(cell, tame, np.ones((40, 1, 4), dtype))
    assert np.isfinite(found.h_norms[-1])
    assert np.isinf(found.h_norms[0])
    assert not np.isnan(found.h_norms).any()
    assert (np.diff(found.h_norms[np.isfinite(found.h_norms)]) <= 0).all()


def test_a_step_back_that_overflows_is_inf_too() -> None:
    cell = RNN(1, 4, activation="identity", dtype=np.float32, rng=np.random.default_rng(0))
    cell.params["W_hh"][...] = np.eye(4) * 1e30
    _, record = cell.step(np.ones((1, 1), np.float32), cell.initial_state())
    with np.errstate(all="raise", under="ignore"):
        _, back = cell.backward(State(np.full((1, 4), 1e20, np.float32)), record, cell.zero_grads())
    assert np.isinf(back.h).any()


def test_a_vanished_gradient_keeps_its_norm() -> None:
    """1e-200 squared is 0 in a float; its norm is still 1e-200."""
    cell = RNN(1, 4, activation="identity", rng=np.random.default_rng(0))
    cell.params["W_hh"][...] = np.eye(4) * 0.1
    dhs = np.zeros((201, 1, 4))
    dhs[-1] = 0.5
    found = backward(cell, forward(cell, np.zeros((201, 1, 1))), dhs)
    np.testing.assert_allclose(found.h_norms, 10.0 ** np.arange(-200, 1), rtol=1e-12)


def test_huge_inputs_saturate_the_gates_quietly() -> None:
    rng = np.random.default_rng(0)
    for cell in (LSTM(3, 8, rng=rng), GRU(3, 8, rng=rng), RNN(3, 8, activation="sigmoid", rng=rng)):
        run = forward(cell, np.full((5, 2, 3), 1e300))
        assert np.isfinite(run.hs).all()
        assert np.isfinite(backward(cell, run, np.ones((5, 2, 8))).h_norms).all()


@given(st.integers(1, 5), st.integers(1, 9), st.integers(1, 4), st.integers(0, 2**32 - 1))
def test_a_linear_network_is_a_product_of_matrices(inputs_: int, hidden: int, batch: int, seed: int) -> None:
    """With the identity, h_T = Σ_t W_hhᵀ⁻ᵗ (W_xh x_t + b): computed here without any cell."""
    rng = np.random.default_rng(seed)
    cell = RNN(inputs_, hidden, activation="identity", rng=rng)
    xs = rng.standard_normal((6, batch, inputs_))
    W, U, b = cell.params["W_hh"], cell.params["W_xh"], cell.params["b_h"]
    b[...] = rng.standard_normal(hidden)
    expected = sum(np.linalg.matrix_power(W, 5 - t) @ (U @ xs[t].T + b[:, None]) for t in range(6))
    np.testing.assert_allclose(forward(cell, xs).hs[-1], np.transpose(expected), rtol=1e-9, atol=1e-12)


def test_the_forget_gate_starts_open_and_the_cell_remembers() -> None:
    cell = LSTM(2, 3, forget_bias=40.0, rng=np.random.default_rng(0))
    state = LSTMState(np.zeros((1, 3)), np.array([[1.0, -2.0, 3.0]]))
    cell.params["W"][...] = 0
    run = forward(cell, inputs(50, 1, 2), state)
    np.testing.assert_allclose(run.state.c, state.c, rtol=1e-12)


def test_gates_are_where_the_docstring_says(make: Make) -> None:
    cell = make(3, 8)
    if isinstance(cell, LSTM):
        assert cell.W_x.shape == (32, 3)
        assert cell.W_h.shape == (32, 8)
        cell.W_h[...] = 7
        cell.W_x[...] = 5
        assert (cell.params["W"][:, :3] == 5).all()
        assert (cell.params["W"][:, 3:] == 7).all()
        assert (cell.params["b"][8:16] == 1).all()
        assert cell.params["b"].sum() == 8
    _, record = cell.step(inputs(1, 2)[0], cell.initial_state(2))
    for gate in set("ifoz") & set(record._fields) | ({"r"} & set(record._fields)):
        assert ((getattr(record, gate) > 0) & (getattr(record, gate) < 1)).all()


def test_wrong_shapes_are_told_what_was_expected_and_what_came(make: Make) -> None:
    cell = make(3, 8)
    good = cell.initial_state(2)
    for x, state in (
        (np.zeros((2, 4)), good),
        (np.zeros(3), good),
        (np.zeros((1, 3)), good),
        (np.zeros((5, 3)), good),
        (np.zeros((2, 3)), good._replace(h=np.zeros((2, 7)))),
        (np.zeros((2, 3)), good._replace(h=np.zeros((1, 8)))),
    ):
        with pytest.raises(ValueError, match=r"step: expected x \(\d, 3\) and h.* \(\d, 8\), got \("):
            cell.step(x, state)
    for xs in (np.zeros((4, 3)), np.zeros((4, 2, 5)), np.zeros((0, 2, 3)), np.zeros((4, 0, 3))):
        with pytest.raises(ValueError, match=r"expected xs \(T ≥ 1, B ≥ 1, 3\), got "):
            forward(cell, xs)
    with pytest.raises(ValueError, match=r"expected a tape of \(4, 2\) steps × batch, got \(5, 2\)"):
        forward(cell, np.zeros((4, 2, 3)), tape=cell.tape(5, 2))
    with pytest.raises(ValueError, match=r"expected a state of \(4, 8\), got \[\(2, 8\)"):
        forward(cell, np.zeros((3, 4, 3)), good)
    with pytest.raises(ValueError, match=r"expected dhs \(4, 2, 8\), got \(4, 2, 7\)"):
        backward(cell, forward(cell, np.zeros((4, 2, 3))), np.zeros((4, 2, 7)))
    with pytest.raises(ValueError, match=r"backward: expected a state of \(2, 8\), got \[\(1, 8\)"):
        backward(cell, forward(cell, np.zeros((4, 2, 3))), np.zeros((4, 2, 8)), cell.initial_state(1))


def test_a_wrong_memory_is_named_too() -> None:
    cell = LSTM(3, 8, rng=np.random.default_rng(0))
    with pytest.raises(ValueError, match=r"expected x \(2, 3\) and h, c \(2, 8\), got .*\(1, 8\)"):
        cell.step(np.zeros((2, 3)), LSTMState(np.zeros((2, 8)), np.zeros((1, 8))))


@pytest.mark.parametrize("cell", [RNN, LSTM, GRU])
def test_impossible_sizes_and_kinds_are_refused(cell: Any) -> None:
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match="hidden_size: expected a whole number ≥ 1, got 0"):
        cell(3, 0, rng=rng)
    with pytest.raises(ValueError, match=r"input_size: expected a whole number ≥ 1, got 2\.5"):
        cell(2.5, 3, rng=rng)
    with pytest.raises(ValueError, match="dtype: expected float32 or float64, got int64"):
        cell(3, 3, dtype=np.int64, rng=rng)
