"""The painter's parameters: their names and shapes, how they start, and how they lie in one vector."""

import numpy as np
from numpy.typing import NDArray

from app.models.painter.config import WINDOW, Config

Array = NDArray[np.floating]
Params = dict[str, Array]

PITCH = {1: 0.0, 2: 16.7, 3: 16.9, 4: 15.8}  # pixels between neighbouring digits of a number, on average
SWEEP = 6.0  # pixels from the middle of a digit to its first and last stroke


def shapes(config: Config) -> dict[str, tuple[int, ...]]:
    """Name → shape of every parameter.

    encoder.W (4E, 2R² + D + E), decoder.W (4D, Z + condition + D) with gate order i, f, o, g;
    latent.W (2Z, E) gives μ and log σ; window.W (14, D) the raw read window of the next step and the
    write window of this one, both added to learnt tables: `*.row` by step, `*.place` by length and place;
    ground.W (3N², D) and ink.W (N², D) the patches; canvas.* the logits of an empty canvas; prior.* what z is
    expected to be, by step.
    """
    c = config
    E, D, Z = c.encoder, c.decoder, c.latent
    found: dict[str, tuple[int, ...]] = {
        "encoder.W": (4 * E, 2 * c.read**2 + D + E),
        "encoder.b": (4 * E,),
        "latent.W": (2 * Z, E),
        "latent.b": (2 * Z,),
        "decoder.W": (4 * D, Z + c.condition + D),
        "decoder.b": (4 * D,),
        "window.W": (2 * WINDOW, D),
        "read.row": (c.rows, WINDOW),
        "read.place": (c.digits, c.digits, WINDOW),
        "write.row": (c.rows, WINDOW),
        "write.place": (c.digits, c.digits, WINDOW),
        "ink.W": (c.write**2, D),
        "ink.b": (c.write**2,),
        "canvas.ink": (1,),
    }
    if c.layers:
        found["ground.W"] = (c.layers * c.write**2, D)
        found["ground.b"] = (c.layers * c.write**2,)
        found["canvas.ground"] = (c.layers,)
    if c.prior:
        found["prior.W"] = (c.rows, Z, c.condition + D)
        found["prior.log_s"] = (c.rows, Z)
    return found


def views(flat: Array, config: Config) -> Params:
    """The parameters as views of one vector, so that an optimiser updates them all at once."""
    if flat.shape != (count(config),):
        raise ValueError(f"parameters: expected {count(config)} numbers in one row, got shape {flat.shape}")
    params, at = {}, 0
    for name, shape in shapes(config).items():
        size = int(np.prod(shape))
        params[name] = flat[at : at + size].reshape(shape)
        at += size
    return params


def count(config: Config) -> int:
    """How many numbers the painter has learnt."""
    return sum(int(np.prod(shape)) for shape in shapes(config).values())


def initial(config: Config, rng: np.random.Generator, dtype: type[np.floating] = np.float64) -> Array:
    """The vector of parameters to start training from."""
    flat = np.zeros(count(config), dtype)
    p = views(flat, config)
    for name, value in p.items():
        if name.endswith(".W") and name != "prior.W":  # at first z is expected to be N(0, 1)
            bound = 1 / np.sqrt(value.shape[1])
            value[...] = rng.uniform(-bound, bound, value.shape)
    for name in ("encoder.b", "decoder.b"):
        size = p[name].size // 4
        p[name][size : 2 * size] = 1.0  # remember at first
    for name in ("window.W", "ink.W", "ground.W"):
        if name in p:
            p[name] *= 0.3
    half_width, half_height = (config.width - 1) / 2, (config.height - 1) / 2
    if config.kind == "plate":
        p["canvas.ink"][:] = -4.0  # a lighter start leaves halos round the digits
        p["canvas.ground"][0] = -2.0
        p["ink.b"][:] = 0.2
        for name in ("read", "write"):
            row, place = p[f"{name}.row"], p[f"{name}.place"]
            row[: config.wide, 2:4] = 2.0  # nearly the whole picture
            row[: config.wide, 4:6] = -0.5
            if config.wide >= 4:  # the last two wide steps take one half each
                row[config.wide - 2, 0], row[config.wide - 1, 0] = -0.35, 0.35
                row[config.wide - 2 : config.wide, 2] = 0.5
            row[config.wide :, 1] = np.linspace(-SWEEP, SWEEP, config.per_digit) / half_height
            row[config.wide :, 2:4] = 1.0
            for length in range(1, config.digits + 1):
                for k in range(length):
                    place[length - 1, k, 0] = PITCH[length] * (k - (length - 1) / 2) / half_width
    else:
        p["canvas.ink"][:] = -2.0
    return flat
