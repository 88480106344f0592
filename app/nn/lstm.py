"""Long short-term memory (Hochreiter & Schmidhuber 1997; forget gate: Gers, Schmidhuber & Cummins 2000).

    [z_i; z_f; z_o; z_g] = W [x_t; h_{t−1}] + b
    i = σ(z_i)    f = σ(z_f)    o = σ(z_o)    g = tanh(z_g)         input, forget and output gate; candidate
    c_t = f ∘ c_{t−1} + i ∘ g
    h_t = o ∘ tanh(c_t)

x_t (B, I); z (B, 4H); all else (B, H). W (4H, I+H) = [W_x, W_h] and b (4H) hold the gates one after another in the
order i, f, o, g: the three sigmoids lie side by side. t counts from 0. Backwards, ∂L/∂· being total derivatives:

    ∂L/∂c_t = o ∘ (1 − tanh² c_t) ∘ ∂L/∂h_t + f_{t+1} ∘ ∂L/∂c_{t+1}
    ∂L/∂z_i = g ∘ i(1−i) ∘ ∂L/∂c    ∂L/∂z_f = c_{t−1} ∘ f(1−f) ∘ ∂L/∂c    ∂L/∂z_g = i ∘ (1−g²) ∘ ∂L/∂c
    ∂L/∂z_o = tanh c_t ∘ o(1−o) ∘ ∂L/∂h    ∂L/∂h_{t−1} = W_hᵀ ∂L/∂z + (what the loss says about h_{t−1} itself)
"""

from typing import Any, NamedTuple

import numpy as np

from app.nn.activations import sigmoid, sigmoid_slope, tanh_slope
from app.nn.cell import Array, Cell, Grads, Tape, check_dtype, check_sizes, explain_shapes, uniform


class LSTMState(NamedTuple):
    """What is carried from step to step: h, what the cell shows, and c, what it remembers; (B, H) each."""

    h: Array
    c: Array


class LSTMRecord(NamedTuple):
    """What a step computed. x (B, I); xh = [x, h_prev] (B, I+H); ifo (B, 3H) and ifog (B, 4H) hold the gates; else (B, H)."""

    x: Array
    h_prev: Array
    c_prev: Array
    i: Array
    f: Array
    o: Array
    g: Array
    c: Array
    tanh_c: Array
    h: Array
    xh: Array
    ifo: Array
    ifog: Array


class LSTMLocal(NamedTuple):
    """Slopes that become gradients: z (B, 4H) with its parts; c: ∂h/∂c, which becomes ∂L/∂c; f: the forget gate."""

    z: Array
    z_i: Array
    z_f: Array
    z_o: Array
    z_g: Array
    c: Array
    f: Array


class LSTM(Cell[LSTMState, LSTMRecord, LSTMLocal]):
    """Weights start at U(−1/√H, 1/√H), biases at 0 but for the forget gate's, which starts at `forget_bias`."""

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        *,
        forget_bias: float = 1.0,
        dtype: Any = np.float64,
        rng: np.random.Generator,
    ) -> None:
        check_sizes(input_size=input_size, hidden_size=hidden_size)
        dtype = check_dtype(dtype)
        self.input_size, self.hidden_size = input_size, hidden_size
        self.params = {
            "W": uniform(rng, hidden_size, (4 * hidden_size, input_size + hidden_size), dtype),
            "b": np.zeros(4 * hidden_size, dtype),
        }
        self.params["b"][hidden_size : 2 * hidden_size] = forget_bias

    @property
    def W_x(self) -> Array:
        """(4H, I), a view of W."""
        return self.params["W"][:, : self.input_size]

    @property
    def W_h(self) -> Array:
        """(4H, H), a view of W."""
        return self.params["W"][:, self.input_size :]

    def initial_state(self, batch: int = 1) -> LSTMState:
        shape = (batch, self.hidden_size)
        return LSTMState(np.zeros(shape, self.dtype), np.zeros(shape, self.dtype))

    def tape(self, steps: int, batch: int = 1) -> Tape[LSTMRecord, LSTMLocal]:
        I, H, dtype = self.input_size, self.hidden_size, self.dtype  # noqa: E741
        xh = np.empty((steps + 1, batch, I + H), dtype)
        ifog = np.empty((steps, batch, 4 * H), dtype)
        c = np.empty((steps + 1, batch, H), dtype)
        tanh_c = np.empty((steps, batch, H), dtype)
        x, h, xh, ifo = xh[:-1, :, :I], xh[:, :, I:], xh[:-1], ifog[:, :, : 3 * H]
        i, f, o, g = (ifog[:, :, k * H : (k + 1) * H] for k in range(4))
        hs, cs = list(h), list(c)
        per_step = zip(x, hs, cs, i, f, o, g, cs[1:], tanh_c, hs[1:], xh, ifo, ifog, strict=False)

        z = np.empty_like(ifog)
        dc = np.empty_like(tanh_c)
        z_i, z_f, z_o, z_g = (z[:, :, k * H : (k + 1) * H] for k in range(4))
        return Tape(
            LSTMRecord(x, h[:-1], c[:-1], i, f, o, g, c[1:], tanh_c, h[1:], xh, ifo, ifog),
            [LSTMRecord(*views) for views in per_step],
            LSTMLocal(z, z_i, z_f, z_o, z_g, dc, f),
            [LSTMLocal(*views) for views in zip(z, z_i, z_f, z_o, z_g, dc, f, strict=True)],
        )

    def step(self, x: Array, state: LSTMState, out: LSTMRecord | None = None) -> tuple[LSTMState, LSTMRecord]:
        """i, f, o, g = σ, σ, σ, tanh of W [x; h_prev] + b;  c = f∘c_prev + i∘g;  h = o∘tanh(c)"""
        r = out or self.tape(1, len(x)).steps[0]
        try:
            r.x[...] = x
            if state.h is not r.h_prev:
                r.h_prev[...] = state.h
            if state.c is not r.c_prev:
                r.c_prev[...] = state.c
        except ValueError:
            raise explain_shapes(self, x, state) from None
        np.dot(r.xh, self.params["W"].T, out=r.ifog)
        np.add(r.ifog, self.params["b"], out=r.ifog)
        sigmoid(r.ifo, out=r.ifo)
        np.tanh(r.g, out=r.g)
        np.multiply(r.f, r.c_prev, out=r.c)
        np.add(r.c, r.i * r.g, out=r.c)
        np.tanh(r.c, out=r.tanh_c)
        np.multiply(r.o, r.tanh_c, out=r.h)
        return LSTMState(r.h, r.c), r

    def slopes(self, record: LSTMRecord, out: LSTMLocal) -> LSTMLocal:
        r, H = record, self.hidden_size
        sigmoid_slope(r.ifo, out=out.z[..., : 3 * H])
        out.z_i[...] *= r.g
        out.z_f[...] *= r.c_prev
        out.z_o[...] *= r.tanh_c
        tanh_slope(r.g, out=out.z_g)
        out.z_g[...] *= r.i
        tanh_slope(r.tanh_c, out=out.c)
        out.c[...] *= r.o
        if out.f is not r.f:
            out.f[...] = r.f
        return out

    def pull(self, dstate: LSTMState, local: LSTMLocal) -> LSTMState:
        dh, dc = dstate
        d = local
        np.multiply(d.c, dh, out=d.c)
        np.add(d.c, dc, out=d.c)
        np.multiply(d.z_i, d.c, out=d.z_i)
        np.multiply(d.z_f, d.c, out=d.z_f)
        np.multiply(d.z_g, d.c, out=d.z_g)
        np.multiply(d.z_o, dh, out=d.z_o)
        return LSTMState(np.dot(d.z, self.W_h), d.c * d.f)

    def collect(self, record: LSTMRecord, local: LSTMLocal, grads: Grads) -> Array:
        I, H = self.input_size, self.hidden_size  # noqa: E741
        dz = local.z.reshape(-1, 4 * H)
        grads["W"] += np.dot(record.xh.reshape(-1, I + H).T, dz).T
        grads["b"] += dz.sum(axis=0)
        dx: Array = np.dot(dz, self.W_x).reshape(record.x.shape)
        return dx

    def jacobian(self, record: LSTMRecord) -> Array:
        """∂h_t/∂h_{t−1} with c_{t−1} held fixed, (B, H, H)."""
        H = self.hidden_size
        return self.full_jacobian(record)[:, :H, :H]

    def full_jacobian(self, record: LSTMRecord) -> Array:
        """∂(h_t, c_t)/∂(h_{t−1}, c_{t−1}), (B, 2H, 2H): [[∂h/∂h, ∂h/∂c], [∂c/∂h, ∂c/∂c]]."""
        H = self.hidden_size
        d = self.slopes(record, self.tape(1, len(record.x)).locals[0])
        W_i, W_f, W_o, W_g = self.W_h.reshape(4, H, H)
        i, f, o, g, dh_dc = (s[:, :, None] for s in (d.z_i, d.z_f, d.z_o, d.z_g, d.c))
        forget = record.f[:, :, None] * np.eye(H, dtype=self.dtype)
        dc_dh = i * W_i + f * W_f + g * W_g
        J: Array = np.block([[o * W_o + dh_dc * dc_dh, dh_dc * forget], [dc_dh, forget]])
        return J
