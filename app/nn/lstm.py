"""Long short-term memory (Hochreiter & Schmidhuber 1997; forget gate: Gers, Schmidhuber & Cummins 2000).

    [z_i; z_f; z_o; z_g] = W [x_t; h_{t−1}] + b
    i = σ(z_i)    f = σ(z_f)    o = σ(z_o)    g = tanh(z_g)         input, forget and output gate; candidate
    c_t = f ∘ c_{t−1} + i ∘ g
    h_t = o ∘ tanh(c_t)

x_t (B, I); z (B, 4H); all else (B, H). W (4H, I+H) = [W_x, W_h] and b (4H) hold the gates one after another
in the order i, f, o, g: the three sigmoids lie side by side. t counts from 0. Backwards, ∂L/∂· being total:

    ∂L/∂c_t = o ∘ (1 − tanh² c_t) ∘ ∂L/∂h_t + f_{t+1} ∘ ∂L/∂c_{t+1}
    ∂L/∂z_i = g ∘ i(1−i) ∘ ∂L/∂c    ∂L/∂z_f = c_{t−1} ∘ f(1−f) ∘ ∂L/∂c    ∂L/∂z_g = i ∘ (1−g²) ∘ ∂L/∂c
    ∂L/∂z_o = tanh c_t ∘ o(1−o) ∘ ∂L/∂h
    ∂L/∂h_{t−1} = W_hᵀ ∂L/∂z + (what the loss says about h_{t−1} itself)
"""

from typing import Any, NamedTuple

import numpy as np
from numpy import add, dot, multiply, tanh

from app.nn.activations import gates, sigmoid_slope, tanh_slope
from app.nn.cell import Array, Cell, Grads, Pages, Tape, check_dtype, check_sizes, flat, uniform


class LSTMState(NamedTuple):
    """What is carried from step to step: h, what the cell shows, and c, what it remembers; (B, H) each."""

    h: Array
    c: Array


class LSTMRecord(NamedTuple):
    """What a step computed; (B, H) but for x (B, I).

    The others lie in xh = [x, h_prev] (B, I+H), ifo (B, 3H) and ifog (B, 4H); state is (h, c).
    """

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
    state: LSTMState


class LSTMLocal(NamedTuple):
    """Slopes that become gradients: z (B, 4H) and its parts; c: ∂h/∂c, which becomes ∂L/∂c, (B, H)."""

    z: Array
    z_i: Array
    z_f: Array
    z_o: Array
    z_g: Array
    c: Array


class LSTM(Cell[LSTMState, LSTMRecord, LSTMLocal]):
    """Weights start at U(−1/√H, 1/√H), biases at 0, but for the forget gate's: `forget_bias`."""

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
        return self.params["W"][:, self.input_size :]

    def initial_state(self, batch: int = 1) -> LSTMState:
        shape = (batch, self.hidden_size)
        return LSTMState(np.zeros(shape, self.dtype), np.zeros(shape, self.dtype))

    def tape(self, steps: int, batch: int = 1) -> Tape[LSTMRecord, LSTMLocal]:
        I, H, dtype = self.input_size, self.hidden_size, self.dtype  # noqa: E741
        xh = np.empty((steps + 1, batch, I + H), dtype)  # h_t is written where step t+1 reads [x; h_prev]
        c = np.empty((steps + 1, batch, H), dtype)
        tanh_c = np.empty((steps, batch, H), dtype)
        ifog = np.empty((steps, batch, 4 * H), dtype)
        i, f, o, g = (ifog[..., k * H : (k + 1) * H] for k in range(4))
        x, h, xh, ifo = xh[:-1, :, :I], xh[:, :, I:], xh[:-1], ifog[..., : 3 * H]
        hs, cs = list(h), list(c)
        states = map(LSTMState, hs[1:], cs[1:])
        per_step = zip(x, hs, cs, i, f, o, g, cs[1:], tanh_c, hs[1:], xh, ifo, ifog, states, strict=False)
        state = LSTMState(h[1:], c[1:])
        return Tape(
            LSTMRecord(x, h[:-1], c[:-1], i, f, o, g, state.c, tanh_c, state.h, xh, ifo, ifog, state),
            [LSTMRecord(*views) for views in per_step],
        )

    def way_back(self, steps: int, batch: int = 1) -> Pages[LSTMLocal]:
        H = self.hidden_size
        dz = np.empty((steps, batch, 4 * H), self.dtype)
        dc = np.empty((steps, batch, H), self.dtype)
        i, f, o, g = (dz[..., k * H : (k + 1) * H] for k in range(4))
        whole = LSTMLocal(dz, i, f, o, g, dc)
        return Pages(whole, [LSTMLocal(*views) for views in zip(*whole, strict=True)])

    def step(self, x: Array, state: LSTMState, out: LSTMRecord | None = None) -> tuple[LSTMState, LSTMRecord]:
        """i, f, o, g = σ, σ, σ, tanh of W [x; h_prev] + b;  c = f∘c_prev + i∘g;  h = o∘tanh(c)"""
        r = out or self.tape(1, len(x)).steps[0]
        self.enter(x, state, r)
        _, _, c_prev, i, f, o, g, c, tanh_c, h, xh, ifo, ifog, state = r
        W, b = self.params["W"], self.params["b"]

        dot(xh, W.T, out=ifog)  # W [x; h_prev]: one product for all four gates
        add(ifog, b[None], out=ifog)
        gates(ifo, out=ifog)  # i, f, o = σ, σ, σ and g = tanh of it
        multiply(f, c_prev, out=c)
        add(c, i * g, out=c)
        tanh(c, out=tanh_c)
        multiply(o, tanh_c, out=h)
        return state, r  # (h, c)

    def run(self, xs: Array, state: LSTMState, tape: Tape[LSTMRecord, LSTMLocal]) -> None:
        """`step` for one sequence: what its inputs add to the gates is one product for all steps."""
        if xs.shape[1] > 1:  # for several, one product for x and h together is as quick
            super().run(xs, state, tape)
            return
        whole = tape.whole
        xs = xs.astype(self.dtype, copy=False)
        whole.x[...] = xs
        whole.h_prev[0], whole.c_prev[0] = state
        W_x_x = dot(flat(xs), self.W_x.T, out=flat(whole.ifog))
        W_x_x += self.params["b"]
        W_h = self.W_h
        for _, h_prev, c_prev, i, f, o, g, c, tanh_c, h, _, ifo, ifog, _ in tape.steps:
            add(ifog, dot(h_prev, W_h.T), out=ifog)
            gates(ifo, out=ifog)
            multiply(f, c_prev, out=c)
            add(c, i * g, out=c)
            tanh(c, out=tanh_c)
            multiply(o, tanh_c, out=h)

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
        return out

    def pull(
        self, dstate: tuple[Array, ...], record: LSTMRecord, local: LSTMLocal, W_h: Array
    ) -> tuple[Array, ...]:
        (dh, dc_next), (dz, z_i, z_f, z_o, z_g, dc) = dstate, local
        multiply(dc, dh, out=dc)  # ∂h/∂c ∘ ∂L/∂h …
        add(dc, dc_next, out=dc)  # … + what came back from c_{t+1}
        multiply(z_i, dc, out=z_i)
        multiply(z_f, dc, out=z_f)
        multiply(z_o, dh, out=z_o)
        multiply(z_g, dc, out=z_g)
        return dot(dz, W_h), multiply(dc, record.f)

    def collect(self, record: LSTMRecord, local: LSTMLocal) -> tuple[Grads, Array]:
        xh, dz = flat(record.xh), flat(local.z)
        grads = {"W": dot(xh.T, dz).T, "b": dz.sum(axis=0)}
        dx: Array = dot(dz, self.W_x).reshape(record.x.shape)
        return grads, dx

    def jacobian(self, record: LSTMRecord) -> Array:
        """∂h_t/∂h_{t−1} with c_{t−1} held fixed, (…, H, H)."""
        return self._by_h(self.local(record))[0]

    def full_jacobian(self, record: LSTMRecord) -> Array:
        """∂(h_t, c_t)/∂(h_{t−1}, c_{t−1}), (…, 2H, 2H): [[∂h/∂h, ∂h/∂c], [∂c/∂h, ∂c/∂c]]."""
        local = self.local(record)
        dh_dh, dc_dh = self._by_h(local)
        dc_dc = record.f[..., None] * np.eye(self.hidden_size, dtype=self.dtype)
        J: Array = np.block([[dh_dh, local.c[..., None] * dc_dc], [dc_dh, dc_dc]])
        return J

    def _by_h(self, local: LSTMLocal) -> tuple[Array, Array]:
        """∂h_t/∂h_{t−1} and ∂c_t/∂h_{t−1}, c_{t−1} being held fixed."""
        W_i, W_f, W_o, W_g = np.split(self.W_h, 4)
        _, i, f, o, g, dh_dc = (s[..., None] for s in local)
        dc_dh = i * W_i + f * W_f + g * W_g
        return o * W_o + dh_dc * dc_dh, dc_dh
