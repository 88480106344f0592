"""`unrolled paint`: a picture or an animation, and one clear line where something is wrong."""

from pathlib import Path

import numpy as np
import pytest
import typer
from PIL import Image, ImageChops
from typer.testing import CliRunner

from app.cli import cli as unrolled
from app.paint_command import ACCENT, GIF_SCALE, LAST, SCALE, STROKE, paint
from app.scenes.house_generate import SCENE

cli = typer.Typer()
cli.command()(paint)
runner = CliRunner()


def test_it_writes_the_number_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = runner.invoke(cli, ["42"])
    assert done.exit_code == 0
    assert done.stdout == "42.png: 1280 × 640 pixels\n"
    with Image.open(tmp_path / "42.png") as picture:
        assert (picture.format, picture.mode, picture.size) == ("PNG", "RGB", (80 * SCALE, 40 * SCALE))


def test_it_paints_what_the_page_shows_with_the_same_seeds(tmp_path: Path) -> None:
    out = tmp_path / "a.png"
    options = ["--seed", "7", "--colours", "5", "--temperature", "0.3", "--out", str(out)]
    assert runner.invoke(cli, ["1066", *options]).exit_code == 0
    *_, last = SCENE.run(SCENE.params(number="1066", hand=7, colours=5, temperature=0.3)).frames
    frames = SCENE.run(SCENE.params(number="1066", hand=7, colours=5, temperature=0.3)).frames
    end = next(frame for frame in frames if frame.phase == "finished")
    with Image.open(out) as picture:
        small = np.asarray(picture.resize((80, 40), Image.Resampling.BOX)).astype(int)
    off = np.abs(small - np.asarray(end.values["canvas"])[0])
    assert off.mean() < 4  # edges are steeper on the fine grid
    assert last.phase == "check"


def test_the_same_seeds_write_the_same_bytes(tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("a.png", "b.png", "c.png")]
    for file, seed in zip(files, ("4", "4", "5"), strict=True):
        assert runner.invoke(cli, ["7", "--seed", seed, "--out", str(file)]).exit_code == 0
    a, b, c = (file.read_bytes() for file in files)
    assert a == b != c


def test_the_animation_shows_a_stroke_at_a_time_and_the_window(tmp_path: Path) -> None:
    bare, shown = tmp_path / "bare.gif", tmp_path / "shown.gif"
    assert runner.invoke(cli, ["42", "--gif", str(bare), "--no-window"]).exit_code == 0
    done = runner.invoke(cli, ["42", "--gif", str(shown)])
    assert done.exit_code == 0
    assert done.stdout == f"{shown}: 480 × 240 pixels, 18 pictures\n"  # empty, 16 strokes, finished
    assert set(tmp_path.iterdir()) == {bare, shown}

    def pictures(file: Path) -> list[Image.Image]:
        with Image.open(file) as animation:
            assert animation.info["loop"] == 0
            found, times = [], []
            for k in range(animation.n_frames):  # type: ignore[attr-defined]
                animation.seek(k)
                found.append(animation.convert("RGB"))
                times.append(animation.info["duration"])
            assert times == [STROKE] * (len(found) - 1) + [LAST]
            return found

    def green(picture: Image.Image) -> int:
        return int((np.abs(np.asarray(picture).astype(int) - ACCENT).max(axis=2) < 40).sum())

    windowed = pictures(shown)
    assert windowed[0].size == (80 * GIF_SCALE, 40 * GIF_SCALE)
    assert [green(picture) > 100 for picture in windowed] == [False, *[True] * 16, False]
    plain = pictures(bare)
    assert len(plain) == 17
    assert not any(green(picture) for picture in plain)
    assert ImageChops.difference(windowed[4], windowed[12]).getbbox()


def test_a_street_has_twelve_houses(tmp_path: Path) -> None:
    out = tmp_path / "street.png"
    assert runner.invoke(cli, ["8", "--street", "--out", str(out)]).exit_code == 0
    with Image.open(out) as picture:
        assert picture.size == (2560, 960)
        houses = np.asarray(picture).reshape(3, 320, 4, 640, 3).transpose(0, 2, 1, 3, 4).reshape(12, -1)
    assert len(np.unique(houses, axis=0)) == 12


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["12a"], 2, "NUMBER: expected one to four digits, got '12a'"),
        (["12345"], 2, "NUMBER: expected one to four digits, got '12345'"),
        ([""], 2, "NUMBER: expected one to four digits, got ''"),
        (["١٢"], 2, "NUMBER: expected one to four digits"),
        (["7\n"], 2, "NUMBER: expected one to four digits, got '7\\n'"),
        (["7", "--out", "a.jpg"], 2, "--out: expected a name that ends in .png, got 'a.jpg'"),
        (["7", "--gif", "a.png"], 2, "--gif: expected a name that ends in .gif, got 'a.png'"),
        (["7", "--out", "no/such/place/a.png"], 1, "no/such/place/a.png: no such file or directory"),
        (["7", "--gif", "no/such/place/a.gif"], 1, "no/such/place/a.gif: no such file or directory"),
        (["7", "--out", "folder.png"], 1, "folder.png: is a directory"),
    ],
)
def test_what_is_wrong_takes_one_line(
    arguments: list[str], code: int, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder.png").mkdir()
    done = runner.invoke(cli, arguments)
    assert done.exit_code == code
    assert done.stderr.startswith(words)
    assert done.stderr.count("\n") == 1
    assert done.stdout == ""
    assert [file.name for file in tmp_path.iterdir()] == ["folder.png"]


@pytest.mark.parametrize("option", [["--seed", "10000"], ["--colours", "-1"], ["--temperature", "2"]])
def test_bounds_are_those_of_the_page(option: list[str]) -> None:
    assert runner.invoke(cli, ["7", *option]).exit_code == 2


def test_it_is_one_of_the_programs_commands() -> None:
    done = runner.invoke(unrolled, ["paint", "--help"])
    assert done.exit_code == 0
    assert "--no-window" in done.stdout
