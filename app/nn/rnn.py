"""The plain recurrent network (Elman 1990, "Finding structure in time").

    a_t = W_xh x_t + W_hh h_{t−1} + b_h        h_t = φ(a_t)

x_t (B, I), a_t and h_t (B, H), W_xh (H, I), W_hh (H, H), b_h (H); t counts from 0, h_{−1} is where it starts.
Backwards (Werbos 1990, "Backpropagation through time"), with δ_t = ∂L/∂a_t and ∂L/∂h_t the total derivative:

    δ_t = φ′(a_t) ∘ ∂L/∂h_t        ∂L/∂h_{t−1} = W_hhᵀ δ_t + (what the loss says about h_{t−1} itself)
"""

from typing import Any, NamedTuple

import numpy as np
from numpy import add, dot, multiply

from app.nn.activations import activation as find_activation
from app.nn.cell import Array, Cell, Grads, Pages, State, Tape, check_dtype, check_sizes, flat, uniform


class RNNRecord(NamedTuple):
    """What a step computed. x (B, I); the weighted sum a, h_prev and h (B, H); state is (h,)."""

    x: Array
    h_prev: Array
    a: Array
    h: Array
    state: State


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

    @property
    def W_h(self) -> Array:
        return self.params["W_hh"]

    def tape(self, steps: int, batch: int = 1) -> Tape[RNNRecord, RNNLocal]:
        x = np.empty((steps, batch, self.input_size), self.dtype)
        a = np.empty((steps, batch, self.hidden_size), self.dtype)
        h = np.empty((steps + 1, batch, self.hidden_size), self.dtype)
        hs = list(h)
        per_step = zip(x, hs, a, hs[1:], map(State, hs[1:]), strict=False)
        return Tape(RNNRecord(x, h[:-1], a, h[1:], State(h[1:])), [RNNRecord(*views) for views in per_step])

    def way_back(self, steps: int, batch: int = 1) -> Pages[RNNLocal]:
        da = np.empty((steps, batch, self.hidden_size), self.dtype)
        return Pages(RNNLocal(da), [RNNLocal(view) for view in da])

    @np.errstate(over="ignore", invalid="ignore")  # ReLU and identity may overflow to inf; that is a lesson
    def step(self, x: Array, state: State, out: RNNRecord | None = None) -> tuple[State, RNNRecord]:
        """h = φ(W_xh x + W_hh h_prev + b_h)"""
        out = out or self.tape(1, len(x)).steps[0]
        self.enter(x, state, out)
        x, h_prev, a, h, state = out
        W_xh, W_hh, b_h = self.params["W_xh"], self.params["W_hh"], self.params["b_h"]

        dot(h_prev, W_hh.T, out=a)
        add(a, dot(x, W_xh.T), out=a)
        add(a, b_h[None], out=a)
        self.activation.apply(a, out=h)
        return state, out  # (h,)

    def slopes(self, record: RNNRecord, out: RNNLocal) -> RNNLocal:
        self.activation.slope(record.h, out=out.a)
        return out

    def pull(self, dstate: tuple[Array, ...], _: RNNRecord, local: RNNLocal, W_h: Array) -> tuple[Array, ...]:
        (dh,) = dstate
        da = multiply(local.a, dh, out=local.a)
        return (dot(da, W_h),)

    def collect(self, record: RNNRecord, local: RNNLocal) -> tuple[Grads, Array]:
        x, h_prev, da = (flat(a) for a in (record.x, record.h_prev, local.a))
        grads = {"W_xh": dot(x.T, da).T, "W_hh": dot(h_prev.T, da).T, "b_h": da.sum(axis=0)}
        dx: Array = dot(da, self.params["W_xh"]).reshape(record.x.shape)
        return grads, dx

    def jacobian(self, record: RNNRecord) -> Array:
        """diag(φ′(a_t)) · W_hh, (…, H, H)."""
        J: Array = self.activation.slope(record.h)[..., None] * self.params["W_hh"]
        return J
