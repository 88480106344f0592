"""Training the reader: exact gradients of what it is taught, repeatable to the bit, and it learns."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from app.houses import draw
from app.models.reader import END, FIRST, Config, Reader
from app.models.reader_weights import load, save
from app.nn.gradcheck import directional_check
from app.training import train_reader
from app.training.augment import HARSH, MILD, augment
from app.training.cli import app
from app.training.pictures import Pictures, shard, training_set
from app.training.reader_loss import Lesson, flat, learn, place, target_windows
from app.training.reader_score import bands, doubtful, score, surest
from app.training.train_reader import Lessons, Plan, Trainer, lesson, train

TINY = Config(patch=8, wide=4, maps=(2, 3, 3), features=6, hidden=5, context_maps=(2, 2, 2), context=4)
PLAN = Plan(iterations=6, batch=4, rendered=8, warm_up=2)


@pytest.fixture(scope="module")
def rendered() -> Pictures:
    return shard(50, 8)


def test_gradients_of_the_lesson_match_finite_differences(rendered: Pictures) -> None:
    """The windows looked through are the teacher's, so that they do not move with the parameters."""
    rng = np.random.default_rng(0)
    reader = Reader(TINY, dtype=np.float64, rng=rng)
    for name, value in reader.params.items():
        if name.endswith(".b"):
            value += rng.normal(0, 0.1, value.shape)
    taught = Lesson.of(rendered[:5], np.float64)
    taught.picture[...] += rng.normal(
        0, 0.3, taught.picture.shape
    )  # bare walls put rectifiers all at one corner
    fixed = reader.start(taught.picture)[0].window.copy()
    true_step = reader.step

    def step(state, record, window=None, **options):
        """Look first where the untrained reader looked, whatever its parameters say now."""
        return true_step(state, record, fixed if state.t == 0 else window, **options)

    reader.step = step  # type: ignore[method-assign]

    def lesson_of() -> tuple:
        return learn(reader, taught, teacher=1.0, keep=0.7, rng=np.random.default_rng(5))

    found, named = lesson_of()
    assert found.loss > 0
    params, grads = reader.params, flat(named)
    for name in params:
        check = directional_check(
            lambda: lesson_of()[0].loss,
            {name: params[name]},
            {name: grads[name]},
            np.random.default_rng(1),
            1e-5,
        )
        assert check.relative_error < 1e-5, name


def test_target_windows_stand_on_the_digits() -> None:
    house = draw("123", 4)
    boxes = np.full((1, 5, 4), -1.0)
    boxes[0, :3] = house.boxes
    windows = target_windows(boxes, np.array([3]))[0]
    centres = (house.boxes[:, :2] + house.boxes[:, 2:]) / 2
    np.testing.assert_allclose(windows[:3, :2], centres, rtol=1e-6)
    assert windows[3, 0] > windows[2, 0], "the end is looked for on the right"
    whole = windows[place(0)]
    assert whole[0] == pytest.approx((house.boxes[0, 0] + house.boxes[2, 2]) / 2, abs=0.5)
    assert np.exp(whole[2]) > house.boxes[2, 2] - house.boxes[0, 0]
    assert [place(t) for t in (1, 2, 3)] == [0, 0, 1]


def test_pictures_are_drawn_once_and_are_the_same_again(tmp_path: Path) -> None:
    first = training_set(tmp_path, 3, 4, None, 1)
    files = sorted(path.stat().st_mtime_ns for path in tmp_path.iterdir())
    again = training_set(tmp_path, 3, 4, None, 1)
    assert files == sorted(path.stat().st_mtime_ns for path in tmp_path.iterdir())
    assert np.array_equal(first.grey, again.grey)
    fresh = training_set(tmp_path / "other", 3, 4, None, 1)
    assert np.array_equal(first.grey, fresh.grey)
    assert not np.array_equal(first.grey, training_set(tmp_path, 4, 4, None, 1).grey)
    assert (first.labels[np.arange(4), first.counts] == END).all()


def test_changing_a_picture_keeps_the_number_in_it(rendered: Pictures) -> None:
    for seed in range(6):
        changed = augment(rendered, np.random.default_rng(seed), HARSH if seed % 2 else MILD)
        assert np.array_equal(changed.labels, rendered.labels)
        there = np.arange(5)[None] < changed.counts[:, None]
        boxes = changed.boxes[there]
        assert (boxes[:, 0] > -1).all()
        assert (boxes[:, 2] < 129).all()
        assert (boxes[:, 1] > -1).all()
        assert (boxes[:, 3] < 65).all()
        assert (boxes[:, 3] - boxes[:, 1] > 6).all()
        assert not np.array_equal(changed.grey, rendered.grey)
    same = augment(rendered, np.random.default_rng(0))
    assert np.array_equal(same.grey, augment(rendered, np.random.default_rng(0)).grey)


def trained(rendered: Pictures, plan: Plan = PLAN) -> Trainer:
    trainer = Trainer(plan, TINY)
    train(trainer, Lessons(rendered, None, None, 24), every=100, report=lambda *_: None)
    return trainer


def test_training_is_repeatable_and_goes_on_where_it_stopped(
    rendered: Pictures, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    through = trained(rendered)
    assert through.iteration == 6
    again = trained(rendered)
    monkeypatch.setattr(train_reader, "_lessons", Lessons(rendered, None, None, 24))
    halfway = Trainer(PLAN, TINY)
    for i in range(3):
        halfway.learn(lesson(PLAN, i, halfway.done))
    halfway.checkpoint(tmp_path / "half.npz")
    resumed = Trainer(PLAN, TINY)
    resumed.resume(tmp_path / "half.npz")
    train(resumed, Lessons(rendered, None, None, 24), every=100, report=lambda *_: None)
    for name, value in through.reader.params.items():
        assert np.array_equal(value, again.reader.params[name]), name
        assert np.array_equal(value, resumed.reader.params[name]), name
        assert np.array_equal(through.mean[name], resumed.mean[name]), name
    other = trained(rendered, replace(PLAN, seed=1))
    assert not np.array_equal(other.reader.name.params["W"], through.reader.name.params["W"])


def test_a_further_run_begins_with_trained_weights(rendered: Pictures, tmp_path: Path) -> None:
    weights = tmp_path / "reader.npz"
    save(trained(rendered).averaged(), weights)
    read = load(weights)
    plan = PLAN.further()
    assert plan.rate < PLAN.rate
    trainer = Trainer(plan, TINY)
    trainer.begin(read)
    for name, value in read.params.items():
        if not name.startswith("hint."):
            assert np.array_equal(trainer.reader.params[name], value), name
            assert np.array_equal(trainer.averaged().params[name], value), name
    train(trainer, Lessons(rendered, None, None, 24), every=100, report=lambda *_: None)
    assert trainer.iteration == 6
    assert trainer.teacher() == 0, "it looks through its own windows"
    with pytest.raises(ValueError, match="expected a reader of"):
        Trainer(plan).begin(read)


def test_it_learns_one_lesson_by_heart(rendered: Pictures) -> None:
    config = Config(
        patch=8, wide=4, maps=(6, 8, 8), features=32, hidden=32, context_maps=(4, 4, 4), context=16
    )
    trainer = Trainer(Plan(iterations=200, rate=5e-3, warm_up=1, keep=(1.0, 1.0)), config)
    one = Lesson.of(rendered[:3])
    before = trainer.learn(one)
    for _ in range(80):
        after = trainer.learn(one)
    assert after.digits < 0.3 * before.digits
    assert after.windows < 0.7 * before.windows


def test_scoring_counts_what_is_right(rendered: Pictures) -> None:
    reader = Reader(TINY, rng=np.random.default_rng(0))
    reader.name.params["b"][END] = 50
    result = score(reader, rendered)
    assert result.count == 8
    assert result.exact == 0, "it says at once that the number is over"
    assert result.digits == pytest.approx(0, abs=1)
    assert sum(n for _, n in result.by_length.values()) == 8
    assert result.places.given.min() > 0.99
    assert not result.places.right.any()
    rows = bands([result.places], (0.0, 0.5, 1.0))
    assert rows == [(0.5, 1.0, 0.0, 8)]
    assert doubtful([result.places]) == 1.0


def test_of_several_looks_the_surest_counts(rendered: Pictures) -> None:
    reader = Reader(TINY, rng=np.random.default_rng(0))
    other = augment(rendered, np.random.default_rng(1))
    both, seen, best = surest(reader, [rendered, other])
    one, two = (surest(reader, [pictures])[0].beliefs.prod(1) for pictures in (rendered, other))
    np.testing.assert_allclose(both.beliefs.prod(1), np.maximum(one, two))
    assert best.tolist() == [int(second) for second in one < two]
    for i, first in enumerate(one >= two):
        assert np.array_equal(seen.grey[i], (rendered if first else other).grey[i])


def test_the_command_trains_scores_and_writes_the_card(tmp_path: Path) -> None:
    weights = tmp_path / "reader.npz"
    runner = CliRunner()
    options = ["reader", "--iterations", "2", "--pictures", "70", "--scored", "10"]
    options += ["--weights", str(weights), "--cache", str(tmp_path / "cache")]
    done = runner.invoke(app, options)
    assert done.exit_code == 0, done.output
    card = weights.with_suffix(".md").read_text()
    assert "2 iterations of 64 pictures" in card
    assert "| rendered | **" in card
    assert "SVHN" in card
    more = runner.invoke(app, [*options, "--start", str(weights)])
    assert more.exit_code == 0, more.output
    card = weights.with_suffix(".md").read_text()
    assert "--iterations 2 --data DIR --pictures 70`: 2 iterations" in card
    assert (
        "Then `unrolled train reader --seed 0 --iterations 2 --data DIR --pictures 70 --start FILE`" in card
    )
    refused = runner.invoke(app, ["reader", "--iterations", "2", "--minutes", "3"])
    assert refused.exit_code == 2
    nothing = runner.invoke(app, ["reader", "--evaluate", "--weights", str(tmp_path / "none.npz")])
    assert nothing.exit_code == 2
    assert FIRST == 2
