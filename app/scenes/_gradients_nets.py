"""The networks of the scene `gradients`: RNN, LSTM and GRU on one signal, and what theory predicts of each.

Every recurrent matrix is W = ρ·Q with Q a random orthogonal matrix, so all its eigenvalues *and* all its
singular values have size ρ: the spectral radius is the norm, and a bound made from it is not loose by chance.
Input weights are N(0, ½²), biases are 0 but for the LSTM's forget gate.

A number is read out at the last step, y = wᵀh with ‖w‖ = 1, and should be y* = 1:

    L = ½(y − y*)²      ∂L/∂h = (y − y*)·w      ‖∂L/∂h‖ = |y − y*|

so the norm at which the walk back begins is the error itself.

What the spectral radius predicts, as a factor a step back (`rate`):

RNN     γρ with γ = max|f′| (tanh 1, sigmoid ¼, ReLU 1, identity 1), an upper bound for every run:
        ‖∂h_{t+1}/∂h_t‖ = ‖diag(f′) W‖ ≤ γρ (Pascanu, Mikolov and Bengio 2013, arXiv 1211.5063, section 2.1).
LSTM    σ(b_f) + ρ/4, GRU ½ + ρ/4: no bounds, but the same sum for the network at rest (x = h = c = 0). There
        the gates stand at ½ (the forget gate at σ(b_f)) and the step is linear: c′ = (σ(b_f)·1 + ¼ρQ)·c for
        the LSTM, h′ = (½·1 + ¼ρQ)·h for the GRU. The first term is the carry, the second the way through the
        weights. A gate open wider than ½ can carry more; saturation, the rule under noise, carries less.
"""

import math
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from app.nn.gru import GRU
from app.nn.lstm import LSTM
from app.nn.rnn import RNN

Array = np.ndarray[Any, Any]
Cell = RNN | LSTM | GRU
CellName = Literal["rnn", "lstm", "gru"]
Activation = Literal["tanh", "sigmoid", "relu", "identity"]
Signal = Literal["noise", "impulse", "sine"]

STEEPEST = {"tanh": 1.0, "sigmoid": 0.25, "relu": 1.0, "identity": 1.0}
LABELS = {"rnn": "RNN", "lstm": "LSTM", "gru": "GRU"}
TARGET = 1.0
SINE_PERIOD = 20
# Each network draws from its own stream, so hiding one changes nothing in the others.
STREAMS = {"signal": 0, "readout": 1, "check": 2, "rnn": 10, "lstm": 11, "gru": 12}


@dataclass(frozen=True, slots=True)
class Net:
    """A cell, its read-out `w` (H,), and the predicted factor a step, `rate`: a true bound if `bounded`."""

    name: str
    cell: Cell
    w: Array
    rate: float
    bounded: bool

    @property
    def label(self) -> str:
        return LABELS[self.name]


def stream(seed: int, name: str) -> np.random.Generator:
    """The random numbers of this seed that belong to `name`."""
    return np.random.default_rng([seed, STREAMS[name]])


def orthogonal(n: int, rng: np.random.Generator) -> Array:
    """(n, n) drawn evenly from all orthogonal matrices: QR of a Gaussian one, signs fixed (Mezzadri 2007)."""
    q, r = np.linalg.qr(rng.standard_normal((n, n)))
    return np.asarray(q * np.sign(np.diag(r)))


def signal(kind: Signal, length: int, seed: int) -> Array:
    """The input x_t, (T,): noise N(0, 1), one impulse of 1 at step 0, or a sine of 20 steps a period."""
    if kind == "noise":
        return stream(seed, "signal").standard_normal(length)
    t = np.arange(length)
    return np.where(t == 0, 1.0, 0.0) if kind == "impulse" else np.sin(2 * np.pi * t / SINE_PERIOD)


def readout(hidden: int, seed: int) -> Array:
    """w (H,), ‖w‖ = 1: the same for every network of a run."""
    w = stream(seed, "readout").standard_normal(hidden)
    return w / np.linalg.norm(w)


def build(
    name: CellName,
    *,
    hidden: int,
    activation: Activation,
    radius: float,
    forget_bias: float,
    dtype: str,
    seed: int,
) -> Net:
    """The network `name`, its recurrent matrices of spectral radius `radius`."""
    rng = stream(seed, name)
    kind = np.dtype(dtype)
    cell: Cell
    if name == "rnn":
        cell = RNN(1, hidden, activation=activation, dtype=kind, rng=rng)
        weights_x, weights_h = cell.params["W_xh"], cell.params["W_hh"]
        rate = STEEPEST[activation] * radius
    elif name == "lstm":
        cell = LSTM(1, hidden, forget_bias=forget_bias, dtype=kind, rng=rng)
        weights_x, weights_h = cell.W_x, cell.W_h
        rate = 1 / (1 + math.exp(-forget_bias)) + radius / 4
    else:
        cell = GRU(1, hidden, dtype=kind, rng=rng)
        weights_x, weights_h = cell.params["W_x"], cell.params["W_h"]
        rate = 0.5 + radius / 4
    weights_x[...] = 0.5 * rng.standard_normal(weights_x.shape)
    for gate in range(weights_h.shape[0] // hidden):
        weights_h[gate * hidden : (gate + 1) * hidden] = radius * orthogonal(hidden, rng)
    for key, bias in cell.params.items():
        if key.startswith("b"):
            bias[...] = 0.0
    if isinstance(cell, LSTM):
        cell.params["b"][hidden : 2 * hidden] = forget_bias  # gate order i, f, o, g
    return Net(name, cell, readout(hidden, seed).astype(kind), rate, bounded=name == "rnn")
