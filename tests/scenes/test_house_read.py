"""The scene `house-read`: what every run keeps to, whatever is shown to the reader and done to it."""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.models import reader_weights
from app.models.reader import END, FIRST
from app.models.reading import GLIMPSES
from app.scenes import _house_read_ink as ink
from app.scenes import _house_read_photo as photo
from app.scenes import house_read
from app.scenes._house_read_fronts import FRONTS, MISREAD
from app.scenes.frame import Frame
from app.scenes.house_read import SCENE
from app.scenes.registry import get_scene
from app.scenes.scene import Run, Unavailable
from app.stream.params import BadParams, check

SEVEN = "6i3wbp3w8gd0"


def snapshot(seed: int = 0, height: int = 96, width: int = 144) -> str:
    """A photo of nothing in particular."""
    rng = np.random.default_rng(seed)
    small = rng.integers(0, 255, (height // 8, width // 8, 3), dtype=np.uint8)
    return photo.encode(small.repeat(8, 0).repeat(8, 1))


def play(**params: Any) -> tuple[Run, list[Frame]]:
    run = SCENE.run(SCENE.params(**params))
    return run, list(run.frames)


def phase(frames: list[Frame], name: str) -> list[Frame]:
    return [frame for frame in frames if frame.phase == name]


SOURCES = {
    "house": {"house": 3},
    "number": {"source": "number", "number": "407", "style": 5},
    "drawing": {"source": "drawing", "strokes": SEVEN},
    "nothing drawn": {"source": "drawing"},
    "photo": {"source": "photo", "photo": snapshot()},
    "portrait": {"source": "photo", "photo": snapshot(1, 160, 96)},
    "frame": {"house": 3, "frame": (20, 10, 60, 40)},
    "covers": {"house": 3, "covers": (0, 30, 10, 30, 40, 0, 80, 0, 10, 64)},
    "covered later": {"house": 3, "covers": (2, 30, 10, 30, 40, 4, 80, 0, 10, 64), "frame": (10, 5, 100, 50)},
    "overruled": {"house": 3, "overrule": (2, 20, 20, 20, 20)},
}


@pytest.mark.parametrize("params", SOURCES.values(), ids=SOURCES.keys())
def test_every_array_is_what_was_declared_and_finite(params: dict[str, Any]) -> None:
    run, frames = play(**params)
    for frame in frames:
        for name, value in frame.values.items():
            if isinstance(value, np.ndarray):
                run.fields[name].check(name, value)
                known = value if name not in ("dh", "dglimpse") else value[~np.isnan(value)]
                assert np.isfinite(known).all(), name
    json.dumps(run.facts, allow_nan=False)
    assert run.length is None
    luma, chroma, grey = (run.constants[name] for name in ("luma", "chroma", "grey"))
    assert luma.shape[1] == 2 * luma.shape[0]
    assert chroma.shape == (luma.shape[0] // 2, luma.shape[1] // 2, 2)
    assert grey.shape == (64, 128)
    assert 0 <= grey.min() <= grey.max() <= 255


@pytest.mark.parametrize("params", SOURCES.values(), ids=SOURCES.keys())
def test_the_same_params_give_the_same_run_byte_for_byte(params: dict[str, Any]) -> None:
    (first, one), (second, two) = play(**params), play(**params)
    assert [f.caption for f in one] == [f.caption for f in two]
    for a, b in zip(one, two, strict=True):
        for name, value in a.values.items():
            if isinstance(value, np.ndarray):
                assert value.tobytes() == np.asarray(b.values[name]).tobytes(), name
            else:
                assert value == b.values[name], name
    for name, value in first.constants.items():
        assert value.tobytes() == second.constants[name].tobytes(), name


@pytest.mark.parametrize("params", SOURCES.values(), ids=SOURCES.keys())
def test_it_looks_stops_and_walks_back_glimpse_by_glimpse(params: dict[str, Any]) -> None:
    _, frames = play(**params)
    looks, walks, pixels = phase(frames, "forward"), phase(frames, "backward"), phase(frames, "pixels")
    assert [f.phase for f in frames] == ["forward"] * len(looks) + ["backward"] * len(walks) + [
        "pixels"
    ] * len(pixels) + ["check"]
    assert FIRST < len(looks) <= GLIMPSES
    assert [f.values["glimpse"] for f in looks] == list(range(len(looks)))
    assert [f.values["glimpse"] for f in walks] == list(reversed(range(len(looks))))
    answers = [f.values["named"] for f in looks]
    assert answers[:FIRST] == [None] * FIRST
    assert None not in answers[FIRST:]
    assert END not in answers[:-1]
    assert answers[-1] == END or len(looks) == GLIMPSES
    assert [f.values["named"] for f in pixels] == answers[FIRST:]


def test_the_cues_are_announced_once_and_in_order() -> None:
    run, frames = play(house=3)
    named = [frame.cue for frame in frames if frame.cue]
    announced = [cue.name for cue in run.cues]
    assert len(set(named)) == len(named)
    assert named == [name for name in announced if name in named]
    assert {"look", "digit-1", "back", "pixels", "check"} <= set(named)


def test_the_beliefs_add_up_and_the_answer_is_the_strongest() -> None:
    _, frames = play(house=3)
    for frame in phase(frames, "forward"):
        beliefs = np.asarray(frame.values["beliefs"])
        assert beliefs.sum() == pytest.approx(1)
        if frame.values["named"] is not None:
            assert frame.values["named"] == beliefs.argmax()


def test_below_the_calibrated_belief_it_says_that_it_is_not_sure() -> None:
    run, _ = play()
    asked = 0
    for seed in range(12):
        _, frames = play(source="photo", photo=snapshot(seed))
        for frame in phase(frames, "forward")[FIRST:]:
            p = float(np.asarray(frame.values["beliefs"]).max())
            assert frame.values["sure"] is (p >= run.facts["sure"])
            assert ("is not sure" in frame.caption) is not frame.values["sure"]
            asked += not frame.values["sure"]
    assert asked, "a reader shown noise was sure of everything"


def test_on_the_way_back_nothing_hangs_on_what_came_later() -> None:
    _, frames = play(house=3)
    answers = len(phase(frames, "pixels"))
    for frame in phase(frames, "backward"):
        for name in ("dh", "dglimpse"):
            row = np.asarray(frame.values[name])
            later = [k for k in range(answers) if FIRST + k < frame.values["glimpse"]]
            reached = [k for k in range(answers) if k not in later]
            assert np.isnan(row[later]).all()
            assert np.isnan(row[answers:]).all()
            assert (row[reached] > 0).all()


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"house": 7},
        {"overrule": (2, 20, 20, 20, 20)},
        {"source": "drawing"},
        {"covers": (0, 20, 10, 30, 40, 3, 70, 10, 25, 40, 5, 0, 0, 40, 64)},
    ],
)
def test_the_gradient_of_the_pixels_is_exact(params: dict[str, Any]) -> None:
    frame = play(**params)[1][-1]
    error = frame.values["relative_error"]
    if error is None:
        assert frame.values["badge"] == "cannot be checked"
    else:
        assert error < 1e-3
        assert frame.values["badge"] == f"checked: relative error {frame.caption.split()[-1][:-1]}"


@pytest.mark.parametrize("house", [16, 21])
def test_a_rectifier_that_switches_nearby_does_not_spoil_the_check(house: int) -> None:
    """On these fronts one does within a step of 1e-6, and a wide step says no more than two digits."""
    assert play(house=house)[1][-1].values["relative_error"] < 1e-4


def test_overruling_changes_the_path_from_that_glimpse_on_only() -> None:
    own, put = play(house=3)[1], play(house=3, overrule=(3, 100, 50, 20, 20))[1]
    for t in range(3):
        for name in ("window", "patch", "h", "beliefs"):
            assert np.array_equal(own[t].values[name], put[t].values[name])
    assert put[3].values["window"] == pytest.approx([100, 50, 20, 20], abs=1e-3)
    assert put[3].values["forced"] is True
    assert not np.array_equal(own[3].values["h"], put[3].values["h"])
    assert "by hand" in put[3].caption


def test_the_path_it_would_have_taken_stays_as_a_ghost() -> None:
    _, own = play(house=3)
    run, _ = play(house=3, overrule=(3, 100, 50, 20, 20))
    windows = [frame.values["window"] for frame in phase(own, "forward")]
    assert run.constants["ghost"] == pytest.approx(np.stack(windows))  # type: ignore[arg-type]
    digits = [str(f.values["named"]) for f in phase(own, "forward") if f.values["named"] not in (None, END)]
    assert run.facts["original"] == "".join(digits)
    assert "ghost" not in play(house=3)[0].constants


def test_a_window_can_be_put_into_a_framed_picture() -> None:
    params = {"house": 3, "frame": (20, 10, 60, 30), "overrule": (2, 50, 25, 12, 16)}
    run, frames = play(**params)
    assert run.facts["cut"] == pytest.approx([20, 10, 60, 30])
    assert frames[2].values["window"] == pytest.approx([50, 25, 12, 16], abs=1e-3)


def test_beyond_a_rough_frame_nothing_counts() -> None:
    framed = {"house": 3, "frame": (20, 10, 40, 40)}
    alone, hidden = play(**framed), play(**framed, covers=(0, 80, 0, 48, 64))
    left, top, width, height = alone[0].facts["seen"]
    assert 17 < left < 20
    assert left + width < 63
    assert top < 10
    assert height < 45
    assert not np.array_equal(alone[0].constants["luma"], hidden[0].constants["luma"])
    np.testing.assert_array_equal(alone[0].constants["grey"], hidden[0].constants["grey"])


def test_covering_changes_what_is_believed() -> None:
    own, covered = play(house=3), play(house=3, covers=(0, 0, 0, 128, 64))
    assert not np.array_equal(own[0].constants["luma"], covered[0].constants["luma"])
    assert np.ptp(covered[0].constants["luma"]) == 0
    t = FIRST
    change = np.abs(np.asarray(own[1][t].values["beliefs"]) - np.asarray(covered[1][t].values["beliefs"]))
    assert change.max() > 0.01


@pytest.mark.parametrize("step", [1, 3, 4])
def test_a_cover_counts_from_the_glimpse_it_was_painted_at(step: int) -> None:
    place = (70, 11, 25, 36)  # over the 8 of 7981, which glimpse 4 names
    (run, own), (covered_run, covered) = play(), play(covers=(step, *place))
    for t in range(step):
        for name in ("window", "patch", "h", "c", "beliefs"):
            assert np.array_equal(own[t].values[name], covered[t].values[name])
        assert own[t].caption == covered[t].caption
        assert covered[t].values["covered"] == 0
    assert not np.array_equal(own[4].values["beliefs"], covered[4].values["beliefs"])
    assert covered[step].values["covered"] == 1
    assert covered[step].caption.startswith(f"With a part covered, glimpse {step + 1} looks at ")
    assert np.array_equal(run.constants["luma"], covered_run.constants["luma"]), "covered too early"
    assert covered_run.facts["changed"] == step
    assert covered_run.facts["original"] == "7981"
    assert covered_run.facts["patches"][0][:5] == [step, *place]
    shown = covered_run.constants["ghost"]
    assert shown == pytest.approx(np.stack([f.values["window"] for f in phase(own, "forward")]))  # type: ignore[arg-type]


def test_covering_a_digit_as_it_is_looked_at_turns_the_belief() -> None:
    own, covered = play()[1][4], play(covers=(4, 70, 11, 25, 36))[1][4]
    assert own.values["named"] == 8
    assert float(np.asarray(own.values["beliefs"])[8]) > 0.9
    assert float(np.asarray(covered.values["beliefs"])[8]) < 0.2


def test_patches_are_kept_in_the_order_of_their_glimpses() -> None:
    p = SCENE.params(covers="4,10,10,20,20,2,50,10,20,20,4,90,10,20,20")
    assert [(step, place[0]) for step, place in p.painted] == [(2, 50), (4, 10), (4, 90)]
    run = SCENE.run(p)
    assert run.facts["later"] == [2, 4]
    assert run.constants["later"].shape == (2, 64, 128)
    assert SCENE.params(covers=p.covers) == p


def test_a_photo_arrives_as_it_was_sent() -> None:
    text = snapshot(4)
    run, _ = play(source="photo", photo=text)
    shown = run.constants["luma"]
    sent = photo.split(photo.decode(text))[0]
    height, width = sent.shape
    left, top = (shown.shape[1] - width) // 2, (shown.shape[0] - height) // 2
    middle = shown[top : top + height, left : left + width].astype(int)
    assert np.abs(middle - sent).max() <= 2
    assert run.facts["number"] is None


def test_captions_tell_where_and_what() -> None:
    for frame in play(house=3)[1]:
        assert 20 < len(frame.caption) < 200
        assert frame.caption[0].isupper()
        assert frame.caption[-1] in ".?"
        assert "nan" not in frame.caption
    frames = phase(play(house=3)[1], "forward")
    for t, frame in enumerate(frames):
        assert frame.caption.startswith(f"Glimpse {t + 1} looks at ")


def test_drawings_survive_being_written_down() -> None:
    strokes = [np.array([(0, 0), (128, 64), (12.3, 45.6)]), np.array([(1.5, 2.5)])]
    text = ink.encode(strokes)
    assert ink.encode(ink.decode(text)) == text
    for a, b in zip(ink.decode(text), strokes, strict=True):
        assert a == pytest.approx(b, abs=0.05)


BAD: list[tuple[str, dict[str, Any], str]] = [
    ("strokes", {"strokes": "abc"}, "four characters"),
    ("strokes", {"strokes": "ab!d"}, "four characters"),
    ("strokes", {"strokes": "zzzz"}, "within 128 × 64"),
    ("strokes", {"strokes": "0000" * 1001}, ""),
    ("photo", {"photo": "§§§"}, "base 64"),
    ("photo", {"photo": "AAAA"}, "from 16 to 254"),
    ("photo", {"photo": snapshot()[:-8]}, "bytes for 144 × 96"),
    ("source", {"source": "photo"}, "choose it again"),
    ("house", {"house": 24}, ""),
    ("number", {"number": "12a"}, "one to five digits"),
    ("number", {"number": ""}, "one to five digits"),
    ("number", {"number": "123456"}, "one to five digits"),
    ("number", {"number": "١٢"}, "one to five digits"),
    ("number", {"number": "12\n"}, "one to five digits"),
    ("frame", {"frame": (1, 2, 3)}, "left, top, width, height"),
    ("frame", {"frame": (200, 10, 20, 20)}, "within 128 × 64"),
    ("frame", {"frame": (10, 10, -20, 20)}, "within 128 × 64"),
    ("covers", {"covers": (1, 2, 3, 4)}, "five numbers"),
    ("covers", {"covers": (8, 2, 3, 4, 5)}, "a glimpse from 0 to 7"),
    ("covers", {"covers": (-1, 2, 3, 4, 5)}, "a glimpse from 0 to 7"),
    ("covers", {"covers": (0.5, 2, 3, 4, 5)}, "a glimpse from 0 to 7"),
    ("covers", {"covers": (1, 200, 3, 4, 5)}, "within 128 × 64"),
    ("covers", {"covers": (math.nan, 2, 3, 4, 5)}, ""),
    ("covers", {"covers": (0, 0, 0, 10, 10) * 9}, ""),
    ("overrule", {"overrule": (1, 2, 3)}, "five numbers"),
    ("overrule", {"overrule": (99, 10, 10, 10, 10)}, "a glimpse from 0"),
    ("overrule", {"overrule": (1.5, 10, 10, 10, 10)}, "a glimpse from 0"),
    ("overrule", {"overrule": (1, 300, 10, 10, 10)}, "a centre within"),
    ("overrule", {"overrule": (1, 10, 10, 0, 10)}, "a width and height"),
    ("overrule", {"overrule": (2, 9, 9, 9, 9, 2, 8, 8, 8, 8)}, "every glimpse once"),
]


@pytest.mark.parametrize(("field", "params", "words"), BAD)
def test_what_is_wrong_is_named(field: str, params: dict[str, Any], words: str) -> None:
    """As whoever typed it is told."""
    with pytest.raises(BadParams) as caught:
        check(SCENE.params, params)
    (problem,) = caught.value.problems
    assert problem.field == field
    assert words in problem.message


def test_lists_may_be_written_as_in_an_address_and_stay_short() -> None:
    p = SCENE.params(frame="10.04,5,30.55,20", overrule="2,20,20,20,20", covers="1,-5,-5,10,10")
    assert p.frame == (10.0, 5.0, 30.6, 20.0) or p.frame == (10.0, 5.0, 30.5, 20.0)
    assert p.covers == (1.0, 0.0, 0.0, 5.0, 5.0)
    assert p.forced == {2: (20.0, 20.0, 20.0, 20.0)}


def test_the_largest_message_stays_below_64_kib() -> None:
    """A photo as large as allowed, with everything else at its longest."""
    params = {"photo": "A" * photo.LONGEST, "strokes": "0" * ink.LONGEST, "overrule": [99.9] * 5 * GLIMPSES}
    message = {"type": "open", "ref": 2**31, "scene": SCENE.id, "params": params | {"covers": [99.9] * 40}}
    assert len(json.dumps(message)) < 65_536


def test_every_shipped_front_can_be_shown() -> None:
    seen = set()
    for house in range(24):
        run = SCENE.run(SCENE.params(house=house))
        assert run.facts["number"].isdigit()
        seen.add(run.constants["luma"].tobytes())
    assert len(seen) == 24


def test_the_fronts_are_read_as_is_said_of_them() -> None:
    for house, (number, _) in enumerate(FRONTS):
        frames = phase(play(house=house)[1], "forward")
        answers = [f.values["named"] for f in frames if f.values["named"] not in (None, END)]
        assert ("".join(map(str, answers)) == number) is (house not in MISREAD), (house, number, answers)
    short = phase(play(house=8)[1], "forward")
    assert [frame.values["named"] for frame in short[FIRST:]] == [3, 5, END]
    assert [frame.values["sure"] for frame in short[FIRST:]] == [True, True, False]
    seven = phase(play(house=22)[1], "forward")
    assert [frame.values["named"] for frame in seven[FIRST:]] == [7, END]


def test_the_scene_is_found() -> None:
    assert get_scene("house-read") is SCENE


def test_without_weights_it_says_what_is_missing_and_how_to_make_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader_weights, "SHIPPED", tmp_path / "reader.npz")
    monkeypatch.setattr(house_read, "shipped", reader_weights.shipped.__wrapped__)
    with pytest.raises(Unavailable, match=r"reader\.npz.*unrolled train reader"):
        play(house=3)
