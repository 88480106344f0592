"""A network that reads a house number by moving a small window over the picture.

After Ba, Mnih & Kavukcuoglu 2014 (arXiv 1412.7755); the window is DRAW's Gaussian filterbank (1502.04623).

    h_0, c_0, l_0 = context(picture)            a glance at the whole picture, shrunk to 32×64
    e_t = features(patch(l_t), surroundings(l_t), l_t)
    h_t, c_t = LSTM(e_t, h_{t−1}, c_{t−1})
    beliefs_t = softmax(W_name h_t)             ten digits and `END`
    l_{t+1} = l_t moved by W_move h_t           in units of the window (see app.models.window)

t counts from 0. Glimpse 0 is to hold the whole number, glimpse 1 the first digit; from glimpse `FIRST` on
every glimpse names one digit, until one of them names `END`.

The window is *not* learnt through the glimpse: no gradient flows from what was seen to where it was looked.
The steering is taught by the known boxes of the training pictures.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from app.models.convs import Convs
from app.models.glimpse import Back, Glimpse, Start, State
from app.models.window import (
    HEIGHT,
    WIDTH,
    bounded,
    filters,
    inside,
    moved,
    moved_backward,
    standard,
    standard_backward,
)
from app.nn.attention import read
from app.nn.cell import Array, Grads
from app.nn.conv import Conv, mean_pool, mean_pool_backward
from app.nn.linear import Linear
from app.nn.lstm import LSTM, LSTMState

END = 10  # the eleventh class: the number is over
FIRST = 2  # the glimpse that names the first digit
MOST = 5  # digits a number can have

NamedGrads = dict[str, Grads]  # layer → parameter → array


@dataclass(frozen=True, slots=True)
class Config:
    """The reader's sizes."""

    patch: int = 24  # the window is read as patch × patch numbers
    wide: int = 12  # its surroundings as wide × wide …
    around: float = 3.0  # … and they are this many times as wide and high
    maps: tuple[int, int, int] = (32, 64, 96)
    features: int = 256
    hidden: int = 256
    context_maps: tuple[int, int, int] = (16, 32, 16)
    context: int = 192


def normalise(grey: Array, dtype: Any = np.float32) -> Array:
    """Grey pictures (B, 64, 128) of 0…255 → mean 0 and variance about 1 each."""
    if grey.ndim != 3 or grey.shape[1:] != (HEIGHT, WIDTH):
        raise ValueError(f"expected pictures (B, {HEIGHT}, {WIDTH}), got {grey.shape}")
    x = grey.astype(dtype)
    x -= x.mean((1, 2), keepdims=True)
    x /= np.sqrt((x * x).mean((1, 2), keepdims=True) + x.dtype.type(16))
    return x


class Reader:
    """The network. It holds parameters only; the state goes in and comes out."""

    def __init__(
        self, config: Config | None = None, *, dtype: Any = np.float32, rng: np.random.Generator
    ) -> None:
        self.config = c = config or Config()
        if c.patch % 4:
            raise ValueError(f"patch: expected a multiple of 4, got {c.patch}")
        self.dtype: np.dtype[Any] = np.dtype(dtype)

        def linear(inputs: int, outputs: int, gain: float) -> Linear:
            layer = Linear(inputs, outputs, dtype=dtype, rng=rng)
            layer.params["W"] *= layer.params["W"].dtype.type(gain)
            return layer

        rectified = math.sqrt(6)  # He et al. 2015, from U(−1/√I, 1/√I)
        self.glance = Convs(c.context_maps, dtype=dtype, rng=rng)
        area = (HEIGHT // 8) * (WIDTH // 8)  # 32×64, shrunk by four
        self.context = linear(area * c.context_maps[2], c.context, rectified)
        self.start_state = linear(c.context, 2 * c.hidden, 1.0)
        self.start_window = linear(c.context, 4, 0.1)
        self.convs = Convs(c.maps, dtype=dtype, rng=rng)
        seen = (c.patch // 4) ** 2 * c.maps[2]
        self.features = linear(seen + c.wide**2 + 4, c.features, rectified)
        self.cell = LSTM(c.features, c.hidden, dtype=dtype, rng=rng)
        self.name = linear(c.hidden, END + 1, 1.0)
        self.move = linear(c.hidden, 4, 0.1)
        self.hint = linear(c.features, END + 1, 1.0)  # helps the features to learn; not shipped
        # Where the first window is before anything is learnt, and how far one unit moves it.
        self.home = np.array((WIDTH / 2, HEIGHT / 2, math.log(60), math.log(34)), dtype)
        self.reach = np.array((WIDTH / 2, HEIGHT / 2, 1, 1), dtype)

    @property
    def layers(self) -> dict[str, Conv | Linear | LSTM]:
        """Every layer by its name in the weights file."""
        named: dict[str, Conv | Linear | LSTM] = {}
        for i in range(3):
            named[f"context_conv{i}"], named[f"conv{i}"] = self.glance.layers[i], self.convs.layers[i]
        named |= {
            "context": self.context,
            "start_state": self.start_state,
            "start_window": self.start_window,
        }
        named |= {"features": self.features, "cell": self.cell, "name": self.name, "move": self.move}
        return named | {"hint": self.hint}

    @property
    def params(self) -> Grads:
        """All parameters, `layer.name` → array; the very arrays, not copies."""
        return {f"{layer}.{name}": v for layer, x in self.layers.items() for name, v in x.params.items()}

    def zero_grads(self) -> NamedGrads:
        """Zeros to accumulate gradients into."""
        return {layer: {n: np.zeros_like(v) for n, v in x.params.items()} for layer, x in self.layers.items()}

    def start(self, picture: Array) -> tuple[State, Start]:
        """Glance at normalised pictures (B, 64, 128): the state before the first glimpse, and its record."""
        half = mean_pool(picture[..., None])[..., 0]
        seen = self.glance.forward(half)
        context = np.maximum(self.context.forward(seen.flat), 0)
        hc = self.start_state.forward(context)
        H = self.config.hidden
        h, c = np.tanh(hc[:, :H]), np.ascontiguousarray(hc[:, H:])
        window = bounded(self.home + self.start_window.forward(context) * self.reach)
        return State(0, window, h, c), Start(picture, half, seen, context, h, window)

    def covered(self, start: Start, picture: Array) -> Start:
        """The same run over another picture: what glimpses look at once something is covered up."""
        return start._replace(picture=picture, half=mean_pool(picture[..., None])[..., 0])

    def start_backward(
        self,
        start: Start,
        dh: Array,
        dc: Array,
        dwindow: Array | None,
        grads: NamedGrads,
        *,
        wants_picture: bool = False,
    ) -> Array | None:
        """From ∂L/∂(h_0, c_0, l_0) to ∂L/∂picture (B, 64, 128), if wanted; adds to `grads`."""
        dhc = np.concatenate((dh * (1 - start.h * start.h), dc), 1)
        dcontext = self.start_state.backward(dhc, start.context, grads["start_state"])
        if dwindow is not None:
            du = dwindow * inside(start.window) * self.reach
            dcontext = dcontext + self.start_window.backward(du, start.context, grads["start_window"])
        dflat = self.context.backward(dcontext * (start.context > 0), start.seen.flat, grads["context"])
        mine = [grads[f"context_conv{i}"] for i in range(3)]
        dhalf = self.glance.backward(dflat, start.seen, mine, wants_input=wants_picture)
        return None if dhalf is None else mean_pool_backward(dhalf[..., None])[..., 0]

    def step(
        self,
        state: State,
        start: Start,
        window: Array | None = None,
        *,
        keep: float = 1.0,
        rng: np.random.Generator | None = None,
    ) -> tuple[State, Glimpse]:
        """One glimpse: it looks at state.window, or at `window` (B, 4) if it is overruled.

        With `rng` (training) a share `keep` of the features is let through.
        """
        c = self.config
        looked = state.window if window is None else bounded(window.astype(self.dtype))
        B = len(looked)
        fy, fx = filters(looked, c.patch)
        gy, gx = filters(looked, c.wide, c.around, shrink=2)
        patch, scale = standard(read(start.picture[:B, None], fy, fx)[:, 0])
        wide, wide_scale = standard(read(start.half[:B, None], gy, gx)[:, 0])
        seen = self.convs.forward(patch)
        place = (looked - self.home) / self.reach
        flat = np.concatenate((seen.flat, wide.reshape(B, -1), place), 1)
        features = np.maximum(self.features.forward(flat), 0)
        kept, hint, passed = None, None, features
        if rng is not None:
            hint = self.hint.forward(features)
            let = rng.random(features.shape, dtype=np.float32) < keep
            kept = let.astype(self.dtype) / self.dtype.type(keep)
            passed = features * kept
        after, cell = self.cell.step(passed, LSTMState(state.h, state.c))
        reached = moved(looked, self.move.forward(after.h))
        glimpse = Glimpse(
            t=state.t,
            proposed=state.window,
            window=looked,
            filters=(fy, fx, gy, gx),
            patch=patch,
            wide=wide,
            inverse=(scale, wide_scale),
            seen=seen,
            flat=flat,
            features=features,
            kept=kept,
            cell=cell,
            logits=self.name.forward(after.h),
            hint=hint,
            next=reached,
        )
        return State(state.t + 1, reached, after.h, after.c), glimpse

    def step_backward(
        self,
        glimpse: Glimpse,
        dh: Array,
        dc: Array,
        grads: NamedGrads,
        *,
        dlogits: Array | None = None,
        dnext: Array | None = None,
        dhint: Array | None = None,
        wants_picture: bool = False,
    ) -> Back:
        """One glimpse back; adds to `grads`.

        dh, dc   (B, H) what later glimpses say about the state after this one
        dlogits  (B, 11), dnext (B, 4; of the window proposed for the next glimpse) and dhint (B, 11):
                 what the loss says itself
        """
        h = glimpse.cell.h
        if dlogits is not None:
            dh = dh + self.name.backward(dlogits, h, grads["name"])
        if dnext is not None:
            du = moved_backward(dnext, glimpse.window, glimpse.next)
            dh = dh + self.move.backward(du, h, grads["move"])
        de, before = self.cell.backward(LSTMState(dh, dc), glimpse.cell, grads["cell"])
        if glimpse.kept is not None:
            de = de * glimpse.kept
        if dhint is not None:
            de = de + self.hint.backward(dhint, glimpse.features, grads["hint"])
        dflat = self.features.backward(de * (glimpse.features > 0), glimpse.flat, grads["features"])
        dseen, dwide, _ = np.split(
            dflat, np.cumsum((glimpse.seen.flat.shape[1], self.config.wide**2)), axis=1
        )
        mine = [grads[f"conv{i}"] for i in range(3)]
        dpatch = self.convs.backward(dseen, glimpse.seen, mine, wants_input=wants_picture)
        picture = None if dpatch is None else self._onto(glimpse, dpatch, dwide.reshape(glimpse.wide.shape))
        return Back(before.h, before.c, dpatch, picture)

    def _onto(self, glimpse: Glimpse, dpatch: Array, dwide: Array) -> Array:
        """∂L/∂picture (B, 64, 128) through the two filterbanks of a glimpse, the window held fixed."""
        fy, fx, gy, gx = glimpse.filters
        raw = standard_backward(dpatch, glimpse.patch, glimpse.inverse[0])
        raw_wide = standard_backward(dwide, glimpse.wide, glimpse.inverse[1])
        half = gy.transpose(0, 2, 1) @ raw_wide @ gx
        picture: Array = fy.transpose(0, 2, 1) @ raw @ fx + mean_pool_backward(half[..., None])[..., 0]
        return picture
