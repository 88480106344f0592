"""How the parameters follow their gradients: in place; params and grads are dicts with the same keys."""

from collections.abc import Mapping
from typing import Protocol

import numpy as np

from app.nn.cell import Array
from app.nn.norms import norm


class Optimiser(Protocol):
    """Changes params in place, one step against the gradients."""

    def update(self, params: Mapping[str, Array], grads: Mapping[str, Array]) -> None: ...


def clip_by_norm(grads: Mapping[str, Array], limit: float) -> float:
    """Scale all gradients together, in place, so that their joint norm is at most `limit`.

    Returns the norm before. Gradients that hold an inf or a nan have no direction left and become 0.
    Pascanu, Mikolov & Bengio 2013, "On the difficulty of training recurrent neural networks", algorithm 1.
    """
    if not limit > 0:
        raise ValueError(f"limit: expected a number > 0, got {limit!r}")
    before = float(norm(np.array([norm(g) for g in grads.values()])))
    if not np.isfinite(before):
        for g in grads.values():
            g.fill(0)
    elif before > limit:
        for g in grads.values():
            g *= limit / before
    return before


class SGD:
    """θ ← θ − rate · g; with momentum v ← momentum · v + g, θ ← θ − rate · v."""

    def __init__(self, rate: float, momentum: float = 0.0) -> None:
        self.rate, self.momentum = _positive(rate), momentum
        self.v: dict[str, Array] = {}

    def update(self, params: Mapping[str, Array], grads: Mapping[str, Array]) -> None:
        for name, g in grads.items():
            if self.momentum:
                v = _memory(self.v, name, g)
                v *= self.momentum
                v += g
                g = v
            params[name][...] -= self.rate * g


class Adagrad:
    """s ← s + g², θ ← θ − rate · g / (√s + ε). Duchi, Hazan & Singer 2011."""

    def __init__(self, rate: float, eps: float = 1e-10) -> None:
        self.rate, self.eps = _positive(rate), eps
        self.s: dict[str, Array] = {}

    def update(self, params: Mapping[str, Array], grads: Mapping[str, Array]) -> None:
        for name, g in grads.items():
            s = _memory(self.s, name, g)
            s += g * g
            params[name][...] -= self.rate * g / (np.sqrt(s) + self.eps)


class Adam:
    """m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g², θ ← θ − rate · m̂ / (√v̂ + ε), m̂ = m/(1−β₁ᵗ), v̂ = v/(1−β₂ᵗ).

    Kingma & Ba 2015, algorithm 1; t counts updates from 1.
    """

    def __init__(
        self, rate: float = 1e-3, beta1: float = 0.9, beta2: float = 0.999, eps: float = 1e-8
    ) -> None:
        self.rate, self.beta1, self.beta2, self.eps = _positive(rate), beta1, beta2, eps
        self.m: dict[str, Array] = {}
        self.v: dict[str, Array] = {}
        self.t = 0

    def update(self, params: Mapping[str, Array], grads: Mapping[str, Array]) -> None:
        self.t += 1
        rate = self.rate / (1 - self.beta1**self.t)
        root = (1 - self.beta2**self.t) ** 0.5
        for name, g in grads.items():
            m, v = _memory(self.m, name, g), _memory(self.v, name, g)
            m += (1 - self.beta1) * (g - m)
            v *= self.beta2
            step = g * g
            step *= 1 - self.beta2
            v += step
            np.sqrt(v, out=step)
            step /= root
            step += self.eps
            np.divide(m, step, out=step)
            step *= rate
            params[name][...] -= step


def _memory(kept: dict[str, Array], name: str, g: Array) -> Array:
    """What an optimiser has kept for this parameter: zeros at first."""
    if name not in kept:
        kept[name] = np.zeros_like(g)
    return kept[name]


def _positive(rate: float) -> float:
    if not rate > 0:
        raise ValueError(f"rate: expected a number > 0, got {rate!r}")
    return rate
