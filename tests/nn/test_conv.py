"""The convolution against a slow one written out, and its gradients against finite differences."""

import numpy as np
import pytest

from app.nn.conv import Conv, mean_pool, mean_pool_backward
from app.nn.gradcheck import directional_check


def slow(x: np.ndarray, conv: Conv) -> np.ndarray:
    """The definition, with loops."""
    B, H, W, _ = x.shape
    p, s, K = conv.padding, conv.stride, conv.kernel
    padded = np.pad(x, ((0, 0), (p, p), (p, p), (0, 0)))
    y = np.empty((B, conv.size(H), conv.size(W), len(conv.params["b"])))
    for i in range(y.shape[1]):
        for j in range(y.shape[2]):
            piece = padded[:, i * s : i * s + K, j * s : j * s + K].reshape(B, -1)
            y[:, i, j] = piece @ conv.params["W"].T + conv.params["b"]
    return y


@pytest.mark.parametrize(
    ("kernel", "stride", "shape"), [(5, 2, (8, 12)), (3, 2, (7, 6)), (3, 1, (5, 4)), (1, 1, (3, 3))]
)
def test_convolution_and_gradients(kernel: int, stride: int, shape: tuple[int, int]) -> None:
    rng = np.random.default_rng(1)
    conv = Conv(2, 3, kernel, stride=stride, rng=rng)
    conv.params["b"][:] = rng.standard_normal(3)
    x = rng.standard_normal((2, *shape, 2))
    y, cols = conv.forward(x)
    np.testing.assert_allclose(y, slow(x, conv), rtol=1e-12, atol=1e-12)

    weight = rng.standard_normal(y.shape)
    grads = {name: np.zeros_like(value) for name, value in conv.params.items()}
    dx = conv.backward(weight, cols, x.shape, grads)
    assert dx is not None
    params = {"x": x, **conv.params}
    check = directional_check(
        lambda: float((conv.forward(x)[0] * weight).sum()), params, {"x": dx, **grads}, rng
    )
    assert check.relative_error < 1e-8
    assert conv.backward(weight, cols, x.shape, grads, wants_input=False) is None


def test_float32_stays_float32_and_agrees() -> None:
    wide = Conv(3, 4, 3, stride=2, rng=np.random.default_rng(2))
    narrow = Conv(3, 4, 3, stride=2, dtype=np.float32, rng=np.random.default_rng(2))
    x = np.random.default_rng(3).standard_normal((2, 6, 8, 3))
    y, _ = narrow.forward(x.astype(np.float32))
    assert y.dtype == np.float32
    np.testing.assert_allclose(y, wide.forward(x)[0], atol=1e-5)


def test_wrong_channels_say_what_was_expected() -> None:
    with pytest.raises(ValueError, match="expected 2 channels"):
        Conv(2, 3, 3, rng=np.random.default_rng(0)).forward(np.zeros((1, 4, 4, 1)))


def test_mean_pool() -> None:
    rng = np.random.default_rng(4)
    x, weight = rng.standard_normal((2, 4, 6, 3)), rng.standard_normal((2, 2, 3, 3))
    assert mean_pool(x)[1, 0, 2, 1] == pytest.approx(x[1, :2, 4:, 1].mean())
    # Linear: ⟨weight, pool(x)⟩ = ⟨pool_backward(weight), x⟩.
    assert (weight * mean_pool(x)).sum() == pytest.approx((mean_pool_backward(weight) * x).sum())
    with pytest.raises(ValueError, match="divisible by 2"):
        mean_pool(np.zeros((1, 3, 4, 1)))
