"""Is the gradient right? Compare it with what the loss itself does when all parameters move a little."""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from app.nn.cell import Array

EPS = 1e-4
ENOUGH = 1e-6  # two steps that agree so well need no third
ROUGH = 1e-3  # steps that agree no better than this say nothing


class Check(NamedTuple):
    """analytic: gradient · direction; numeric: the slope of the loss along it; their relative error.

    noise is the smallest slope that differences of this loss can tell from 0: its rounding, over the step.
    Where |analytic| is not well above, as for a gradient of 1e-20, the check says nothing, and `resolved` is
    False. Where differences of several steps were taken and no two agree, `agreed` is False, and the check
    says nothing either.
    """

    analytic: float
    numeric: float
    relative_error: float
    noise: float
    resolved: bool
    agreed: bool = True

    @property
    def telling(self) -> bool:
        """Whether `relative_error` tells how right the gradient is."""
        return self.resolved and self.agreed


def directional_check(
    loss_fn: Callable[[], float],
    params: Mapping[str, Array],
    grads: Mapping[str, Array],
    rng: np.random.Generator,
    eps: float = EPS,
) -> Check:
    """Compare Σ grads·v with D(ε) = (L(θ+εv) − L(θ−εv)) / 2ε for a random direction v, all its elements ±1.

    `loss_fn` takes no argument and reads `params`, which are moved in place and put back exactly. Two widths
    are combined (Richardson): (4 D(ε) − D(2ε)) / 3 is off by O(ε⁴) instead of O(ε²), so that ε may be wide
    enough for rounding, of order 1e-16·L/ε, to stay small too. At 1e-4 a right gradient of an RNN, LSTM or
    GRU (hidden 8–128, 5–100 steps) is found right to 1e-13…1e-10. A chaotic network bends within such a step
    (tanh, spectral radius 1.7, 50 steps: 1e-4, but 1e-10 at ε = 1e-6): try a smaller one. float64 only.
    """
    if not eps > 0 or not params.keys() <= grads.keys():
        raise ValueError(
            f"expected eps > 0 and a gradient for each of {sorted(params)}, got {eps} and {sorted(grads)}"
        )
    for name, value in params.items():
        if value.dtype != np.float64 or grads[name].shape != value.shape:
            raise ValueError(
                f"{name}: expected float64 and a gradient of shape {value.shape}, "
                f"got {value.dtype} and {grads[name].shape}"
            )
    direction = {name: rng.choice((-1.0, 1.0), value.shape) for name, value in params.items()}
    start = {name: value.copy() for name, value in params.items()}

    def loss_at(step: float) -> float:
        for name, value in params.items():
            np.copyto(value, start[name] + step * direction[name])
        return float(loss_fn())

    try:
        near = (loss_at(eps) - loss_at(-eps)) / (2 * eps)
        far = (loss_at(2 * eps) - loss_at(-2 * eps)) / (4 * eps)
    finally:
        for name, value in params.items():
            np.copyto(value, start[name])
    analytic = float(sum((grads[name] * v).sum() for name, v in direction.items()))
    numeric = (4 * near - far) / 3
    noise = float(np.finfo(np.float64).eps * abs(loss_fn()) / eps)
    largest = max(abs(analytic), abs(numeric))
    error = abs(analytic - numeric) / largest if largest else 0.0
    return Check(analytic, numeric, error, noise, bool(abs(analytic) > 100 * noise))


def narrowed_check(
    at: Callable[[float], Check], steps: Sequence[float], enough: float = ENOUGH
) -> tuple[Check, float]:
    """The check `at` the step that the next narrower one agrees with best, and that step.

    A wide step bends, a narrow one drowns in rounding, and which is best depends on the run. So the steps, two at
    least and the widest first, are narrowed until two agree to a relative `enough`, *without a look at what
    back-propagation says*. A check that is not finite is given back at once.
    """
    tried: list[tuple[Check, float]] = []
    for eps in steps:
        tried.append((at(eps), eps))
        if not np.isfinite(tried[-1][0][:2]).all():
            return tried[-1]
        if len(tried) > 1 and _apart(tried[-2][0], tried[-1][0]) < enough:
            break
    (found, eps), (next_one, _) = min(pairwise(tried), key=lambda two: _apart(two[0][0], two[1][0]))
    agreed = _apart(found, next_one) < ROUGH
    # Where nothing agrees, the question is whether any step could have told the slope from 0: the widest, if any.
    return found._replace(agreed=agreed, resolved=(found if agreed else tried[0][0]).resolved), eps


def _apart(a: Check, b: Check) -> float:
    """How far two slopes differ, relative to the steeper one: 0 where both are 0."""
    return abs(a.numeric - b.numeric) / (max(abs(a.numeric), abs(b.numeric)) or 1.0)
