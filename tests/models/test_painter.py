"""The painter against PyTorch's numbers, and what its steps promise."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.models.painter import Config, Painter, parameters

GOLDEN = np.load(Path(__file__).parent.parent / "golden" / "painter.npz", allow_pickle=False)
Array = np.ndarray[Any, Any]


def golden(kind: str, name: str) -> Any:
    key = f"{kind}_{name}"
    return GOLDEN.get(key)


def config(kind: str) -> Config:
    return Config(**json.loads(str(golden(kind, "config"))))


def off(value: Array, expected: Array) -> float:
    return float(np.abs(value - expected).max() / max(1.0, np.abs(expected).max()))


def small(kind: str = "plate") -> Painter:
    return Painter(config(kind), golden(kind, "flat").copy())


@pytest.mark.parametrize("kind", ["plate", "ink", "prior"])
def test_picture_bound_and_gradients_are_pytorchs(kind: str) -> None:
    painter, x, colours = small(kind), golden(kind, "x"), golden(kind, "colours")
    run = painter.copy(x, golden(kind, "digits"), golden(kind, "noise"), colours)
    nats, dpicture = painter.loss(run, x)
    out = run.state.ink[:, None] if colours is None else painter.picture(run.state, colours)
    assert off(out, golden(kind, "out")) < 1e-8
    assert off(nats.sum(), golden(kind, "loss")) < 1e-8
    assert off(run.kl.sum(), golden(kind, "kl")) < 1e-8
    made = painter.backward(run, dpicture, kl_weight=0.7)
    views = parameters.views(made.flat, painter.config)
    expected = parameters.views(golden(kind, "gradient"), painter.config)
    for name, value in views.items():
        assert off(value, expected[name]) < 1e-7, name
    assert off(made.decoder_norms, golden(kind, "decoder_norms")) < 1e-8
    assert made.encoder_norms is not None
    assert off(made.encoder_norms, golden(kind, "encoder_norms")) < 1e-8


@pytest.mark.parametrize("kind", ["plate", "prior"])
def test_gradients_through_painting_from_the_prior(kind: str) -> None:
    """∂(a function of the finished picture)/∂parameters, with no encoder in the way, against differences."""
    painter, rng = small(kind), np.random.default_rng(0)
    digits, colours = golden("plate", "digits"), golden("plate", "colours")
    z = rng.normal(size=golden("plate", "noise").shape)
    weight = rng.normal(size=(3, 3, 9, 13))

    def value() -> float:
        return float((painter.picture(painter.paint(digits, z).state, colours) * weight).sum())

    run = painter.paint(digits, z, colours)
    made = painter.backward(run, weight)
    assert made.encoder_norms is None
    assert made.decoder_norms.shape == (6, 3)
    for _ in range(4):
        direction = rng.normal(size=painter.flat.shape)
        at, step = painter.flat.copy(), 1e-6
        painter.flat[...] = at + step * direction
        ahead = value()
        painter.flat[...] = at - step * direction
        behind = value()
        painter.flat[...] = at
        numeric, analytic = (ahead - behind) / (2 * step), float(made.flat @ direction)
        assert abs(numeric - analytic) < 1e-6 * max(1.0, abs(analytic))


def test_a_held_window_lands_where_it_was_put_and_only_later_strokes_may_change() -> None:
    painter = small()
    digits, z = golden("plate", "digits"), np.random.default_rng(1).normal(size=(6, 3, 3))
    free = painter.paint(digits, z)
    held = painter.paint(digits, z, held={3: (2.5, 6.0)})
    assert np.all(held.strokes[3].window.x == 2.5)
    assert np.all(held.strokes[3].window.y == 6.0)
    for u in range(3):
        assert np.array_equal(held.strokes[u].state.ground, free.strokes[u].state.ground)
    assert np.array_equal(held.strokes[3].patch, free.strokes[3].patch)
    assert not np.array_equal(held.strokes[3].state.ink, free.strokes[3].state.ink)


def test_a_held_window_passes_no_gradient_to_where_it_would_have_been() -> None:
    painter, rng = small(), np.random.default_rng(2)
    digits, colours, z = golden("plate", "digits"), golden("plate", "colours"), rng.normal(size=(6, 3, 3))
    run = painter.paint(digits, z, colours, held=dict.fromkeys(range(6), (5.0, 4.0)))
    views = parameters.views(painter.backward(run, rng.normal(size=(3, 3, 9, 13))).flat, painter.config)
    assert np.all(views["write.row"][:, :2] == 0)
    assert np.any(views["write.row"][:, 2:] != 0)


def test_single_steps_are_the_whole_run_and_a_batch_is_its_houses() -> None:
    painter = small()
    digits, z = golden("plate", "digits"), np.random.default_rng(3).normal(size=(6, 3, 3))
    together = painter.paint(digits, z)
    for b in range(3):
        told, state = painter.conditions(digits[b : b + 1]), painter.start(1)
        for u in range(6):
            stroke = painter.step(state, painter.config.moment(u, 2), told[u], z[u, b : b + 1])
            state = stroke.state
        assert off(state.ink[0], together.state.ink[b]) < 1e-12
        assert off(state.ground[0], together.state.ground[b]) < 1e-12


def test_interleaved_runs_do_not_meet() -> None:
    painter = small()
    digits = golden("plate", "digits")[:1]
    rng = np.random.default_rng(4)
    first, second = rng.normal(size=(6, 1, 3)), rng.normal(size=(6, 1, 3))
    alone = painter.paint(digits, first).state
    told, a, b = painter.conditions(digits), painter.start(1), painter.start(1)
    for u in range(6):
        moment = painter.config.moment(u, 2)
        a = painter.step(a, moment, told[u], first[u]).state
        b = painter.step(b, moment, told[u], second[u]).state
    assert np.array_equal(a.ink, alone.ink)
    assert not np.array_equal(b.ink, alone.ink)


def test_what_a_step_is_for() -> None:
    whole = Config()
    assert whole.steps(3) == 22
    assert whole.moment(0, 3).wide
    assert whole.moment(4, 3)[1:4] == (False, 4, 0)
    assert whole.moment(21, 3)[1:4] == (False, 9, 2)
    with pytest.raises(ValueError, match=r"expected 0 to 21, got 22"):
        whole.moment(22, 3)
    with pytest.raises(ValueError, match="1 to 4 digits, got 5"):
        whole.moment(0, 5)


def test_a_step_wants_something_to_go_by() -> None:
    painter = small()
    from app.models.painter import network

    with pytest.raises(ValueError, match="got neither"):
        network.step(
            painter.config, painter.params, painter.cells, painter.start(1), painter.config.moment(0, 1),
            painter.conditions(np.array([[7]]))[0],
        )  # fmt: skip


def test_a_vector_of_the_wrong_size_is_refused() -> None:
    with pytest.raises(ValueError, match=r"expected \d+ numbers in one row, got shape"):
        Painter(config("plate"), np.zeros(10))
