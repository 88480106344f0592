"""The gated recurrent unit (Cho et al. 2014), in PyTorch's and cuDNN's variant: r acts after the product.

    r = σ(W_xr x_t + b_xr + W_hr h_{t−1} + b_hr)                     reset gate
    z = σ(W_xz x_t + b_xz + W_hz h_{t−1} + b_hz)                     update gate: how much of the old stays
    n = tanh(W_xn x_t + b_xn + r ∘ hn),    hn = W_hn h_{t−1} + b_hn   candidate
    h_t = (1 − z) ∘ n + z ∘ h_{t−1}

x_t (B, I), all else (B, H); W_x (3H, I), W_h (3H, H), b_x and b_h (3H) hold the parts in the order r, z, n.
t counts from 0. Backwards, every part is a slope times ∂L/∂h_t:

    ∂L/∂n̂ = (1−z) ∘ (1−n²) ∘ ∂L/∂h    ∂L/∂ẑ = (h_{t−1} − n) ∘ z(1−z) ∘ ∂L/∂h    ∂L/∂r̂ = hn ∘ r(1−r) ∘ ∂L/∂n̂
    ∂L/∂h_{t−1} = z ∘ ∂L/∂h + W_hᵀ [∂L/∂r̂; ∂L/∂ẑ; r ∘ ∂L/∂n̂]     (a hat: before the σ or tanh)
"""

from typing import Any, NamedTuple

import numpy as np
from numpy import add, dot, multiply, subtract, tanh

from app.nn.activations import sigmoid, sigmoid_slope, tanh_slope
from app.nn.cell import Array, Cell, Grads, Pages, State, Tape, check_dtype, check_sizes, flat, uniform


class GRURecord(NamedTuple):
    """What a step computed; (B, H) but for x (B, I).

    hn = W_hn h_prev + b_hn. r, z, n lie in rzn (B, 3H), r and z in its part rz (B, 2H), hn in from_h (B, 3H).
    state is (h,).
    """

    x: Array
    h_prev: Array
    r: Array
    z: Array
    n: Array
    hn: Array
    h: Array
    rz: Array
    rzn: Array
    from_h: Array
    state: State


class GRULocal(NamedTuple):
    """Slopes that become gradients, of W_x x + b_x and of W_h h + b_h: (B, 3H); x3, h3: as (B, 3, H)."""

    x: Array
    h: Array
    x3: Array
    h3: Array


class GRU(Cell[State, GRURecord, GRULocal]):
    """Weights start at U(−1/√H, 1/√H), biases at 0."""

    def __init__(
        self, input_size: int, hidden_size: int, *, dtype: Any = np.float64, rng: np.random.Generator
    ) -> None:
        check_sizes(input_size=input_size, hidden_size=hidden_size)
        dtype = check_dtype(dtype)
        self.input_size, self.hidden_size = input_size, hidden_size
        self.params = {
            "W_x": uniform(rng, hidden_size, (3 * hidden_size, input_size), dtype),
            "W_h": uniform(rng, hidden_size, (3 * hidden_size, hidden_size), dtype),
            "b_x": np.zeros(3 * hidden_size, dtype),
            "b_h": np.zeros(3 * hidden_size, dtype),
        }

    def initial_state(self, batch: int = 1) -> State:
        return State(np.zeros((batch, self.hidden_size), self.dtype))

    @property
    def W_h(self) -> Array:
        return self.params["W_h"]

    def tape(self, steps: int, batch: int = 1) -> Tape[GRURecord, GRULocal]:
        H, dtype = self.hidden_size, self.dtype
        x = np.empty((steps, batch, self.input_size), dtype)
        h = np.empty((steps + 1, batch, H), dtype)
        rzn, from_h = (np.empty((steps, batch, 3 * H), dtype) for _ in range(2))
        r, z, n = (rzn[..., k * H : (k + 1) * H] for k in range(3))
        hn, rz = from_h[..., 2 * H :], rzn[..., : 2 * H]
        hs = list(h)
        states = map(State, hs[1:])
        per_step = zip(x, hs, r, z, n, hn, hs[1:], rz, rzn, from_h, states, strict=False)
        return Tape(
            GRURecord(x, h[:-1], r, z, n, hn, h[1:], rz, rzn, from_h, State(h[1:])),
            [GRURecord(*views) for views in per_step],
        )

    def way_back(self, steps: int, batch: int = 1) -> Pages[GRULocal]:
        H = self.hidden_size
        dx, dh = (np.empty((steps, batch, 3 * H), self.dtype) for _ in range(2))
        dx3, dh3 = (d.reshape(steps, batch, 3, H) for d in (dx, dh))
        whole = GRULocal(dx, dh, dx3, dh3)
        return Pages(whole, [GRULocal(*views) for views in zip(*whole, strict=True)])

    def step(self, x: Array, state: State, out: GRURecord | None = None) -> tuple[State, GRURecord]:
        """r, z = σ(…), n = tanh(W_xn x + b_xn + r∘hn);  h = (1−z)∘n + z∘h_prev"""
        out = out or self.tape(1, len(x)).steps[0]
        self.enter(x, state, out)
        x, h_prev, r, z, n, hn, h, rz, rzn, from_h, state = out
        W_x, W_h, b_x, b_h = (self.params[name] for name in ("W_x", "W_h", "b_x", "b_h"))

        dot(h_prev, W_h.T, out=from_h)
        add(from_h, b_h[None], out=from_h)
        dot(x, W_x.T, out=rzn)
        add(rzn, b_x[None], out=rzn)
        add(rz, from_h[:, : rz.shape[1]], out=rz)
        sigmoid(rz, out=rz)  # r and z lie side by side in rzn
        add(n, r * hn, out=n)
        tanh(n, out=n)
        subtract(h_prev, n, out=h)  # (1−z)∘n + z∘h_prev = n + z∘(h_prev − n)
        multiply(z, h, out=h)
        add(n, h, out=h)
        return state, out  # (h,)

    def slopes(self, record: GRURecord, out: GRULocal) -> GRULocal:
        k, H = record, self.hidden_size
        r, z, n = (out.x[..., j * H : (j + 1) * H] for j in range(3))
        tanh_slope(k.n, out=n)
        n *= 1 - k.z
        sigmoid_slope(k.z, out=z)
        z *= k.h_prev - k.n
        sigmoid_slope(k.r, out=r)
        r *= k.hn
        r *= n
        out.h[...] = out.x
        out.h[..., 2 * H :] *= k.r
        return out

    def pull(
        self, dstate: tuple[Array, ...], record: GRURecord, local: GRULocal, W_h: Array
    ) -> tuple[Array, ...]:
        (dh,) = dstate
        local.x3[...] *= dh[:, None]
        local.h3[...] *= dh[:, None]
        dh_prev = dot(local.h, W_h)
        dh_prev += dh * record.z
        return (dh_prev,)

    def collect(self, record: GRURecord, local: GRULocal) -> tuple[Grads, Array]:
        x, h_prev, from_x, from_h = (flat(a) for a in (record.x, record.h_prev, local.x, local.h))
        grads = {
            "W_x": dot(x.T, from_x).T,
            "W_h": dot(h_prev.T, from_h).T,
            "b_x": from_x.sum(axis=0),
            "b_h": from_h.sum(axis=0),
        }
        dx: Array = dot(from_x, self.params["W_x"]).reshape(record.x.shape)
        return grads, dx

    def jacobian(self, record: GRURecord) -> Array:
        """∂h_t/∂h_{t−1}, (…, H, H): z on the diagonal, and a slope times W_h for each of r, z and n."""
        H = self.hidden_size
        blocks = self.local(record).h3[..., None] * self.params["W_h"].reshape(3, H, H)
        J: Array = blocks.sum(axis=-3) + record.z[..., None] * np.eye(H, dtype=self.dtype)
        return J
