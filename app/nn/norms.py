"""Sizes of vectors and matrices, right for any numbers a float can hold."""

from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]


def norm(a: Array, axes: int | tuple[int, ...] | None = None) -> Array:
    """√Σ a² over `axes` (all of them by default), as float64.

    Where the squares would not fit into a float, the largest element is divided out first: a vanished
    gradient of 1e-200 still has its norm. An inf gives inf; a nan without an inf gives nan.
    """
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        total = np.asarray(np.square(a).sum(axis=axes), np.float64)
        limits = np.finfo(a.dtype)
        if ((total > limits.tiny / limits.eps) & (total < limits.max)).all():
            return np.sqrt(total)
        size = np.abs(a, dtype=np.float64)
        largest = np.asarray(size.max(axis=axes, keepdims=True, initial=0))
        scale = np.where((largest > 0) & np.isfinite(largest), largest, 1.0)
        root = np.sqrt(np.square(size / scale).sum(axis=axes)) * scale.reshape(total.shape)
        return np.where(np.isinf(size).any(axis=axes), np.inf, root)


def spectral_norm(matrix: Array) -> Array:
    """The largest singular value of (…, M, N): the most it can stretch a vector; inf if not finite."""
    matrix = np.asarray(matrix, np.float64)
    finite = np.isfinite(matrix).all(axis=(-2, -1))
    usable = np.where(finite[..., None, None], matrix, 0)
    largest: Array = np.linalg.svd(usable, compute_uv=False)[..., 0]
    return np.where(finite, largest, np.inf)


def spectral_radius(matrix: Array) -> float:
    """The largest |eigenvalue| of a square matrix: how fast its powers grow or shrink in the long run."""
    return float(np.abs(np.linalg.eigvals(np.asarray(matrix, np.float64))).max())
