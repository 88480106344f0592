"""The painter's smaller parts: windows, the canvas on finer grids, hands, colours."""

import numpy as np
import pytest

from app.models.painter import Config, Painter, canvas, fine, palette, parameters, window
from app.models.painter.hand import blend, hand

CONFIG = Config(height=12, width=20, wide=2, per_digit=2, latent=3, encoder=6, decoder=7, read=3, write=4)


@pytest.fixture
def painter() -> Painter:
    rng = np.random.default_rng(0)
    return Painter(CONFIG, parameters.initial(CONFIG, rng) + 0.1 * rng.normal(size=parameters.count(CONFIG)))


def test_windows_keep_their_bounds() -> None:
    raw = np.random.default_rng(1).normal(size=(200, 7)) * 20
    limits = (0.5, 2.0, 0.5, 1.5)
    w = window.place(raw, 4, (12, 20), limits)
    assert w.stride_x.min() >= 0.5
    assert w.stride_x.max() <= 2.0
    assert w.stride_y.max() <= 1.5
    assert w.sigma_x.min() >= window.NARROWEST
    assert np.all(w.sigma_x <= np.maximum(w.stride_x, window.NARROWEST))
    assert np.isfinite(w.strength).all()
    assert np.isfinite(w.Fx.F).all()


def test_the_middle_of_the_picture_is_zero() -> None:
    w = window.place(np.zeros((1, 7)), 4, (12, 20), (0.5, 2.0, 0.5, 1.5))
    assert (float(w.x[0]), float(w.y[0])) == (9.5, 5.5)


def test_shares_of_an_unlit_canvas_sum_to_one() -> None:
    rng = np.random.default_rng(2)
    ground = np.zeros((2, 3, 5, 6))
    ground[:, 0] = rng.normal(size=(2, 5, 6)) * 3
    mixed = canvas.mix(ground, rng.normal(size=(2, 5, 6)) * 3)
    assert np.allclose(mixed.shares.sum(axis=1), 1)
    grey = canvas.picture(mixed, np.full((2, 3, 3), 0.4))
    assert np.allclose(grey, 0.4)


def test_a_fine_canvas_at_scale_one_is_the_canvas(painter: Painter) -> None:
    z = np.random.default_rng(3).normal(size=(6, 1, 3))
    run = painter.paint(np.array([[4, 2]]), z)
    drawn, finer = fine.start(painter, 1, 1), fine.start(painter, 1, 3)
    for stroke in run.strokes:
        drawn, finer = fine.add(drawn, stroke), fine.add(finer, stroke)
    assert np.allclose(drawn.ground, run.state.ground, atol=1e-10)
    assert np.allclose(drawn.ink, run.state.ink, atol=1e-10)
    assert finer.ink.shape == (1, 36, 60)
    # The middle of each three pixels lies where the coarse pixel does.
    assert np.allclose(finer.ink[:, 1::3, 1::3], run.state.ink, atol=1e-10)
    colours = palette.colours(np.random.default_rng(4), 1)
    soft, hard = fine.picture(finer, colours), fine.picture(finer, colours, steep=4.0)
    assert soft.shape == (1, 3, 36, 60)
    assert not np.allclose(soft, hard)


def test_a_hand_is_its_seed_and_a_blend_begins_and_ends_in_its_two() -> None:
    config = Config()
    one, two = hand(config, 1), hand(config, 2)
    assert one.shape == (28, 12)
    assert one.dtype == np.float32
    assert np.array_equal(one, hand(config, 1))
    assert not np.array_equal(one, two)
    assert np.allclose(blend(one, two, 0), one)
    assert np.allclose(blend(one, two, 1), two, atol=1e-6)
    assert blend(one, two, 0.5).std() == pytest.approx(1, abs=0.1)


def test_wall_and_plate_can_be_told_apart() -> None:
    chosen = palette.colours(np.random.default_rng(5), 500)
    assert chosen.shape == (500, 3, 3)
    assert chosen.min() >= 0.03
    assert chosen.max() <= 0.97
    assert np.abs(chosen[:, 0] - chosen[:, 1]).max(axis=1).min() >= 0.28


def test_colours_are_found_in_a_picture() -> None:
    wall, plate, ink = (0.6, 0.3, 0.25), (0.1, 0.2, 0.5), (0.95, 0.95, 0.9)
    x = np.empty((3, 20, 40))
    x[:] = np.array(wall)[:, None, None]
    x[:, 4:16, 6:34] = np.array(plate)[:, None, None]
    x[:, 7:13, 12:16] = np.array(ink)[:, None, None]
    assert np.allclose(palette.found(x), [wall, plate, ink])
