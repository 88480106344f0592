"""Three convolutions with rectifiers: from a grey picture to a quarter of its size, in many maps."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from app.nn.cell import Array, Grads
from app.nn.conv import Conv


class Seen(NamedTuple):
    """What the three layers computed: each one's input shape, columns and output."""

    shapes: tuple[tuple[int, ...], ...]
    cols: tuple[Array, ...]
    maps: tuple[Array, ...]

    @property
    def flat(self) -> Array:
        """The last maps as rows, (B, ·)."""
        last = self.maps[-1]
        return last.reshape(len(last), -1)


class Convs:
    """5×5 with stride 2, 3×3 with stride 2, 3×3; a rectifier after each. A side of 4n becomes n."""

    def __init__(self, maps: tuple[int, int, int], *, dtype: Any, rng: np.random.Generator) -> None:
        first, second, third = maps
        self.layers = (
            Conv(1, first, 5, stride=2, dtype=dtype, rng=rng),
            Conv(first, second, 3, stride=2, dtype=dtype, rng=rng),
            Conv(second, third, 3, stride=1, dtype=dtype, rng=rng),
        )

    def forward(self, picture: Array) -> Seen:
        """picture (B, H, W)."""
        a = picture[..., None]
        shapes, cols, maps = [], [], []
        for layer in self.layers:
            shapes.append(a.shape)
            a, columns = layer.forward(a)
            np.maximum(a, 0, out=a)
            cols.append(columns)
            maps.append(a)
        return Seen(tuple(shapes), tuple(cols), tuple(maps))

    def backward(
        self, dflat: Array, seen: Seen, grads: Sequence[Grads], *, wants_input: bool
    ) -> Array | None:
        """∂L/∂picture (B, H, W), if wanted, from ∂L/∂flat; adds each layer's gradients to `grads`."""
        d: Array | None = dflat.reshape(seen.maps[-1].shape)
        for i in (2, 1, 0):
            assert d is not None
            d = self.layers[i].backward(
                d * (seen.maps[i] > 0),
                seen.cols[i],
                seen.shapes[i],
                grads[i],
                wants_input=i > 0 or wants_input,
            )
        return None if d is None else d[..., 0]
