"""What the reader carries from glimpse to glimpse, and what each glimpse leaves behind; for B pictures."""

from typing import NamedTuple

from app.models.convs import Seen
from app.nn.cell import Array
from app.nn.lstm import LSTMRecord


class State(NamedTuple):
    """What is carried from glimpse to glimpse."""

    t: int  # the glimpse to come, from 0
    window: Array  # (B, 4): where it will look, unless told otherwise
    h: Array  # (B, H)
    c: Array  # (B, H)


class Start(NamedTuple):
    """What the glance at the whole picture computed."""

    picture: Array  # (B, 64, 128), normalised
    half: Array  # (B, 32, 64): the mean over 2×2 pixels
    seen: Seen
    context: Array  # (B, ·)
    h: Array  # (B, H)
    window: Array  # (B, 4): where to look first


class Glimpse(NamedTuple):
    """What one glimpse computed: the backward pass reads it, and the page shows it."""

    t: int
    proposed: Array  # (B, 4): where the reader wanted to look
    window: Array  # (B, 4): where it looked
    filters: tuple[Array, Array, Array, Array]  # F_y, F_x of the window; F_y, F_x of its surroundings
    patch: Array  # (B, N, N), mean 0, variance about 1
    wide: Array  # (B, M, M), the same of the surroundings
    inverse: tuple[Array, Array]  # 1/deviation of both, before they were made standard
    seen: Seen
    flat: Array  # (B, ·): maps, surroundings and the window's place, side by side
    features: Array  # (B, E)
    kept: Array | None  # (B, E): in training, which features were let through
    cell: LSTMRecord
    logits: Array  # (B, 11)
    hint: Array | None  # (B, 11): in training, what the features alone say
    next: Array  # (B, 4): the window proposed for the next glimpse


class Back(NamedTuple):
    """∂L/∂ what went into a glimpse, its window held fixed."""

    h: Array  # (B, H), of the state before
    c: Array  # (B, H)
    patch: Array | None  # (B, N, N), of the patch
    picture: Array | None  # (B, 64, 128), through this glimpse alone
