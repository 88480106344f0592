"""What z is expected to be, learnt: p(z_t | what was painted so far) = N(m_t, s²) instead of N(0, 1).

    m_t = V_row [condition_t, h^dec_{t−1}]        s = exp(log s_row)

So the plate is as wide as its number, and the second digit comes in the hand of the first. The painter is still
given numbers from N(0, 1), and its encoder's μ and σ are still compared with N(0, 1): they are counted from m,
in units of s. What goes into the decoder is m + s·z.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.models.painter.parameters import Params

Array = NDArray[np.floating]


class Expected(NamedTuple):
    """Where z is counted from, and in which units."""

    m: Array  # (B, Z)
    s: Array  # (Z,)


def expected(p: Params, row: int, told: Array) -> Expected | None:
    """From told = [condition, h_dec] (B, condition + D); None for a painter that expects nothing."""
    if "prior.W" not in p:
        return None
    return Expected(told @ p["prior.W"][row].T, np.exp(p["prior.log_s"][row]))
