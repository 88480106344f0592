"""A convolution as one matrix product (im2col), and mean pooling. Pictures are (B, H, W, C), channels last.

Channels last, because then a row of the kernel is one contiguous run of the picture and copies quickly.
"""

import math
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided

Array = np.ndarray[Any, Any]


def columns(x: Array, kernel: int, stride: int, padding: int) -> Array:
    """Every kernel-sized piece of x (B, H, W, C) as a row: (B·H'·W', kernel·kernel·C), zeros outside."""
    B, H, W, C = x.shape
    if padding:
        padded = np.zeros((B, H + 2 * padding, W + 2 * padding, C), dtype=x.dtype)
        padded[:, padding:-padding, padding:-padding] = x
        x = padded
    Ho, Wo = (x.shape[1] - kernel) // stride + 1, (x.shape[2] - kernel) // stride + 1
    b, h, w, c = x.strides
    pieces = as_strided(
        x, (B, Ho, Wo, kernel, kernel, C), (b, h * stride, w * stride, h, w, c), writeable=False
    )
    return pieces.reshape(B * Ho * Wo, kernel * kernel * C)


class Conv:
    """y = W ∗ x + b with a square kernel.

    params: W (out, kernel·kernel·in), rows in the order (down, across, channel), and b (out).
    With padding = kernel // 2 and stride s a side of H becomes ⌈H/s⌉.
    """

    def __init__(
        self,
        channels_in: int,
        channels_out: int,
        kernel: int,
        *,
        stride: int = 1,
        dtype: Any = np.float64,
        rng: np.random.Generator,
    ) -> None:
        self.kernel, self.stride, self.padding = kernel, stride, kernel // 2
        self.channels_in = channels_in
        fan_in = kernel * kernel * channels_in
        # He et al. 2015: keeps the variance through a rectifier.
        W = rng.normal(0, math.sqrt(2 / fan_in), (channels_out, fan_in))
        self.params: dict[str, Array] = {"W": W.astype(dtype), "b": np.zeros(channels_out, dtype=dtype)}

    def size(self, side: int) -> int:
        """The side of the output for a side of the input."""
        return (side + 2 * self.padding - self.kernel) // self.stride + 1

    def forward(self, x: Array) -> tuple[Array, Array]:
        """x (B, H, W, in) → y (B, H', W', out), and the columns that `backward` needs."""
        B, H, W, C = x.shape
        if self.channels_in != C:
            raise ValueError(f"expected {self.channels_in} channels, got a picture of shape {x.shape}")
        cols = columns(x, self.kernel, self.stride, self.padding)
        y = cols @ self.params["W"].T
        y += self.params["b"]
        return y.reshape(B, self.size(H), self.size(W), -1), cols

    def backward(
        self,
        dy: Array,
        cols: Array,
        shape: tuple[int, ...],
        grads: dict[str, Array] | None,
        *,
        wants_input: bool = True,
    ) -> Array | None:
        """∂L/∂x (shape of x) from ∂L/∂y; adds the parameters' gradients to `grads` unless that is None."""
        flat = dy.reshape(-1, dy.shape[-1])
        if grads is not None:
            grads["W"] += flat.T @ cols
            grads["b"] += flat.sum(0)
        if not wants_input:
            return None
        B, H, W, C = shape
        K, s, p = self.kernel, self.stride, self.padding
        if s == 1:
            # A convolution of ∂L/∂y with the kernel turned round: quicker than adding up overlapping pieces.
            turned = self.params["W"].reshape(-1, K, K, C)[:, ::-1, ::-1].transpose(1, 2, 0, 3).reshape(-1, C)
            straight: Array = (columns(dy, K, 1, K - 1 - p) @ turned).reshape(B, H, W, C)
            return straight
        Ho, Wo = dy.shape[1], dy.shape[2]
        dpieces = (flat @ self.params["W"]).reshape(B, Ho, Wo, K, K, C)
        dx = np.zeros((B, H + 2 * p, W + 2 * p, C), dtype=dy.dtype)
        for down in range(K):
            for across in range(K):
                dx[:, down : down + s * Ho : s, across : across + s * Wo : s] += dpieces[
                    :, :, :, down, across
                ]
        return dx[:, p : p + H, p : p + W]


def mean_pool(x: Array, size: int = 2) -> Array:
    """The mean over size × size pixels: (B, H, W, C) → (B, H/size, W/size, C)."""
    B, H, W, C = x.shape
    if H % size or W % size:
        raise ValueError(f"expected sides divisible by {size}, got {H}×{W}")
    pooled: Array = x.reshape(B, H // size, size, W // size, size, C).mean((2, 4), dtype=x.dtype)
    return pooled


def mean_pool_backward(dy: Array, size: int = 2) -> Array:
    """∂L/∂x of `mean_pool`: each pixel gets its share."""
    share = dy / np.asarray(size * size, dtype=dy.dtype)
    dx: Array = share.repeat(size, axis=1).repeat(size, axis=2)
    return dx
