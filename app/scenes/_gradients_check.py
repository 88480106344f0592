"""The badge: the gradient of this very run, against central differences.

Along a random direction of all of a network's parameters (the read-out too), back-propagation says ∂L/∂θ · v;
`app.nn.gradcheck` says what the loss itself does when θ moves by ±εv. A wide step bends, a narrow one drowns
in rounding, and which is best depends on the run. So the steps are narrowed until two of them agree, *without
a look at what back-propagation says*. Where no two agree, where L overflows, or where the whole gradient is
smaller than the rounding of L, nothing can be checked, and the scene says so.

The differences are taken in double precision, also of a network that computes in single precision.
"""

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from app.nn.gradcheck import Check, directional_check, narrowed_check
from app.nn.unroll import forward
from app.scenes._gradients_nets import TARGET, Array, Net, stream

STEPS = (1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10)

Verdict = Literal["checked", "overflow", "rough", "faint"]


@dataclass(frozen=True, slots=True)
class Checked:
    """∂L/∂v by back-propagation and by differences of step ε.

    `error` is relative, nan unless the verdict is ``checked``.
    """

    analytic: float
    numeric: float
    epsilon: float
    error: float
    verdict: Verdict


def loss(cell: Any, w: Array, xs: Array) -> float:
    """L of a whole run on xs (T,), from the start."""
    error = float(w @ forward(cell, xs[:, None, None]).hs[-1, 0]) - TARGET
    return 0.5 * error * error


@np.errstate(all="ignore")
def check(net: Net, xs: Array, grads: Mapping[str, Array], seed: int) -> Checked:
    """Compare `grads`, of every parameter and of ``w``, with differences."""
    cell, w = copy.copy(net.cell), net.w.astype(np.float64)
    cell.params = {key: p.astype(np.float64) for key, p in net.cell.params.items()}
    params = {**cell.params, "w": w}
    wide = {key: np.asarray(grads[key], np.float64) for key in params}

    def at(epsilon: float) -> Check:
        return directional_check(lambda: loss(cell, w, xs), params, wide, stream(seed, "check"), epsilon)

    found, epsilon = narrowed_check(at, STEPS)
    verdict: Verdict = "checked"
    if not np.isfinite(found[:2]).all():
        verdict = "overflow"
    elif not found.agreed:
        verdict = "rough" if found.resolved else "faint"
    error = found.relative_error if verdict == "checked" else np.nan
    return Checked(found.analytic, found.numeric, epsilon, error, verdict)
