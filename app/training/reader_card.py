"""The reader's model card: what it was made of, how well it reads, and how far its beliefs can be trusted."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from app.houses.photo import LOOKS
from app.models.reader import Config, Reader
from app.training.reader_score import Result, bands

EDGES = (0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0)

ABOUT = """\
# Reader: model card

A recurrent network that reads a house number of one to five digits in a 64×128 grey picture through a
moving window, after Ba, Mnih & Kavukcuoglu 2014 (arXiv 1412.7755), with the Gaussian filterbank of DRAW
(Gregor et al. 2015, arXiv 1502.04623). {parameters:,} parameters; NumPy only, forward and backward by hand.

## How it was made

`{command}`: {iterations:,} iterations of {batch} pictures in {minutes:.0f} minutes
on one core.

What taught it: the digits in order, and at every glimpse the known box of the digit it should look at. No
gradient flows from what a glimpse saw to where it looked: the steering is learnt from boxes, not found by
itself. In the first {teacher:.0%} of training some windows are the true ones, moved a little, instead of
its own.

Learnt from:

{sources}

{notes}{further}Every picture was changed at random each time it was seen: moved, turned, stretched, inverted, made
coarse, made noisy.
"""

TERMS = """
## Terms

The weights were tuned on photos of SVHN (Netzer et al. 2011, *Reading Digits in Natural Images with
Unsupervised Feature Learning*), which are for non-commercial use only; whoever uses the weights otherwise
should train without them. MNIST: LeCun & Cortes, CC BY-SA 3.0. The fonts are under the SIL Open Font
License 1.1.

## Not for

Anything that matters. It was made to be looked at in a lecture: it reads one number a picture, in Latin
digits, from left to right, and takes letters, or a wall without a number, for digits.
"""


def card(reader: Reader, facts: Mapping[str, Any], results: Mapping[str, Result], threshold: float) -> str:
    """The whole card as Markdown."""
    count = sum(v.size for k, v in reader.params.items() if not k.startswith("hint."))
    sources = "\n".join(f"- {line}" for line in facts.get("sources", ["unknown"]))
    head = ABOUT.format(
        parameters=count,
        command=facts.get("command", "unrolled train reader"),
        iterations=facts.get("iterations", 0),
        batch=facts.get("batch", 0),
        minutes=facts.get("minutes", 0.0),
        teacher=facts.get("teacher", 0.0),
        sources=sources,
        notes="".join(f"{note}\n\n" for note in facts.get("notes", [])),
        further="".join(_further(run) for run in facts.get("further", [])),
    )
    return head + _scores(results) + _trust(results, threshold) + _sizes(reader.config) + TERMS


def _further(run: Mapping[str, Any]) -> str:
    """A later run, which began with the weights that the one before it had made."""
    return (
        f"Then `{run['command']}`, where FILE are the weights so far: {run['iterations']:,} iterations of "
        f"{run['batch']} pictures in {run['minutes']:.0f} minutes\non one core, with a lower rate, the network's "
        f"own windows and half of the pictures real photos. Learnt from:\n\n"
        + "".join(f"- {line}\n" for line in run["sources"])
        + "\n"
    )


def _scores(results: Mapping[str, Result]) -> str:
    """Exact numbers by kind and length."""
    lines = [
        "\n## How well it reads\n",
        "Share of numbers read exactly, on pictures never trained on (`unrolled train reader --evaluate`).",
        "In brackets: how many pictures.\n",
        "| pictures | all | 1 digit | 2 | 3 | 4 | 5 | digits right | window on its digit |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for kind, r in results.items():
        cells = [
            f"{100 * r.by_length[n][0]:.1f} ({r.by_length[n][1]})" if n in r.by_length else "–"
            for n in range(1, 6)
        ]
        lines.append(
            f"| {kind} | **{100 * r.exact:.1f} %** ({r.count}) | {' | '.join(cells)} "
            f"| {100 * r.digits:.1f} % | {100 * r.inside:.1f} % |"
        )
    lines += [
        "",
        "- rendered: house fronts in six font families that training never saw;",
        "- handwriting: numbers composed of digits of MNIST's test set, on cards and walls;",
        "- street: the last 300 of 2,000 SVHN photos. Some are too blurred to read, some labels are wrong.",
        "  *Framed*: a rough frame was given, 0.1 to 0.5 digit heights away from the number on each side; what",
        "  lies beyond it was not shown;",
        f"  *{2 * len(LOOKS)} looks*: also from a little nearer, farther and beside, and as often again right around",
        "  what was found; the surest reading counts, as in `unrolled read`;",
        "- window on its digit: of the numbers read exactly, how many had every window's centre in the box",
        "  of the digit it named, from left to right.",
    ]
    return "\n".join(lines) + "\n"


def single(results: Mapping[str, Result]) -> list[Result]:
    """The results of one look at each picture."""
    return [result for kind, result in results.items() if "looks" not in kind]


def _trust(results: Mapping[str, Result], threshold: float) -> str:
    """What a belief is worth."""
    lines = [
        "\n## How far its beliefs can be trusted\n",
        "All kinds together, one look each. A number's probability is the product over its digits and END.\n",
        "| belief | digits right | of | numbers right | of |",
        "| --- | --- | --- | --- | --- |",
    ]
    once = single(results)
    places = {row[:2]: row[2:] for row in bands([r.places for r in once], EDGES)}
    numbers = {row[:2]: row[2:] for row in bands([r.numbers for r in once], EDGES)}
    for edge in pairwise(EDGES):
        cells = []
        for found in (places, numbers):
            cells += [f"{100 * found[edge][0]:.0f} %", str(found[edge][1])] if edge in found else ["–", "0"]
        lines.append(f"| {edge[0]:.2f}–{edge[1]:.2f} | {' | '.join(cells)} |")
    lines += [
        "",
        f"A digit named with a belief below **{threshold:.1f}** is shown as “not sure”: there, fewer than",
        "three in four are right.",
    ]
    return "\n".join(lines) + "\n"


def _sizes(config: Config) -> str:
    """The configuration."""
    return (
        "\n## Sizes\n\n"
        f"The window is read as {config.patch}×{config.patch} numbers, its surroundings ({config.around:g} "
        f"times as wide) as {config.wide}×{config.wide}; convolutions with {config.maps[0]}, "
        f"{config.maps[1]} and {config.maps[2]} maps; {config.features} features; "
        f"LSTM of {config.hidden}; stored as float16.\n"
    )
