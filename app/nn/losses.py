"""What the network is told it got wrong: losses in nats, each with its gradient, stable for any logits.

`mean=True` divides by the number of rows (not of classes or values); else losses are summed.
"""

import numpy as np

from app.nn.cell import Array


def softmax(z: Array) -> Array:
    """p_k = e^{z_k} / Σ_j e^{z_j} over the last axis; the largest z is taken off first: nothing overflows."""
    p: Array = np.exp(z - z.max(axis=-1, keepdims=True))
    p /= p.sum(axis=-1, keepdims=True)
    return p


def cross_entropy(logits: Array, targets: Array, *, mean: bool = True) -> tuple[float, Array]:
    """−log softmax(logits)[target]: logits (…, K), targets (…) whole numbers in 0…K−1 -> (loss, ∂L/∂logits).

    The gradient is softmax − one-hot.
    """
    K = logits.shape[-1]
    z, y = logits.reshape(-1, K), np.asarray(targets).reshape(-1)
    if np.shape(targets) != logits.shape[:-1] or not np.issubdtype(y.dtype, np.integer):
        raise ValueError(
            f"cross_entropy: expected whole-number targets {logits.shape[:-1]} for logits {logits.shape}, "
            f"got {y.dtype} {np.shape(targets)}"
        )
    if not len(y):
        raise ValueError(f"cross_entropy: expected at least one row, got logits {logits.shape}")
    if not 0 <= y.min() <= y.max() < K:
        raise ValueError(f"cross_entropy: expected targets in 0…{K - 1}, got {y.min()}…{y.max()}")
    rows = np.arange(len(y))
    z = z - z.max(axis=1, keepdims=True)
    p = np.exp(z)
    total = p.sum(axis=1, keepdims=True)
    loss = float((np.log(total[:, 0]) - z[rows, y]).sum())
    p /= total
    p[rows, y] -= 1
    if mean:
        loss /= len(y)
        p /= len(y)
    return loss, p.reshape(logits.shape)


def binary_cross_entropy(logits: Array, targets: Array, *, mean: bool = True) -> tuple[float, Array]:
    """−y log σ(z) − (1−y) log(1−σ(z)) for logits z and targets y in [0, 1] of the same shape (B, …).

    Summed over all but the first axis, then averaged (`mean`) or summed over the first. Gradient: σ(z) − y.
    """
    if logits.shape != np.shape(targets):
        raise ValueError(f"binary_cross_entropy: expected targets {logits.shape}, got {np.shape(targets)}")
    e = np.exp(-np.abs(logits))  # in (0, 1]: cannot overflow
    loss = float((np.maximum(logits, 0) - logits * targets + np.log1p(e)).sum())
    d: Array = np.where(logits >= 0, 1, e) / (1 + e) - targets
    if mean:
        loss /= len(logits)
        d = d / len(logits)
    return loss, d.astype(logits.dtype, copy=False)


def squared_error(y: Array, targets: Array, *, mean: bool = True) -> tuple[float, Array]:
    """½ Σ (y − target)², arrays of one shape (B, …), averaged (`mean`) or summed over the first axis."""
    if y.shape != np.shape(targets):
        raise ValueError(f"squared_error: expected targets {y.shape}, got {np.shape(targets)}")
    d: Array = (y - targets).astype(y.dtype, copy=False)
    loss = 0.5 * float((d * d).sum())
    return (loss / len(y), d / len(y)) if mean else (loss, d)
