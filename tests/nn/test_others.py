"""Norms, the linear layer, and optimisers at work."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.nn import LSTM, Linear
from app.nn.cell import aligned
from app.nn.norms import norm, spectral_norm, spectral_radius
from app.nn.optim import SGD, Adagrad, Adam, Optimiser, clip_by_norm

finite = st.floats(-1e150, 1e150, allow_subnormal=False)


@given(st.lists(finite, min_size=1, max_size=9), st.sampled_from([1e-150, 1e-30, 1.0, 1e30, 1e150]))
def test_norm_scales_with_its_vector(values: list[float], scale: float) -> None:
    values = [v if abs(v) > 1e-140 else 0.0 for v in values]
    assert float(norm(np.array(values) * scale)) == pytest.approx(math.hypot(*values) * scale, rel=1e-9)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_norm_beyond_what_squares_can_hold(dtype: Any) -> None:
    big, small = np.array([3e30, 4e30], dtype), np.array([3e-30, 4e-30], dtype)
    assert norm(big) == pytest.approx(5e30, rel=1e-6)
    assert norm(small) == pytest.approx(5e-30, rel=1e-6)
    assert norm(np.array([[3e200, 4e200], [3e-200, 4e-200]]), axes=1) == pytest.approx([5e200, 5e-200])
    assert norm(np.zeros(3, dtype)) == 0
    assert norm(np.array([1, np.inf], dtype)) == np.inf
    assert norm(np.array([np.nan, np.inf], dtype)) == np.inf
    assert np.isnan(norm(np.array([1, np.nan], dtype)))
    assert norm(np.ones((2, 3, 4), dtype), axes=(1, 2)).shape == (2,)
    assert norm(big).dtype == np.float64


def test_spectral_norm_and_radius() -> None:
    rng = np.random.default_rng(0)
    q, _ = np.linalg.qr(rng.standard_normal((6, 6)))
    assert spectral_norm(0.9 * q) == pytest.approx(0.9)
    assert spectral_radius(0.9 * q) == pytest.approx(0.9)
    shear = np.array([[1.0, 5.0], [0.0, 1.0]])  # grows vectors at first, but not in the long run
    assert spectral_radius(shear) == pytest.approx(1)
    assert spectral_norm(shear) > 5
    many = np.stack([q, 2 * q, np.full((6, 6), np.inf), np.full((6, 6), np.nan)])
    np.testing.assert_allclose(spectral_norm(many), [1, 2, np.inf, np.inf])


def test_linear_over_any_leading_axes_adds_up_its_gradients() -> None:
    rng = np.random.default_rng(0)
    layer, x, dy = Linear(3, 2, rng=rng), rng.standard_normal((4, 5, 3)), rng.standard_normal((4, 5, 2))
    layer.params["b"][...] = [1, 2]
    np.testing.assert_allclose(layer.forward(x), x @ layer.params["W"].T + layer.params["b"], rtol=1e-13)
    grads = layer.zero_grads()
    dx = layer.backward(dy, x, grads)
    layer.backward(dy, x, grads)
    np.testing.assert_allclose(dx, dy @ layer.params["W"], rtol=1e-13)
    np.testing.assert_allclose(grads["W"], 2 * np.einsum("tbo,tbi->oi", dy, x), rtol=1e-12)
    np.testing.assert_allclose(grads["b"], 2 * dy.sum(axis=(0, 1)), rtol=1e-12)
    with pytest.raises(ValueError, match=r"expected x \(…, 3\), got \(4, 2\)"):
        layer.forward(np.zeros((4, 2)))


MAKERS: list[Callable[[float], Optimiser]] = [
    SGD,
    lambda r: SGD(r, momentum=0.5),
    lambda r: Adagrad(10 * r),
    Adam,
]


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_optimisers_go_downhill_in_place(make: Callable[[float], Optimiser], dtype: Any) -> None:
    w = np.array([[3.0, -2.0]], dtype)
    params, optimiser = {"w": w}, make(0.1)
    for _ in range(300):
        optimiser.update(params, {"w": 2 * w})
    assert params["w"] is w
    assert w.dtype == dtype
    assert float(np.abs(w).max()) < 0.1


@pytest.mark.parametrize("make", [*MAKERS, lambda r: clip_by_norm({}, r)])
@pytest.mark.parametrize("rate", [0.0, -1.0, float("nan")])
def test_a_rate_or_limit_that_is_not_positive_is_refused(make: Callable[[float], Any], rate: float) -> None:
    with pytest.raises(ValueError, match="expected a number > 0, got"):
        make(rate)


def test_clipping_leaves_small_gradients_and_reports_the_rest() -> None:
    grads = {"a": np.array([0.3, 0.0]), "b": np.array([[0.4]], np.float32)}
    assert clip_by_norm(grads, 1.0) == pytest.approx(0.5)
    np.testing.assert_array_equal(grads["a"], [0.3, 0.0])
    assert clip_by_norm(grads, 0.05) == pytest.approx(0.5)
    np.testing.assert_allclose(grads["a"], [0.03, 0])
    assert grads["b"].dtype == np.float32
    huge = {"a": np.array([3e200, 4e200])}
    assert clip_by_norm(huge, 1.0) == pytest.approx(5e200)
    np.testing.assert_allclose(huge["a"], [0.6, 0.8])


def test_an_infinite_gradient_is_not_followed() -> None:
    """Scaling inf down gives nan, which would destroy the parameters: it becomes a step of 0 instead."""
    grads = {"a": np.array([np.inf, 1.0]), "b": np.ones(2)}
    assert clip_by_norm(grads, 1.0) == np.inf
    np.testing.assert_array_equal(grads["a"], [0, 0])
    np.testing.assert_array_equal(grads["b"], [0, 0])
    grads = {"a": np.array([np.nan, 1.0])}
    assert np.isnan(clip_by_norm(grads, 1.0))
    np.testing.assert_array_equal(grads["a"], [0, 0])


def test_weights_start_where_a_register_can_read_them_in_one_go() -> None:
    for shape in ((3, 5), (128, 64)):
        assert aligned(shape, np.dtype(np.float32)).ctypes.data % 64 == 0
    cell = LSTM(7, 5, rng=np.random.default_rng(0))
    assert cell.params["W"].ctypes.data % 64 == 0
    assert cell.W_h.flags.f_contiguous
    assert np.abs(cell.params["W"]).max() <= 1 / np.sqrt(5)
