"""Problems with params, in words."""

from typing import Annotated, Literal

import pytest
from pydantic import Field as Param
from pydantic import model_validator

from app.scenes.scene import Params
from app.stream.params import BadParams, check, check_each, shown


class Example(Params):
    hidden: int = Param(32, ge=2, le=128, title="hidden", description="")
    radius: float = Param(0.9, gt=0, lt=3, title="radius", description="")
    text: str = Param("hello", min_length=2, max_length=24, title="text", description="")
    cell: Literal["rnn", "lstm"] = Param("rnn", title="cell", description="")
    cells: tuple[Literal["rnn", "lstm"], ...] = Param(("rnn",), min_length=1, title="cells", description="")
    on: bool = Param(True, title="on", description="")
    start: Annotated[int, Param(ge=0)] | None = Param(None, title="start", description="")

    @model_validator(mode="after")
    def _fits(self) -> "Example":
        if self.start is not None and self.start >= self.hidden:
            raise ValueError(f"expected start below hidden, got {self.start} and {self.hidden}")
        return self


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"hidden": "1e9"}, "hidden: expected a whole number from 2 to 128, got “1e9”"),
        ({"hidden": 10**9}, "hidden: expected a whole number from 2 to 128, got 1000000000"),
        ({"hidden": 1.5}, "hidden: expected a whole number from 2 to 128, got 1.5"),
        ({"hidden": None}, "hidden: expected a whole number from 2 to 128, got None"),
        ({"hidden": 10**400}, "hidden: expected a whole number from 2 to 128, got 1000"),
        ({"radius": 0}, "radius: expected a number above 0 and below 3, got 0"),
        ({"radius": "nan"}, "radius: expected a number above 0 and below 3, got “nan”"),
        ({"radius": float("inf")}, "radius: expected a number above 0 and below 3, got inf"),
        (
            {"text": "x" * 10_000},
            r"text: expected a text of 2 to 24 characters, got “x{59}…” \(10000 characters\)",
        ),
        ({"text": 5}, "text: expected a text of 2 to 24 characters, got 5"),
        ({"cell": "gru"}, "cell: expected one of rnn, lstm, got “gru”"),
        (
            {"cells": "rnn,gru"},
            "cells: expected a list, each one of rnn, lstm, at least 1 of them, got “gru”",
        ),
        ({"cells": ""}, "cells: expected a list, each one of rnn, lstm, at least 1 of them"),
        ({"on": "maybe"}, "on: expected true or false, got “maybe”"),
        ({"start": -5}, "start: expected a whole number 0 or more, got -5"),
        ({"start": 40}, "expected start below hidden, got 40 and 32"),
        (
            {"colour": 1},
            "“colour” is not a param: expected one of hidden, radius, text, cell, cells, on, start",
        ),
    ],
)
def test_each_problem_names_the_field_what_was_expected_and_what_came(
    given: dict[str, object], words: str
) -> None:
    with pytest.raises(BadParams, match=f"^{words}") as caught:
        check(Example, given)
    problem = caught.value.problems[0]
    assert problem.field in (None, *given)
    assert problem.expected
    assert problem.message
    assert len(problem.message) < 300


def test_a_scene_may_say_in_its_own_words_what_it_expects() -> None:
    class Digits(Params):
        number: Annotated[str, Param(pattern="^[0-9]+$", json_schema_extra={"expects": "some digits"})] = "1"

    with pytest.raises(BadParams, match=r"^number: expected some digits, got “x”$"):
        check(Digits, {"number": "x"})


def test_every_bad_field_is_told_once() -> None:
    with pytest.raises(BadParams) as caught:
        check(Example, {"hidden": 1, "cells": "x,y", "text": "a"})
    assert [problem.field for problem in caught.value.problems] == ["hidden", "text", "cells"]


def test_defaults_stand_in_for_what_is_wrong_and_the_rest_is_kept() -> None:
    params, problems = check_each(Example, {"hidden": "x", "text": "abc", "unknown": "1"})
    assert params == Example(text="abc")
    assert [problem.field for problem in problems] == ["hidden"]


def test_params_that_do_not_fit_together_are_all_left_at_their_defaults() -> None:
    params, problems = check_each(Example, {"start": 50, "hidden": 40, "radius": "no"})
    assert params == Example()
    assert [problem.field for problem in problems] == ["radius", None]


def test_defaults_that_do_not_pass_are_the_scenes_mistake() -> None:
    class Broken(Params):
        n: int = 1

        @model_validator(mode="after")
        def _never(self) -> "Broken":
            raise ValueError("never right")

    with pytest.raises(BadParams, match="never right"):
        check_each(Broken, {})


def test_what_came_is_repeated_short_and_on_one_line() -> None:
    assert shown("a\nb\x00\u202e") == "“a?b??”"
    assert len(shown("x" * 10_000)) < 90
    assert len(shown(list(range(10_000)))) < 90
    assert shown(True) == "true"
