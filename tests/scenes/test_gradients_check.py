"""The badge is honest: right where it can be, silent where it cannot, and never looks at the answer first."""

from typing import Any

import numpy as np
import pytest

from app.scenes._gradients_check import check
from app.scenes._gradients_nets import build, signal
from app.scenes._gradients_walk import Walker
from app.scenes.gradients import SCENE, GradientsParams


def walked(name: Any, **params: Any) -> tuple[Walker, np.ndarray[Any, Any]]:
    p = {
        "hidden": 6,
        "activation": "tanh",
        "radius": 0.9,
        "forget_bias": 1.0,
        "dtype": "float64",
        "seed": 0,
    } | params
    length = p.pop("length", 12)
    xs = signal("noise", length, 0)
    walker = Walker(build(name, **p))
    for x in xs:
        walker.forward(x)
    walker.read_out()
    walker.leave_loss()
    for _ in range(length - 1):
        walker.step_back()
    walker.finish()
    return walker, xs


@pytest.mark.parametrize("name", ["rnn", "lstm", "gru"])
@pytest.mark.parametrize("seed", range(3))
def test_right_gradients_are_confirmed(name: str, seed: int) -> None:
    walker, xs = walked(name, seed=seed)
    found = check(walker.net, xs, walker.grads, seed)
    assert found.verdict == "checked"
    assert found.error < 1e-7


@pytest.mark.parametrize("name", ["rnn", "lstm", "gru"])
def test_a_wrong_gradient_is_exposed(name: str) -> None:
    walker, xs = walked(name)
    for key in walker.grads:
        wrong = {k: v.copy() for k, v in walker.grads.items()}
        wrong[key] *= 1.01
        found = check(walker.net, xs, wrong, 0)
        assert found.verdict == "checked"
        assert found.error > 1e-5, key


def test_the_network_is_left_as_it_was() -> None:
    walker, xs = walked("lstm")
    before = {key: p.copy() for key, p in walker.net.cell.params.items()}
    check(walker.net, xs, walker.grads, 0)
    for key, p in walker.net.cell.params.items():
        np.testing.assert_array_equal(p, before[key])


def test_single_precision_is_checked_against_differences_in_double() -> None:
    walker, xs = walked("gru", dtype="float32")
    found = check(walker.net, xs, walker.grads, 0)
    assert found.verdict == "checked"
    assert 1e-9 < found.error < 1e-4


def test_chaos_is_called_rough() -> None:
    frames = list(SCENE.run(GradientsParams(cells=("rnn",), radius=3.0, length=200, hidden=64)).frames)
    last = frames[-1]
    assert last.values["verdicts"] == "rough"
    assert last.values["badge"] == "cannot be checked"
    assert "bends so sharply" in last.caption


def test_a_dead_network_is_called_faint_or_exactly_right() -> None:
    """All ReLUs off: the gradient is 0, the differences are 0, and nothing is claimed that was not seen."""
    walker, xs = walked("rnn", activation="relu")
    walker.net.cell.params["b_h"][...] = -100
    again = Walker(walker.net)
    for x in xs:
        again.forward(x)
    again.read_out()
    again.leave_loss()
    for _ in range(len(xs) - 1):
        again.step_back()
    again.finish()
    found = check(again.net, xs, again.grads, 0)
    assert found.analytic == 0
    assert found.numeric == 0
    assert found.verdict == "checked"
    assert found.error == 0


def test_the_note_says_what_the_check_cannot_see() -> None:
    frames = list(SCENE.run(GradientsParams(**SCENE.presets["vanishing"])).frames)
    note = str(frames[-1].values["note"])
    assert "smaller than the rounding of L" in note
    assert "RNN" in note
    assert "LSTM" not in note


@pytest.mark.parametrize("preset", [{}, *SCENE.presets.values()])
def test_the_badge_of_every_preset(preset: dict[str, Any]) -> None:
    values = list(SCENE.run(GradientsParams(**preset)).frames)[-1].values
    assert str(values["badge"]).startswith("checked: relative error ")
    assert values["relative_error"] < 1e-4  # type: ignore[operator]
