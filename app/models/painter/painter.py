"""The whole painter: a number in, strokes out; a picture in, strokes and the bound on its likelihood out."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.models.painter import canvas, network, parameters
from app.models.painter.config import WINDOW, Config, Moment
from app.models.painter.gradients import Gradients, multiply_out
from app.models.painter.records import Carry, Cells, Slopes, State, Stroke
from app.models.painter.window import sigmoid
from app.nn.lstm import LSTM

Array = NDArray[np.floating]
Ints = NDArray[np.integer]
Held = dict[int, tuple[float, float]]  # step → (x, y) in pixels: where the write window is put


class Run(NamedTuple):
    """T steps for B pictures."""

    start: State
    strokes: list[Stroke]
    colours: Array | None  # (B, 3, 3), for plates
    grounds: canvas.Axes | None  # the given picture as the encoder sees it in the wide steps…
    inks: canvas.Axes | None  # …and while it paints digits
    behind: canvas.Behind | None

    @property
    def state(self) -> State:
        """What is left at the end."""
        return self.strokes[-1].state

    @property
    def kl(self) -> Array:
        """KL (B,) in nats, over all steps and all of z."""
        total: Array = np.sum([s.kl for s in self.strokes], axis=0)
        return total

    def error(self, u: int) -> Array:
        """The error image x − û (B, H, W) that the encoder looked at in step u, as it sees pictures."""
        stroke = self.strokes[u]
        seen = self.grounds if stroke.moment.wide else self.inks
        if seen is None or stroke.look is None:
            raise ValueError(f"step {u}: nothing was given to copy, so there is no error image")
        return seen.seen - stroke.look.painted


def cell(inputs: int, hidden: int, W: Array, b: Array) -> LSTM:
    """An LSTM whose parameters are the given ones, not copies."""
    made = LSTM(inputs, hidden, dtype=W.dtype, rng=np.random.default_rng(0))
    made.params = {"W": W, "b": b}
    return made


class Painter:
    """Parameters and what can be done with them; nothing of a run is kept here."""

    def __init__(self, config: Config, flat: Array) -> None:
        self.config = config
        self.flat = flat
        self.params = p = parameters.views(flat, config)
        self.cells = Cells(
            cell(2 * config.read**2 + config.decoder, config.encoder, p["encoder.W"], p["encoder.b"]),
            cell(config.latent + config.condition, config.decoder, p["decoder.W"], p["decoder.b"]),
        )

    # -- forward -----------------------------------------------------------------------------------

    def start(self, batch: int) -> State:
        """An empty canvas and LSTMs at zero."""
        c, p, dtype = self.config, self.params, self.flat.dtype
        ground = np.zeros((batch, c.layers, c.height, c.width), dtype)
        if c.layers:
            ground += p["canvas.ground"][:, None, None]
        ink = np.full((batch, c.height, c.width), p["canvas.ink"][0], dtype)
        h_dec, h_enc = np.zeros((batch, c.decoder), dtype), np.zeros((batch, c.encoder), dtype)
        return State(h_dec, h_dec, h_enc, h_enc, ground, ink, np.zeros((batch, WINDOW), dtype))

    def conditions(self, digits: Ints) -> Array:
        """What the decoder is told at each step, (T, B, condition), for numbers `digits` (B, length)."""
        c = self.config
        B, length = digits.shape
        T, n = c.steps(length), c.digits
        told = np.zeros((T, B, c.condition), self.flat.dtype)
        rows = np.arange(B)
        for k in range(n):
            told[:, rows, 11 * k + (digits[:, k] if k < length else 10)] = 1
        for u in range(T):
            m = c.moment(u, length)
            if not m.wide:
                told[u, rows, 11 * n + digits[:, m.place]] = 1
                told[u, :, 11 * n + 10 + m.place] = 1
            told[u, :, 11 * n + 10 + n + length - 1] = 1
            told[u, :, 11 * n + 10 + 2 * n + m.row] = 1
        return told

    def step(
        self,
        state: State,
        moment: Moment,
        condition: Array,
        z: Array,
        held: tuple[float, float] | None = None,
    ) -> Stroke:
        """One step of painting from a given z (B, Z)."""
        return network.step(self.config, self.params, self.cells, state, moment, condition, z=z, held=held)

    def paint(self, digits: Ints, z: Array, colours: Array | None = None, *, held: Held | None = None) -> Run:
        """Paint numbers `digits` (B, length) from z (T, B, Z); `held` puts windows elsewhere."""
        state = start = self.start(len(digits))
        told, strokes = self.conditions(digits), []
        for u in range(len(told)):
            m = self.config.moment(u, digits.shape[1])
            strokes.append(self.step(state, m, told[u], z[u], (held or {}).get(u)))
            state = strokes[-1].state
        return Run(start, strokes, colours, None, None, None)

    def copy(
        self, x: Array, digits: Ints, noise: Array, colours: Array | None = None, *, held: Held | None = None
    ) -> Run:
        """Read pictures x (B, 3 or 1, H, W) and paint them again; noise (T, B, Z) is N(0, 1)."""
        state = start = self.start(len(x))
        told, strokes = self.conditions(digits), []
        grounds, inks, behind = None, canvas.Axes(x[:, 0], x[:, 0, 0, :1], x[:, 0, 0, 0]), None
        if colours is not None:
            grounds, inks = canvas.axes(x, colours, 0), canvas.axes(x, colours, 1)
        for u in range(len(told)):
            m = self.config.moment(u, digits.shape[1])
            if inks is not None and colours is not None and behind is None and not m.wide:
                behind = canvas.behind(state.ground, sigmoid(state.ground[:, 0]), inks)
            strokes.append(
                network.step(
                    self.config,
                    self.params,
                    self.cells,
                    state,
                    m,
                    told[u],
                    seen=grounds if m.wide else inks,
                    behind=behind,
                    noise=noise[u],
                    held=(held or {}).get(u),
                )
            )
            state = strokes[-1].state
        return Run(start, strokes, colours, grounds, inks, behind)

    def picture(self, state: State, colours: Array | None = None) -> Array:
        """What the canvas shows: (B, 3, H, W) with colours (B, 3, 3), else ink alone (B, 1, H, W).

        0 is black and 1 is full light; where light was added, values may leave that range a little.
        """
        if colours is None:
            return sigmoid(state.ink)[:, None]
        return canvas.picture(canvas.mix(state.ground, state.ink), colours)

    # -- the bound ---------------------------------------------------------------------------------

    def loss(self, run: Run, x: Array) -> tuple[Array, Array]:
        """(−log p(x | z) (B,) in nats, ∂ its sum/∂picture or, for ink, ∂/∂logits).

        Plates: every colour value is Gaussian around the canvas with the config's noise; its constant is
        left out, so 0 is a perfect copy. Ink: every pixel is Bernoulli, as in the paper.
        """
        if run.colours is None:
            logits = run.state.ink[:, None]
            each = np.maximum(logits, 0) - logits * x + np.log1p(np.exp(-np.abs(logits)))
            return each.sum(axis=(1, 2, 3)), sigmoid(logits) - x
        off = self.picture(run.state, run.colours) - x
        scale = 1 / self.config.noise**2
        return 0.5 * scale * np.einsum("bchw,bchw->b", off, off), scale * off

    # -- backward ----------------------------------------------------------------------------------

    def backward(self, run: Run, dpicture: Array, kl_weight: float = 0.0) -> Gradients:
        """∂L/∂parameters and the norms of ∂L/∂h, for L = (what dpicture comes from) + kl_weight·KL.

        dpicture: ∂L/∂picture (B, 3, H, W); for ink alone ∂L/∂logits (B, 1, H, W).
        """
        c, p, last = self.config, self.params, run.state
        if run.colours is None:
            dground, dink = np.zeros_like(last.ground), dpicture[:, 0]
        else:
            B, _, H, W = dpicture.shape
            dshares = (run.colours @ dpicture.reshape(B, 3, H * W)).reshape(B, 3, H, W)
            dground, dink = canvas.mix_backward(dshares, canvas.mix(last.ground, last.ink), last.ground)
        carry = Carry(
            np.zeros_like(last.h_dec),
            np.zeros_like(last.c_dec),
            np.zeros_like(last.h_enc),
            np.zeros_like(last.c_enc),
            np.zeros_like(last.look),
            dground,
            dink,
        )
        dbehind = (
            None if run.behind is None else canvas.Behind(np.zeros_like(last.ink), np.zeros_like(last.ink))
        )
        slopes: list[Slopes] = []
        for u in reversed(range(len(run.strokes))):
            stroke = run.strokes[u]
            before = run.strokes[u - 1].state if u else run.start
            wide = stroke.moment.wide
            if wide and dbehind is not None and run.inks is not None:
                # The ground is finished at this point of time: what the ink steps saw of it comes in.
                P = sigmoid(stroke.state.ground[:, 0])
                more = canvas.behind_backward(dbehind, stroke.state.ground, P, run.inks)
                carry = carry._replace(ground=carry.ground + more)
                dbehind = None
            carry, slope = network.step_backward(
                c,
                p,
                self.cells,
                before,
                stroke,
                carry,
                kl_weight,
                run.grounds if wide else run.inks,
                run.behind,
                dbehind,
            )
            slopes.append(slope)
        return multiply_out(c, self.flat, run.strokes, slopes[::-1], carry)
