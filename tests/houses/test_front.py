"""House fronts: the same for the same seed, of every length, with the boxes where the digits are."""

import numpy as np
import pytest

from app.houses import draw, random_number
from app.houses.glyphs import HELD_OUT, families


def test_the_same_number_and_seed_give_the_same_picture() -> None:
    first, again, other = draw("407", 5), draw("407", 5), draw("407", 6)
    assert np.array_equal(first.picture, again.picture)
    assert np.array_equal(first.boxes, again.boxes)
    assert not np.array_equal(first.picture, other.picture)


@pytest.mark.parametrize("number", ["7", "10", "221", "1984", "60035"])
def test_every_length(number: str) -> None:
    for seed in range(12):
        house = draw(number, seed)
        assert house.picture.shape == (128, 256, 3)
        assert house.picture.dtype == np.uint8
        assert house.small().shape == (64, 128, 3)
        left, top, right, bottom = house.boxes.T
        assert house.boxes.shape == (len(number), 4)
        assert (left >= 0).all()
        assert (right <= 128).all()
        assert (top >= 0).all()
        assert (bottom <= 64).all()
        middle = (left + right) / 2
        assert (np.diff(middle) > 0).all(), "the boxes are in reading order"
        assert (bottom - top).min() > 8


def test_the_digits_are_in_their_boxes() -> None:
    """Two pictures that differ in one digit alone differ most inside its box."""
    for seed in range(8):
        one, two = draw("888", seed), draw("888", seed)
        assert np.array_equal(one.picture, two.picture)
        changed = draw("838", seed)
        if not np.allclose(changed.boxes, one.boxes, atol=1.5):
            continue  # another digit of another width moves its neighbours
        away = np.abs(changed.small().astype(float) - one.small()).sum(2)
        left, top, right, bottom = one.boxes[1]
        within = away[int(top) : int(bottom) + 1, int(left) : int(right) + 1].sum()
        assert within > 0.25 * away.sum()


def test_a_larger_canvas_shows_the_same_scene() -> None:
    for seed in range(4):
        small, large = draw("93", seed), draw("93", seed, scale=4)
        assert large.picture.shape == (256, 512, 3)
        assert large.kind == small.kind
        np.testing.assert_allclose(large.boxes, small.boxes, atol=2.5)


def test_handwriting_and_held_out_fonts() -> None:
    rng = np.random.default_rng(0)
    samples = {d: rng.integers(0, 256, (3, 28, 28)).astype(np.uint8) for d in range(10)}
    house = draw("31", 1, handwriting=samples)
    assert house.boxes.shape == (2, 4)
    train = {path.name.split("-latin-")[0] for group in families() for path in group}
    held = {path.name.split("-latin-")[0] for group in families(held_out=True) for path in group}
    assert held == set(HELD_OUT)
    assert not train & held
    assert not np.array_equal(draw("31", 1).picture, draw("31", 1, held_out=True).picture)


@pytest.mark.parametrize("number", ["", "123456", "12a", "٣", "-1"])
def test_what_is_no_number_is_refused(number: str) -> None:
    with pytest.raises(ValueError, match="1 to 5 digits"):
        draw(number, 0)


def test_random_numbers_have_one_to_five_digits() -> None:
    rng = np.random.default_rng(0)
    lengths = {len(random_number(rng)) for _ in range(200)}
    assert lengths == {1, 2, 3, 4, 5}
