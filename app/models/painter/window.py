"""Seven numbers of the decoder become a window: two banks of Gaussians and a strength γ."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.nn import attention

Array = NDArray[np.floating]

NARROWEST = 0.3  # pixels; a narrower Gaussian would fall between two pixels
LOG_STRENGTH = (-6.0, 4.0)


class Window(NamedTuple):
    """A window on the picture, in pixels; every field (B,) or with B first."""

    x: Array
    y: Array
    stride_x: Array
    stride_y: Array
    sigma_x: Array
    sigma_y: Array
    strength: Array  # γ
    Fx: attention.Bank
    Fy: attention.Bank
    squashed: Array  # (B, 4): sigmoids of the raw strides and widths
    free: Array  # (B, 5): 1 where σ x, σ y and log γ are inside their bounds and the centre x, y was not held


def sigmoid(a: Array) -> Array:
    s: Array = np.tanh(0.5 * a)
    s *= 0.5
    s += 0.5
    return s


def place(
    raw: Array,
    count: int,
    size: tuple[int, int],
    limits: tuple[float, float, float, float],
    held: tuple[float, float] | None = None,
) -> Window:
    """The window that `raw` (B, 7) asks for: count × count filters on a picture of `size` (height, width).

    Unlike the paper's (eq. 21–24) the stride is bounded (`limits`) and σ is tied to it, 0.35 δ … δ, so that
    the window neither fills the picture nor falls apart into dots. `held` puts the centre at (x, y) instead.
    """
    height, width = size
    x_low, x_high, y_low, y_high = limits
    x = (width - 1) / 2 * (raw[:, 0] + 1)
    y = (height - 1) / 2 * (raw[:, 1] + 1)
    if held is not None:
        x, y = np.full_like(x, held[0]), np.full_like(y, held[1])
    squashed = sigmoid(raw[:, 2:6])
    stride_x = x_low + (x_high - x_low) * squashed[:, 0]
    stride_y = y_low + (y_high - y_low) * squashed[:, 1]
    tied_x = stride_x * (0.35 + 0.65 * squashed[:, 2])
    tied_y = stride_y * (0.35 + 0.65 * squashed[:, 3])
    low, high = LOG_STRENGTH
    strength = np.exp(np.clip(raw[:, 6], low, high))
    free = np.ones((len(raw), 5), raw.dtype)
    free[:, 0] = tied_x > NARROWEST
    free[:, 1] = tied_y > NARROWEST
    free[:, 2] = (raw[:, 6] > low) & (raw[:, 6] < high)
    free[:, 3:] = held is None
    sigma_x, sigma_y = np.maximum(tied_x, NARROWEST), np.maximum(tied_y, NARROWEST)
    Fx = attention.bank(x, stride_x, sigma_x, count, width)
    Fy = attention.bank(y, stride_y, sigma_y, count, height)
    return Window(x, y, stride_x, stride_y, sigma_x, sigma_y, strength, Fx, Fy, squashed, free)


def backward(
    window: Window,
    dFx: Array,
    dFy: Array,
    dlog_strength: Array,
    limits: tuple[float, float, float, float],
    dlog_stride: Array | None = None,
) -> Array:
    """∂L/∂raw (B, 7). `dlog_stride` (B,) is ∂L/∂log δ_x = ∂L/∂log δ_y from outside the banks, if any."""
    x_low, x_high, y_low, y_high = limits
    dx, dstride_x, dsigma_x = attention.bank_backward(dFx, window.Fx)
    dy, dstride_y, dsigma_y = attention.bank_backward(dFy, window.Fy)
    if dlog_stride is not None:
        dstride_x = dstride_x + dlog_stride / window.stride_x
        dstride_y = dstride_y + dlog_stride / window.stride_y
    s, free = window.squashed, window.free
    dtied_x, dtied_y = dsigma_x * free[:, 0], dsigma_y * free[:, 1]
    dstride_x = dstride_x + dtied_x * (0.35 + 0.65 * s[:, 2])
    dstride_y = dstride_y + dtied_y * (0.35 + 0.65 * s[:, 3])
    slope = s * (1 - s)
    draw = np.empty((len(s), 7), s.dtype)
    draw[:, 0] = dx * (window.Fx.F.shape[2] - 1) / 2 * free[:, 3]
    draw[:, 1] = dy * (window.Fy.F.shape[2] - 1) / 2 * free[:, 4]
    draw[:, 2] = dstride_x * (x_high - x_low) * slope[:, 0]
    draw[:, 3] = dstride_y * (y_high - y_low) * slope[:, 1]
    draw[:, 4] = dtied_x * window.stride_x * 0.65 * slope[:, 2]
    draw[:, 5] = dtied_y * window.stride_y * 0.65 * slope[:, 3]
    draw[:, 6] = dlog_strength * free[:, 2]
    return draw
