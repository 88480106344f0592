"""The plain recurrent network (Elman 1990, "Finding structure in time").

    a_t = W_xh x_t + W_hh h_{t−1} + b_h        h_t = φ(a_t)

x_t (B, I), a_t and h_t (B, H), W_xh (H, I), W_hh (H, H), b_h (H); t counts from 0, h_{−1} is the initial state.
Backwards (Werbos 1990, "Backpropagation through time"), with δ_t = ∂L/∂a_t and ∂L/∂h_t the total derivative:

    δ_t = φ′(a_t) ∘ ∂L/∂h_t        ∂L/∂h_{t−1} = W_hhᵀ δ_t + (what the loss says about h_{t−1} itself)
"""

from typing import Any, NamedTuple

import numpy as np

from app.nn.activations import activation as find_activation
from app.nn.cell import Array, Cell, Grads, State, Tape, check_dtype, check_sizes, explain_shapes, uniform


class RNNRecord(NamedTuple):
    """What a step computed. x (B, I); the weighted sum a, h_prev and h (B, H)."""

    x: Array
    h_prev: Array
    a: Array
    h: Array


class RNNLocal(NamedTuple):
    """φ′(a) (B, H), which becomes ∂L/∂a."""

    a: Array


class RNN(Cell[State, RNNRecord, RNNLocal]):
    """h_t = φ(W_xh x_t + W_hh h_{t−1} + b_h); φ is tanh, sigmoid, relu or identity.

    Weights start at U(−1/√H, 1/√H), the bias at 0.
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        *,
        activation: str = "tanh",
        dtype: Any = np.float64,
        rng: np.random.Generator,
    ) -> None:
        check_sizes(input_size=input_size, hidden_size=hidden_size)
        dtype = check_dtype(dtype)
        self.input_size, self.hidden_size = input_size, hidden_size
        self.activation = find_activation(activation)
        self.params = {
            "W_xh": uniform(rng, hidden_size, (hidden_size, input_size), dtype),
            "W_hh": uniform(rng, hidden_size, (hidden_size, hidden_size), dtype),
            "b_h": np.zeros(hidden_size, dtype),
        }

    def initial_state(self, batch: int = 1) -> State:
        return State(np.zeros((batch, self.hidden_size), self.dtype))

    def tape(self, steps: int, batch: int = 1) -> Tape[RNNRecord, RNNLocal]:
        size, dtype = self.hidden_size, self.dtype
        x = np.empty((steps, batch, self.input_size), dtype)
        a = np.empty((steps, batch, size), dtype)
        h = np.empty((steps + 1, batch, size), dtype)
        local = np.empty((steps, batch, size), dtype)
        hs = list(h)
        return Tape(
            RNNRecord(x, h[:-1], a, h[1:]),
            [RNNRecord(*views) for views in zip(x, hs[:-1], a, hs[1:], strict=True)],
            RNNLocal(local),
            [RNNLocal(a) for a in local],
        )

    def step(self, x: Array, state: State, out: RNNRecord | None = None) -> tuple[State, RNNRecord]:
        """h = φ(W_xh x + W_hh h_prev + b_h)"""
        r = out or self.tape(1, len(x)).steps[0]
        W_xh, W_hh, b_h = self.params["W_xh"], self.params["W_hh"], self.params["b_h"]
        try:
            r.x[...] = x
            if state.h is not r.h_prev:
                r.h_prev[...] = state.h
        except ValueError:
            raise explain_shapes(self, x, state) from None
        a = np.dot(r.h_prev, W_hh.T, out=r.a)
        a += np.dot(r.x, W_xh.T)
        a += b_h
        self.activation.apply(a, out=r.h)
        return State(r.h), r

    def slopes(self, record: RNNRecord, out: RNNLocal) -> RNNLocal:
        self.activation.slope(record.h, out=out.a)
        return out

    def pull(self, dstate: State, local: RNNLocal) -> State:
        np.multiply(local.a, dstate.h, out=local.a)
        return State(np.dot(local.a, self.params["W_hh"]))

    def collect(self, record: RNNRecord, local: RNNLocal, grads: Grads) -> Array:
        da = local.a.reshape(-1, self.hidden_size)
        grads["W_xh"] += np.dot(record.x.reshape(-1, self.input_size).T, da).T
        grads["W_hh"] += np.dot(record.h_prev.reshape(-1, self.hidden_size).T, da).T
        grads["b_h"] += da.sum(axis=0)
        dx: Array = np.dot(da, self.params["W_xh"]).reshape(record.x.shape)
        return dx

    def jacobian(self, record: RNNRecord) -> Array:
        """diag(φ′(a_t)) · W_hh, (B, H, H)."""
        J: Array = self.activation.slope(record.h)[:, :, None] * self.params["W_hh"]
        return J
