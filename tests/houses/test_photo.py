"""Photos of any size, cut to what the reader sees."""

import numpy as np
import pytest
from PIL import Image

from app.houses.photo import BEYOND, View, around, cut, cut_pixels, framed, looks, view


def test_a_photo_of_the_right_shape_is_seen_whole() -> None:
    assert view(256, 128) == View(0, 0, 2)


def test_a_tall_photo_is_centred() -> None:
    part = view(100, 100)
    assert part == View(-50, 0, 100 / 64)


def test_a_frame_is_centred_but_stays_on_the_photo() -> None:
    part = view(1000, 500, (400, 200, 100, 50))
    assert part == pytest.approx((400, 200, 100 / 128))
    part = view(1000, 500, (10, 450, 40, 40))
    assert part == pytest.approx((0, 450, 40 / 64))


@pytest.mark.parametrize(
    "frame", [(0, 0, 0, 5), (0, 0, 5, -1), (200, 0, 5, 5), (0, 0, float("nan"), 5), (-9, 0, 5, 5)]
)
def test_a_frame_that_holds_nothing_is_refused(frame: tuple[float, float, float, float]) -> None:
    with pytest.raises(ValueError, match="frame: expected"):
        view(100, 50, frame)


def test_cutting_keeps_what_is_where() -> None:
    pixels = np.zeros((300, 400), dtype=np.uint8)
    pixels[100:140, 200:240] = 255
    photo = Image.fromarray(pixels)
    part = view(400, 300, (180, 90, 80, 60))
    grey = cut(photo, part)
    assert grey.shape == (64, 128)
    y, x = np.nonzero(grey > 128)
    assert part.left + part.scale * (x.min() + x.max() + 1) / 2 == pytest.approx(220, abs=1)
    assert part.top + part.scale * (y.min() + y.max() + 1) / 2 == pytest.approx(120, abs=1)


def test_beyond_the_photo_its_edge_goes_on() -> None:
    photo = Image.new("RGB", (10, 40), (200, 200, 200))
    assert (cut(photo, view(10, 40)) == 200).all()


def test_what_lies_beyond_a_rough_frame_is_not_seen() -> None:
    pixels = np.full((200, 300, 3), 255, np.uint8)
    pixels[80:120, 130:170] = 100
    frame = (120.0, 70.0, 60.0, 60.0)
    clean, part, seen = cut_pixels(pixels, frame)
    beyond = round(BEYOND * 60)
    assert seen == (120 - beyond, 70 - beyond, 60 + 2 * beyond, 60 + 2 * beyond)
    assert part.left < seen[0]
    assert part.left + 128 * part.scale > seen[0] + seen[2], "a window twice as wide as the frame"
    noisy = np.random.default_rng(0).integers(0, 255, pixels.shape, np.uint8)
    left, top, width, height = map(int, seen)
    noisy[top : top + height, left : left + width] = pixels[top : top + height, left : left + width]
    np.testing.assert_array_equal(cut_pixels(noisy, frame)[0], clean)
    middle = cut(Image.fromarray(pixels).convert("L"), part)
    np.testing.assert_allclose(clean[8:-8, 40:-40].astype(int), middle[8:-8, 40:-40].astype(int), atol=1)


def test_a_frame_over_the_edge_of_a_photo_leaves_what_there_is() -> None:
    photo = Image.new("L", (100, 50))
    part, inner, corner = framed(photo, (-20.0, 30.0, 60.0, 100.0))
    assert part.size == (45, 25)
    assert corner == (0, 25)
    assert inner == (-20.0, 5.0, 60.0, 100.0)
    tiny, _, _ = framed(photo, (99.9, 49.9, 0.01, 0.01))
    assert tiny.size == (1, 1)


def test_single_pixel() -> None:
    assert cut(Image.new("L", (1, 1), 7), view(1, 1)).tolist() == [[7] * 128] * 64


def test_the_looks_at_a_photo_share_their_middle_or_are_moved_a_little() -> None:
    first, nearer, farther, *beside = looks(View(10, 20, 2))
    assert first == View(10, 20, 2)
    assert nearer.scale < 2 < farther.scale
    for part in (nearer, farther):
        assert part.left + 64 * part.scale == pytest.approx(10 + 64 * 2)
        assert part.top + 32 * part.scale == pytest.approx(20 + 32 * 2)
    assert {part.scale for part in beside} == {2}
    moves = np.array([(part.left - 10, part.top - 20) for part in beside]) / (256, 128)
    assert (np.abs(moves) > 0).all()
    assert (np.abs(moves) < 0.05).all()
    assert moves.sum(0) == pytest.approx((0, 0)), "no side is preferred"


def test_a_second_look_holds_the_windows_of_the_first_and_little_more() -> None:
    part = View(300.0, 40.0, 2.5)
    windows = np.array([(40.0, 30.0, 10.0, 20.0), (60.0, 34.0, 12.0, 20.0)])
    left, top, width, height = around(windows, part)
    corners = [(300 + 2.5 * x, 40 + 2.5 * y) for x, y in ((35, 20), (66, 44))]
    assert left < corners[0][0]
    assert top < corners[0][1]
    assert left + width > corners[1][0]
    assert top + height > corners[1][1]
    assert width < 1.4 * (corners[1][0] - corners[0][0])
    closer = view(1000, 600, (left, top, width, height))
    assert closer.scale < part.scale, "it is nearer"
