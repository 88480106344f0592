"""Checks the params of a scene and says in plain words what is wrong with them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

SHOWN = 60
M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: where, in words, what was expected and what came."""

    field: str | None
    message: str
    expected: str
    got: str

    def as_dict(self) -> dict[str, str | None]:
        return {"field": self.field, "message": self.message, "expected": self.expected, "got": self.got}


class BadParams(ValueError):
    """Params that do not fit. `problems` has at least one entry."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(problems[0].message)
        self.problems = problems


@cache
def schema_of(model: type[BaseModel]) -> Mapping[str, Any]:
    """The JSON schema of params. Made once (it takes a millisecond) and shared: not to be changed."""
    return model.model_json_schema()


def shown(value: object) -> str:
    """A value as it may be repeated in a message: short, on one line."""
    text = (
        value
        if isinstance(value, str)
        else repr(value)
        if not isinstance(value, bool)
        else str(value).lower()
    )
    text = "".join(c if c.isprintable() else "?" for c in text[: SHOWN + 1])
    short = text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"
    if isinstance(value, str):
        return f"“{short}”" + (f" ({len(value)} characters)" if len(value) > SHOWN else "")
    return short


def expectation(schema: Mapping[str, Any], definitions: Mapping[str, Any] | None = None) -> str:
    """What a property of a JSON schema allows, in words: ‘a whole number from 2 to 128’."""
    definitions = definitions or {}
    if "expects" in schema:  # the scene says it in its own words
        return str(schema["expects"])
    if "$ref" in schema:
        return expectation(definitions.get(schema["$ref"].rsplit("/", 1)[-1], {}), definitions)
    if "anyOf" in schema:
        parts = [part for part in schema["anyOf"] if part.get("type") != "null"]
        return " or ".join(dict.fromkeys(expectation(part, definitions) for part in parts))
    if "const" in schema:
        return f"“{schema['const']}”"
    if "enum" in schema:
        return "one of " + ", ".join(map(str, schema["enum"]))
    kind = schema.get("type")
    if kind in ("integer", "number"):
        return ("a whole number" if kind == "integer" else "a number") + _range(schema)
    if kind == "boolean":
        return "true or false"
    if kind == "string":
        low, high = schema.get("minLength", 0), schema.get("maxLength")
        size = f" of {low} to {high} characters" if high is not None and low != high else ""
        size = size or (f" of {low} characters" if low else "")
        return f"a text{size}" + (f" like {schema['pattern']}" if "pattern" in schema else "")
    if kind == "array":
        items = expectation(schema.get("items", {}), definitions)
        low, high = schema.get("minItems", 0), schema.get("maxItems")
        count = f"{low} to {high} of them" if high is not None else f"at least {low} of them" if low else ""
        return "a list, each " + items + (f", {count}" if count else "")
    return "another value"


def _plain(number: float) -> str:
    return str(int(number)) if number == int(number) and abs(number) < 1e15 else f"{number:g}"


def _range(schema: Mapping[str, Any]) -> str:
    low = schema.get("minimum", schema.get("exclusiveMinimum"))
    high = schema.get("maximum", schema.get("exclusiveMaximum"))
    above = "above " if "exclusiveMinimum" in schema else ""
    below = "below " if "exclusiveMaximum" in schema else ""
    if low is not None and high is not None:
        return f" {above or 'from '}{_plain(low)} {'and ' if above or below else 'to '}{below}{_plain(high)}"
    if low is not None:
        return f" {above}{_plain(low)}" + ("" if above else " or more")
    if high is not None:
        return f" {below}{_plain(high)}" + ("" if below else " or less")
    return ""


def _problem(model: type[BaseModel], error: Mapping[str, Any]) -> Problem:
    """A pydantic error in our words."""
    location = error["loc"]
    name = str(location[0]) if location else None
    if error["type"] == "extra_forbidden":
        expected = "one of " + ", ".join(model.model_fields)
        return Problem(name, f"{shown(name)} is not a param: expected {expected}", expected, shown(name))
    if error["type"] in (
        "value_error",
        "assertion_error",
    ):  # a validator of the scene: it says it in its own words
        words = str(error["ctx"]["error"])
        return Problem(
            name, f"{name}: {words}" if name else words, words, shown(error["input"]) if name else ""
        )
    schema = schema_of(model)
    expected = expectation(schema.get("properties", {}).get(name, {}), schema.get("$defs"))
    got = "nothing" if error["type"] == "missing" else shown(error["input"])
    return Problem(name, f"{name}: expected {expected}, got {got}", expected, got)


def problems_of(model: type[BaseModel], error: ValidationError) -> list[Problem]:
    """All that is wrong, one entry a field."""
    found: dict[str | None, Problem] = {}
    for item in error.errors(include_url=False):
        problem = _problem(model, item)
        found.setdefault(problem.field, problem)
    return list(found.values())


def check(model: type[M], given: Mapping[str, Any]) -> M:
    """`given` as params, or `BadParams` with every problem."""
    try:
        return model.model_validate(dict(given))
    except ValidationError as error:
        raise BadParams(problems_of(model, error)) from None


def check_each(model: type[M], given: Mapping[str, Any]) -> tuple[M, list[Problem]]:
    """What is good of `given`, with defaults in place of what is not, and what was wrong.

    Names that `model` does not know are passed over: an address may carry anything.
    """
    rest = {name: value for name, value in given.items() if name in model.model_fields}
    found: list[Problem] = []
    while True:
        try:
            return check(model, rest), found
        except BadParams as bad:
            wrong = {problem.field for problem in bad.problems}
            if not rest:  # the defaults themselves do not pass: that is the scene's mistake
                raise
            found += bad.problems
            # A problem of several params together names none of them: then all are left at their defaults.
            rest = {} if None in wrong else {name: value for name, value in rest.items() if name not in wrong}
