"""The bytes that the JavaScript codec is tested against are those that the server writes.

Run this file by hand to write them anew: ``python tests/js/test_fixtures.py``.
"""

from pathlib import Path

import numpy as np

from app.scenes.frame import Field, Frame
from app.stream.codec import Encoder, encode_constants

FOLDER = Path(__file__).parent / "fixtures"
TRACE = "0123456789abcdef0123"


def messages() -> dict[str, bytes]:
    fields = {
        "h": Field((2, 3), "float32", "a matrix"),
        "norms": Field((4,), "float64", "norms, one of them no number"),
        "picture": Field((2, 2, 1), "uint8", "pixels"),
        "nothing": Field((0,), "float32", "no elements"),
    }
    frame = Frame(
        "backward",
        "‖∂L/∂h₃‖ is 1.2·10⁻⁹.",
        {
            "h": np.arange(6, dtype=np.float32).reshape(2, 3) / 2 - 1,
            "norms": np.array([1e-300, np.inf, -np.inf, np.nan]),
            "picture": np.array([0, 1, 128, 255], np.uint8).reshape(2, 2, 1),
            "nothing": np.zeros(0, np.float32),
            "loss": 0.1,
            "overflow": np.inf,
            "step": 3,
            "large": 2**40,
            "negative": -7,
            "word": "hello",
            "right": True,
            "none": None,
        },
        "halfway",
    )
    plain = Frame("forward", "Nothing happens.", {})
    encoder = Encoder(TRACE, fields)
    weights = {"W": np.array([[1.5, -2.5]]), "b": np.array([0.25], np.float32)}
    return {
        "frame.cbor": encoder.frame(7, frame),
        "plain.cbor": encoder.frame(0, plain),
        "constants.cbor": encode_constants(TRACE, weights),
        "no-constants.cbor": encode_constants(TRACE, {}),
    }


def test_fixtures_are_what_the_server_writes() -> None:
    for name, data in messages().items():
        assert (FOLDER / name).read_bytes() == data, f"{name} is out of date: run {Path(__file__).name}"


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, data in messages().items():
        (FOLDER / name).write_bytes(data)
