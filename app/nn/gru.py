"""The gated recurrent unit (Cho et al. 2014), in the variant PyTorch and cuDNN compute: r acts after the product.

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

from app.nn.activations import sigmoid, sigmoid_slope, tanh_slope
from app.nn.cell import Array, Cell, Grads, State, Tape, check_dtype, check_sizes, explain_shapes, uniform


class GRURecord(NamedTuple):
    """What a step computed. x (B, I); hn = W_hn h_prev + b_hn; rzn and from_h (B, 3H) hold the parts; else (B, H)."""

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


class GRULocal(NamedTuple):
    """Slopes that become gradients: of the sums that x and h enter (B, 3H), as blocks (B, 3, H); z: the update gate."""

    x: Array
    h: Array
    x3: Array
    h3: Array
    z: Array


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

    def tape(self, steps: int, batch: int = 1) -> Tape[GRURecord, GRULocal]:
        H, dtype = self.hidden_size, self.dtype
        x = np.empty((steps, batch, self.input_size), dtype)
        h = np.empty((steps + 1, batch, H), dtype)
        rzn, from_h = (np.empty((steps, batch, 3 * H), dtype) for _ in range(2))
        r, z, n = (rzn[:, :, k * H : (k + 1) * H] for k in range(3))
        hn, rz = from_h[:, :, 2 * H :], rzn[:, :, : 2 * H]
        hs = list(h)
        per_step = zip(x, hs, r, z, n, hn, hs[1:], rz, rzn, from_h, strict=False)

        dx, dh = np.empty_like(rzn), np.empty_like(rzn)
        dx3, dh3 = (d.reshape(steps, batch, 3, H) for d in (dx, dh))
        dz = np.empty((steps, batch, H), dtype)
        return Tape(
            GRURecord(x, h[:-1], r, z, n, hn, h[1:], rz, rzn, from_h),
            [GRURecord(*views) for views in per_step],
            GRULocal(dx, dh, dx3, dh3, dz),
            [GRULocal(*views) for views in zip(dx, dh, dx3, dh3, dz, strict=True)],
        )

    def step(self, x: Array, state: State, out: GRURecord | None = None) -> tuple[State, GRURecord]:
        """r, z = σ(…), n = tanh(W_xn x + b_xn + r∘hn);  h = (1−z)∘n + z∘h_prev"""
        k = out or self.tape(1, len(x)).steps[0]
        W_x, W_h, b_x, b_h = self.params.values()
        try:
            k.x[...] = x
            if state.h is not k.h_prev:
                k.h_prev[...] = state.h
        except ValueError:
            raise explain_shapes(self, x, state) from None
        np.dot(k.h_prev, W_h.T, out=k.from_h)
        np.add(k.from_h, b_h, out=k.from_h)
        np.dot(k.x, W_x.T, out=k.rzn)
        np.add(k.rzn, b_x, out=k.rzn)
        np.add(k.rz, k.from_h[:, : k.rz.shape[1]], out=k.rz)
        sigmoid(k.rz, out=k.rz)
        np.add(k.n, k.r * k.hn, out=k.n)
        np.tanh(k.n, out=k.n)
        np.subtract(k.h_prev, k.n, out=k.h)
        np.multiply(k.h, k.z, out=k.h)
        np.add(k.h, k.n, out=k.h)
        return State(k.h), k

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
        out.z[...] = k.z
        return out

    def pull(self, dstate: State, local: GRULocal) -> State:
        dh = dstate.h
        local.x3[...] *= dh[:, None]
        local.h3[...] *= dh[:, None]
        dh_prev = np.dot(local.h, self.params["W_h"])
        dh_prev += dh * local.z
        return State(dh_prev)

    def collect(self, record: GRURecord, local: GRULocal, grads: Grads) -> Array:
        H = self.hidden_size
        dx, dh = local.x.reshape(-1, 3 * H), local.h.reshape(-1, 3 * H)
        grads["W_x"] += np.dot(record.x.reshape(-1, self.input_size).T, dx).T
        grads["W_h"] += np.dot(record.h_prev.reshape(-1, H).T, dh).T
        grads["b_x"] += dx.sum(axis=0)
        grads["b_h"] += dh.sum(axis=0)
        out: Array = np.dot(dx, self.params["W_x"]).reshape(record.x.shape)
        return out

    def jacobian(self, record: GRURecord) -> Array:
        """∂h_t/∂h_{t−1}, (B, H, H)."""
        H = self.hidden_size
        d = self.slopes(record, self.tape(1, len(record.x)).locals[0])
        blocks = d.h3[..., None] * self.params["W_h"].reshape(3, H, H)
        J: Array = blocks.sum(axis=1) + record.z[:, :, None] * np.eye(H, dtype=self.dtype)
        return J
