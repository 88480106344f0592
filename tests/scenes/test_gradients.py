"""The scene `gradients` as a mathematician reads it: gradients, factors, bounds and overflow."""

import itertools
import json
import warnings
from typing import Any

import numpy as np
import pytest

from app.nn.unroll import backward, forward
from app.scenes._gradients_nets import TARGET, build, orthogonal, signal
from app.scenes.frame import Frame
from app.scenes.gradients import SCENE, GradientsParams
from app.scenes.numbers import pretty


def frames_of(**params: Any) -> list[Frame]:
    return list(SCENE.run(GradientsParams(**params)).frames)


def walk(frames: list[Frame], name: str) -> np.ndarray[Any, Any]:
    """`name` of the backward frames, step 0 first: (T, networks, …)."""
    return np.stack([np.asarray(f.values[name]) for f in frames if f.phase == "backward"][::-1])


def the(frames: list[Frame], phase: str) -> Frame:
    (frame,) = (f for f in frames if f.phase == phase)
    return frame


@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "relu", "identity"])
@pytest.mark.parametrize("name", ["rnn", "lstm", "gru"])
def test_gradients_equal_those_of_one_unrolled_pass(name: Any, activation: Any) -> None:
    p = GradientsParams(cells=(name,), activation=activation, length=23, hidden=7, radius=1.2, seed=3)
    frames = list(SCENE.run(p).frames)
    net = build(name, hidden=7, activation=activation, radius=1.2, forget_bias=1.0, dtype="float64", seed=3)
    cell: Any = net.cell
    run = forward(cell, signal("noise", 23, 3)[:, None, None])
    dhs = np.zeros_like(run.hs)
    error = net.w @ run.hs[-1, 0] - TARGET
    dhs[-1, 0] = error * net.w
    gradients = backward(cell, run, dhs)
    hs = np.stack([f.values["h"][0] for f in frames if f.phase == "forward"])  # type: ignore[index]
    np.testing.assert_allclose(hs, run.hs[:, 0], rtol=1e-12)
    np.testing.assert_allclose(walk(frames, "dh")[:, 0], gradients.dhs[:, 0], rtol=1e-9, atol=1e-300)
    np.testing.assert_allclose(walk(frames, "norm")[:, 0], gradients.h_norms, rtol=1e-9)
    if name != "lstm":
        factors = backward(cell, run, dhs, jacobians=True).factors
        assert factors is not None
        np.testing.assert_allclose(walk(frames, "factor")[:-1, 0], factors[1:, 0], rtol=1e-9)


def test_the_walk_begins_with_the_error() -> None:
    frames = frames_of(length=12)
    loss = the(frames, "loss").values
    error = np.asarray(loss["error"])
    np.testing.assert_allclose(walk(frames, "norm")[-1], np.abs(error), rtol=1e-12)
    np.testing.assert_allclose(loss["loss"], 0.5 * error**2, rtol=1e-12)
    np.testing.assert_allclose(loss["y"], error + TARGET, rtol=1e-12)


@pytest.mark.parametrize("radius", [0.3, 0.9, 1.5, 3.0])
def test_the_product_of_the_factors_bounds_the_gradient(radius: float) -> None:
    frames = frames_of(radius=radius, length=40, hidden=16)
    norms, products, factors = (walk(frames, name) for name in ("norm", "product", "factor"))
    error = np.abs(np.asarray(the(frames, "loss").values["error"]))
    assert (norms <= error * products * (1 + 1e-9)).all()
    np.testing.assert_allclose(products, np.cumprod(factors[::-1], axis=0)[::-1], rtol=1e-12)


@pytest.mark.parametrize(
    ("activation", "gamma"), [("tanh", 1), ("sigmoid", 0.25), ("relu", 1), ("identity", 1)]
)
def test_the_bound_of_the_spectral_radius_holds_for_the_rnn(activation: str, gamma: float) -> None:
    frames = frames_of(cells=("rnn",), activation=activation, radius=1.3, length=30)
    norms, bounds, factors = (walk(frames, name)[:, 0] for name in ("norm", "bound", "factor"))
    error = norms[-1]
    np.testing.assert_allclose(bounds, error * (gamma * 1.3) ** np.arange(29, -1, -1), rtol=1e-9)
    assert (factors[:-1] <= gamma * 1.3 * (1 + 1e-12)).all()
    assert (norms <= bounds * (1 + 1e-9)).all()


@pytest.mark.parametrize("radius", [0.5, 1.0, 2.0])
def test_with_the_identity_the_gradient_is_exactly_the_radius_to_the_power_of_the_steps(
    radius: float,
) -> None:
    frames = frames_of(cells=("rnn",), activation="identity", radius=radius, length=60, input="sine")
    norms = walk(frames, "norm")[:, 0]
    np.testing.assert_allclose(norms, norms[-1] * radius ** np.arange(59, -1, -1), rtol=1e-10)
    np.testing.assert_allclose(walk(frames, "ratio")[:-1, 0], radius, rtol=1e-10)


def test_at_rest_the_gated_networks_decay_as_predicted() -> None:
    """With no input but a faint touch, the slope of the gradient is the predicted one."""
    for name, rate in (("lstm", 1 / (1 + np.exp(-1.0)) + 0.9 / 4), ("gru", 0.5 + 0.9 / 4)):
        cells: Any = (name,)
        run = SCENE.run(GradientsParams(cells=cells, length=200, hidden=64, input="impulse"))
        assert run.facts["predicted"] == [pytest.approx(rate)]
        norms = walk(list(run.frames), "norm")[:, 0]
        # The slowest direction is left after many steps: the largest of 64 |λ|, at most the rate and near it.
        slope = (norms[60] / norms[140]) ** (1 / 80)
        assert rate * 0.97 < slope <= rate * 1.001


def test_what_a_step_leaves_multiplies_up_to_the_norm() -> None:
    frames = frames_of(length=30)
    ratios, norms = walk(frames, "ratio"), walk(frames, "norm")
    np.testing.assert_allclose(np.cumprod(ratios[::-1], axis=0)[::-1] * norms[-1], norms, rtol=1e-10)


def test_vanishing_vanishes_and_exploding_explodes() -> None:
    vanished = walk(frames_of(**SCENE.presets["vanishing"]), "norm")[0]
    assert vanished[0] < 1e-25
    assert vanished[1] > 1e-5  # the LSTM's carry
    exploded = walk(frames_of(**SCENE.presets["exploding"]), "norm")
    assert exploded[0, 0] > 1e4 * exploded[-1, 0]


def test_memory_reaches_back_where_the_default_forgets() -> None:
    remembered = walk(frames_of(**SCENE.presets["memory"]), "norm")[0]
    forgotten = walk(frames_of(length=100), "norm")[0]
    assert remembered[1] > 1e3 * forgotten[1]


def test_overflow_is_told_not_raised() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        frames = frames_of(**SCENE.presets["overflow"])
    norms = walk(frames, "norm")
    assert np.isinf(norms[0, 0])
    assert np.isfinite(norms[:, 1:]).all()
    assert not np.isnan(norms).any()
    assert "RNN inf" in frames[-2].caption
    last = frames[-1]
    assert last.values["verdicts"] == "overflow,checked,checked"
    assert "RNN cannot be checked" in last.caption


def test_a_state_that_overflows_on_the_way_there_is_told_too() -> None:
    frames = frames_of(cells=("rnn",), activation="identity", radius=3.0, length=200, precision="float32")
    assert not np.isfinite(frames[199].values["h_norm"]).any()  # type: ignore[arg-type]
    assert "outgrown" in frames[199].caption
    assert frames[-1].values["badge"] == "cannot be checked"
    assert frames[-1].values["relative_error"] is None


def test_underflow_ends_at_exactly_zero() -> None:
    frames = frames_of(activation="sigmoid", length=100, precision="float32")
    assert walk(frames, "norm")[0, 0] == 0
    assert "RNN 0," in frames[-2].caption


def test_errors_are_left_as_they_were_between_frames() -> None:
    """A frame computed in its own np.errstate must not change that of the one who asks for it."""
    before = np.geterr()
    for _ in SCENE.run(GradientsParams(**SCENE.presets["overflow"])).frames:
        assert np.geterr() == before


def test_the_same_params_give_the_same_bytes() -> None:
    def everything(**params: Any) -> str:
        run = SCENE.run(GradientsParams(**params))
        frames = [(f.phase, f.caption, f.cue, hexed(f.values)) for f in run.frames]
        return repr((frames, hexed(run.constants), run.fields, run.cues, run.facts, run.charts))

    def hexed(values: Any) -> Any:
        return {key: v.tobytes() if isinstance(v, np.ndarray) else v for key, v in values.items()}

    once, again = everything(length=20), everything(length=20)
    assert once == again
    assert once != everything(length=20, seed=1)


def test_two_runs_interleave() -> None:
    alone = [f.caption for f in SCENE.run(GradientsParams(length=8)).frames]
    first, second = (iter(SCENE.run(GradientsParams(length=8, radius=r)).frames) for r in (0.9, 2.0))
    mixed = [f.caption for pair in zip(first, second, strict=True) for f in pair]
    assert mixed[::2] == alone


def test_hiding_a_network_changes_nothing_in_the_others() -> None:
    both = walk(frames_of(length=15), "norm")
    np.testing.assert_array_equal(walk(frames_of(length=15, cells=("gru",)), "norm")[:, 0], both[:, 2])


BOUNDS = {
    "cells": [("rnn",), ("rnn", "lstm", "gru")],
    "activation": ["relu", "identity"],
    "radius": [0.1, 3.0],
    "forget_bias": [-4.0, 6.0],
    "precision": ["float64", "float32"],
}


@pytest.mark.parametrize(("length", "hidden"), [(5, 2), (5, 32), (60, 2)])
def test_every_param_at_its_bounds(length: int, hidden: int) -> None:
    """Finite or inf, shapes as declared, no warning."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for values in itertools.product(*BOUNDS.values()):
            check_run(length=length, hidden=hidden, **dict(zip(BOUNDS, values, strict=True)))


@pytest.mark.parametrize("precision", ["float64", "float32"])
def test_the_largest_run(precision: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        check_run(activation="identity", radius=3.0, hidden=128, length=200, precision=precision)


@pytest.mark.parametrize("kind", ["noise", "impulse", "sine"])
@pytest.mark.parametrize("activation", ["tanh", "sigmoid"])
def test_every_input_and_activation(kind: str, activation: str) -> None:
    check_run(input=kind, activation=activation, hidden=4, length=12)


def check_run(**params: Any) -> None:
    p = GradientsParams(**params)
    run = SCENE.run(p)
    frames = list(run.frames)
    phases = ["forward"] * p.length + ["loss"] + ["backward"] * p.length + ["check"]
    assert [frame.phase for frame in frames] == phases
    assert run.length == len(frames)
    for frame in frames:
        for name, value in frame.values.items():
            if isinstance(value, np.ndarray):
                run.fields[name].check(name, value)
        assert frame.caption.endswith(".")
    started = ~np.isnan(np.asarray(the(frames, "loss").values["error"]))
    for name in ("norm", "factor", "product", "bound"):
        numbers = walk(frames, name)[:, started]
        assert (numbers >= 0).all(), f"{name} of {params}: {numbers}"
    steps = [frame.values["step"] for frame in frames if frame.phase == "backward"]
    assert steps == list(range(p.length - 1, -1, -1))


def test_captions_say_the_frames_numbers() -> None:
    frames = frames_of(length=9)
    for frame in frames:
        v = frame.values
        if frame.phase == "forward":
            said = [v["x"], *np.asarray(v["h_norm"])]
        elif frame.phase == "loss":
            said = [*np.asarray(v["y"]), *np.asarray(v["error"])]
        elif frame.phase == "backward":
            said = [*np.asarray(v["norm"])]
            assert f"tep {v['step']}" in frame.caption
        else:
            said = [v["relative_error"]]
        for number in said:
            assert pretty(number) in frame.caption, frame.caption  # type: ignore[arg-type]


def test_cues_stand_where_they_say() -> None:
    for length in (5, 50):
        run = SCENE.run(GradientsParams(length=length))
        frames = list(run.frames)
        assert [cue.name for cue in run.cues] == [
            "forward",
            "loss",
            "backward",
            "halfway",
            "arrival",
            "check",
        ]
        for cue in run.cues:
            assert cue.t is not None
            assert frames[cue.t].cue == cue.name
        assert sum(f.cue is not None for f in frames) == len(run.cues)
        half = next(f for f in frames if f.cue == "halfway")
        assert abs(half.values["step"] - (length - 1) / 2) <= 0.5  # type: ignore[operator]


def test_recurrent_matrices_have_the_radius_as_eigenvalues_and_as_singular_values() -> None:
    q = orthogonal(16, np.random.default_rng(0))
    np.testing.assert_allclose(q @ q.T, np.eye(16), atol=1e-12)
    net = build("lstm", hidden=16, activation="tanh", radius=1.7, forget_bias=2.0, dtype="float64", seed=5)
    cell: Any = net.cell
    for block in cell.W_h.reshape(4, 16, 16):
        np.testing.assert_allclose(np.abs(np.linalg.eigvals(block)), 1.7, rtol=1e-10)
        np.testing.assert_allclose(np.linalg.svd(block, compute_uv=False), 1.7, rtol=1e-10)
    np.testing.assert_array_equal(cell.params["b"], np.repeat([0.0, 2.0, 0.0, 0.0], 16))


@pytest.mark.parametrize(
    "bad",
    [
        {"cells": ()},
        {"cells": "rnn,mlp"},
        {"length": 4},
        {"hidden": 129},
        {"radius": 0},
        {"seed": -1},
        {"x": 1},
    ],
)
def test_bad_params_are_refused(bad: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(bad))):
        GradientsParams(**bad)


def test_the_order_of_the_networks_does_not_matter() -> None:
    assert GradientsParams(cells="gru,rnn").cells == ("rnn", "gru")  # type: ignore[arg-type]
    assert GradientsParams(cells=("lstm", "lstm")).cells == ("lstm",)


def test_the_chart_is_lean_and_names_its_colours() -> None:
    chart = SCENE.run(GradientsParams()).charts["norms"]
    words = json.dumps(chart)
    assert len(words) < 4000
    assert "#" not in words
    assert "var(--lstm)" in words
