"""The functions φ between a weighted sum and what a unit gives out, each with its slope.

Every slope is written in terms of the output y = φ(a): the way back needs nothing but what was shown.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

Array = np.ndarray[Any, Any]


# A ½ of each kind, made once: making one of a Python number takes longer than multiplying 384 numbers by it.
HALF = {dtype: np.array(0.5, dtype) for dtype in (np.dtype(np.float32), np.dtype(np.float64))}


def sigmoid(a: Array, out: Array | None = None) -> Array:
    """σ(a) = 1 / (1 + e^−a), elementwise, of float32 or float64; into `out` if given (which may be `a`).

    Computed as ½·tanh(½a) + ½: the same function, it never overflows, and costs hardly more than one tanh.
    Its absolute error is 1e-16 in float64, so σ(−30) ≈ 9e-14 keeps three digits and σ(−40) is 0.
    """
    half = HALF[a.dtype]
    y: Array = np.multiply(a, half, out=out)
    np.tanh(y, out=y)
    np.multiply(y, half, out=y)
    np.add(y, half, out=y)
    return y


def gates(ifo: Array, out: Array) -> None:
    """σ of an LSTM's i, f and o, and tanh of the rest of `out`, g; in place, `ifo` being a part of `out`.

    As σ(a) = ½·tanh(½a) + ½, one tanh does for all four.
    """
    half = HALF[out.dtype]
    np.multiply(ifo, half, out=ifo)
    np.tanh(out, out=out)
    np.multiply(ifo, half, out=ifo)
    np.add(ifo, half, out=ifo)


def tanh(a: Array, out: Array | None = None) -> Array:
    """tanh(a), elementwise."""
    y: Array = np.tanh(a, out=out)
    return y


def relu(a: Array, out: Array | None = None) -> Array:
    """max(a, 0), elementwise; its slope at 0 is taken as 0."""
    y: Array = np.maximum(a, 0, out=out)
    return y


def identity(a: Array, out: Array | None = None) -> Array:
    """a itself, as a copy: such a network is linear, and its gradient a plain product of matrices."""
    y: Array = np.positive(a, out=out)
    return y


def sigmoid_slope(y: Array, out: Array | None = None) -> Array:
    """σ′ = y·(1 − y), at most ¼: why sigmoid networks forget fastest."""
    d: Array = np.subtract(1, y, out=out)
    d *= y
    return d


def tanh_slope(y: Array, out: Array | None = None) -> Array:
    """tanh′ = 1 − y², at most 1, and 1 only at 0."""
    d: Array = np.multiply(y, y, out=out)
    return np.subtract(1, d, out=d)


def relu_slope(y: Array, out: Array | None = None) -> Array:
    """1 where the unit is on, else 0."""
    d: Array = np.empty_like(y) if out is None else out
    np.copyto(d, y > 0)
    return d


def identity_slope(y: Array, out: Array | None = None) -> Array:
    """1 everywhere."""
    d: Array = np.empty_like(y) if out is None else out
    d.fill(1)
    return d


class Activation(NamedTuple):
    """φ and φ′: `apply(a, out)` gives y = φ(a), `slope(y, out)` φ′(a) from y; `max_slope` bounds |φ′|."""

    name: str
    apply: Callable[..., Array]
    slope: Callable[..., Array]
    max_slope: float


ACTIVATIONS = {
    "tanh": Activation("tanh", tanh, tanh_slope, 1.0),
    "sigmoid": Activation("sigmoid", sigmoid, sigmoid_slope, 0.25),
    "relu": Activation("relu", relu, relu_slope, 1.0),
    "identity": Activation("identity", identity, identity_slope, 1.0),
}


def activation(name: str) -> Activation:
    """The activation of this name; raises ValueError for another."""
    try:
        return ACTIVATIONS[name]
    except KeyError:
        raise ValueError(f"activation: expected one of {', '.join(ACTIVATIONS)}, got {name!r}") from None
