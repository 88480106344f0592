"""The Gaussian filterbank of DRAW: look at a picture, or paint on it, through a small movable window.

Gregor et al. 2015 (arXiv 1502.04623), section 3.2, with three changes:

- Indices count from 0. The paper's μ = g + (i − N/2 − 0.5)·δ (eq. 19, 20; i from 1) becomes
  μ_i = g + (i − (N − 1)/2)·δ for i = 0 … N − 1, and pixel a lies at coordinate a.
- The two axes are separate: each has its own centre g, stride δ and width σ, so a window may be
  wider than it is high. One call of `bank` makes the N filters of one axis.
- The normaliser is an option. ``rows`` is eq. 25, 26 with a small ε: every filter sums to one however
  little of it is on the picture. ``density`` divides by √(2π)·σ instead: what lies outside reads as nothing.

Everything works on a batch of B windows at once. `read` and `write` are eq. 27 and 29 without the
intensity γ: that is one factor more, and the caller's.
"""

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating]
Normalise = Literal["rows", "density"]

# Tails below this are cut to zero: products of them would be denormal numbers, which are slow.
TAIL = 1e-12
EPSILON = 1e-4


class Bank(NamedTuple):
    """The N filters of one axis for B windows, and what their derivative needs."""

    F: Array  # (B, N, L): row i is the i-th Gaussian over the L pixels
    offset: Array  # (B, N, L): pixel − mean, in pixels
    sigma: Array  # (B,)
    total: Array  # (B, N, 1): what the Gaussian was divided by
    normalise: Normalise


def means(centre: Array, stride: Array, count: int) -> Array:
    """Where the filters stand, μ (B, N) in pixels (eq. 19, 20, counted from 0)."""
    place = np.arange(count, dtype=centre.dtype) - (count - 1) / 2
    return centre[:, None] + place * stride[:, None]


def bank(
    centre: Array,
    stride: Array,
    sigma: Array,
    count: int,
    length: int,
    *,
    normalise: Normalise = "rows",
    epsilon: float = EPSILON,
) -> Bank:
    """The filters F (B, N, L) of one axis (eq. 25, 26).

    centre, stride, sigma  (B,) in pixels, σ > 0
    count                  N, the number of filters
    length                 L, the number of pixels along this axis
    """
    pixel = np.arange(length, dtype=centre.dtype)
    offset = pixel - means(centre, stride, count)[:, :, None]
    exponent = offset * offset
    exponent *= (-0.5 / (sigma * sigma))[:, None, None]
    np.maximum(exponent, -30.0, out=exponent)
    F = np.exp(exponent, out=exponent)
    F *= F > TAIL
    if normalise == "rows":
        total = F.sum(axis=2, keepdims=True)
        total += epsilon
    else:
        total = np.repeat((np.sqrt(2 * np.pi) * sigma).astype(F.dtype)[:, None, None], count, axis=1)
    F /= total
    return Bank(F, offset, sigma, total, normalise)


def bank_backward(dF: Array, bank: Bank) -> tuple[Array, Array, Array]:
    """∂L/∂(centre, stride, σ), each (B,), from ∂L/∂F (B, N, L). ε is part of the derivative."""
    F, offset, sigma, _, normalise = bank
    # F = E/total, so F·∂L/∂log E = F·(dF − Σ dF·F) where the total moves with E, and F·dF where it does not.
    if normalise == "rows":
        q = dF - np.einsum("bnl,bnl->bn", dF, F)[:, :, None]
        q *= F
    else:
        q = dF * F
    s2 = sigma * sigma
    q1 = q * offset
    dmean = q1.sum(axis=2) / s2[:, None]  # (B, N)
    dsigma = np.einsum("bnl,bnl->b", q1, offset) / (s2 * sigma)
    if normalise == "density":
        dsigma = dsigma - q.sum(axis=(1, 2)) / sigma
    count = F.shape[1]
    place = np.arange(count, dtype=F.dtype) - (count - 1) / 2
    # Not dmean @ place: so small a product may set the processor's "invalid" flag on numbers that are all finite
    # (OpenBLAS reads past their end; numpy issue 24067).
    return dmean.sum(axis=1), (dmean * place).sum(axis=1), dsigma


def read(image: Array, Fy: Array, Fx: Array) -> Array:
    """F_Y x F_Xᵀ (eq. 27): what the window sees.

    image (B, C, H, W), Fy (B, N, H), Fx (B, M, W) → patch (B, C, N, M)
    """
    B, C, H, W = image.shape
    columns = image.reshape(B, C * H, W) @ Fx.transpose(0, 2, 1)  # (B, C·H, M)
    patch: Array = Fy[:, None] @ columns.reshape(B, C, H, -1)
    return patch


def read_backward(
    dpatch: Array, image: Array, Fy: Array, Fx: Array, *, wants_image: bool = True
) -> tuple[Array | None, Array, Array]:
    """(∂L/∂image or None, ∂L/∂Fy, ∂L/∂Fx) of `read` from ∂L/∂patch (B, C, N, M)."""
    B, C, H, W = image.shape
    N, M = Fy.shape[1], Fx.shape[1]
    dcolumns = (Fy.transpose(0, 2, 1)[:, None] @ dpatch).reshape(B, C * H, M)
    dFx = dcolumns.transpose(0, 2, 1) @ image.reshape(B, C * H, W)
    columns = (image.reshape(B, C * H, W) @ Fx.transpose(0, 2, 1)).reshape(B, C, H, M)
    # Σ over channels and columns in one product: (N, C·M) times (C·M, H).
    dFy = dpatch.transpose(0, 2, 1, 3).reshape(B, N, C * M) @ columns.transpose(0, 1, 3, 2).reshape(
        B, C * M, H
    )
    dimage = (dcolumns @ Fx).reshape(B, C, H, W) if wants_image else None
    return dimage, dFy, dFx


def write(patch: Array, Fy: Array, Fx: Array) -> Array:
    """F_Yᵀ w F_X (eq. 29): the patch spread over the canvas.

    patch (B, C, N, M), Fy (B, N, H), Fx (B, M, W) → (B, C, H, W). Rows of F sum to one, so a patch of
    ones adds 1/(δ_x·δ_y) to each pixel; the caller multiplies by that area if it wants ones.
    """
    B, C, N, M = patch.shape
    rows = (patch.reshape(B, C * N, M) @ Fx).reshape(B, C, N, -1)
    canvas: Array = Fy.transpose(0, 2, 1)[:, None] @ rows
    return canvas


def write_backward(dcanvas: Array, patch: Array, Fy: Array, Fx: Array) -> tuple[Array, Array, Array]:
    """(∂L/∂patch, ∂L/∂Fy, ∂L/∂Fx) of `write` from ∂L/∂canvas (B, C, H, W): a read, turned round."""
    B, C, H, W = dcanvas.shape
    N, M = patch.shape[2:]
    drows = Fy[:, None] @ dcanvas  # (B, C, N, W)
    dpatch = drows.reshape(B, C * N, W) @ Fx.transpose(0, 2, 1)
    dFx = patch.reshape(B, C * N, M).transpose(0, 2, 1) @ drows.reshape(B, C * N, W)
    rows = (patch.reshape(B, C * N, M) @ Fx).reshape(B, C, N, W)
    dFy = rows.transpose(0, 2, 1, 3).reshape(B, N, C * W) @ dcanvas.transpose(0, 1, 3, 2).reshape(B, C * W, H)
    return dpatch.reshape(B, C, N, M), dFy, dFx
