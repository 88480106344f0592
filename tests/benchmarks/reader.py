"""How fast the reader is: `python -m tests.benchmarks.reader` prints ratios measured on one thread.

A glimpse of batch 1 cannot be quicker than its matrix products: the filterbanks', the convolutions', the
features', the LSTM's and the two heads'. All else (making the filters, copying pieces of the picture, gates,
the record) is overhead.
"""

# isort: off
from tests.benchmarks.timing import paired, race, table, verdict  # first: it sets the threads
# isort: on

import numpy as np

from app.houses import draw
from app.models.reader import Reader
from app.models.reading import explain, read
from app.training.pictures import grey

PRODUCTS = "bare matrix products of a glimpse"
STEP = "one glimpse"
PICTURE = "a whole picture"


def products(reader: Reader) -> list[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """The matrix products of one glimpse, as (left, right, out) with the sizes they have."""
    c = reader.config
    conv = [layer.params["W"] for layer in reader.convs.layers]
    side = c.patch // 2
    sizes = [
        (64, 128, c.patch),
        (c.patch, 64, c.patch),
        (32, 64, c.wide),
        (c.wide, 32, c.wide),
        (side * side, conv[0].shape[1], conv[0].shape[0]),
        (side * side // 4, conv[1].shape[1], conv[1].shape[0]),
        (side * side // 4, conv[2].shape[1], conv[2].shape[0]),
        (1, reader.features.input_size, c.features),
        (1, c.features + c.hidden, 4 * c.hidden),
        (1, c.hidden, 11),
        (1, c.hidden, 4),
    ]
    rng = np.random.default_rng(0)

    def matrix(*shape: int) -> np.ndarray:
        return rng.standard_normal(shape).astype(np.float32)

    return [(matrix(m, k), matrix(k, n), matrix(m, n)) for m, k, n in sizes]


def main() -> None:
    """Print the tables."""
    reader = Reader(rng=np.random.default_rng(0))
    reader.name.params["b"][10] = -50  # never the end: the longest reading there is
    picture = grey(draw("60718", 1).small())
    reading = read(reader, picture)
    state, start = reader.start(reading.start.picture)
    jobs = products(reader)

    def bare() -> None:
        for left, right, out in jobs:
            np.dot(left, right, out=out)

    times = race({PRODUCTS: bare, STEP: lambda: reader.step(state, start)})
    table("One glimpse, batch 1, float32", times, base=PRODUCTS)
    print(f"  {paired(times[STEP], times[PRODUCTS]):.2f} times its matrix products")
    whole = race(
        {
            PICTURE: lambda: read(reader, picture),
            "why its last digit was named": lambda: explain(reader, reading, len(reading.glimpses) - 1),
            "drawing a house front": lambda: draw("60718", 1),
            "drawing one to be shown (512×256)": lambda: draw("60718", 1, scale=4),
        },
        rounds=10,
        seconds=0.02,
    )
    table(f"{len(reading.glimpses)} glimpses", whole, unit=1e-3, name="ms")
    verdict("milliseconds a glimpse", times[STEP].best * 1e3, 1.5, at_most=True)
    verdict("milliseconds a picture", whole[PICTURE].best * 1e3, 20, at_most=True)
    verdict(
        "milliseconds to draw a front",
        whole["drawing one to be shown (512×256)"].best * 1e3,
        30,
        at_most=True,
    )


if __name__ == "__main__":
    main()
