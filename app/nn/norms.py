"""Sizes of vectors and matrices, right for any numbers a float can hold."""

from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]


def norm(a: Array, axes: int | tuple[int, ...] | None = None) -> Array:
    """√Σ a² over `axes` (all of them by default), in float64.

    The largest element is divided out first: a vanished gradient of 1e-200, whose square a float cannot hold, still
    has its norm. An inf gives inf, a nan without an inf gives nan.
    """
    size = np.abs(a)
    largest = np.asarray(size.max(axis=axes, keepdims=True, initial=0), np.float64)
    largest = np.where(np.isinf(size).any(axis=axes, keepdims=True), np.inf, largest)
    scale = np.where((largest > 0) & np.isfinite(largest), largest, 1.0)
    with np.errstate(under="ignore", over="ignore"):
        total = np.square(size / scale).sum(axis=axes)
        root: Array = np.sqrt(total) * scale.reshape(np.shape(total))
    return root


def spectral_norm(matrix: Array) -> Array:
    """The largest singular value of (…, M, N): the most that the matrix can stretch a vector; inf if not finite."""
    matrix = np.asarray(matrix, np.float64)
    finite = np.isfinite(matrix).all(axis=(-2, -1))
    usable = np.where(finite[..., None, None], matrix, 0)
    largest: Array = np.linalg.svd(usable, compute_uv=False)[..., 0]
    return np.where(finite, largest, np.inf)


def spectral_radius(matrix: Array) -> float:
    """The largest |eigenvalue| of a square matrix: how fast its powers grow or shrink in the long run."""
    return float(np.abs(np.linalg.eigvals(np.asarray(matrix, np.float64))).max())
