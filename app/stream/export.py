"""A whole run as a NumPy file, so that anyone can compute it again elsewhere.

The file (`numpy.load(name, allow_pickle=False)`) holds

- ``params``, ``header``: JSON texts; all params by name, and what the run says of itself (array shapes and
meanings)
- ``constants/<name>``: inputs and parameters of the network before the first step
- ``frames/<name>``: a value of all frames that have it, stacked along a new first axis
- ``t/<name>``: the indices of these frames
- ``phases``, ``captions``, ``cues``: a text for every frame (an empty cue where there is none)
"""

import json
import zipfile
from collections.abc import Iterator
from typing import IO, Any

import numpy as np

from app.stream.codec import Array, decode
from app.stream.trace import Trace


def arrays(trace: Trace) -> Iterator[tuple[str, Array]]:
    """What the file holds, by name."""
    header = {name: value for name, value in trace.header.items() if name != "charts"}
    yield "params", np.array(json.dumps(trace.header["params"], ensure_ascii=False))
    yield "header", np.array(json.dumps(header, ensure_ascii=False))
    for name, array in decode(trace.constants)["constants"].items():
        yield f"constants/{name}", array
    frames = [decode(data) for data in trace.frames]
    yield "phases", np.array([frame["phase"] for frame in frames], dtype=np.str_)
    yield "captions", np.array([frame["caption"] for frame in frames], dtype=np.str_)
    yield "cues", np.array([frame["cue"] or "" for frame in frames], dtype=np.str_)
    values: dict[str, dict[int, Any]] = {}
    for frame in frames:
        for name, value in frame["values"].items():
            if value is not None:
                values.setdefault(name, {})[frame["t"]] = value
    for name in list(values):
        found = values.pop(name)
        yield f"t/{name}", np.fromiter(found, dtype=np.int64, count=len(found))
        yield f"frames/{name}", np.stack([np.asarray(value) for value in found.values()])


def write_npz(file: IO[bytes], trace: Trace) -> None:
    """Writes a finished trace as `numpy.savez` would, one array at a time; equal traces give equal bytes."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, array in arrays(trace):
            with archive.open(zipfile.ZipInfo(f"{name}.npy"), "w", force_zip64=True) as entry:
                np.lib.format.write_array(entry, array, allow_pickle=False)
