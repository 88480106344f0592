"""The weights that are shipped read house numbers, and their window tells how."""

import numpy as np
import pytest

from app.houses import draw
from app.models.reader import END, FIRST
from app.models.reader_weights import SHIPPED, about, load, shipped
from app.models.reading import check, explain, read
from app.training.pictures import grey

CLEAR = [("52", 8), ("17", 5), ("7", 2), ("1984", 4), ("365", 11), ("40", 5)]  # numbers and seeds


def front(number: str, seed: int) -> np.ndarray:
    """What the reader sees of a house front."""
    return grey(draw(number, seed).small())


@pytest.mark.parametrize(("number", "seed"), CLEAR)
def test_clear_numbers_are_read_with_the_window_on_each_digit(number: str, seed: int) -> None:
    reading = read(shipped(), front(number, seed))
    assert reading.ended
    assert reading.number == number
    assert reading.named[-1].digit == END
    left, top, right, bottom = draw(number, seed).boxes.T
    x = np.array([d.window.x for d in reading.digits])
    y = np.array([d.window.y for d in reading.digits])
    assert ((left < x) & (x < right) & (top < y) & (y < bottom)).all()
    assert (np.diff(x) > 0).all()


def test_most_numbers_never_seen_are_read() -> None:
    """Fonts and seeds that training never saw; the model card has the score on a thousand."""
    right = 0
    for i in range(40):
        number = str(np.random.default_rng(i).integers(0, 1000))
        picture = grey(draw(number, 2 * 10**9 + i, held_out=True).small())
        right += read(shipped(), picture).number == number
    assert right >= 33


def test_the_reason_for_a_digit_is_mostly_in_its_own_glimpse() -> None:
    own = 0
    for number, seed in CLEAR:
        reading = read(shipped(), front(number, seed))
        for digit in reading.digits:
            reason = explain(shipped(), reading, digit.t)
            assert np.isfinite(reason.picture).all()
            first = digit.t - 1 if digit.t == FIRST else digit.t  # the first digit is looked at twice
            own += int(reason.patches.argmax()) in (first, digit.t)
    assert own >= 0.7 * sum(len(number) for number, _ in CLEAR)


def test_the_reason_agrees_with_finite_differences() -> None:
    reader = load(dtype=np.float64)
    reading = read(reader, front("52", 8))
    for named in reading.named:
        found = check(reader, reading, named.t, np.random.default_rng(named.t))
        assert found.resolved
        assert found.relative_error < 1e-4


def test_the_card_lies_beside_the_weights() -> None:
    card = SHIPPED.with_suffix(".md").read_text(encoding="utf-8")
    assert f"{about()['iterations']:,} iterations" in card
    assert "non-commercial" in card
    assert 0.2 <= about()["sure"] <= 1
