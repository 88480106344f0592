"""Scene `digits`: every digit is its own z, whoever stands beside it; without one it is like all others."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from app.models.painter.weights import load
from app.scenes._house_generate_wire import LOGIT
from app.scenes.digits import MOST, DigitsParams, run
from app.scenes.frame import Frame
from app.scenes.scene import Unavailable


def frames(**params: object) -> list[Frame]:
    made = run(DigitsParams(**params))
    found = list(made.frames)
    assert len(found) == made.length
    for frame in found:
        for name, field in made.fields.items():
            field.check(name, frame.values[name])
    return found


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"count": 1, "seed": 0, "temperature": 0},
        {"count": MOST, "seed": 9999, "temperature": 1.5},
    ],
)
def test_runs_are_finite_and_the_same_again(params: dict[str, object]) -> None:
    first, again = frames(**params), frames(**params)
    for one, two in zip(first, again, strict=True):
        assert one.caption == two.caption
        for name in ("ink", "window", "h"):
            assert one.values[name].tobytes() == two.values[name].tobytes()
        assert np.isfinite(one.values["window"]).all()
        assert np.isfinite(one.values["h"]).all()
        assert f"Stroke {first.index(one) + 1} of 20" in one.caption


def test_the_cues_are_where_the_run_says() -> None:
    made = run(DigitsParams(count=2))
    found = list(made.frames)
    assert {cue.name: cue.t for cue in made.cues} == {f.cue: t for t, f in enumerate(found) if f.cue}


def test_a_digit_is_the_same_alone_and_among_others() -> None:
    alone, among = frames(count=1, seed=5), frames(count=9, seed=5)
    for one, many in zip(alone, among, strict=True):
        apart = LOGIT[one.values["ink"][0]] - LOGIT[many.values["ink"][0]]
        assert np.abs(apart).max() < 0.2  # sums of a larger batch may round to the next byte


def test_at_temperature_zero_all_are_one_and_otherwise_none_is_like_another() -> None:
    plain = frames(count=3, temperature=0)[-1].values["ink"]
    assert np.ptp(plain.astype(int), axis=0).max() <= 1
    free = frames(count=6)[-1].values["ink"].astype(int)
    for i in range(6):
        for j in range(i):
            assert np.abs(free[i] - free[j]).max() > 50


def test_the_canvas_is_the_networks_own() -> None:
    """Computed again from z, as anyone can who downloads the run."""
    made = run(DigitsParams(count=2, seed=7))
    last = list(made.frames)[-1]
    painter = load("painter-mnist")
    again = painter.paint(np.zeros((2, 1), np.int64), made.constants["z"])
    p = painter.picture(again.state)[:, 0]
    shown = 1 / (1 + np.exp(-LOGIT[last.values["ink"]]))
    assert np.abs(p - shown).max() < 0.02
    assert_array_equal(last.values["h"], again.strokes[-1].h)
    assert last.values["inked"] == pytest.approx(float(p.mean()), abs=1e-6)


def test_finished_digits_are_ink_on_clean_paper() -> None:
    last = 1 / (1 + np.exp(-LOGIT[frames(count=20)[-1].values["ink"]]))
    corners = last[:, [0, 0, -1, -1], [0, -1, 0, -1]]
    assert corners.max() < 0.02
    # Handwriting covers some 13 % of the picture: MNIST's mean is 0.131 (of 255 greys).
    assert 0.08 < last.mean() < 0.2
    sure = (last < 0.1) | (last > 0.9)
    assert sure.mean() > 0.85


def test_missing_weights_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise FileNotFoundError(f"The weights {name} are missing.")

    monkeypatch.setattr("app.scenes.digits.load", missing)
    with pytest.raises(Unavailable, match="painter-mnist"):
        run(DigitsParams())
