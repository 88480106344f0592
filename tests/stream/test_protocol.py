"""What a client may say, and what happens to everything else."""

import json
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.stream import protocol
from app.stream.params import Problem
from app.stream.protocol import Close, Open, Refusal, Want, parse


def refused(text: str) -> Refusal:
    with pytest.raises(Refusal) as caught:
        parse(text)
    return caught.value


def test_the_three_messages() -> None:
    assert parse('{"type":"open","ref":3,"scene":"hello","params":{"text":"hi","n":[1,null]}}') == Open(
        type="open", ref=3, scene="hello", params={"text": "hi", "n": [1, None]}
    )
    assert parse('{"type":"want","trace":"ab","upto":7}') == Want(type="want", trace="ab", upto=7, have=0)
    assert parse('{"type":"want","trace":"ab","upto":7,"have":5}') == Want(
        type="want", trace="ab", upto=7, have=5
    )
    assert parse('{"type":"close","trace":"ab"}') == Close(type="close", trace="ab", ref=None)
    assert parse('{"type":"close","trace":"ab","ref":3}') == Close(type="close", trace="ab", ref=3)


@pytest.mark.parametrize(
    ("text", "code", "field"),
    [
        ("", "bad_message", None),
        ("{", "bad_message", None),
        ("nonsense", "bad_message", None),
        ("[]", "bad_message", None),
        ("null", "bad_message", None),
        ("7", "bad_message", None),
        ("[" * 50_000, "bad_message", None),
        ('{"a":' * 5_000, "bad_message", None),
        ('{"type":"want","trace":"a","upto":NaN}', "bad_message", None),
        ('{"type":"want","trace":"a","upto":Infinity}', "bad_message", None),
        ('{"type":"want","trace":"a","upto":1e999}', "bad_message", "upto"),
        ('{"type":"want","trace":"a","upto":' + "9" * 5_000 + "}", "bad_message", None),
        ('{"type":"want","trace":"a","upto":' + "9" * 30 + "}", "bad_message", "upto"),
        ('{"type":"want","trace":"a","upto":-1}', "bad_message", "upto"),
        ('{"type":"want","trace":"a","upto":1.5}', "bad_message", "upto"),
        ('{"type":"want","trace":"a","upto":"5"}', "bad_message", "upto"),
        ('{"type":"want","trace":"a","upto":true}', "bad_message", "upto"),
        ('{"type":"want","trace":"a"}', "bad_message", "upto"),
        ('{"type":"want","trace":7,"upto":1}', "bad_message", "trace"),
        ('{"type":"want","trace":"a","upto":1,"now":1}', "bad_message", "now"),
        ('{"type":"close"}', "bad_message", "trace"),
        ('{"type":"open","ref":1,"scene":"hello"}', "bad_message", "params"),
        ('{"type":"open","ref":1,"scene":"hello","params":[]}', "bad_message", "params"),
        ('{"type":"open","ref":-1,"scene":"hello","params":{}}', "bad_message", "ref"),
        ('{"type":"open","ref":1,"scene":"' + "x" * 201 + '","params":{}}', "bad_message", "scene"),
        ("{}", "unknown_type", "type"),
        ('{"type":"Open"}', "unknown_type", "type"),
        ('{"type":null}', "unknown_type", "type"),
        ('{"type":["open"]}', "unknown_type", "type"),
        ('{"type":{"a":1}}', "unknown_type", "type"),
    ],
)
def test_anything_else_is_refused_with_its_reason(text: str, code: str, field: str | None) -> None:
    refusal = refused(text)
    assert refusal.code == code
    assert refusal.field == field
    assert "got" in refusal.message
    assert len(refusal.message) < 400
    json.loads(protocol.error(refusal))


def test_a_refusal_names_the_request_it_is_about() -> None:
    assert refused('{"type":"open","ref":5,"scene":1,"params":{}}').ref == 5
    assert refused('{"type":"want","trace":"abc","upto":-1}').trace == "abc"
    assert refused('{"type":"bark","ref":6}').ref == 6
    assert refused('{"type":"bark","ref":true,"trace":[]}').ref is None
    assert refused('{"type":"bark","ref":"6"}').ref is None


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
keys = st.sampled_from(["type", "ref", "scene", "params", "trace", "upto", "have", "x"])
kinds = st.sampled_from(["open", "want", "close"])


@given(st.text() | json_values.map(json.dumps))
def test_no_text_breaks_the_parser(text: str) -> None:
    try:
        message = parse(text)
    except Refusal as refusal:
        json.loads(protocol.error(refusal))
    else:
        assert isinstance(message, Open | Want | Close)


@given(st.dictionaries(keys, json_values, max_size=6), kinds)
def test_no_half_right_message_breaks_the_parser(fields: dict[str, Any], kind: str) -> None:
    codes: set[str] = set()
    try:
        message = parse(json.dumps(fields | {"type": kind}))
    except Refusal as refusal:
        codes.add(json.loads(protocol.error(refusal))["code"])
    else:
        assert message.type == kind
    assert codes <= {"bad_message"}


def test_an_error_says_everything_it_knows() -> None:
    problem = Problem("hidden", "hidden: expected a whole number", "a whole number", "“x”")
    refusal = Refusal("bad_params", problem.message, "hidden", ref=4, problems=(problem,))
    assert json.loads(protocol.error(refusal)) == {
        "type": "error",
        "code": "bad_params",
        "message": "hidden: expected a whole number",
        "field": "hidden",
        "ref": 4,
        "trace": None,
        "errors": [problem.as_dict()],
    }


def test_answers_are_strict_json() -> None:
    header = {"facts": {"x": np.float32(0.5), "n": np.int64(3), "list": np.arange(2)}, "length": None}
    text = protocol.opened(9, protocol.opened_rest("abc", header))
    assert json.loads(text) == {
        "type": "opened",
        "ref": 9,
        "trace": "abc",
        "header": {"facts": {"x": 0.5, "n": 3, "list": [0, 1]}, "length": None},
        "length": None,
    }
    assert json.loads(protocol.end("abc", 4)) == {"type": "end", "trace": "abc", "length": 4}
    for bad in (math.nan, math.inf, np.float32("inf"), np.array([np.nan])):
        with pytest.raises(ValueError, match="not JSON compliant"):
            protocol.dump({"x": bad})
    with pytest.raises(TypeError, match="got set"):
        protocol.dump({"x": {1}})
