"""How fast the painter is: `python -m tests.benchmarks.painter` prints ratios measured on one thread.

A stroke cannot be quicker than its matrix products: the decoder's, the prior's, the window's and the patch's, and
the two of the filterbanks. All else (gates, filters, the canvas, the record) is overhead.
"""

# isort: off
from tests.benchmarks.timing import paired, race, table, verdict  # first: it sets the threads
# isort: on

from collections.abc import Callable

import numpy as np

from app.models.painter import Painter
from app.models.painter.weights import load

PRODUCTS, STROKE, TWELVE = "bare matrix products of a stroke", "one stroke", "one stroke on twelve houses"
PAINT, COPY, BACK = "painting a number of three digits", "copying one", "the way back through the copy"


def products(painter: Painter) -> Callable[[], None]:
    """The matrix products of one stroke of a digit, batch 1, with the sizes they have."""
    c = painter.config
    sizes = [
        (1, c.condition + c.decoder, c.latent),
        (1, c.latent + c.condition + c.decoder, 4 * c.decoder),
        (1, c.decoder, 14),
        (1, c.decoder, c.write**2),
        (c.write, c.write, c.width),
        (c.height, c.write, c.width),
    ]
    rng = np.random.default_rng(0)
    jobs = [
        tuple(rng.standard_normal(shape).astype(np.float32) for shape in ((m, k), (k, n), (m, n)))
        for m, k, n in sizes
    ]

    def bare() -> None:
        for left, right, out in jobs:
            np.dot(left, right, out=out)

    return bare


def stroke(painter: Painter, houses: int) -> Callable[[], object]:
    """The first stroke of a second digit, on so many houses."""
    c, digits = painter.config, np.full((houses, 3), 4)
    u = c.wide + c.per_digit
    z = np.random.default_rng(1).standard_normal((c.steps(3), houses, c.latent)).astype(np.float32)
    state = painter.paint(digits, z).strokes[u - 1].state
    told, moment = painter.conditions(digits)[u], c.moment(u, 3)
    return lambda: painter.step(state, moment, told, z[u])


def main() -> None:
    """Print the tables."""
    painter = load()
    c = painter.config
    one = race({PRODUCTS: products(painter), STROKE: stroke(painter, 1), TWELVE: stroke(painter, 12)})
    table("One stroke, float32", one, base=PRODUCTS)
    print(f"  {paired(one[STROKE], one[PRODUCTS]):.2f} times its matrix products")
    rng, digits = np.random.default_rng(2), np.array([[7, 4, 2]])
    z = rng.standard_normal((c.steps(3), 1, c.latent)).astype(np.float32)
    colours = np.array([[[0.5, 0.4, 0.3], [0.1, 0.2, 0.5], [1, 1, 1]]], dtype=np.float32)
    x = painter.picture(painter.paint(digits, z).state, colours)
    copied = painter.copy(x, digits, z, colours)
    _, dpicture = painter.loss(copied, x)
    whole = race(
        {
            PAINT: lambda: painter.paint(digits, z, colours),
            COPY: lambda: painter.copy(x, digits, z, colours),
            BACK: lambda: painter.backward(copied, dpicture, 1.0),
        },
        rounds=10,
        seconds=0.02,
    )
    table(f"{c.steps(3)} strokes", whole, unit=1e-3, name="ms")
    verdict("milliseconds a stroke", one[STROKE].best * 1e3, 2, at_most=True)
    verdict("milliseconds a stroke on twelve houses", one[TWELVE].best * 1e3, 8, at_most=True)


if __name__ == "__main__":
    main()
