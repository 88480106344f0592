"""The parameters' gradients, from what every step left behind on the way back."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.models.painter import parameters
from app.models.painter.config import WINDOW, Config
from app.models.painter.records import Carry, Slopes, Stroke

Array = NDArray[np.floating]


class Gradients(NamedTuple):
    """∂L/∂parameters (one vector, as `parameters.views` cuts it) and how large ∂L/∂h was at each step."""

    flat: Array
    decoder_norms: Array  # (T, B): ‖∂L/∂h^dec_t‖, all paths together
    encoder_norms: Array | None


def multiply_out(
    config: Config, like: Array, strokes: list[Stroke], slopes: list[Slopes], carry: Carry
) -> Gradients:
    """One product for each weight matrix: all steps' slopes times all steps' inputs."""
    flat = np.zeros_like(like)
    g = parameters.views(flat, config)

    def into(name: str, slope: list[Array], inputs: list[Array]) -> None:
        if slope:
            ds = np.concatenate(slope)
            np.matmul(ds.T, np.concatenate(inputs), out=g[name + ".W"])
            if name + ".b" in g:
                ds.sum(axis=0, out=g[name + ".b"])

    into("decoder", [s.decoder for s in slopes], [k.lstm.xh for k in strokes])
    into("window", [s.window for s in slopes], [k.h for k in strokes])
    for name, wide in (("ground", True), ("ink", False)):
        chosen = [(s, k) for s, k in zip(slopes, strokes, strict=True) if k.moment.wide == wide]
        into(name, [s.patch for s, _ in chosen], [k.h for _, k in chosen])
    looks = [k.look for k in strokes if k.look is not None]
    into("encoder", [s.encoder for s in slopes if s.encoder is not None], [k.lstm.xh for k in looks])
    into("latent", [s.latent for s in slopes if s.latent is not None], [k.h for k in looks])
    for s, k in zip(slopes, strokes, strict=True):
        m = k.moment
        tables = {"write": s.window[:, WINDOW:]} | ({} if s.read is None else {"read": s.read})
        for name, slope in tables.items():
            total = slope.sum(axis=0)
            g[name + ".row"][m.row] += total
            if not m.wide:
                g[name + ".place"][m.length - 1, m.place] += total
        if s.prior is not None:
            dm, dlog_s = s.prior[:, : config.latent], s.prior[:, config.latent :]
            g["prior.W"][m.row] += dm.T @ k.lstm.xh[:, config.latent :]
            g["prior.log_s"][m.row] += dlog_s.sum(axis=0)
    g["canvas.ink"][0] = carry.ink.sum()
    if config.layers:
        g["canvas.ground"][:] = carry.ground.sum(axis=(0, 2, 3))
    encoder = [s.h_enc for s in slopes if s.h_enc is not None]
    return Gradients(
        flat,
        np.array([np.linalg.norm(s.h_dec, axis=1) for s in slopes]),
        np.array([np.linalg.norm(h, axis=1) for h in encoder]) if encoder else None,
    )
