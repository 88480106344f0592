"""Losses at the edges; PyTorch's numbers and finite differences are compared elsewhere."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.nn.losses import binary_cross_entropy, cross_entropy, softmax, squared_error


@given(st.lists(st.floats(-1e308, 1e308), min_size=1, max_size=8))
def test_softmax_is_a_probability_whatever_the_logits(z: list[float]) -> None:
    with np.errstate(over="ignore"):  # 1e308 − (−1e308) is inf, and e^−inf is 0, as it should be
        p = softmax(np.array(z))
    assert (p >= 0).all()
    assert p.sum() == pytest.approx(1, abs=1e-12)
    assert p.argmax() == np.argmax(z)


def test_a_hopeless_guess_costs_its_distance_and_a_sure_one_nothing() -> None:
    z = np.array([[1e5, 0.0]])
    assert cross_entropy(z, np.array([1]))[0] == 1e5
    assert cross_entropy(z, np.array([0]))[0] == 0
    y = np.array([[0.0, 1.0]])
    assert binary_cross_entropy(np.array([[1e5, -1e5]]), y)[0] == 2e5
    assert binary_cross_entropy(np.array([[-1e5, 1e5]]), y)[0] == 0


def test_losses_over_time_are_losses_over_rows() -> None:
    rng = np.random.default_rng(0)
    z, k = rng.standard_normal((6, 3, 5)), rng.integers(0, 5, (6, 3))
    loss, d = cross_entropy(z, k)
    flat, flat_d = cross_entropy(z.reshape(18, 5), k.reshape(18))
    assert loss == flat
    np.testing.assert_array_equal(d.reshape(18, 5), flat_d)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_gradients_are_of_the_kind_of_the_logits(dtype: Any) -> None:
    z = np.ones((2, 3), dtype)
    y = np.full((2, 3), 0.5)
    for _, d in (cross_entropy(z, np.array([0, 1])), binary_cross_entropy(z, y), squared_error(z, y)):
        assert d.dtype == dtype
    assert softmax(z).dtype == dtype


def test_logits_are_left_alone() -> None:
    z = np.random.default_rng(0).standard_normal((3, 4))
    before = z.copy()
    softmax(z)
    cross_entropy(z, np.array([0, 1, 2]))
    binary_cross_entropy(z, np.ones((3, 4)))
    squared_error(z, np.ones((3, 4)))
    np.testing.assert_array_equal(z, before)


def test_wrong_targets_are_told_what_was_expected_and_what_came() -> None:
    z = np.zeros((2, 3))
    with pytest.raises(
        ValueError, match=r"whole-number targets \(2,\) for logits \(2, 3\), got int64 \(3,\)"
    ):
        cross_entropy(z, np.array([0, 1, 2]))
    with pytest.raises(ValueError, match="got float64"):
        cross_entropy(z, np.array([0.0, 1.0]))
    for bad in ([0, 3], [-1, 0]):
        with pytest.raises(ValueError, match="expected targets in 0…2, got"):
            cross_entropy(z, np.array(bad))
    for loss in (binary_cross_entropy, squared_error):
        with pytest.raises(ValueError, match=r"expected targets \(2, 3\), got \(2,\)"):
            loss(z, np.zeros(2))
    with pytest.raises(ValueError, match="at least one row"):
        cross_entropy(np.zeros((0, 3)), np.zeros(0, int))
