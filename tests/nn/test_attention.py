"""The filterbank against PyTorch's numbers, finite differences and what it promises in words."""

from pathlib import Path

import numpy as np
import pytest

from app.nn import attention
from app.nn.attention import Array, Normalise

GOLDEN = np.load(Path(__file__).parent.parent / "golden" / "attention.npz", allow_pickle=False)
MODES: tuple[Normalise, ...] = ("rows", "density")


def banks(window: Array, mode: Normalise) -> tuple[attention.Bank, attention.Bank]:
    gy, gx, dy, dx, sy, sx = window.T
    return (
        attention.bank(gy, dy, sy, 3, 6, normalise=mode),
        attention.bank(gx, dx, sx, 4, 9, normalise=mode),
    )


def window_gradient(dFy: Array, dFx: Array, y: attention.Bank, x: attention.Bank) -> Array:
    (gy, dy, sy), (gx, dx, sx) = attention.bank_backward(dFy, y), attention.bank_backward(dFx, x)
    return np.stack([gy, gx, dy, dx, sy, sx], axis=1)


def close(value: Array | None, expected: Array, tolerance: float = 1e-8) -> None:
    assert value is not None
    assert value.shape == expected.shape
    assert np.abs(value - expected).max() <= tolerance * max(1.0, np.abs(expected).max())


@pytest.mark.parametrize("mode", MODES)
def test_read_is_pytorchs(mode: Normalise) -> None:
    y, x = banks(GOLDEN["window"], mode)
    close(y.F, GOLDEN[f"{mode}_Fy"])
    close(x.F, GOLDEN[f"{mode}_Fx"])
    close(attention.read(GOLDEN["image"], y.F, x.F), GOLDEN[f"{mode}_read"])
    dimage, dFy, dFx = attention.read_backward(GOLDEN["weight_read"], GOLDEN["image"], y.F, x.F)
    close(dimage, GOLDEN[f"{mode}_read_dother"])
    close(window_gradient(dFy, dFx, y, x), GOLDEN[f"{mode}_read_dwindow"])


@pytest.mark.parametrize("mode", MODES)
def test_write_is_pytorchs(mode: Normalise) -> None:
    y, x = banks(GOLDEN["window"], mode)
    close(attention.write(GOLDEN["patch"], y.F, x.F), GOLDEN[f"{mode}_write"])
    dpatch, dFy, dFx = attention.write_backward(GOLDEN["weight_write"], GOLDEN["patch"], y.F, x.F)
    close(dpatch, GOLDEN[f"{mode}_write_dother"])
    close(window_gradient(dFy, dFx, y, x), GOLDEN[f"{mode}_write_dwindow"])


@pytest.mark.parametrize("mode", MODES)
def test_finite_differences_through_two_looks_and_a_stroke(mode: Normalise) -> None:
    rng = np.random.default_rng(0)
    window = rng.normal(size=(2, 6)) * 0.2 + [2.5, 4.0, 1.3, 1.6, 0.8, 0.9]
    image, patch = rng.normal(size=(2, 1, 6, 9)), rng.normal(size=(2, 1, 3, 4))

    def loss(window: Array, image: Array, patch: Array) -> float:
        y, x = banks(window, mode)
        seen = attention.read(image, y.F, x.F)
        return float((seen**2).sum() + np.sin(attention.write(patch, y.F, x.F)).sum())

    y, x = banks(window, mode)
    seen = attention.read(image, y.F, x.F)
    dimage, dFy, dFx = attention.read_backward(2 * seen, image, y.F, x.F)
    painted = attention.write(patch, y.F, x.F)
    dpatch, eFy, eFx = attention.write_backward(np.cos(painted), patch, y.F, x.F)
    assert dimage is not None
    gradient = (window_gradient(dFy + eFy, dFx + eFx, y, x), dimage, dpatch)
    for _ in range(5):
        direction = [rng.normal(size=g.shape) for g in gradient]
        step = 1e-6
        ahead = loss(*(v + step * d for v, d in zip((window, image, patch), direction, strict=True)))
        behind = loss(*(v - step * d for v, d in zip((window, image, patch), direction, strict=True)))
        numeric = (ahead - behind) / (2 * step)
        analytic = sum(float((g * d).sum()) for g, d in zip(gradient, direction, strict=True))
        assert abs(numeric - analytic) <= 1e-7 * max(1.0, abs(analytic))


def test_filters_stand_around_the_centre() -> None:
    one, two = np.array([5.0]), np.array([2.0])
    assert attention.means(one, two, 3).tolist() == [[3.0, 5.0, 7.0]]
    assert attention.means(one, two, 4).tolist() == [[2.0, 4.0, 6.0, 8.0]]


def test_rows_sum_to_one_inside_and_to_less_for_a_density_at_the_border() -> None:
    g, d, s = np.array([0.0, 10.0]), np.array([1.0, 1.0]), np.array([0.8, 0.8])
    rows = attention.bank(g, d, s, 5, 21).F.sum(axis=2)
    assert np.allclose(rows[1], 1, atol=1e-3)
    density = attention.bank(g, d, s, 5, 21, normalise="density").F.sum(axis=2)
    assert density[0, 0] < 0.05
    assert np.allclose(density[1], 1, atol=1e-3)


def test_no_denormal_numbers_in_float32() -> None:
    g, d, s = (np.array([v], np.float32) for v in (30.0, 1.0, 0.3))
    F = attention.bank(g, d, s, 12, 64).F
    assert F.dtype == np.float32
    tiny = np.finfo(np.float32).tiny
    assert (F[F > 0] >= tiny).all()
    assert (F == 0).mean() > 0.8


def test_a_window_far_outside_stays_finite() -> None:
    g, d, s = np.array([-500.0]), np.array([1.0]), np.array([0.3])
    made = attention.bank(g, d, s, 3, 8)
    assert (made.F == 0).all()
    assert all(np.isfinite(v).all() for v in attention.bank_backward(np.ones_like(made.F), made))


def test_image_gradient_can_be_left_out() -> None:
    y, x = banks(GOLDEN["window"], "rows")
    dimage, _, _ = attention.read_backward(
        GOLDEN["weight_read"], GOLDEN["image"], y.F, x.F, wants_image=False
    )
    assert dimage is None
