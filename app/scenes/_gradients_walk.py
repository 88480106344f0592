"""One network walking: forward a step at a time, the loss, then the gradient back a step at a time."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from app.nn.lstm import LSTM
from app.nn.norms import norm, spectral_norm
from app.scenes._gradients_nets import TARGET, Array, Net


@dataclass(frozen=True, slots=True)
class Arrival:
    """The gradient on arriving at step k.

    dh       ∂L/∂h_k (H,), with all that comes back through the recurrence
    norm     ‖∂L/∂h_k‖
    ratio    ‖∂L/∂h_k‖ / ‖∂L/∂h_{k+1}‖: what this step left of it; 1 at the last step, nan for 0/0
    factor   ‖∂s_{k+1}/∂s_k‖, the spectral norm of the step's Jacobian; s = h, for an LSTM (h, c); 1 at first
    product  of all factors from the last step to k
    c_norm   ‖∂L/∂c_k‖ of an LSTM, else nan; the way through h_k = o·tanh(c_k) counts for h_k
    """

    dh: Array
    norm: float
    ratio: float
    factor: float
    product: float
    c_norm: float


class Walker:
    """Carries what a network has seen from frame to frame. Nothing warns: overflow is part of the lesson."""

    def __init__(self, net: Net) -> None:
        self.net = net
        self.grads = net.cell.zero_grads()  # of every parameter, growing on the way back
        self.start = net.cell.initial_state(1)
        self.state: Any = self.start
        self.records: list[Any] = []
        self.h: Array = self.start.h[0]
        self.error: Any = net.w.dtype.type(0)
        self.dstate: Any = self.start
        self.back = 0  # the step the gradient has come to
        self.norm = 0.0  # its size there
        self.product = 1.0
        self.lost = False  # whether it has overflowed

    @np.errstate(all="ignore")
    def forward(self, x: float) -> Array:
        """h (H,) after reading x."""
        self.state, record = self.net.cell.step(np.array([[x]], self.net.w.dtype), self.state)
        self.records.append(record)
        self.h = np.array(self.state.h[0])
        return self.h

    @np.errstate(all="ignore")
    def read_out(self) -> tuple[float, float, float]:
        """y = wᵀh, the error y − y* and the loss ½(y − y*)²."""
        y = self.net.w @ self.h
        self.error = y - y.dtype.type(TARGET)
        return float(y), float(self.error), float(0.5 * self.error * self.error)

    @np.errstate(all="ignore")
    def leave_loss(self) -> Arrival:
        """The gradient at the last step, straight from the loss: (y − y*)·w."""
        self.dstate = self.start._replace(h=(self.error * self.net.w)[None])
        self.back = len(self.records) - 1
        self.product = 1.0
        self.lost = False
        return self._arrive(1.0)

    @np.errstate(all="ignore")
    def step_back(self) -> Arrival:
        """The gradient one step further back; the gradients of the weights grow on the way."""
        record = self.records[self.back]
        cell: Any = self.net.cell
        jacobian = cell.full_jacobian(record) if isinstance(cell, LSTM) else cell.jacobian(record)
        factor = float(spectral_norm(jacobian[0]))
        _, self.dstate = cell.backward(self.dstate, record, self.grads)
        self.back -= 1
        self.product *= factor
        return self._arrive(factor)

    @np.errstate(all="ignore")
    def finish(self) -> None:
        """Take the gradient through step 0 as well, so that the gradients of the weights are whole."""
        cell: Any = self.net.cell
        cell.backward(self.dstate, self.records[0], self.grads)
        self.grads["w"] = self.error * self.h

    def _arrive(self, factor: float) -> Arrival:
        dh = np.array(self.dstate.h[0], np.float64)
        now = float(norm(dh))
        if self.lost:
            now = np.inf  # what comes after an overflow is inf − inf = nan: too large as well
        self.lost = np.isinf(now)
        first = self.back == len(self.records) - 1
        ratio = 1.0 if first else float(np.float64(now) / np.float64(self.norm))
        self.norm = now
        c = getattr(self.dstate, "c", None)
        return Arrival(dh, now, ratio, factor, self.product, float(norm(c[0])) if c is not None else np.nan)
