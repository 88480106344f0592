"""Frames as bytes: CBOR (RFC 8949) with typed arrays (RFC 8746).

An array is tag 40 around [shape, typed array]; the typed array is tag 64 (uint8), 85 (float32, little-endian)
or 86 (float64, little-endian) around a byte string, row-major. Everything about an array that stays the same
within a trace (its name, shape and tags) is written once, when the trace begins; a frame then is one
`bytes.join` over those heads and the arrays' own memory.
"""

import struct
from collections.abc import Mapping
from typing import Any

import cbor2
import numpy as np

from app.scenes.frame import Field, Frame

Array = np.ndarray[Any, Any]

TAGS: dict[np.dtype[Any], int] = {np.dtype("u1"): 64, np.dtype("<f4"): 85, np.dtype("<f8"): 86}
DTYPES: dict[int, np.dtype[Any]] = {tag: dtype for dtype, tag in TAGS.items()}
_NULL, _TRUE, _FALSE = b"\xf6", b"\xf5", b"\xf4"
_float64 = struct.Struct(">Bd").pack


def _head(major: int, n: int) -> bytes:
    """The first bytes of a data item: its major type and its length or value, in the shortest form."""
    major <<= 5
    if n < 24:
        return bytes((major | n,))
    if n < 1 << 8:
        return bytes((major | 24, n))
    if n < 1 << 16:
        return struct.pack(">BH", major | 25, n)
    if n < 1 << 32:
        return struct.pack(">BI", major | 26, n)
    return struct.pack(">BQ", major | 27, n)


def _text(string: str) -> bytes:
    data = string.encode()
    return _head(3, len(data)) + data


def _array_head(shape: tuple[int, ...], dtype: np.dtype[Any]) -> bytes:
    """Everything of an array but its elements."""
    if dtype not in TAGS:
        raise ValueError(f"expected an array of uint8, float32 or float64, got {dtype}")
    count = int(np.prod(shape, dtype=np.int64)) * dtype.itemsize
    sizes = b"".join(_head(0, size) for size in shape)
    return b"\xd8\x28\x82" + _head(4, len(shape)) + sizes + _head(6, TAGS[dtype]) + _head(2, count)


def _scalar(name: str, value: object) -> bytes:
    """A number, truth value, text or null. Floats take nine bytes; inf and nan travel like any other."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return _float64(0xFB, value)
    if value is None:
        return _NULL
    if isinstance(value, bool):
        return _TRUE if value else _FALSE
    if isinstance(value, int):
        if not -(2**53) < value < 2**53:
            raise ValueError(f"{name}: expected an integer that a browser can hold (below 2^53), got {value}")
        return _head(0, value) if value >= 0 else _head(1, -1 - value)
    if isinstance(value, str):
        return _text(value)
    raise ValueError(
        f"{name}: expected an array, a number, a text, a truth value or None, got {type(value).__name__}"
    )


class Encoder:
    """Writes the frames of one trace; refuses arrays that were not declared as they are."""

    def __init__(self, trace: str, fields: Mapping[str, Field]) -> None:
        self._start = b"\xa6" + _text("trace") + _text(trace) + _text("t")
        self._fields = dict(fields)
        self._arrays = {
            name: (field.shape, dtype := np.dtype(field.dtype), _text(name) + _array_head(field.shape, dtype))
            for name, field in fields.items()
        }
        self._texts: dict[str, bytes] = {}

    def _known(self, string: str) -> bytes:
        """A text that comes again and again: a name, a phase."""
        data = self._texts.get(string)
        if data is None:
            data = self._texts[string] = _text(string)
        return data

    def frame(self, t: int, frame: Frame) -> bytes:
        """The message of frame `t`. Raises ValueError if the frame is not what the trace's header says."""
        parts: list[Any] = [
            self._start,
            _head(0, t),
            b"\x65phase",
            self._known(frame.phase),
            b"\x67caption",
            _text(frame.caption),
            b"\x63cue",
            _NULL if frame.cue is None else _text(frame.cue),
            b"\x66values",
            _head(5, len(frame.values)),
        ]
        append = parts.append
        for name, value in frame.values.items():
            if isinstance(value, np.ndarray):
                declared = self._arrays.get(name)
                if declared is None:
                    raise ValueError(f"{name}: an array that the run's fields do not declare")
                shape, dtype, head = declared
                if value.shape != shape or (value.dtype is not dtype and value.dtype != dtype):
                    self._fields[name].check(name, value)
                    raise ValueError(f"{name}: expected byte order {dtype.str}, got {value.dtype.str}")
                append(head)
                append(value if value.flags.c_contiguous else value.tobytes())
            elif name in self._arrays:
                raise ValueError(f"{name}: expected the array that the run's fields declare, got {value!r}")
            else:
                append(self._known(name))
                append(_scalar(name, value))
        return b"".join(parts)


def encode_constants(trace: str, constants: Mapping[str, Array]) -> bytes:
    """The message that follows `opened`: inputs and parameters of the network."""
    parts = [b"\xa2" + _text("trace") + _text(trace) + _text("constants") + _head(5, len(constants))]
    for name, array in constants.items():
        try:
            parts.append(_text(name) + _array_head(array.shape, array.dtype) + array.tobytes())
        except ValueError as error:
            raise ValueError(f"constant {name}: {error}") from None
    return b"".join(parts)


def _array(value: Any) -> Any:
    """A tagged array as a NumPy array; anything else as it is."""
    if not isinstance(value, cbor2.CBORTag):
        return value
    shape: list[int]
    typed: Any
    shape, typed = value.value
    if value.tag != 40 or typed.tag not in DTYPES:
        raise ValueError(
            f"expected tag 40 around one of {sorted(DTYPES)}, got {value.tag} around {typed.tag}"
        )
    return np.frombuffer(typed.value, DTYPES[typed.tag]).reshape(shape)


def decode(message: bytes) -> dict[str, Any]:
    """A message back as a dict with NumPy arrays: for the export and for tests."""
    decoded: dict[str, Any] = cbor2.loads(message)
    for part in ("values", "constants"):
        if part in decoded:
            decoded[part] = {name: _array(value) for name, value in decoded[part].items()}
    return decoded
