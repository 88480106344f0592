"""Write tests/golden/attention.npz: the filterbank's values and gradients as PyTorch's autograd has them.

Run once with PyTorch installed (``pip install unrolled[bench]``); the tests need the file alone.
"""

import math
from pathlib import Path

import numpy as np
import torch

GOLDEN = Path(__file__).parent.parent / "tests" / "golden" / "attention.npz"


def filters(
    g: torch.Tensor, d: torch.Tensor, s: torch.Tensor, n: int, length: int, rows: bool
) -> torch.Tensor:
    place = torch.arange(n, dtype=g.dtype) - (n - 1) / 2
    mean = g[:, None] + place * d[:, None]
    a = torch.arange(length, dtype=g.dtype)
    e = torch.exp(-((a - mean[:, :, None]) ** 2) / (2 * s[:, None, None] ** 2))
    return e / (e.sum(2, keepdim=True) + 1e-4) if rows else e / (math.sqrt(2 * math.pi) * s[:, None, None])


def main() -> None:
    rng = np.random.default_rng(5)
    out: dict[str, np.ndarray] = {}
    B, C, H, W, N, M = 2, 2, 6, 9, 3, 4
    out["window"] = np.stack(  # gy, gx, δy, δx, σy, σx; the second window hangs over the border
        [[2.3, 4.1, 1.2, 1.7, 0.7, 1.1], [5.2, 8.4, 1.5, 0.8, 0.5, 0.4]]
    )
    out["image"] = rng.normal(size=(B, C, H, W))
    out["patch"] = rng.normal(size=(B, C, N, M))
    out["weight_read"] = rng.normal(size=(B, C, N, M))
    out["weight_write"] = rng.normal(size=(B, C, H, W))
    for mode in ("rows", "density"):
        window = torch.tensor(out["window"], requires_grad=True)
        image = torch.tensor(out["image"], requires_grad=True)
        patch = torch.tensor(out["patch"], requires_grad=True)
        gy, gx, dy, dx, sy, sx = window.unbind(1)
        Fy, Fx = filters(gy, dy, sy, N, H, mode == "rows"), filters(gx, dx, sx, M, W, mode == "rows")
        seen = torch.einsum("bnh,bchw,bmw->bcnm", Fy, image, Fx)
        painted = torch.einsum("bnh,bcnm,bmw->bchw", Fy, patch, Fx)
        for name, value, weight, other in (
            ("read", seen, "weight_read", image),
            ("write", painted, "weight_write", patch),
        ):
            loss = (value * torch.tensor(out[weight])).sum()
            dwindow, dother = torch.autograd.grad(loss, (window, other), retain_graph=True)
            out[f"{mode}_{name}"] = value.detach().numpy()
            out[f"{mode}_{name}_dwindow"] = dwindow.numpy()
            out[f"{mode}_{name}_dother"] = dother.numpy()
        out[f"{mode}_Fy"], out[f"{mode}_Fx"] = Fy.detach().numpy(), Fx.detach().numpy()
    np.savez_compressed(GOLDEN, **out)


if __name__ == "__main__":
    main()
