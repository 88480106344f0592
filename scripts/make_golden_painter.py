"""Write tests/golden/painter.npz: PyTorch's word on a small painter (pictures, bound, gradients).

The network is written out here a second time, plainly, in PyTorch. Run once with PyTorch installed
(``pip install unrolled[bench]``); the tests need the file alone.
"""

import json
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import torch

from app.models.painter import Config, Painter, parameters

GOLDEN = Path(__file__).parent.parent / "tests" / "golden" / "painter.npz"
SMALL = {
    "plate": Config(
        height=9, width=13, digits=2, wide=2, per_digit=2, latent=3, encoder=5, decoder=6, read=3, write=4,
        extent=6.0,
    ),
    "ink": Config(
        kind="ink", height=8, width=7, digits=1, wide=0, per_digit=4, latent=3, encoder=5, decoder=6, read=3,
        write=4, extent=7.0,
    ),
}  # fmt: skip
SMALL["prior"] = replace(SMALL["plate"], prior=True)
KL_WEIGHT = 0.7
T = torch.Tensor


def filters(g: T, d: T, s: T, n: int, length: int) -> T:
    place = torch.arange(n, dtype=g.dtype) - (n - 1) / 2
    a = torch.arange(length, dtype=g.dtype)
    mean = g[:, None] + place * d[:, None]
    e = torch.exp(-((a - mean[:, :, None]) ** 2) / (2 * s[:, None, None] ** 2))
    return e / (e.sum(2, keepdim=True) + 1e-4)


def window(raw: T, n: int, c: Config, wide: bool) -> tuple[T, T, T, T]:
    """(Fy, Fx, γ, δx·δy)"""
    x_low, x_high, y_low, y_high = c.limits(wide, n)
    gx, gy = (c.width - 1) / 2 * (raw[:, 0] + 1), (c.height - 1) / 2 * (raw[:, 1] + 1)
    dx = x_low + (x_high - x_low) * torch.sigmoid(raw[:, 2])
    dy = y_low + (y_high - y_low) * torch.sigmoid(raw[:, 3])
    sx = (dx * (0.35 + 0.65 * torch.sigmoid(raw[:, 4]))).clamp(min=0.3)
    sy = (dy * (0.35 + 0.65 * torch.sigmoid(raw[:, 5]))).clamp(min=0.3)
    gamma = torch.exp(raw[:, 6].clamp(-6, 4))
    return filters(gy, dy, sy, n, c.height), filters(gx, dx, sx, n, c.width), gamma, dx * dy


def lstm(W: T, b: T, x: T, h: T, c: T) -> tuple[T, T]:
    i, f, o, g = (torch.cat([x, h], 1) @ W.T + b).chunk(4, 1)
    c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    return torch.sigmoid(o) * torch.tanh(c), c


def painted(ground: T, ink: T, colours: T) -> T:
    P, K = torch.sigmoid(ground[:, 0])[:, None], torch.sigmoid(ink)[:, None]
    wall_light, plate_light = 1 + ground[:, 1][:, None], 1 + ground[:, 2][:, None]
    wall, plate, ink_colour = (colours[:, k][:, :, None, None] for k in range(3))
    bare = wall * wall_light * (1 - P) + plate * plate_light * P
    return bare * (1 - K) + ink_colour * plate_light * K


def run(c: Config, p: dict[str, T], x: T, told: T, noise: T, colours: T | None, length: int):
    """(loss, KL, picture or logits, all h_dec, all h_enc)"""
    B = len(x)
    h = cd = torch.zeros(B, c.decoder, dtype=x.dtype)
    he = ce = torch.zeros(B, c.encoder, dtype=x.dtype)
    ink = p["canvas.ink"].expand(B, c.height, c.width)
    ground = None
    if c.layers:
        ground = p["canvas.ground"][None, :, None, None].expand(B, c.layers, c.height, c.width)
    kl, hs, hes = torch.zeros(B, dtype=x.dtype), [], []
    for u in range(c.steps(length)):
        m = c.moment(u, length)
        raw = h @ p["window.W"][:7].T + p["read.row"][m.row]
        if not m.wide:
            raw = raw + p["read.place"][m.length - 1, m.place]
        Fy, Fx, gamma, _ = window(raw, c.read, c, m.wide)
        if colours is None:
            seen, shown = x[:, 0], torch.sigmoid(ink)
        else:  # both pictures on the line from one colour to the next
            first = 0 if m.wide else 1
            way = colours[:, first + 1] - colours[:, first]
            way = (way / ((way * way).sum(1, keepdim=True) + 1e-3))[:, :, None, None]
            zero = (way[:, :, 0, 0] * colours[:, first]).sum(1)[:, None, None]
            now = painted(ground, torch.full_like(ink, -1e9) if m.wide else ink, colours)
            seen, shown = (x * way).sum(1) - zero, (now * way).sum(1) - zero
        r = (
            torch.stack([Fy @ v @ Fx.transpose(1, 2) for v in (seen, seen - shown)], 1)
            * gamma[:, None, None, None]
        )
        he, ce = lstm(p["encoder.W"], p["encoder.b"], torch.cat([r.reshape(B, -1), h], 1), he, ce)
        mu, log_sigma = (he @ p["latent.W"].T + p["latent.b"]).chunk(2, 1)
        log_sigma = log_sigma.clamp(-6, 3)
        z = mu + torch.exp(log_sigma) * noise[u]
        m_p, log_s = torch.zeros_like(mu), torch.zeros_like(mu[0])
        if c.prior:
            m_p = torch.cat([told[u], h], 1) @ p["prior.W"][m.row].T
            log_s = p["prior.log_s"][m.row]
        off = ((mu - m_p) ** 2 + torch.exp(2 * log_sigma)) / torch.exp(2 * log_s)
        kl = kl + 0.5 * (off - 2 * log_sigma + 2 * log_s - 1).sum(1)
        h, cd = lstm(p["decoder.W"], p["decoder.b"], torch.cat([z, told[u]], 1), h, cd)
        hs.append(h)
        hes.append(he)
        raw = h @ p["window.W"][7:].T + p["write.row"][m.row]
        if not m.wide:
            raw = raw + p["write.place"][m.length - 1, m.place]
        Fy, Fx, gamma, area = window(raw, c.write, c, m.wide)
        name = "ground" if m.wide else "ink"
        patch = (h @ p[name + ".W"].T + p[name + ".b"]).reshape(B, -1, c.write, c.write)
        patch = patch * (gamma * area)[:, None, None, None]
        stroke = Fy.transpose(1, 2)[:, None] @ patch @ Fx[:, None]
        if m.wide:
            ground = ground + stroke
        else:
            ink = ink + stroke[:, 0]
    if colours is None:
        out = ink[:, None]
        loss = torch.nn.functional.binary_cross_entropy_with_logits(out, x, reduction="sum")
    else:
        out = painted(ground, ink, colours)
        loss = ((out - x) ** 2).sum() / (2 * c.noise**2)
    return loss, kl.sum(), out, hs, hes


def main() -> None:
    rng = np.random.default_rng(11)
    saved: dict[str, np.ndarray] = {}
    for kind, c in SMALL.items():
        length, B = c.digits, 3
        flat = parameters.initial(c, rng) + 0.3 * rng.normal(size=parameters.count(c))
        digits = rng.integers(0, 10, (B, length))
        colours = rng.uniform(size=(B, 3, 3)) if c.layers else None
        x = rng.uniform(size=(B, 3 if c.layers else 1, c.height, c.width))
        noise = rng.normal(size=(c.steps(length), B, c.latent))
        told = Painter(c, flat).conditions(digits)
        vector = torch.tensor(flat, requires_grad=True)
        p, at = {}, 0
        for name, shape in parameters.shapes(c).items():
            size = int(np.prod(shape))
            p[name], at = vector[at : at + size].reshape(shape), at + size
        tensors = [torch.tensor(v) for v in (x, told, noise)]
        loss, kl, out, hs, hes = run(
            c, p, *tensors, None if colours is None else torch.tensor(colours), length
        )
        grads = torch.autograd.grad(loss + KL_WEIGHT * kl, [vector, *hs, *hes])
        norms = np.array([g.norm(dim=1).numpy() for g in grads[1:]])
        saved |= {
            f"{kind}_config": np.array(json.dumps(asdict(c))),
            f"{kind}_flat": flat, f"{kind}_digits": digits, f"{kind}_x": x, f"{kind}_noise": noise,
            f"{kind}_loss": loss.detach().numpy(), f"{kind}_kl": kl.detach().numpy(),
            f"{kind}_out": out.detach().numpy(), f"{kind}_gradient": grads[0].numpy(),
            f"{kind}_decoder_norms": norms[: len(hs)], f"{kind}_encoder_norms": norms[len(hs) :],
        }  # fmt: skip
        if colours is not None:
            saved[f"{kind}_colours"] = colours
    np.savez_compressed(GOLDEN, **saved)


if __name__ == "__main__":
    main()
