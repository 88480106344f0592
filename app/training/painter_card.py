"""The painter's model card: what it is, how it was made, and what was measured, as Markdown."""

from collections.abc import Sequence
from typing import Any

from app.models.painter import Painter
from app.training.plates import NAMES

HANDS = ("stroke width, px", "slant", "height, px", "place across, px", "place down, px")


def table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """A Markdown table."""
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def percent(share: float, places: int = 1) -> str:
    return f"{100 * share:.{places}f} %"


def measures(found: dict[str, Any]) -> str:
    """What was measured, one line each."""
    back, bound = found["read_back"], found["bound"]
    lengths = ", ".join(percent(v) for v in back[1:])
    nats = f"{bound[0] + bound[1]:.1f} nats = {bound[0]:.1f} reconstruction + {bound[1]:.1f} KL"
    return table(
        ("measure", "figure"),
        [
            ("bound on held-out rendered pictures", nats),
            (
                f"read back exactly, {found['count']:,} random numbers from the prior",
                f"{percent(back[0])} (1 to 4 digits: {lengths})",
            ),
            *(
                (f"the same at a temperature of {t:g}", percent(share))
                for t, share in found["others"].items()
            ),
            ("the reader that checks, on held-out rendered pictures", percent(found["reader"])),
            ("steepness of digit edges, relative to rendered ones", percent(found["sharpness"][0], 0)),
            ("steepness of plate edges, relative to rendered ones", percent(found["sharpness"][1], 0)),
            ("a digit's strongest stroke has its window over the digit", percent(found["aim"])),
        ],
    )


def prior(painter: Painter) -> str:
    """How the prior differs from the paper's, if it does."""
    if not painter.config.prior:
        return ""
    return """
- The prior differs too: what z is expected to be at a step is learnt. It is a Gaussian whose mean is a linear
  map of the digits and the decoder's last state, one map for each kind of step. A hand is still made of
  numbers from N(0, 1): they are counted from that mean, in units of that Gaussian's width."""


def stages(made: dict[str, Any]) -> str:
    """How the weights were made: what every stage came to."""
    return table(
        ("stage", "updates", "pictures for each", "largest rate", "minutes"),
        [
            (str(k), f"{s['iterations']:,}", str(s["batch"]), f"{s['rate']:g}", f"{s['minutes']:.0f}")
            for k, s in enumerate(made["stages"], start=1)
        ],
    )


def card(painter: Painter, made: dict[str, Any], found: dict[str, Any], pictures: int) -> str:
    """The text of painter.md; it learnt from so many rendered `pictures`."""
    c = painter.config
    hands = [
        (name, f"{ours:.2f}", f"{theirs:.2f}")
        for name, ours, theirs in zip(HANDS, *found["variety"], strict=True)
    ]
    return f"""# The painter

DRAW (Gregor et al. 2015, arXiv 1502.04623) for house numbers: told 1 to {c.digits} digits, it lays wall and
plate with {c.wide} wide strokes and paints each digit with {c.per_digit} small ones. NumPy, backward by hand.

- {c.height} × {c.width} pixels, RGB; four additive layers (plate, light on the wall, light on the plate, ink)
  that mix three chosen colours. The digits condition the decoder, the colours only the mixing; all else comes
  from z.
- Encoder LSTM {c.encoder}, decoder LSTM {c.decoder}, z {c.latent} a step; reads {c.read} × {c.read}, writes
  {c.write} × {c.write}; {painter.flat.size:,} parameters.
- The window differs from the paper's: strides are bounded (to {c.extent:g} pixels across for digits), x and y
  are separate, σ is tied to the stride, and each digit has its own {c.per_digit} steps.{prior(painter)}

## How it was made

{stages(made)}

A stage is one run of `unrolled train painter --minutes M --batch B --rate R`, from the second on with
`--start CHECKPOINT`; minutes are by the clock, on one thread of a machine with other work. Adam; from a third of
a stage on the rate falls by a cosine. {made.get("note", "")}

The pictures: {pictures:,} rendered numbers in {len(NAMES)} fonts (OFL), coloured afresh for every batch; nothing
else. Weights are kept in half precision.

## What was measured

`unrolled train painter --evaluate`; paintings at a temperature of z of {found["temperature"]:g} unless it
says otherwise.

{measures(found)}

The reconstruction is −log p(x | z) with every colour value Gaussian (σ = {c.noise:g}) round the canvas, its
constant left out. The reader that checks is a small convolutional network trained on sharp rendered plates
only; it sees where each pixel lies between the plate's colour and the ink's. Steepness is the mean gradient
along the contours where the shares of ink, and of wall, cross one half, against rendered pictures of the same
numbers in random hands.

Variety: standard deviations over 50 seeds of the number 742, colours fixed.

{table(("over 50 seeds", "painted", "rendered"), hands)}
"""
