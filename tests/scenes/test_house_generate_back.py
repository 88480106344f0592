"""The way back of `house-generate`: norms, the reader's transposes and the check, against finite differences."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from app.models.painter import Painter
from app.models.painter.weights import load
from app.models.reader import normalise
from app.nn.lstm import LSTM, LSTMState
from app.scenes import _house_generate_back as back
from app.scenes import _house_generate_hands as hands
from app.scenes import _house_generate_reader as reader
from app.scenes._house_generate_sitter import sitter
from app.scenes._house_generate_street import Street
from app.scenes._house_generate_work import Painting, Work, schedule
from app.scenes._house_read_net import precise
from app.scenes.house_generate import SCENE

Array = np.ndarray[Any, Any]
CASES = {
    "painting": {"number": "5", "overrule": (6, 40, 20), "temperature": 1},
    "painting, fewer strokes": {"number": "3", "per_digit": 2},
    "copy": {"mode": "copy", "house": 12},
}
CHUNK = 64  # paintings at once


def begin(**params: Any) -> tuple[Painting, str]:
    """The first house of a run, before its first stroke."""
    p = SCENE.params(**params)
    shown = sitter(p, p.number) if p.mode == "copy" else None
    number = shown.number if shown else p.number
    z = hands.hands(p.hand, p.second, p.blend, p.temperature, 1)
    chosen = hands.colours(p.colours, p.chosen, 1, shown.colours if shown else None)
    x = shown.x if shown else None
    return Street(load(), [number], z, chosen, p.per_digit, p.forced, x).first, number


def precisely(work: Work, times: int = 1) -> Painting:
    """The first house of it in double precision, `times` times, with cells of its own."""
    shipped = load()
    return Painting(
        Painter(shipped.config, shipped.flat.astype(np.float64)), work.repeated(times, np.float64)
    )


def push(cell: LSTM, at: int, by: Array) -> None:
    """From now on the cell's `at`-th step gives h + by."""
    step: Callable[..., Any] = cell.step
    calls = iter(range(1000))

    def stepped(x: Array, state: LSTMState) -> Any:
        (h, c), record = step(x, state)
        return LSTMState(h + by if next(calls) == at else h, c), record

    cell.step = stepped  # type: ignore[method-assign]


def losses(painting: Painting, number: str, judged: reader.Judgement | None) -> Array:
    """(B, 1 + digits): L, and −log p of each digit where there is a reader."""
    if painting.work.x is not None:
        off, _ = painting.painter.loss(painting.run, painting.work.x)
        return (off + painting.run.kl)[:, None]
    assert judged is not None
    log_p = reader.judge(precise(), painting.picture, number, judged.glimpses).log_p
    return -np.concatenate([log_p.sum(axis=1, keepdims=True), log_p[:, :-1]], axis=1)


@pytest.mark.parametrize("params", CASES.values(), ids=CASES.keys())
@pytest.mark.parametrize("which", ["decoder", "encoder"])
def test_the_norms_are_those_of_finite_differences(params: dict[str, Any], which: str) -> None:
    """h_t is moved along each of its axes, in as many paintings at once, and everything after it made again."""
    painting, number = begin(**params)
    copies = painting.work.x is not None
    if which == "encoder" and not copies:
        assert back.walk(painting.finish(), number).encoder is None
        return
    walked = back.walk(painting.finish(), number)
    norms = walked.decoder if which == "decoder" else walked.encoder
    assert norms is not None
    base = precisely(painting.work).finish()
    judged = None if copies else reader.judge(precise(), base.picture, number)
    size = base.painter.config.decoder if which == "decoder" else base.painter.config.encoder
    t, epsilon = 4, 1e-7
    rows = []
    for start in range(0, size, CHUNK):
        found = []
        for sign in (1, -1):
            again = precisely(painting.work, CHUNK)
            push(getattr(again.painter.cells, which), t, sign * epsilon * np.eye(size)[start : start + CHUNK])
            found.append(losses(again.finish(), number, judged))
        rows.append((found[0] - found[1]) / (2 * epsilon))
    gradient = np.linalg.norm(np.concatenate(rows), axis=0)
    assert norms[t] == pytest.approx(gradient[0], rel=5e-3)
    if not copies:
        assert walked.digits[t] == pytest.approx(gradient[1:], rel=5e-3)


def test_the_walk_tells_which_stroke_mattered_for_which_digit() -> None:
    painting, number = begin(number="742")
    walked = back.walk(painting.finish(), number)
    assert walked.decoder.shape == (22,)
    assert walked.digits.shape == (22, 3)
    assert (walked.digits > 0).all()
    for k in (1, 2):  # a digit's strokes change it more than any that is finished
        own = walked.digits[4 + 6 * k : 10 + 6 * k]
        assert (own[:, k] > own[:, :k].max(axis=1)).all()


def test_enlarging_and_its_transpose() -> None:
    """⟨A x, y⟩ = ⟨x, Aᵀ y⟩ for brightness and enlarging together."""
    rng = np.random.default_rng(0)
    x, y = rng.standard_normal((2, 3, 40, 80)), rng.standard_normal((2, 64, 128))
    assert (reader.greys(x) * y).sum() == pytest.approx((x * reader.greys_backward(y, (40, 80))).sum())
    assert reader.greys(np.ones((1, 3, 40, 80))) == pytest.approx(np.full((1, 64, 128), 255), rel=1e-6)


def test_normalising_and_its_way_back() -> None:
    rng = np.random.default_rng(0)
    grey, dx, v = rng.uniform(0, 255, (1, 64, 128)), *rng.standard_normal((2, 1, 64, 128))

    def loss(epsilon: float) -> float:
        return float((normalise(grey + epsilon * v, np.float64) * dx).sum())

    numeric = (loss(1e-4) - loss(-1e-4)) / 2e-4
    assert (reader.normalise_backward(dx, grey) * v).sum() == pytest.approx(numeric, rel=1e-6)


def test_the_readers_gradient_is_asked_of_as_many_pictures_as_there_are_answers() -> None:
    judged = reader.judge(precise(), np.zeros((2, 3, 40, 80)), "742")
    with pytest.raises(ValueError, match="expected 4 equal pictures, got 2"):
        reader.judge_backward(precise(), judged, (40, 80))


@pytest.mark.parametrize("params", [{}, {"number": "1066", "hand": 3}, {"mode": "copy", "house": 2}])
def test_the_check_finds_the_gradient_right(params: dict[str, Any]) -> None:
    frame = list(SCENE.run(SCENE.params(**params)).frames)[-1]
    assert frame.values["relative_error"] < 1e-3  # type: ignore[operator]
    assert frame.values["badge"] == f"checked: relative error {frame.caption.split()[-1][:-1]}"


def test_the_check_would_find_a_wrong_gradient(monkeypatch: pytest.MonkeyPatch) -> None:
    right = back._slope
    monkeypatch.setattr(back, "_slope", lambda *given: 1.01 * right(*given))
    painting, number = begin(number="8")
    assert back.check(painting.finish(), number, 0).relative_error > 5e-3


def test_strokes_made_one_by_one_are_those_of_the_model() -> None:
    painter = load()
    painting, _ = begin(number="742")
    z = painting.work.z[: painter.config.steps(3)]
    whole = painter.paint(painting.work.digits, z, painting.work.colours)
    assert np.array_equal(painting.finish().picture, painter.picture(whole.state, painting.work.colours))
    copying, _ = begin(mode="copy", house=2)
    w = copying.work
    assert w.x is not None
    again = painter.copy(w.x, w.digits, w.z[: painter.config.steps(3)], w.colours)
    assert np.array_equal(copying.finish().picture, painter.picture(again.state, w.colours))
    assert np.array_equal(copying.run.error(9), again.error(9))


def test_the_schedule_leaves_out_each_digits_last_strokes() -> None:
    config = load().config
    assert schedule(config, 3, config.per_digit) == tuple(range(22))
    assert schedule(config, 2, 2) == (0, 1, 2, 3, 4, 5, 10, 11)
