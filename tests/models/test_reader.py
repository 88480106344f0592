"""The reader: exact gradients, the same result in any batch, and no surprise from what it is given."""

import numpy as np
import pytest

from app.houses.walls import HEIGHT as FRONT_HEIGHT
from app.houses.walls import WIDTH as FRONT_WIDTH
from app.models.reader import END, FIRST, MOST, Config, Reader, normalise
from app.models.reader_weights import about, load, save
from app.models.reading import GLIMPSES, Box, explain, log_probability, read
from app.models.window import (
    HEIGHT,
    WIDTH,
    bounded,
    filters,
    moved,
    moved_backward,
    standard,
    standard_backward,
)
from app.nn.gradcheck import directional_check

TINY = Config(patch=8, wide=4, maps=(2, 3, 3), features=6, hidden=5, context_maps=(2, 2, 2), context=4)


def tiny(seed: int = 0, dtype: type = np.float64) -> Reader:
    """A small reader with biases that keep the rectifiers away from their corner at 0."""
    rng = np.random.default_rng(seed)
    reader = Reader(TINY, dtype=dtype, rng=rng)
    for name, value in reader.params.items():
        if name.endswith(".b"):
            value += rng.normal(0, 0.1, value.shape).astype(dtype)
    reader.name.params["b"][END] = -9  # it goes on to the end of its glimpses
    return reader


def pictures(count: int, seed: int = 1) -> np.ndarray:
    """Grey pictures of noise and bars."""
    rng = np.random.default_rng(seed)
    grey = rng.integers(0, 60, (count, HEIGHT, WIDTH)).astype(np.uint8)
    for one in grey:
        x, y = rng.integers(10, 100), rng.integers(5, 40)
        one[y : y + 18, x : x + 6] += 150
    return grey


def test_the_picture_is_as_large_as_the_fronts() -> None:
    assert (HEIGHT, WIDTH) == (FRONT_HEIGHT, FRONT_WIDTH)


def test_why_a_digit_was_named_is_the_derivative_of_its_log_probability() -> None:
    reader = tiny()
    reading = read(reader, pictures(1)[0])
    assert len(reading.glimpses) == GLIMPSES
    for t in (FIRST, GLIMPSES - 1):
        grads = reader.zero_grads()
        reason = explain(reader, reading, t, grads)
        layers = [name for name in reader.layers if name not in ("hint", "move", "start_window")]
        params = {f"{a}.{b}": reader.layers[a].params[b] for a in layers for b in reader.layers[a].params}
        flat = {f"{a}.{b}": grads[a][b] for a in layers for b in grads[a]}
        picture = reading.start.picture
        check = directional_check(
            lambda t=t: log_probability(reader, reading, t),
            {**params, "picture": picture},
            {**flat, "picture": reason.picture[None]},
            np.random.default_rng(t),
            1e-5,
        )
        assert check.resolved
        assert check.relative_error < 1e-5
        assert (reason.hidden[: t + 1] > 0).all()
        assert (reason.patches[: t + 1] > 0).all()
        assert (reason.hidden[t + 1 :] == 0).all()


def test_what_names_nothing_has_no_reason() -> None:
    reader = tiny()
    with pytest.raises(ValueError, match="expected a glimpse that named"):
        explain(reader, read(reader, pictures(1)[0]), 0)


def test_a_batch_gives_what_each_picture_gives_alone() -> None:
    reader = tiny(3)
    grey = pictures(3)
    state, start = reader.start(normalise(grey, np.float64))
    alone = [reader.start(normalise(one[None], np.float64)) for one in grey]
    for _ in range(4):
        state, glimpse = reader.step(state, start)
        for i, (own_state, own_start) in enumerate(alone):
            own_state, own = reader.step(own_state, own_start)
            alone[i] = (own_state, own_start)
            for name in ("window", "patch", "wide", "features", "logits", "next"):
                np.testing.assert_allclose(
                    getattr(glimpse, name)[i], getattr(own, name)[0], rtol=1e-9, atol=1e-10
                )


def test_two_runs_in_turns_do_not_disturb_each_other() -> None:
    reader = tiny()
    a, b = pictures(2)
    once = read(reader, a)
    state_a, start_a = reader.start(normalise(a[None], np.float64))
    state_b, start_b = reader.start(normalise(b[None], np.float64))
    for glimpse in once.glimpses:
        state_a, mine = reader.step(state_a, start_a)
        state_b, _ = reader.step(state_b, start_b)
        assert np.array_equal(mine.logits, glimpse.logits)


def test_reading_is_deterministic_and_adds_up() -> None:
    reader = tiny()
    grey = pictures(1)[0]
    first, again = read(reader, grey), read(reader, grey)
    assert first.number == again.number
    assert np.array_equal(first.beliefs, again.beliefs)
    np.testing.assert_allclose(first.beliefs.sum(1), 1)
    assert not first.ended
    assert len(first.named) == MOST + 1
    assert first.probability == pytest.approx(np.prod([d.probability for d in first.named]))


def test_a_number_ends_with_the_end() -> None:
    reader = tiny()
    reader.name.params["b"][END] = 50
    reading = read(reader, pictures(1)[0])
    assert reading.ended
    assert reading.number == ""
    assert len(reading.glimpses) == FIRST + 1


def test_overruling_the_window_changes_this_glimpse_and_the_next_but_none_before() -> None:
    reader = tiny()
    grey = pictures(1)[0]
    own = read(reader, grey)
    told = Box(40, 20, 16, 24)
    other = read(reader, grey, overrule={3: told})
    assert Box.of(other.glimpses[3].window[0]) == pytest.approx(told)
    assert np.array_equal(other.glimpses[3].proposed, own.glimpses[3].window)
    for t in range(3):
        assert np.array_equal(own.glimpses[t].logits, other.glimpses[t].logits)
    assert not np.array_equal(own.glimpses[3].logits, other.glimpses[3].logits)
    assert not np.array_equal(own.glimpses[4].window, other.glimpses[4].window)


def test_covering_something_up_changes_what_is_seen_from_then_on() -> None:
    reader = tiny()
    grey = pictures(1)[0]
    own = read(reader, grey)
    other = read(reader, grey, covered={2: np.roll(grey, 30, axis=1)})
    assert np.array_equal(own.glimpses[1].patch, other.glimpses[1].patch)
    assert not np.array_equal(own.glimpses[2].patch, other.glimpses[2].patch)
    assert not np.array_equal(own.glimpses[5].patch, other.glimpses[5].patch)


def test_extreme_pictures_and_windows_stay_finite() -> None:
    reader = tiny(dtype=np.float32)
    for grey in (np.zeros((HEIGHT, WIDTH), np.uint8), np.full((HEIGHT, WIDTH), 255, np.uint8)):
        reading = read(reader, grey, overrule={0: Box(-1e6, 1e6, 1e9, 1e-9)})
        assert np.isfinite(reading.beliefs).all()
        assert np.isfinite(explain(reader, reading, GLIMPSES - 1).picture).all()


def test_a_picture_of_another_size_is_refused() -> None:
    with pytest.raises(ValueError, match=r"expected a picture \(64, 128\)"):
        read(tiny(), np.zeros((64, 64)))


def test_moving_a_window_and_its_derivative() -> None:
    rng = np.random.default_rng(0)
    window = bounded(rng.normal((64, 32, 3, 3), (10, 5, 0.2, 0.2), (3, 4)))
    u, weight = rng.normal(0, 0.3, (3, 4)), rng.normal(size=(3, 4))
    du = moved_backward(weight, window, moved(window, u))
    check = directional_check(lambda: float((moved(window, u) * weight).sum()), {"u": u}, {"u": du}, rng)
    assert check.relative_error < 1e-8
    far = moved(window, np.full((3, 4), 100.0))
    assert (moved_backward(weight, window, far) == 0).all()


def test_a_window_that_fits_the_pixels_sees_them() -> None:
    """A patch of 16×16 numbers over 16×16 pixels of a smooth picture is that piece (σ = ½ adds 1.4 %)."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    picture = np.sin(x / 20.0) + np.cos(y / 15.0)
    window = np.array([(40.0, 30.0, np.log(16.0), np.log(16.0))])
    fy, fx = filters(window, 16)
    np.testing.assert_allclose((fy @ picture @ fx.transpose(0, 2, 1))[0], picture[22:38, 32:48], atol=0.04)


def test_making_a_patch_standard_and_its_derivative() -> None:
    rng = np.random.default_rng(0)
    g, weight = rng.normal(size=(2, 4, 5)), rng.normal(size=(2, 4, 5))
    n, inverse = standard(g)
    np.testing.assert_allclose(n.mean((1, 2)), 0, atol=1e-12)
    dg = standard_backward(weight, n, inverse)
    check = directional_check(lambda: float((standard(g)[0] * weight).sum()), {"g": g}, {"g": dg}, rng)
    assert check.relative_error < 1e-8


def test_weights_are_kept_in_a_file(tmp_path) -> None:
    reader = tiny(dtype=np.float32)
    save(reader, tmp_path / "reader.npz", {"sure": 0.5})
    same = load(tmp_path / "reader.npz")
    assert same.config == TINY
    assert about(tmp_path / "reader.npz") == {"sure": 0.5}
    for name, value in same.params.items():
        if not name.startswith("hint."):
            assert np.array_equal(value, reader.params[name].astype(np.float16).astype(np.float32))


def test_weights_of_another_network_are_refused(tmp_path) -> None:
    save(tiny(), tmp_path / "reader.npz")
    with np.load(tmp_path / "reader.npz") as arrays:
        kept = {name: arrays[name] for name in arrays if name != "name.W"}
    np.savez(tmp_path / "less.npz", **kept)
    with pytest.raises(ValueError, match=r"expected name\.W"):
        load(tmp_path / "less.npz")
    with pytest.raises(FileNotFoundError):
        load(tmp_path / "none.npz")
