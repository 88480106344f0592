"""What a frame is: one network step, as everybody downstream sees it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

DTYPES = ("float32", "float64", "uint8")
Scalar = float | int | str | bool | None
Value = np.ndarray[Any, Any] | Scalar


@dataclass(frozen=True, slots=True)
class Frame:
    """One step of a run.

    phase    what the network is doing: ``forward``, ``backward``, ``train``, ``write`` …
    caption  one sentence that says what just happened, fit for a screen reader and a subtitle;
             the numbers in it are the frame's numbers
    values   scalars and arrays by name; the arrays are declared in the run's `fields`
    cue      the name of the moment, where a lecturer should pause

    Its index ``t`` is its place in the trace; the trace puts it in.
    """

    phase: str
    caption: str
    values: Mapping[str, Value] = field(default_factory=dict)
    cue: str | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """Declares an array that frames may carry: shape, dtype (one of `DTYPES`), and meaning and unit in words."""

    shape: tuple[int, ...]
    dtype: str
    about: str

    def check(self, name: str, array: np.ndarray[Any, Any]) -> None:
        """Raise ValueError if `array` is not what was declared."""
        if array.shape != self.shape or array.dtype.name != self.dtype:
            raise ValueError(
                f"{name}: expected {self.dtype}{list(self.shape)}, got {array.dtype.name}{list(array.shape)}"
            )
