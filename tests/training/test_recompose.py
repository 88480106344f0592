"""Real numbers with their digits exchanged."""

import numpy as np
import pytest

from app.training.pictures import Pictures, shard
from app.training.recompose import MARGIN, recompose


@pytest.fixture(scope="module")
def drawn() -> Pictures:
    return shard(10**9 + 7, 24)


def test_nothing_changes_where_nothing_is_to_be_exchanged(drawn: Pictures) -> None:
    same = recompose(drawn, drawn, np.random.default_rng(0), 0.0)
    np.testing.assert_array_equal(same.grey, drawn.grey)
    np.testing.assert_array_equal(same.labels, drawn.labels)


def test_the_same_seed_exchanges_the_same_digits(drawn: Pictures) -> None:
    one, two = (recompose(drawn, drawn, np.random.default_rng(1), 0.7) for _ in range(2))
    np.testing.assert_array_equal(one.grey, two.grey)
    np.testing.assert_array_equal(one.labels, two.labels)


def test_pixels_change_only_around_digits_and_labels_only_where_there_is_one(drawn: Pictures) -> None:
    before = drawn.grey.copy()
    new = recompose(drawn, drawn, np.random.default_rng(2), 1.0)
    np.testing.assert_array_equal(drawn.grey, before, "the pictures it was given stay")
    np.testing.assert_array_equal(new.boxes, drawn.boxes)
    np.testing.assert_array_equal(new.counts, drawn.counts)
    assert (new.labels != drawn.labels).sum() > 5
    for i, count in enumerate(drawn.counts):
        around = np.zeros(before.shape[1:], bool)
        for left, top, right, bottom in drawn.boxes[i, :count]:
            x, y = MARGIN * (right - left) + 1, MARGIN * (bottom - top) + 1
            around[max(0, int(top - y)) : int(bottom + y) + 1, max(0, int(left - x)) : int(right + x) + 1] = (
                True
            )
        assert not (new.grey[i] != before[i])[~around].any()


def test_an_exchanged_digit_is_the_one_its_label_says() -> None:
    """A pool of one: whatever is exchanged has become that digit, as light or dark against its ground as before."""
    grey = np.full((2, 64, 128), 200, np.uint8)
    grey[0, 20:44, 30:46] = 90  # a block that stands for a digit, thinner in the pool
    grey[1, 10:40, 60:80] = 90
    grey[1, 10:40, 66:74] = 200
    boxes = np.full((2, 5, 4), -1, np.float32)
    boxes[0, 0], boxes[1, 0] = (30, 20, 46, 44), (60, 10, 80, 40)
    labels = np.full((2, 6), 10, np.uint8)
    labels[0, 0], labels[1, 0] = 3, 8
    both = Pictures(grey, boxes, labels)
    new = recompose(both[:1], both[1:], np.random.default_rng(3), 1.0)
    assert new.labels[0].tolist() == [8, 10, 10, 10, 10, 10]
    inside = new.grey[0, 26:38, 30:46].astype(int)
    assert inside[:, 7:9].mean() > inside[:, :3].mean() + 60, (
        "the gap in the middle came along, light on dark"
    )
