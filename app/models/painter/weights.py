"""Where the trained painters lie, and how they are kept: config and half-precision numbers in one file."""

import json
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from app.models.painter.config import Config
from app.models.painter.painter import Painter

WEIGHTS = Path(__file__).parent.parent / "weights"


def save(painter: Painter, file: Path, made: dict[str, Any]) -> None:
    """Keep a painter and what is to be known of its making; what is read back is the same to three digits."""
    np.savez_compressed(
        file,
        config=np.array(json.dumps(asdict(painter.config))),
        made=np.array(json.dumps(made)),
        flat=painter.flat.astype(np.float16),
    )


def read(file: Path) -> Painter:
    """The painter in a file, in float32."""
    with np.load(file, allow_pickle=False) as kept:
        config = Config(**json.loads(str(kept["config"])))
        return Painter(config, kept["flat"].astype(np.float32))


def about(file: Path) -> dict[str, Any]:
    """What was kept about a painter's making."""
    with np.load(file, allow_pickle=False) as kept:
        made: dict[str, Any] = json.loads(str(kept["made"]))
        return made


@cache
def load(name: str = "painter") -> Painter:
    """The shipped painter of house numbers, or another by name; read once.

    Raises FileNotFoundError, with words for whoever runs the program, if its weights are missing.
    """
    file = WEIGHTS / f"{name}.npz"
    if not file.exists():
        raise FileNotFoundError(
            f"The painter's weights are missing: expected app/models/weights/{file.name}."
            " Install Unrolled anew, or make them with `unrolled train painter`."
        )
    return read(file)
