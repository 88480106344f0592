"""y = W x + b."""

from typing import Any

import numpy as np

from app.nn.cell import Array, Grads, check_dtype, check_sizes, uniform


class Linear:
    """y = W x + b for x (…, I): W (O, I), b (O), y (…, O). W starts at U(−1/√I, 1/√I), b at 0."""

    def __init__(
        self, input_size: int, output_size: int, *, dtype: Any = np.float64, rng: np.random.Generator
    ) -> None:
        check_sizes(input_size=input_size, output_size=output_size)
        dtype = check_dtype(dtype)
        self.input_size, self.output_size = input_size, output_size
        self.params: Grads = {
            "W": uniform(rng, input_size, (output_size, input_size), dtype),
            "b": np.zeros(output_size, dtype),
        }

    def zero_grads(self) -> Grads:
        """Zeros to accumulate gradients into."""
        return {name: np.zeros_like(value) for name, value in self.params.items()}

    def forward(self, x: Array) -> Array:
        """x (…, I) -> y (…, O). All leading axes go into one product."""
        if x.shape[-1:] != (self.input_size,):
            raise ValueError(f"Linear: expected x (…, {self.input_size}), got {x.shape}")
        y = np.dot(x.reshape(-1, self.input_size), self.params["W"].T)
        y += self.params["b"]
        out: Array = y.reshape(*x.shape[:-1], self.output_size)
        return out

    def backward(self, dy: Array, x: Array, grads: Grads) -> Array:
        """∂L/∂y (…, O) and the x of the forward pass -> ∂L/∂x (…, I); adds to `grads`."""
        rows = dy.reshape(-1, self.output_size)
        grads["W"] += np.dot(x.reshape(-1, self.input_size).T, rows).T
        grads["b"] += rows.sum(axis=0)
        dx: Array = np.dot(rows, self.params["W"]).reshape(x.shape)
        return dx
