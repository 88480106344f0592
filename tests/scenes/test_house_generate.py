"""The scene `house-generate`: what every run keeps to, whatever is painted and done to the painter."""

import json
import re
from functools import cache
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from app.models.painter.weights import load
from app.models.reader_weights import shipped
from app.models.reading import read
from app.scenes import _house_generate_hands as hands
from app.scenes import _house_generate_wire as wire
from app.scenes import _house_generate_words as words
from app.scenes import _house_read_ink as ink
from app.scenes import _house_read_photo as photo
from app.scenes._house_read_fronts import FRONTS
from app.scenes._house_read_picture import letterboxed, picture
from app.scenes.frame import Frame
from app.scenes.house_generate import SCENE
from app.scenes.registry import get_scene
from app.scenes.scene import Run
from app.stream.codec import Encoder
from app.stream.params import BadParams, check
from app.stream.protocol import opened_rest
from app.stream.trace import header

SEVEN = ink.encode([np.array([(50, 16), (78, 16), (62, 52)])])
NOISE = photo.encode(
    np.random.default_rng(0).integers(0, 255, (12, 18, 3), dtype=np.uint8).repeat(8, 0).repeat(8, 1)
)


def fresh(**params: Any) -> tuple[Run, list[Frame]]:
    run = SCENE.run(SCENE.params(**params))
    return run, list(run.frames)


@cache
def _played(params: str) -> tuple[Run, list[Frame]]:
    return fresh(**json.loads(params))


def play(**params: Any) -> tuple[Run, list[Frame]]:
    """The same run for all tests that only look at it."""
    return _played(json.dumps(params, sort_keys=True))


def phase(frames: list[Frame], name: str) -> list[Frame]:
    return [frame for frame in frames if frame.phase == name]


def array(frame: Frame, name: str) -> np.ndarray[Any, Any]:
    return np.asarray(frame.values[name])


RUNS: dict[str, dict[str, Any]] = {
    "742": {},
    "one digit, one stroke": {"number": "8", "per_digit": 1, "temperature": 0},
    "four digits, hot": {
        "number": "9999",
        "temperature": 1.5,
        "hand": 9999,
        "colours": 9999,
        "second": 9999,
        "blend": 1,
    },
    "own colours": {
        "number": "07",
        "wall": "#000000",
        "plate": "#ffffff",
        "digit": "#FF0000",
        "hand": 0,
        "colours": 0,
    },
    "overruled": {"overrule": [0, 0, 0, 11, 20, 8, 21, 79, 39]},
    "street": {"street": True, "number": "95"},
    "street, overruled": {"street": True, "number": "9999", "overrule": [4, 40, 20]},
    "copy": {"mode": "copy", "house": 2},
    "copy, overruled": {"mode": "copy", "house": 12, "overrule": [2, 5, 5, 6, 40, 20], "per_digit": 4},
    "copy of a number": {"mode": "copy", "source": "number", "number": "31", "style": 9999, "temperature": 0},
    "copy of a drawing": {"mode": "copy", "source": "drawing", "strokes": SEVEN},
}
every_run = pytest.mark.parametrize("params", RUNS.values(), ids=RUNS.keys())


@every_run
def test_every_array_is_what_was_declared_and_finite(params: dict[str, Any]) -> None:
    run, frames = play(**params)
    for frame in frames:
        for name, value in frame.values.items():
            if isinstance(value, np.ndarray):
                run.fields[name].check(name, value)
                assert np.isfinite(value).all(), name
            elif isinstance(value, float):
                assert np.isfinite(value), name
    assert len(frames) == run.length
    B, T = run.facts["houses"], run.facts["steps"]
    assert run.constants["colours"].shape == (B, 3, 3)
    assert len(run.facts["numbers"]) == B
    assert len(run.facts["plan"]) == T
    if params.get("overrule"):
        assert run.constants["ghost"].shape == (T, B, 7)
    if params.get("mode") == "copy":
        assert run.constants["target"].shape == (40, 80, 3)
        assert run.constants["luma"].shape == (160, 320)
        assert run.constants["chroma"].shape == (80, 160, 2)
    json.dumps(run.facts, allow_nan=False)


@every_run
def test_all_of_it_can_be_sent_and_a_frame_of_one_house_is_small(params: dict[str, Any]) -> None:
    run, frames = play(**params)
    made = SCENE.params(**params)
    assert opened_rest("x", header(SCENE, made, run))
    encoder = Encoder("x", run.fields)
    sizes = [len(encoder.frame(t, frame)) for t, frame in enumerate(frames)]
    one = run.facts["houses"] == 1
    assert max(sizes[: run.facts["steps"]]) < (42_000 if one else 210_000)
    assert max(sizes) < (50_000 if one else 320_000)  # the finished picture carries a photo for house-read
    assert sum(sizes) < 3_000_000


@pytest.mark.parametrize(
    "params", [RUNS[name] for name in ("overruled", "street, overruled", "copy, overruled")]
)
def test_the_same_params_give_the_same_run_byte_for_byte(params: dict[str, Any]) -> None:
    (first, one), (second, two) = play(**params), fresh(**params)
    assert [f.caption for f in one] == [f.caption for f in two]
    for a, b in zip(one, two, strict=True):
        for name, value in a.values.items():
            if isinstance(value, np.ndarray):
                assert value.tobytes() == array(b, name).tobytes(), name
            else:
                assert value == b.values[name], name
    for name, value in first.constants.items():
        assert value.tobytes() == second.constants[name].tobytes(), name


def test_two_runs_interleaved_do_not_meet() -> None:
    params: tuple[dict[str, Any], ...] = ({}, RUNS["copy"])
    alone = [play(**given)[1] for given in params]
    together = zip(*(SCENE.run(SCENE.params(**given)).frames for given in params), strict=False)
    for t, frames in enumerate(together):
        for frame, own in zip(frames, alone, strict=True):
            assert frame.caption == own[t].caption
            if frame.phase == "forward":
                assert np.array_equal(array(frame, "h"), array(own[t], "h"))


@every_run
def test_it_paints_looks_walks_back_and_checks(params: dict[str, Any]) -> None:
    run, frames = play(**params)
    T, back = run.facts["steps"], run.facts["walk"]
    assert [f.phase for f in frames] == ["forward"] * T + ["finished"] + ["backward"] * back + ["check"]
    assert [f.values["stroke"] for f in frames[:T]] == list(range(T))
    assert [f.values["stroke"] for f in phase(frames, "backward")] == list(reversed(range(back)))
    assert [[f.values["place"], f.values["nth"]] for f in frames[:T]] == run.facts["plan"]
    assert [(f.cue, t) for t, f in enumerate(frames) if f.cue] == [(cue.name, cue.t) for cue in run.cues]
    assert {"wall", "digit-1", "finished", "back", "check"} <= {cue.name for cue in run.cues}


@every_run
def test_captions_are_sentences(params: dict[str, Any]) -> None:
    for frame in play(**params)[1]:
        assert 20 < len(frame.caption) < 220, frame.caption
        assert frame.caption[0].isupper() or frame.caption[0].isdigit()
        assert frame.caption[-1] in ".?"
        assert not re.search(r"nan|None|  | ,|,,|\{", frame.caption), frame.caption


def test_captions_tell_the_frames_numbers() -> None:
    for params in ({}, {"number": "1066", "hand": 7}, {"mode": "copy", "house": 2}, RUNS["overruled"]):
        run, frames = play(**params)
        T, number = run.facts["steps"], run.facts["number"]
        for t, frame in enumerate(phase(frames, "forward")):
            v = frame.values
            assert frame.caption.startswith(f"Stroke {t + 1} of {T}")
            assert ("by hand" in frame.caption) is v["held"] is (t in run.facts["forced"])
            if v["place"] == -1:
                assert f"; {words.percent(v['plate'])} of it is plate." in frame.caption  # type: ignore[arg-type]
                assert v["digit"] is None
                continue
            place, nth = run.facts["plan"][t]
            assert v["digit"] == int(number[place])
            assert f"the {words.ordinal(nth + 1)} of 6 for the {v['digit']}" in frame.caption
            x, y = array(frame, "window")[0, :2]
            assert words.part(x, y, (v["middle_x"], v["middle_y"])) in frame.caption  # type: ignore[arg-type]
        end = phase(frames, "finished")[0]
        assert str(end.values["read"]) in end.caption
        assert words.percent(end.values["probability"]) in end.caption  # type: ignore[arg-type]


def test_where_a_window_is_is_told_from_its_digits_place() -> None:
    at = (30.0, 20.0)
    assert words.part(30, 14, at) == "in the upper part of its place"
    assert words.part(30, 26, at) == "in the lower part of its place"
    assert words.part(31, 21, at) == "in the middle of its place"
    assert words.part(24, 26, at) == "at the lower left of its place"
    assert words.part(36, 20, at) == "at the right of its place"
    assert words.part(60, 20, at) == "away to the right of its place"


@pytest.mark.parametrize("number", ["1", "28", "305", "4691"])
def test_a_digits_strokes_lie_where_its_ink_ends_up(number: str) -> None:
    """What captions say of upper and lower is so in the picture."""
    run, frames = play(number=number)
    strokes = phase(frames, "forward")
    for place in range(len(number)):
        mine = [f for f in strokes if f.values["place"] == place]
        first = strokes[int(mine[0].values["stroke"]) - 1]  # type: ignore[arg-type]
        before, after = (run.constants["logit"][array(f, "ink")[0]] for f in (first, mine[-1]))
        rows, columns = np.nonzero((after > 0) & (before < 0))
        assert abs((columns.min() + columns.max()) / 2 - mine[0].values["middle_x"]) < 8  # type: ignore[operator]
        assert abs((rows.min() + rows.max()) / 2 - mine[0].values["middle_y"]) < 4  # type: ignore[operator]
        assert "upper" in mine[0].caption
        assert "lower" in mine[-1].caption


def test_what_is_painted_is_read_and_the_page_says_how_sure() -> None:
    for number in ("742", "8", "95", "1066"):
        frames = play(number=number)[1]
        end = phase(frames, "finished")[0].values
        assert end["read"] == number
        assert end["sure"] is True
        assert end["probability"] == pytest.approx(end["p"], abs=1e-5)
        assert end["loss"] == pytest.approx(-np.log(end["p"]), abs=1e-6)  # type: ignore[arg-type]
        assert 0.9 < end["p"] <= 1  # type: ignore[operator]
        # Handed over to house-read, it reads the same.
        shown = picture(letterboxed(photo.decode(str(end["photo"]))), (), (), None)
        assert read(shipped(), shown.grey).number == number


def test_unfinished_digits_are_not_read_surely() -> None:
    end = phase(play(**RUNS["one digit, one stroke"])[1], "finished")[0]
    assert end.values["sure"] is False or end.values["read"] != "8"
    assert "not sure" in end.caption or "not 8" in end.caption or "no digit" in end.caption


def test_the_bytes_of_the_layers_make_the_canvas_again() -> None:
    for params in ({}, RUNS["four digits, hot"], RUNS["street"]):
        run, frames = play(**params)
        end = phase(frames, "finished")[0]
        again = wire.unpacked(array(end, "ink"), array(end, "ground"), run.constants["colours"])
        off = np.abs(wire.pixels(again).astype(int) - array(end, "canvas"))
        assert off.max() <= 8
        assert off.mean() < 1


def test_the_ground_stands_still_once_it_is_laid_and_the_ink_grows() -> None:
    run, frames = play()
    strokes = phase(frames, "forward")
    wide = run.facts["wide"]
    assert ["ground" in f.values for f in strokes] == [t < wide for t in range(len(strokes))]
    assert ["patch" in f.values for f in strokes] == [t >= wide for t in range(len(strokes))]
    assert np.array_equal(array(strokes[wide - 1], "ground"), array(frames[len(strokes)], "ground"))
    assert (array(strokes[0], "ink") == run.constants["empty_ink"]).all()
    assert (array(strokes[0], "ground") != run.constants["empty_ground"]).any()
    for before, after in zip(strokes[wide - 1 :], strokes[wide:], strict=False):
        assert not np.array_equal(array(before, "ink"), array(after, "ink"))


def test_a_window_put_elsewhere_moves_its_stroke_and_nothing_before_it() -> None:
    step, x, y = 11, 20.0, 8.0
    own, put = play()[1], play(overrule=[step, x, y])[1]
    for t in range(step):
        for name in ("window", "ink", "h"):
            assert np.array_equal(array(own[t], name), array(put[t], name))
    assert array(put[step], "window")[0, :2] == pytest.approx([x, y])
    assert array(put[step], "window")[0, 2:] == pytest.approx(array(own[step], "window")[0, 2:])
    logit = wire.LOGIT

    def added(frames: list[Frame]) -> np.ndarray[Any, Any]:
        return np.abs(logit[array(frames[step], "ink")[0]] - logit[array(frames[step - 1], "ink")[0]])

    grid_y, grid_x = np.mgrid[:40, :80]
    for frames in (own, put):
        weight = added(frames)
        at = array(frames[step], "window")[0, :2]
        middle = [(weight * grid).sum() / weight.sum() for grid in (grid_x, grid_y)]
        assert middle == pytest.approx(at, abs=5)
    # The painter does not look: it goes on as if nothing had happened.
    assert np.array_equal(array(own[step + 1], "h"), array(put[step + 1], "h"))
    assert not np.array_equal(array(own[-1 - 22 - 1], "canvas"), array(put[-1 - 22 - 1], "canvas"))


def test_a_copier_sees_that_its_window_was_moved() -> None:
    own, put = play(mode="copy", house=2)[1], play(mode="copy", house=2, overrule=[6, 70, 30])[1]
    assert np.array_equal(array(own[6], "error"), array(put[6], "error"))
    assert not np.array_equal(array(own[7], "error"), array(put[7], "error"))
    assert not np.array_equal(array(own[8], "h"), array(put[8], "h"))


def test_the_path_it_would_have_taken_stays_as_a_ghost() -> None:
    own = phase(play()[1], "forward")
    ghost = play(overrule=[11, 20, 8])[0].constants["ghost"]
    assert np.array_equal(ghost, np.stack([array(f, "window") for f in own]))
    assert "ghost" not in play()[0].constants
    # Beyond the last stroke of a short number nothing is put.
    run, _ = play(number="8", overrule=[27, 20, 8])
    assert run.facts["forced"] == []


def test_another_hand_writes_otherwise_in_the_same_colours() -> None:
    (a, one), (b, two) = play(), play(hand=4)
    assert np.array_equal(a.constants["colours"], b.constants["colours"])
    assert not np.array_equal(array(one[21], "ink"), array(two[21], "ink"))
    c, three = play(colours=13)
    assert not np.array_equal(a.constants["colours"], c.constants["colours"])
    assert np.array_equal(array(one[21], "ink"), array(three[21], "ink"))


def test_a_blend_goes_from_one_hand_to_the_other() -> None:
    z = [array(play(hand=24, second=8, blend=share)[1][5], "z") for share in (0, 0.5, 1)]
    assert np.array_equal(z[0], array(play(hand=24)[1][5], "z"))
    assert z[2] == pytest.approx(array(play(hand=8)[1][5], "z"), abs=1e-6)
    assert z[1] == pytest.approx((z[0] + z[2]) * np.sqrt(0.5), abs=1e-6)


def test_temperature_scales_z() -> None:
    cold, warm = play(**RUNS["one digit, one stroke"])[1], play()[1]
    assert (array(cold[0], "z") == 0).all()
    assert array(play(temperature=1.5)[1][3], "z") == pytest.approx(2 * array(warm[3], "z"))


def test_chosen_colours_are_taken() -> None:
    run, frames = play(**RUNS["own colours"])
    assert run.constants["colours"][0] == pytest.approx(np.array([[0, 0, 0], [1, 1, 1], [1, 0, 0]]))
    seen = array(phase(frames, "finished")[0], "canvas")[0].reshape(-1, 3).astype(int)
    assert (np.abs(seen - (255, 0, 0)).max(axis=1) < 40).sum() > 50
    one = play(wall="#123456")[0].constants["colours"][0]
    assert one[0] == pytest.approx(np.array([0x12, 0x34, 0x56]) / 255)
    assert np.array_equal(one[1:], play()[0].constants["colours"][0, 1:])


def test_a_street_has_twelve_houses_and_the_first_is_the_one_typed() -> None:
    run, frames = play(**RUNS["street"])
    assert run.facts["numbers"] == [str(n) for n in range(95, 118, 2)]
    alone, own = play(number="95")
    assert np.array_equal(run.constants["colours"][:1], alone.constants["colours"])
    assert len(np.unique(run.constants["colours"].round(3), axis=0)) == 12
    for t in (0, 8, alone.facts["steps"] - 1):
        for name in ("window", "z", "ink"):
            assert array(frames[t], name)[0] == pytest.approx(array(own[t], name)[0], abs=1e-3)
    for t, frame in enumerate(phase(frames, "forward")):
        on = array(frame, "active")
        assert on.tolist() == [
            int(t < run.facts["wide"] + 6 * len(number)) for number in run.facts["numbers"]
        ]
    # What is finished stands still.
    last = alone.facts["steps"] - 1
    assert np.array_equal(array(frames[last], "ink")[:3], array(frames[last + 3], "ink")[:3])
    assert frames[last + 3].values["digit"] is None
    assert "3 houses are finished" in frames[last + 3].caption


def test_a_street_never_passes_the_longest_number() -> None:
    assert hands.street("1") == [str(n) for n in range(1, 24, 2)]
    assert hands.street("9999")[-1] == "9977"
    assert hands.street("9978")[-1] == "9956"
    assert hands.street("007")[:3] == ["007", "009", "011"]


def test_every_front_of_up_to_four_digits_can_be_copied() -> None:
    short = [house for house, (number, _) in enumerate(FRONTS) if len(number) <= 4]
    assert len(short) == 20
    for house in short:
        run = SCENE.run(SCENE.params(mode="copy", house=house))
        assert run.facts["number"] == FRONTS[house][0]
        assert run.facts["known"] is True
        assert run.constants["luma"].std() > 5


def test_a_copy_resembles_what_is_copied_and_its_bound_is_told() -> None:
    run, frames = play(mode="copy", house=2)
    end = phase(frames, "finished")[0]
    assert end.values["read"] == "423"
    off = array(end, "canvas")[0].astype(int) - run.constants["target"]
    assert np.abs(off).mean() < 15
    v = end.values
    assert v["bound"] == pytest.approx(v["reconstruction"] + v["kl_total"])  # type: ignore[operator]
    total = sum(float(array(f, "kl")[0]) for f in phase(frames, "forward"))
    assert v["kl_total"] == pytest.approx(total, rel=1e-4)


def test_the_reader_tells_the_copier_what_stands_there_where_nobody_knows() -> None:
    run, _ = play(**RUNS["copy of a drawing"])
    assert run.facts["known"] is False
    assert run.facts["number"] == "7"
    assert play(mode="copy", house=2)[0].facts["known"] is True


BAD: list[tuple[str, dict[str, Any], str]] = [
    ("number", {"number": ""}, ""),
    ("number", {"number": "12345"}, ""),
    ("number", {"number": "7a"}, ""),
    ("number", {"number": "١٢"}, ""),
    ("number", {"number": "7\n"}, ""),
    ("hand", {"hand": -1}, ""),
    ("colours", {"colours": 10_000}, ""),
    ("temperature", {"temperature": 1.6}, ""),
    ("temperature", {"temperature": float("nan")}, ""),
    ("per_digit", {"per_digit": 0}, ""),
    ("per_digit", {"per_digit": 7}, ""),
    ("blend", {"blend": 1.1}, ""),
    ("wall", {"wall": "red"}, ""),
    ("digit", {"digit": "#12345"}, ""),
    ("overrule", {"overrule": (1, 2)}, "three numbers"),
    ("overrule", {"overrule": (28, 2, 3)}, "a step from 0 to 27"),
    ("overrule", {"overrule": (1.5, 2, 3)}, "a step from 0 to 27"),
    ("overrule", {"overrule": (1, 80, 3)}, "a centre within 79 × 39"),
    ("overrule", {"overrule": (1, 8, -3)}, "a centre within 79 × 39"),
    ("overrule", {"overrule": (2, 8, 3, 2, 8, 3)}, "every step once"),
    ("mode", {"mode": "dream"}, ""),
    ("source", {"mode": "copy", "source": "photo"}, "choose it again"),
    ("strokes", {"mode": "copy", "source": "drawing", "strokes": "abc"}, "four characters"),
    ("mode", {"mode": "copy", "source": "drawing"}, "nothing on the picture"),
    ("mode", {"mode": "copy", "house": 16}, "this front shows 50814"),
    ("house", {"mode": "copy", "house": 24}, ""),
    ("style", {"mode": "copy", "source": "number", "style": 10_000}, ""),
]


@pytest.mark.parametrize(("field", "params", "words"), BAD)
def test_what_is_wrong_is_named(field: str, params: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError) as caught:
        SCENE.params(**params)
    (error,) = caught.value.errors()
    assert error["loc"][0] == field
    assert words in error["msg"]


def test_a_photo_of_nothing_is_refused_or_copied_as_what_the_reader_sees() -> None:
    grey = read(shipped(), picture(letterboxed(photo.decode(NOISE)), (), (), None).grey)
    if 1 <= len(grey.number) <= 4:
        run, _ = play(mode="copy", source="photo", photo=NOISE)
        assert run.facts["number"] == grey.number
    else:
        with pytest.raises(ValidationError, match="one to four digits"):
            SCENE.params(mode="copy", source="photo", photo=NOISE)


def test_lists_may_be_written_as_in_an_address_and_stay_short() -> None:
    p = SCENE.params(overrule="11,20.04,8.66")
    assert p.overrule == (11.0, 20.0, 8.7)
    assert p.forced == {11: (20.0, 8.7)}


def test_the_largest_message_stays_below_64_kib() -> None:
    params: dict[str, Any] = {"photo": "A" * photo.LONGEST, "overrule": [99.9] * 3 * hands.STEPS}
    params |= dict.fromkeys(("wall", "plate", "digit"), "#ffffff")
    params |= {"strokes": "0" * ink.LONGEST, "temperature": 0.123456789, "mode": "copy", "source": "photo"}
    message = {"type": "open", "ref": 2**31, "scene": SCENE.id, "params": params}
    assert len(json.dumps(message)) < 65_536


def test_the_shipped_painter_has_the_sizes_that_the_params_tell() -> None:
    config = load().config
    assert (config.height, config.width, config.digits) == (hands.HEIGHT, hands.WIDTH, hands.MOST)
    assert (config.per_digit, config.steps(config.digits)) == (hands.PER_DIGIT, hands.STEPS)


def test_the_scene_is_found_after_house_read() -> None:
    assert get_scene("house-generate") is SCENE
    assert SCENE.order > get_scene("house-read").order


def test_what_is_wrong_with_a_number_or_a_colour_is_said_without_a_pattern() -> None:
    for name, value, words_ in (
        ("number", "12345", "number: expected one to four digits, got “12345”"),
        ("wall", "red", "wall: expected a colour like #1f3a8c, or none, got “red”"),
    ):
        with pytest.raises(BadParams) as caught:
            check(SCENE.params, {name: value})
        assert caught.value.problems[0].message == words_


def test_captions_fit_three_lines_of_a_phone() -> None:
    """About 47 letters a line, at the size that long ones get."""
    for params in ({}, {"number": "7421"}, {"mode": "copy", "source": "number", "style": 20}):
        for frame in play(**params)[1]:
            assert len(frame.caption) <= 141, frame.caption
