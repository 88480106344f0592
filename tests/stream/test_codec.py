"""Frames as bytes, read back by a CBOR library that knows nothing of ours."""

from typing import Any

import cbor2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.scenes.frame import Field, Frame
from app.stream.codec import Encoder, decode, encode_constants

TAGS = {"uint8": 64, "float32": 85, "float64": 86}


def encode(values: dict[str, Any], t: int = 0, **fields: Field) -> bytes:
    return Encoder("abc", fields).frame(t, Frame("forward", "A step.", values))


def field(array: np.ndarray[Any, Any]) -> Field:
    return Field(array.shape, array.dtype.name, "")


def test_a_frame_is_plain_cbor_with_typed_arrays() -> None:
    h = np.arange(6, dtype=np.float32).reshape(2, 3)
    message = cbor2.loads(encode({"h": h, "loss": 0.5}, t=300, h=field(h)))
    assert list(message) == ["trace", "t", "phase", "caption", "cue", "values"]
    assert message["trace"] == "abc"
    assert message["t"] == 300
    assert message["phase"] == "forward"
    assert message["caption"] == "A step."
    assert message["cue"] is None
    assert message["values"]["loss"] == 0.5
    tag = message["values"]["h"]
    assert tag.tag == 40
    shape, typed = tag.value
    assert list(shape) == [2, 3]
    assert typed.tag == 85
    assert typed.value == h.astype("<f4").tobytes()


@pytest.mark.parametrize("dtype", TAGS)
@pytest.mark.parametrize(
    "shape", [(), (0,), (1,), (23,), (24,), (255,), (256,), (3, 5), (2, 3, 4), (70_000,)]
)
def test_arrays_of_every_size_and_kind_come_back(dtype: str, shape: tuple[int, ...]) -> None:
    array = np.arange(int(np.prod(shape))).astype(dtype).reshape(shape)
    back = decode(encode({"a": array}, a=field(array)))["values"]["a"]
    assert back.dtype == array.dtype
    assert back.shape == shape
    np.testing.assert_array_equal(back, array)


def test_an_array_that_is_a_view_is_written_row_by_row() -> None:
    base = np.arange(12, dtype=np.float64).reshape(3, 4)
    for view in (base.T, base[:, ::2], np.asfortranarray(base)):
        back = decode(encode({"a": view}, a=field(view)))["values"]["a"]
        np.testing.assert_array_equal(back, view)


def test_infinite_and_undefined_numbers_travel() -> None:
    array = np.array([np.inf, -np.inf, np.nan], np.float32)
    values = decode(encode({"a": array, "x": float("inf"), "y": float("nan")}, a=field(array)))["values"]
    np.testing.assert_array_equal(values["a"], array)
    assert values["x"] == float("inf")
    assert values["y"] != values["y"]


scalars = st.one_of(
    st.none(), st.booleans(), st.text(), st.floats(), st.integers(min_value=-(2**53) + 1, max_value=2**53 - 1)
)


@given(st.dictionaries(st.text(max_size=300), scalars, max_size=30), st.integers(0, 2**33))
def test_scalars_come_back_as_they_were(values: dict[str, Any], t: int) -> None:
    back = cbor2.loads(encode(values, t=t))
    assert back["t"] == t
    assert list(back["values"]) == list(values)
    for name, value in values.items():
        got = back["values"][name]
        assert type(got) is type(value)
        assert got == value or got != got


def test_numpy_scalars_are_plain_numbers() -> None:
    values = {"a": np.float32(0.5), "b": np.int64(-7), "c": np.bool_(True), "d": np.float64(1e-300)}
    assert cbor2.loads(encode(values))["values"] == {"a": 0.5, "b": -7, "c": True, "d": 1e-300}


def test_the_same_frame_gives_the_same_bytes() -> None:
    h = np.random.default_rng(0).random(9)
    assert encode({"h": h, "x": 1}, h=field(h)) == encode({"h": h.copy(), "x": 1}, h=field(h))


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"h": np.zeros(3, np.float32)}, r"h: expected float32\[2\], got float32\[3\]"),
        ({"h": np.zeros(2, np.float64)}, r"h: expected float32\[2\], got float64\[2\]"),
        ({"h": np.zeros(2, ">f4")}, "h: expected byte order <f4, got >f4"),
        ({"g": np.zeros(2, np.float32)}, "g: an array that the run's fields do not declare"),
        ({"h": 1.0}, "h: expected the array that the run's fields declare, got 1.0"),
        ({"x": [1, 2]}, "x: expected an array, a number, a text, a truth value or None, got list"),
        ({"x": 2**53}, "x: expected an integer that a browser can hold"),
    ],
)
def test_a_frame_that_breaks_its_promise_is_refused(values: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        encode(values, h=Field((2,), "float32", ""))


def test_constants_are_arrays_by_name_and_may_be_none() -> None:
    constants = {"W": np.eye(3), "x": np.arange(4, dtype=np.uint8)}
    message = decode(encode_constants("abc", constants))
    assert message["trace"] == "abc"
    np.testing.assert_array_equal(message["constants"]["W"], np.eye(3))
    np.testing.assert_array_equal(message["constants"]["x"], [0, 1, 2, 3])
    assert decode(encode_constants("abc", {}))["constants"] == {}
    with pytest.raises(
        ValueError, match="constant n: expected an array of uint8, float32 or float64, got int64"
    ):
        encode_constants("abc", {"n": np.arange(3)})


def test_a_foreign_tag_is_refused() -> None:
    message = cbor2.dumps({"values": {"a": cbor2.CBORTag(40, [[1], cbor2.CBORTag(70, b"1234")])}})
    with pytest.raises(ValueError, match="got 40 around 70"):
        decode(message)
