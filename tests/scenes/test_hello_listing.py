"""The listings are the true source of what runs; the line at work is found wherever it stands."""

import inspect
import textwrap
from collections.abc import Callable
from typing import Any

import pytest

from app.models.char import CELLS, CharRNN, learn
from app.scenes._hello_listing import LISTINGS, PULL, STEP, listing


def source_of(shown: dict[str, Any]) -> str:
    return "\n".join("".join(text for _, text in line["spans"]) for line in shown["lines"])


def lines_of(shown: dict[str, Any], role: str) -> list[str]:
    return ["".join(t for _, t in line["spans"]).strip() for line in shown["lines"] if role in line["roles"]]


@pytest.mark.parametrize("cell", CELLS)
def test_the_listings_are_the_source_of_the_functions_that_run(cell: str) -> None:
    functions: dict[str, Callable[..., Any]] = {
        "forward": CELLS[cell].step,  # type: ignore[attr-defined]
        "backward": CELLS[cell].pull,  # type: ignore[attr-defined]
        "train": learn,
        "write": CharRNN.write,
    }
    for chapter, function in functions.items():
        written, first = inspect.getsourcelines(function)
        shown = LISTINGS[cell][chapter]
        assert source_of(shown) == textwrap.dedent("".join(written)).rstrip("\n")
        assert [line["n"] for line in shown["lines"]] == list(range(first, first + len(written)))
        assert inspect.getfile(inspect.unwrap(function)).replace("\\", "/").endswith(shown["file"])


@pytest.mark.parametrize("cell", CELLS)
def test_every_role_of_a_step_has_a_line_that_does_it(cell: str) -> None:
    shown = LISTINGS[cell]["forward"]
    for role in ("enter", *STEP[cell]):
        assert lines_of(shown, role), f"no line of {cell} is {role}"
    names = {"rnn": ("W_xh", "W_hh"), "lstm": ("W.", "W."), "gru": ("W_x", "W_h")}[cell]
    assert any(names[0] in line for line in lines_of(shown, "input"))
    assert any(names[1] in line for line in lines_of(shown, "recurrent"))
    assert all(line.startswith("return") for line in lines_of(shown, "output"))
    for role in PULL:
        assert lines_of(LISTINGS[cell]["backward"], role)


def test_the_lines_of_a_plain_step_in_order() -> None:
    shown = LISTINGS["rnn"]["forward"]
    first = {
        role: next(i for i, line in enumerate(shown["lines"]) if role in line["roles"])
        for role in ("enter", *STEP["rnn"])
    }
    assert first["enter"] < min(first["input"], first["recurrent"])
    assert max(first["input"], first["recurrent"]) < first["state"] < first["output"]


def one_way(W_xh: Any, W_hh: Any, x: Any, h: Any) -> Any:
    """A step that mentions W_hh in its docstring."""

    a = W_xh @ x  # W_hh comes later
    if a is not None:
        a += W_hh @ h
    h = sum(
        (a, a),
    )
    return h  # noqa: RET504


def test_lines_are_found_by_what_they_do_not_by_where_they_stand() -> None:
    shown = listing(one_way, STEP["rnn"])
    assert lines_of(shown, "input") == ["a = W_xh @ x  # W_hh comes later"]
    assert lines_of(shown, "recurrent") == ["a += W_hh @ h"]
    assert lines_of(shown, "state") == ["h = sum(", "(a, a),", ")"]
    assert lines_of(shown, "output") == ["return h  # noqa: RET504"]


def test_symbols_keywords_strings_and_comments_are_told_apart() -> None:
    kinds = {text: kind for line in listing(one_way, {})["lines"] for kind, text in line["spans"]}
    assert kinds["W_xh"] == "Wxh"
    assert kinds["W_hh"] == "Whh"
    assert kinds["x"] == "x"
    assert kinds["h"] == "h"
    assert kinds["return"] == "keyword"
    assert kinds["# W_hh comes later"] == "comment"
    assert kinds['"""A step that mentions W_hh in its docstring."""'] == "string"
