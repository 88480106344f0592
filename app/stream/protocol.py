"""The messages of `unrolled.v1`: what a client may say, and what the server answers, as JSON tagged by
`type`.

Frames and constants are binary (see `codec`); everything else is one of the messages here. The browser's side
of the same description is static/js/core/protocol.js.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, TypeAdapter, ValidationError
from pydantic_core import from_json

from app.stream.params import Problem, shown

SUBPROTOCOL = "unrolled.v1"
LARGEST = 2**53 - 1  # the largest integer that JSON carries between all languages

Code = Literal[
    "bad_message",
    "unknown_type",
    "unknown_scene",
    "bad_params",
    "too_large",
    "too_many_traces",
    "too_many_sockets",
    "unknown_trace",
    "too_long",
    "out_of_time",
    "idle",
    "internal",
]


class _Message(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Open(_Message):
    """Asks for a trace. `ref` is the client's number for this request, echoed in the answer."""

    type: Literal["open"]
    ref: int = Field(ge=0, le=LARGEST)
    scene: str = Field(max_length=200)
    params: dict[str, JsonValue]


class Want(_Message):
    """Wants all frames with an index below `upto`. Raises what was wanted before, never lowers it.

    After a reconnection a client may say that it has the frames below `have` and needs them no second time.
    """

    type: Literal["want"]
    trace: str = Field(max_length=64)
    upto: int = Field(ge=0, le=LARGEST)
    have: int = Field(default=0, ge=0, le=LARGEST)


class Close(_Message):
    """Has no more interest in a trace.

    With the `ref` of its `open`, only in what that one asked for: if the trace was opened once more meanwhile, or is
    gone, nothing happens.
    """

    type: Literal["close"]
    trace: str = Field(max_length=64)
    ref: int | None = Field(default=None, ge=0, le=LARGEST)


Message = Open | Want | Close
TYPES = ("open", "want", "close")
_message: TypeAdapter[Message] = TypeAdapter(Annotated[Message, Field(discriminator="type")])


@dataclass
class Refusal(Exception):
    """Something the server does not do, and why: the content of an `error` message."""

    code: Code
    message: str
    field: str | None = None
    ref: int | None = None
    trace: str | None = None
    problems: tuple[Problem, ...] = ()


def parse(text: str) -> Message:
    """A client's message, or `Refusal` saying what is wrong with it."""
    try:
        data = from_json(text, allow_inf_nan=False)
    except ValueError as error:
        raise Refusal("bad_message", f"expected JSON, got {shown(text)}: {error}") from None
    if not isinstance(data, dict):
        raise Refusal("bad_message", f"expected a JSON object, got {shown(text)}")
    ref, trace = data.get("ref"), data.get("trace")
    about: dict[str, Any] = {  # so that the client knows which of its requests is meant
        "ref": ref if type(ref) is int and 0 <= ref <= LARGEST else None,
        "trace": trace if isinstance(trace, str) and len(trace) <= 64 else None,
    }
    kind = data.get("type")
    if kind not in TYPES:
        got = "none" if kind is None else shown(kind)
        raise Refusal(
            "unknown_type", f"expected one of the types {', '.join(TYPES)}, got {got}", "type", **about
        )
    try:
        return _message.validate_python(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(map(str, first["loc"][1:])) or None
        got = "nothing" if first["type"] == "missing" else shown(first["input"])
        words = f"{kind}: {first['msg'][0].lower()}{first['msg'][1:]}, got {got}"
        raise Refusal("bad_message", f"{field}: {words}" if field else words, field, **about) from None


def dump(message: Any) -> str:
    """Strict JSON: what is not finite is refused, no browser reads it. NumPy's numbers become plain."""
    return json.dumps(message, allow_nan=False, ensure_ascii=False, separators=(",", ":"), default=_plain)


def _plain(value: Any) -> Any:
    if hasattr(value, "tolist"):
        return value.tolist()
    raise TypeError(f"expected something that JSON can say, got {type(value).__name__}")


def opened(ref: int, rest: str) -> str:
    """Answers `open`. `rest` is what all viewers of a trace get alike, made once by `opened_rest`."""
    return f'{{"type":"opened","ref":{ref},{rest}'


def opened_rest(trace: str, header: dict[str, Any]) -> str:
    return dump({"trace": trace, "header": header, "length": header["length"]})[1:]


def end(trace: str, length: int) -> str:
    """After the last frame, to a client that wants more than there are."""
    return dump({"type": "end", "trace": trace, "length": length})


def error(refusal: Refusal, ref: int | None = None) -> str:
    """Says what was not done and why."""
    message: dict[str, Any] = {
        "type": "error",
        "code": refusal.code,
        "message": refusal.message,
        "field": refusal.field,
        "ref": refusal.ref if ref is None else ref,
        "trace": refusal.trace,
    }
    if refusal.problems:
        message["errors"] = problem_list(refusal.problems)
    return dump(message)


def problem_list(problems: Iterable[Problem]) -> list[dict[str, str | None]]:
    return [problem.as_dict() for problem in problems]
