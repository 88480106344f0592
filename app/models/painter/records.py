"""What a step of the painter takes, computes and gives back, by name."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.models.painter.config import Moment
from app.models.painter.prior import Expected
from app.models.painter.window import Window
from app.nn.lstm import LSTM, LSTMRecord

Array = NDArray[np.floating]


class State(NamedTuple):
    """What goes from step to step, for B pictures: two LSTMs, the canvas, where to look next."""

    h_dec: Array  # (B, D)
    c_dec: Array
    h_enc: Array  # (B, E)
    c_enc: Array
    ground: Array  # (B, layers, H, W); layers = 0 where there is only ink
    ink: Array  # (B, H, W)
    look: Array  # (B, 7): raw read window from h_dec


class Look(NamedTuple):
    """What the encoder did at one step."""

    window: Window
    painted: Array  # (B, H, W): û, the canvas before the step as the encoder sees it
    columns: tuple[Array, Array]  # (B, H, read) each: picture·F_Xᵀ and û·F_Xᵀ
    patches: Array  # (B, 2, read, read): what was read of the picture and of the error image, before γ
    share: Array  # (B, H, W): share of the plate (wide steps) or of the ink at the time
    lstm: LSTMRecord
    h: Array  # (B, E)
    mu: Array  # (B, Z): counted from what z is expected to be, and in units of that
    log_sigma: Array
    free: Array  # (B, Z): 1 where log σ is inside its bounds
    noise: Array


class Stroke(NamedTuple):
    """Everything one step computed: what backward needs and the picture shows."""

    moment: Moment
    z: Array  # (B, Z): N(0, 1) in a painting from the prior
    kl: Array  # (B,): nats; 0 when z came from the prior
    look: Look | None
    lstm: LSTMRecord
    h: Array  # (B, D)
    window: Window
    patch: Array  # (B, C, N, N): C = 3 layers of ground or one of ink, before γ·δx·δy
    state: State  # after the step
    expected: Expected | None = None  # what z is counted from


class Cells(NamedTuple):
    """The two LSTMs, which share the parameters' memory."""

    encoder: LSTM
    decoder: LSTM


class Carry(NamedTuple):
    """∂L/∂ what went from step to step, on the way back."""

    h_dec: Array
    c_dec: Array
    h_enc: Array
    c_enc: Array
    look: Array  # (B, 7): ∂L/∂ raw read window that the step before asked for
    ground: Array
    ink: Array


class Slopes(NamedTuple):
    """What one step back leaves for the parameters' gradients, to be multiplied out after the loop."""

    decoder: Array  # (B, 4D)
    window: Array  # (B, 14)
    patch: Array  # (B, C·N²)
    encoder: Array | None  # (B, 4E)
    latent: Array | None  # (B, 2Z)
    read: Array | None  # (B, 7)
    h_dec: Array  # (B, D): the whole ∂L/∂h^dec_t
    h_enc: Array | None
    prior: Array | None = None  # (B, 2Z): ∂L/∂m, ∂L/∂log s
