"""The reader's weights in a file: float16 arrays by name, the configuration as JSON; nothing is pickled."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from app.models.reader import Config, Reader

SHIPPED = Path(__file__).parent / "weights" / "reader.npz"


def save(reader: Reader, path: Path, about: Mapping[str, Any] | None = None) -> None:
    """Write the weights that reading needs, and plain facts `about` how they were made."""
    arrays: dict[str, Any] = {
        k: v.astype(np.float16) for k, v in reader.params.items() if not k.startswith("hint.")
    }
    arrays["config"] = np.array(json.dumps(asdict(reader.config)))
    arrays["about"] = np.array(json.dumps(dict(about or {})))
    with path.open("wb") as file:
        np.savez_compressed(file, **arrays)


def load(path: Path = SHIPPED, dtype: Any = np.float32) -> Reader:
    """The reader in `path`; FileNotFoundError if there is none, ValueError if it is of another network."""
    with np.load(path, allow_pickle=False) as arrays:
        plain = json.loads(str(arrays["config"]))
        plain["maps"], plain["context_maps"] = tuple(plain["maps"]), tuple(plain["context_maps"])
        config = Config(**plain)
        reader = Reader(config, dtype=dtype, rng=np.random.default_rng(0))
        for name, value in reader.params.items():
            if name.startswith("hint."):
                continue
            if name not in arrays or arrays[name].shape != value.shape:
                raise ValueError(f"{path.name}: expected {name} of shape {value.shape}")
            np.copyto(value, arrays[name])
    return reader


def about(path: Path = SHIPPED) -> dict[str, Any]:
    """How the weights in `path` were made, and the belief below which it is "not sure"."""
    with np.load(path, allow_pickle=False) as arrays:
        facts: dict[str, Any] = json.loads(str(arrays["about"]))
    return facts


@cache
def shipped() -> Reader:
    """The reader that comes with the program, loaded once. It is never changed.

    Raises FileNotFoundError, with words for whoever runs the program, if its weights are missing.
    """
    if not SHIPPED.exists():
        raise FileNotFoundError(
            f"The reader's weights are missing: expected app/models/weights/{SHIPPED.name}."
            " Install Unrolled anew, or make them with `unrolled train reader`."
        )
    return load()
