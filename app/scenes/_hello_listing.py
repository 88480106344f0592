"""The source of what is running, read from the module that runs; what a line does its syntax tree tells.

A view shows these lines and lights the one at work. Nothing here knows a line number: rewrite the cell and
the page follows.
"""

import ast
import inspect
import io
import keyword
import textwrap
import tokenize
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.models.char import CELLS, CharRNN, learn

# Which symbol of the formula a name in the code stands for; the view gives all of them one colour.
SYMBOLS = {
    "x": "x", "dx": "x",
    "h": "h", "h_prev": "h", "dh": "h", "dh_prev": "h", "hs": "h",
    "W_xh": "Wxh", "W_x": "Wxh",
    "W_hh": "Whh", "W_h": "Whh",
    "W_hy": "Why", "readout": "Why",
    "b_h": "b", "b_x": "b", "b": "b", "b_y": "b",
}  # fmt: skip


# Told from a statement, the names it mentions and the names it gives a value: does it play this role?
Rule = Callable[[ast.stmt, set[str], set[str]], bool]
Roles = dict[str, Rule]


def _head(node: ast.stmt) -> tuple[list[ast.AST], range]:
    """A statement without the statements inside it: its own parts, and the numbers of its lines."""
    inside = [n for n in ast.walk(node) if n is not node and isinstance(n, ast.stmt | ast.excepthandler)]
    parts = [n for n in ast.iter_child_nodes(node) if not isinstance(n, ast.stmt | ast.excepthandler)]
    end = min(n.lineno for n in inside) if inside else (node.end_lineno or node.lineno) + 1
    return (parts if inside else [node]), range(node.lineno, end)


def _names(node: ast.AST) -> set[str]:
    """Every name, attribute and key that a piece of code mentions: `self.params["W_hh"]` mentions W_hh."""
    names: set[str] = set()
    for part in ast.walk(node):
        if isinstance(part, ast.Name):
            names.add(part.id)
        elif isinstance(part, ast.Attribute):
            names.add(part.attr)
        elif isinstance(part, ast.Constant) and isinstance(part.value, str) and part.value.isidentifier():
            names.add(part.value)
    return names


def _stored(node: ast.AST) -> set[str]:
    """Every name that a piece of code gives a value, by `=`, `+=` or `out=`; of `r.h[...]` that is h."""
    names: set[str] = set()
    waiting: list[ast.expr] = []
    for part in ast.walk(node):
        if isinstance(part, ast.Assign):
            waiting += part.targets
        elif isinstance(part, ast.AugAssign | ast.AnnAssign | ast.NamedExpr):
            waiting.append(part.target)
        elif isinstance(part, ast.keyword) and part.arg == "out":
            waiting.append(part.value)
    while waiting:
        target = waiting.pop()
        if isinstance(target, ast.Name):
            names.add(target.id)
        elif isinstance(target, ast.Attribute):
            names.add(target.attr)
        elif isinstance(target, ast.Subscript | ast.Starred):
            waiting.append(target.value)
        elif isinstance(target, ast.Tuple | ast.List):
            waiting += target.elts
    return names


def _does_nothing(node: ast.stmt) -> bool:
    """A docstring, or a statement that only gives shorter names to things."""
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    works = (ast.Call, ast.BinOp, ast.UnaryOp, ast.Compare)
    return isinstance(node, ast.Assign) and not any(isinstance(part, works) for part in ast.walk(node.value))


def _line_roles(source: str, roles: Roles) -> dict[int, list[str]]:
    """What each line (1-based) of a function's source does, by the rules in `roles`."""
    (function,) = ast.parse(source).body
    found: dict[int, list[str]] = {line: ["enter"] for line in _head(function)[1]}
    for node in ast.walk(function):
        if node is function or not isinstance(node, ast.stmt) or _does_nothing(node):
            continue
        parts, lines = _head(node)
        names = set[str]().union(*map(_names, parts))
        stored = set[str]().union(*map(_stored, parts))
        for line in lines:
            found.setdefault(line, []).extend(
                role for role, rule in roles.items() if rule(node, names, stored)
            )
    return found


def _spans(source: str) -> list[list[list[str]]]:
    """Each line as [kind, text] pieces; kind: a symbol's name, keyword, string, comment or nothing."""
    lines = source.splitlines()
    kinds = [[""] * len(line) for line in lines]
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        kind = {tokenize.STRING: "string", tokenize.COMMENT: "comment"}.get(token.type, "")
        if token.type == tokenize.NAME:
            kind = "keyword" if keyword.iskeyword(token.string) else SYMBOLS.get(token.string, "")
        if not kind:
            continue
        (first, left), (last, right) = token.start, token.end
        for row in range(first, last + 1):
            start, end = (left if row == first else 0), (right if row == last else len(lines[row - 1]))
            kinds[row - 1][start:end] = [kind] * (end - start)
    return [_runs(line, kind) for line, kind in zip(lines, kinds, strict=True)]


def _runs(line: str, kinds: list[str]) -> list[list[str]]:
    """Neighbouring characters of one kind, put together."""
    runs: list[list[str]] = []
    for character, kind in zip(line, kinds, strict=True):
        if runs and runs[-1][0] == kind:
            runs[-1][1] += character
        else:
            runs.append([kind, character])
    return runs


def listing(function: Callable[..., Any], roles: Roles) -> dict[str, Any]:
    """Name, place and lines of a function, read from the module that runs.

    lines: [{n: its number in the file, spans: [[kind, text] …], roles: [what it does …]}]
    """
    written, first = inspect.getsourcelines(function)
    source = textwrap.dedent("".join(written))
    does = _line_roles(source, roles)
    module = inspect.getmodule(function)
    path = Path(inspect.getsourcefile(function) or "")
    return {
        "name": function.__qualname__,
        "file": "/".join((module.__name__ if module else path.stem).split(".")) + ".py",
        "lines": [
            {"n": first + i, "spans": spans, "roles": does.get(i + 1, [])}
            for i, spans in enumerate(_spans(source))
        ],
    }


def _uses(*wanted: str) -> Rule:
    """The statement computes with one of these names."""
    return lambda _node, names, _stored: bool(names & set(wanted))


def _makes(*wanted: str) -> Rule:
    """The statement gives one of these names a value (and does not merely name the parts of a record)."""
    return lambda node, _names, stored: (
        bool(stored & set(wanted))
        and not (isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Tuple))
    )


def _either(*rules: Rule) -> Rule:
    return lambda node, names, stored: any(rule(node, names, stored) for rule in rules)


def _none(*rules: Rule) -> Rule:
    return lambda node, names, stored: not any(rule(node, names, stored) for rule in rules)


def _returns(node: ast.stmt, _names: set[str], _stored: set[str]) -> bool:
    return isinstance(node, ast.Return)


STEP: dict[str, Roles] = {
    "rnn": {
        "input": _uses("W_xh", "b_h"),
        "recurrent": _uses("W_hh"),
        "state": _makes("h"),
        "output": _returns,
    },
    "lstm": {
        "input": _uses("W", "W_x", "b"),
        "recurrent": _uses("W", "W_h"),
        "gates": _either(_uses("gates", "sigmoid"), _makes("i", "f", "o", "g")),
        "memory": _makes("c"),
        "state": _makes("h", "tanh_c"),
        "output": _returns,
    },
    "gru": {
        "input": _uses("W_x", "b_x"),
        "recurrent": _uses("W_h", "b_h"),
        "gates": _makes("r", "z", "n", "rz"),
        "state": _makes("h"),
        "output": _returns,
    },
}
PULL: Roles = {"recurrent": _uses("W_hh", "W_h"), "local": _none(_uses("W_hh", "W_h"))}
LEARN: Roles = {name: _uses(name) for name in ("forward", "backward", "clip_by_norm", "update")}
WRITE: Roles = {"read": _uses("read"), "choose": _uses("choose"), "start": _uses("first")}


def _listings(cell: Any, roles: Roles) -> dict[str, dict[str, Any]]:
    return {
        "forward": listing(cell.step, roles),
        "backward": listing(cell.pull, PULL),
        "train": listing(learn, LEARN),
        "write": listing(CharRNN.write, WRITE),
    }


# By cell and chapter the code at its heart. Read when it is loaded: a file edited later is not what runs.
LISTINGS = {name: _listings(CELLS[name], roles) for name, roles in STEP.items()}
