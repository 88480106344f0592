"""Scene `digits`: DRAW as in the paper. Told nothing at all, a network draws handwritten digits.

Frames: one a stroke, for all digits at once. Gregor et al. 2015 (arXiv 1502.04623), figure 7.
"""

from collections.abc import Iterator
from typing import Annotated, Any

import numpy as np
from pydantic import Field as Param

from app.models.painter import Painter
from app.models.painter.weights import load
from app.scenes._house_generate_frames import window
from app.scenes._house_generate_wire import LOGIT, ink_bytes
from app.scenes.frame import Field, Frame, Value
from app.scenes.scene import Cue, Params, Run, Scene, Unavailable

Array = np.ndarray[Any, Any]

MOST = 40
CUES = (Cue("empty", "The first strokes", 0), Cue("shape", "A shape"), Cue("finished", "Finished"))


class DigitsParams(Params):
    """How many digits, and which."""

    count: Annotated[
        int,
        Param(
            ge=1, le=MOST, title="Digits", description="So many are drawn at once, each from a z of its own."
        ),
    ] = 15
    seed: Annotated[
        int,
        Param(
            ge=0,
            le=9999,
            title="Seed",
            description="Of z, the only thing that differs from digit to digit.",
            json_schema_extra={"widget": "seed"},
        ),
    ] = 3
    temperature: Annotated[
        float,
        Param(
            ge=0,
            le=1.5,
            title="Temperature",
            description="z is drawn from a Gaussian this wide. At 0 all digits are one: the mean of what it expects.",
        ),
    ] = 1.0


def run(p: DigitsParams) -> Run:
    """All z are drawn here; strokes are made as frames are asked for. Raises `Unavailable`."""
    try:
        painter = load("painter-mnist")
    except FileNotFoundError as problem:
        raise Unavailable(str(problem)) from problem
    c = painter.config
    T, B = c.steps(1), p.count
    # Each digit has its own generator, so that it stays the same whoever stands beside it.
    rngs = [np.random.default_rng((p.seed, k)) for k in range(B)]
    z = np.stack([rng.standard_normal((T, c.latent)) for rng in rngs], axis=1).astype(np.float32)
    z *= np.float32(p.temperature)
    times = {"empty": 0, "shape": T // 2, "finished": T - 1}
    return Run(
        fields={
            "ink": Field((B, c.height, c.width), "uint8", "logits of ink as bytes: see the constant `logit`"),
            "window": Field((B, 7), "float32", "centre x, y, stride x, y, σ x, y in pixels; strength γ"),
            "h": Field((B, c.decoder), "float32", "the decoder's hidden state"),
        },
        frames=frames(painter, z),
        constants={"z": z, "logit": LOGIT},
        cues=tuple(Cue(cue.name, cue.title, times[cue.name]) for cue in CUES),
        length=T,
        facts={"rates": {"forward": 3.0}, "write": c.write, "steps": T},
    )


def frames(painter: Painter, z: Array) -> Iterator[Frame]:
    """A stroke a frame, from z (T, B, Z)."""
    T, B, _ = z.shape
    c, state = painter.config, painter.start(B)
    told = painter.conditions(np.zeros((B, 1), np.int64))
    for t in range(T):
        stroke = painter.step(state, c.moment(t, 1), told[t], z[t])
        state = stroke.state
        across = float((stroke.window.stride_x * c.write).mean())
        inked = float(painter.picture(state).mean())
        values: dict[str, Value] = {
            "ink": ink_bytes(state),
            "window": window(stroke.window),
            "h": stroke.h,
            "across": across,
            "inked": inked,
        }
        cue = {0: "empty", T // 2: "shape", T - 1: "finished"}.get(t)
        yield Frame("forward", caption(t, T, B, across, inked), values, cue)


def caption(t: int, steps: int, count: int, across: float, inked: float) -> str:
    """One sentence about stroke t."""
    width = f"{across:.0f} pixels wide"
    windows = f"a window {width}" if count == 1 else f"windows {width} on average"
    begin = f"Stroke {t + 1} of {steps}: {windows}"
    if t == steps - 1:
        return f"{begin}; finished, and nobody has said what to draw."
    return f"{begin}; {100 * inked:.0f} % of the paper is ink."


SCENE = Scene(
    id="digits",
    title="A network draws digits",
    summary="Nobody says which: the first experiment of the DRAW paper, stroke by stroke, many digits at once.",
    params=DigitsParams,
    run=run,
    story=(
        "This is the first experiment of the paper behind the house numbers (Gregor et al. 2015): the same network,"
        " but it is told nothing, and it learnt from 60,000 handwritten digits without being told what they are."
        " All it gets are random numbers, 24 at every stroke. Watch a vague cloud become a 3.",
        "Every stroke adds ink or takes some away, through a window of 5 × 5 Gaussians. The windows begin small and"
        " in the middle, where ink is likely whatever the digit will be; what it will be is decided on the way,"
        " and at the end the windows grow and the whole digit is made sharp.",
        "Lower the temperature, and the digits become more alike: at 0 they are all one. Raise it, and they"
        " become strange. Some of them are no digits at all: nobody told the network that there are ten.",
    ),
    cues=CUES,
    presets={
        "one digit": {"count": 1},
        "forty": {"count": MOST},
        "alike": {"temperature": 0.3},
        "strange": {"temperature": 1.4},
    },
    order=45,
)
