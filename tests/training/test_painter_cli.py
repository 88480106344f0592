"""`unrolled train painter`, on a few pictures and for a few steps; and the reader that checks the painter."""

from pathlib import Path

import numpy as np
import pytest
import typer
from typer.testing import CliRunner

from app.models.painter import weights
from app.training import painter_mnist, plate_reader
from app.training.painter_cli import painter
from app.training.painter_data import Numbers
from app.training.plates import Pen

cli = typer.Typer()
cli.command()(painter)


def command(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(cli, list(arguments))
    return result.exit_code, result.output


def test_training_writes_weights_and_goes_on_from_its_checkpoint(tmp_path: Path) -> None:
    out, cache = tmp_path / "painter.npz", tmp_path / "cache"
    common = ("--pictures", "40", "--out", str(out), "--cache", str(cache), "--seed", "5")
    code, output = command("--iterations", "1", *common)
    assert code == 0, output
    assert "iteration 1:" in output
    first = weights.read(out)
    code, output = command("--iterations", "2", "--resume", *common)
    assert code == 0, output
    assert "iteration 2:" in output
    assert "iteration 1:" not in output
    made = weights.about(out)
    assert made["seed"] == 5
    assert [s["iterations"] for s in made["stages"]] == [2]
    assert np.abs(weights.read(out).flat - first.flat).max() > 0


def test_a_second_stage_begins_with_the_weights_of_the_first(tmp_path: Path) -> None:
    out, common = tmp_path / "painter.npz", ("--pictures", "40", "--iterations", "1", "--batch", "3")
    first = ("--cache", str(tmp_path / "one"), "--rate", "0.001", "--out", str(out))
    code, output = command(*common, *first)
    assert code == 0, output
    before = weights.read(out).flat
    second = ("--cache", str(tmp_path / "two"), "--rate", "0.0001", "--out", str(out))
    code, output = command(*common, *second, "--start", str(tmp_path / "one" / "painter-0.npz"))
    assert code == 0, output
    stages = weights.about(out)["stages"]
    assert [(s["iterations"], s["batch"], s["rate"]) for s in stages] == [(1, 3, 0.001), (1, 3, 0.0001)]
    # The first step's rate is one in a hundred of the rate.
    assert 0 < np.abs(weights.read(out).flat - before).max() < 1e-2


def test_digits_without_labels_are_learnt_and_measured_as_in_the_paper(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    digits = {f"x_{part}": rng.integers(0, 256, (4, 28, 28), dtype=np.uint8) for part in ("train", "test")}
    mnist = tmp_path / "mnist.npz"
    np.savez(mnist, **digits)
    out = tmp_path / "painter-mnist.npz"
    common = ("--data", "mnist", "--mnist", str(mnist), "--out", str(out))
    code, output = command("--iterations", "1", "--batch", "2", "--cache", str(tmp_path), *common)
    assert code == 0, output
    code, output = command("--evaluate", *common)
    assert code == 0, output
    card = out.with_suffix(".md").read_text()
    assert "1 updates\nof 2 digits" in card
    made = weights.read(out)
    found = painter_mnist.bound(made, mnist)
    assert f"| **{sum(found):.2f}** |" in card
    # An untrained network is unsure of every pixel: the bound lies near 784 times the entropy of one.
    assert 0.2 < sum(found) / 784 < 1.5


def test_what_cannot_be_done_is_said(tmp_path: Path) -> None:
    code, output = command("--minutes", "1", "--iterations", "1")
    assert code == 2
    assert "not both" in output
    code, output = command("--data", "mnist", "--mnist", str(tmp_path / "none.npz"))
    assert code == 2
    assert "MNIST" in output
    code, output = command("--evaluate", "--out", str(tmp_path / "none.npz"))
    assert code == 2
    assert "train" in output
    code, output = command("--resume", "--pictures", "40", "--iterations", "1", "--cache", str(tmp_path))
    assert code == 2
    assert "checkpoint" in output
    nowhere = ("--start", str(tmp_path / "none.npz"))
    code, output = command(*nowhere, "--pictures", "40", "--iterations", "1", "--cache", str(tmp_path))
    assert code == 2
    assert "checkpoint" in output


@pytest.fixture(scope="module")
def numbers() -> Numbers:
    rng, pen = np.random.default_rng(0), Pen()
    return Numbers({length: pen.plates(8, length, rng) for length in range(1, 5)})


def test_the_checking_reader_has_the_gradients_of_its_loss(numbers: Numbers) -> None:
    rng = np.random.default_rng(1)
    reader = plate_reader.PlateReader(rng)
    b = numbers.batch(4, rng, 3)
    seen, wanted = plate_reader.inked(b.x, b.colours), plate_reader.targets(b.digits)
    value, grads = reader.loss(seen, wanted)
    assert value == pytest.approx(np.log(11), abs=0.6)
    direction = {k: rng.normal(size=v.shape).astype(np.float32) for k, v in grads.items()}
    step = 1e-4  # float32: small enough for the rectifiers, large enough to be seen
    for name in ("0.W", "2.W", "4.W"):
        kept = reader.params[name].copy()
        reader.params[name][...] = kept + step * direction[name]
        ahead = reader.loss(seen, wanted)[0]
        reader.params[name][...] = kept - step * direction[name]
        behind = reader.loss(seen, wanted)[0]
        reader.params[name][...] = kept
        analytic = float((grads[name] * direction[name]).sum())
        assert (ahead - behind) / (2 * step) == pytest.approx(analytic, rel=0.05, abs=0.01)


def test_the_checking_reader_learns_and_is_kept(numbers: Numbers, tmp_path: Path) -> None:
    *_, (steps, loss, reader) = plate_reader.train(numbers, iterations=120, size=32)
    assert steps == 120
    assert loss < 2.2
    plate_reader.save(reader, tmp_path / "reader.npz")
    kept = plate_reader.load(tmp_path / "reader.npz")
    b = numbers.batch(8, np.random.default_rng(2), 2)
    seen = plate_reader.inked(b.x, b.colours)
    assert np.abs(kept.logits(seen) - reader.logits(seen)).max() < 0.1
    assert 0 <= plate_reader.accuracy(kept, numbers, each=8) <= 1


def test_targets_say_where_there_is_no_digit() -> None:
    assert plate_reader.targets(np.array([[7, 4], [0, 9]])).tolist() == [[7, 4, 10, 10], [0, 9, 10, 10]]
