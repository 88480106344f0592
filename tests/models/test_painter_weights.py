"""The shipped painter paints what it is told, with its windows where the digits are."""

import numpy as np
import pytest

from app.models.painter import Painter, Run, palette, weights
from app.models.painter.hand import hand
from app.models.painter.window import sigmoid

TEMPERATURE = 0.7


@pytest.fixture(scope="module")
def painter() -> Painter:
    return weights.load()


def paint(painter: Painter, number: str, seed: int) -> Run:
    z = TEMPERATURE * hand(painter.config, seed)
    steps = painter.config.steps(len(number))
    return painter.paint(np.array([[int(c) for c in number]]), z[:steps, None])


@pytest.mark.parametrize("number", ["7", "26", "742", "1905", "0000", "1111"])
def test_strokes_go_from_left_to_right_and_leave_ink_and_plate(painter: Painter, number: str) -> None:
    run = paint(painter, number, seed=3)
    c = painter.config
    centres = [
        np.mean([s.window.x[0] for s in run.strokes if not s.moment.wide and s.moment.place == k])
        for k in range(len(number))
    ]
    assert centres == sorted(centres)
    ink, plate = sigmoid(run.state.ink[0]), sigmoid(run.state.ground[0, 0])
    assert 0.01 * len(number) < ink.mean() < 0.3
    assert plate[c.height // 2, c.width // 2] > 0.9
    assert max(plate[0, 0], plate[0, -1], plate[-1, 0], plate[-1, -1]) < 0.3
    # Each digit's strokes leave ink of their own.
    for k in range(len(number)):
        first = c.wide + k * c.per_digit
        before, after = run.strokes[first - 1].state.ink[0], run.strokes[first + c.per_digit - 1].state.ink[0]
        assert ((after > 0) & (before < 0)).sum() > 15


def test_another_hand_paints_another_picture_and_the_same_hand_the_same(painter: Painter) -> None:
    one, again, other = (paint(painter, "742", seed).state.ink for seed in (1, 1, 2))
    assert np.array_equal(one, again)
    assert np.abs(sigmoid(one) - sigmoid(other)).mean() > 0.02


def test_a_copy_is_close(painter: Painter) -> None:
    """A picture that the painter painted itself is one that it can copy."""
    rng = np.random.default_rng(6)
    colours = palette.colours(rng, 1).astype(np.float32)
    x = np.clip(painter.picture(paint(painter, "58", 5).state, colours), 0, 1)
    noise = rng.standard_normal((16, 1, painter.config.latent)).astype(np.float32)
    run = painter.copy(x, np.array([[5, 8]]), noise, colours)
    assert np.abs(painter.picture(run.state, colours) - x).mean() < 0.04
    assert run.kl[0] > 5
    # What the encoder still misses becomes less from the first digit's first stroke to the last one.
    first, last = (np.abs(run.error(u)).mean() for u in (painter.config.wide, 15))
    assert last < first
