"""`unrolled read`: one line a picture, whatever the files are."""

import json
from pathlib import Path

import numpy as np
import pytest
import typer
from PIL import Image
from typer.testing import CliRunner

from app.houses import draw
from app.models import reader_weights
from app.read_command import parse_frame, read

cli = typer.Typer()
cli.command()(read)
runner = CliRunner()


@pytest.fixture
def front(tmp_path: Path) -> Path:
    """A clear number, in a picture file of another size than the reader's."""
    house = draw("52", 8, scale=4)
    path = tmp_path / "front.png"
    Image.fromarray(house.picture).save(path)
    return path


def test_one_line_a_picture(front: Path) -> None:
    done = runner.invoke(cli, [str(front), str(front)])
    assert done.exit_code == 0
    first, second = done.stdout.splitlines()
    assert first == second
    name, number, probability = first.split("\t")
    assert name == str(front)
    assert number == "52"
    assert 0 < float(probability) <= 1


def test_missing_weights_are_one_line_that_says_what_to_do(
    front: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = reader_weights.shipped.__wrapped__  # not kept from another test
    monkeypatch.setattr(reader_weights, "SHIPPED", tmp_path / "reader.npz")
    monkeypatch.setattr(reader_weights, "shipped", shipped)
    done = runner.invoke(cli, [str(front)])
    assert done.exit_code == 1
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert "reader.npz" in line
    assert "unrolled train reader" in line


def test_json_tells_beliefs_and_windows_in_the_pixels_of_the_file(front: Path) -> None:
    done = runner.invoke(cli, ["--json", str(front)])
    found = json.loads(done.stdout)
    assert set(found) == {"file", "number", "probability", "digits"}
    assert found["number"] == "52"
    boxes = draw("52", 8).boxes * 4
    for digit, box in zip(found["digits"], boxes, strict=True):
        assert len(digit["beliefs"]) == 11
        assert sum(digit["beliefs"]) == pytest.approx(1)
        assert digit["beliefs"][digit["digit"]] == digit["probability"]
        window = digit["window"]
        assert box[0] < window["left"] + window["width"] / 2 < box[2]
        assert box[1] < window["top"] + window["height"] / 2 < box[3]


def test_a_frame_chooses_between_two_numbers(tmp_path: Path) -> None:
    left, right = draw("52", 8, scale=4), draw("17", 5, scale=4)
    both = tmp_path / "both.png"
    Image.fromarray(np.concatenate((left.picture, right.picture), axis=1)).save(both)
    for shift, house in ((0, left), (512, right)):
        boxes = house.boxes * 4
        x0, y0, x1, y1 = boxes[0, 0], boxes[:, 1].min(), boxes[-1, 2], boxes[:, 3].max()
        frame = f"{shift + x0 - 20:.0f},{y0 - 20:.0f},{x1 - x0 + 40:.0f},{y1 - y0 + 40:.0f}"
        done = runner.invoke(cli, [str(both), "--frame", frame])
        assert done.stdout.split("\t")[1] == house.number


def huge(path: Path) -> Path:
    """A picture of 100 megapixels in a small file."""
    Image.new("1", (10000, 10000)).save(path)
    return path


def test_what_cannot_be_read_gets_one_line_and_the_others_are_read(front: Path, tmp_path: Path) -> None:
    text, empty, cut = tmp_path / "text.png", tmp_path / "empty.png", tmp_path / "cut.png"
    text.write_text("no picture")
    empty.write_bytes(b"")
    cut.write_bytes(front.read_bytes()[:900])
    bad = [text, empty, cut, huge(tmp_path / "huge.png"), tmp_path / "missing.png", tmp_path]
    done = runner.invoke(cli, [*map(str, bad[:3]), str(front), *map(str, bad[3:])])
    assert done.exit_code == 1
    assert done.stdout.count("\n") == 1
    assert done.stdout.split("\t")[1] == "52"
    lines = done.stderr.splitlines()
    assert len(lines) == len(bad)
    for path, line in zip(bad, lines, strict=True):
        assert line.startswith(f"{path}: ")
    assert "not a picture" in lines[0]
    assert "empty" in lines[1]
    assert "100 megapixels" in lines[3]
    assert "no such file" in lines[4]


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16", "F"])
def test_every_kind_of_picture(front: Path, tmp_path: Path, mode: str) -> None:
    path = tmp_path / ("kind.tif" if mode in ("CMYK", "I;16", "F") else "kind.png")
    image = Image.open(front)
    if mode == "I;16":
        image = Image.fromarray(np.asarray(image.convert("L")).astype(np.uint16) * 200)
    else:
        image = image.convert(mode)
    image.save(path)
    done = runner.invoke(cli, [str(path)])
    assert done.exit_code == 0
    assert done.stdout.split("\t")[1] == "52"


def test_transparent_is_white(tmp_path: Path) -> None:
    from app.read_command import open_photo

    Image.new("RGBA", (4, 4), (0, 0, 0, 0)).save(tmp_path / "clear.png")
    assert np.asarray(open_photo(tmp_path / "clear.png")).tolist() == [[255] * 4] * 4


def test_frames() -> None:
    assert parse_frame("1,2.5,30,40") == (1, 2.5, 30, 40)
    for text in ("1,2,3", "a,b,c,d", "1,2,0,4", "1,2,3,-4", "1,2,nan,4", ""):
        with pytest.raises(typer.BadParameter, match="--frame: expected"):
            parse_frame(text)


def test_a_frame_beside_the_photo_is_a_problem_of_that_file(front: Path) -> None:
    done = runner.invoke(cli, [str(front), "--frame", "9000,0,10,10"])
    assert done.exit_code == 1
    assert "frame: expected it to lie on the photo of 512 × 256" in done.stderr
