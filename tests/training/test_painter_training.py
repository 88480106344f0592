"""The painter's training: what it learns from, that it learns, that a resumed run takes the same steps."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.models.painter import Config, canvas, weights
from app.training import painter_prior, painter_score
from app.training.painter_data import Numbers, rendered
from app.training.plates import Pen, batch, compose
from app.training.train_painter import Examples, Plan, Source, Trainer

SMALL = Config(
    height=40, width=80, wide=2, per_digit=2, latent=3, encoder=8, decoder=10, read=3, write=5, extent=14.0
)


@pytest.fixture(scope="module")
def numbers() -> Numbers:
    rng, pen = np.random.default_rng(0), Pen()
    return Numbers({length: pen.plates(12, length, rng) for length in range(1, 5)})


def source(numbers: Numbers, length: int | None = None) -> Source:
    def draw(rng: np.random.Generator) -> Examples:
        b = numbers.batch(6, rng, length)
        return Examples(b.x, b.digits, b.colours)

    return draw


def test_pictures_are_sharp_and_differ(numbers: Numbers) -> None:
    plates = numbers.plates[3]
    assert len(np.unique(plates.fonts)) > 4
    assert plates.masks.max(axis=(1, 2)).min() > 200
    # Every number keeps clear of the border: there is room for its plate.
    inked = plates.masks > 60
    assert not inked[:, :3].any()
    assert not inked[:, -3:].any()
    b = batch(plates, np.arange(12), np.random.default_rng(1))
    assert b.x.shape == (12, 3, 40, 80)
    assert b.x.dtype == np.float32
    assert b.x.min() >= 0.01
    assert b.x.max() <= 0.99
    again = batch(plates, np.arange(12), np.random.default_rng(1))
    assert np.array_equal(b.x, again.x)


def test_the_layers_can_show_a_rendered_picture(numbers: Numbers) -> None:
    """In primary colours the channels are the shares that the canvas mixes; only light moves them."""
    primary = np.repeat(painter_score.PRIMARY, 12, axis=0)
    x = compose(numbers.plates[2].masks, primary, np.random.default_rng(2))
    ink = numbers.plates[2].masks / 255
    assert np.abs(x[:, 2] - np.clip(ink, 0.01, 0.99)).max() < 0.2
    seen = canvas.axes(x, primary, 1).seen
    assert seen[ink == 1].min() > 0.7


def test_a_few_steps_lower_the_bound_and_a_resumed_run_takes_the_same_ones(
    numbers: Numbers, tmp_path: Path
) -> None:
    plan = Plan(iterations=30, rate=1e-2, warm_up=3, kl_warm_up=10)
    whole = Trainer(SMALL, plan, source(numbers, 2))
    first = [whole.step() for _ in range(15)]
    whole.save(tmp_path / "at15.npz")
    rest = [whole.step() for _ in range(15)]
    assert whole.done
    assert np.mean([r[0] for r in rest[-5:]]) < 0.8 * np.mean([r[0] for r in first[:5]])
    resumed = Trainer(SMALL, plan, source(numbers, 2))
    resumed.load(tmp_path / "at15.npz")
    assert [resumed.step() for _ in range(15)] == rest
    assert np.array_equal(resumed.painter.flat, whole.painter.flat)
    assert np.array_equal(resumed.averaged().flat, whole.averaged().flat)
    assert not np.array_equal(whole.averaged().flat, whole.painter.flat)


def test_a_fitted_prior_lowers_the_bound_and_leaves_copies_as_they_are(numbers: Numbers) -> None:
    trainer = Trainer(SMALL, Plan(iterations=60, rate=1e-2, warm_up=3, kl_warm_up=60), source(numbers, 2))
    for _ in trainer.run():
        pass
    fitted = painter_prior.fit(trainer.painter, source(numbers, 2), batches=30)
    assert fitted.config == replace(SMALL, prior=True)
    examples = source(numbers, 2)(np.random.default_rng(1))
    noise = np.random.default_rng(2).standard_normal((6, 6, 3), dtype=np.float32)
    before, after = (
        painter.copy(examples.x, examples.digits, noise, examples.colours)
        for painter in (trainer.painter, fitted)
    )
    assert np.abs(after.state.ink - before.state.ink).max() < 1e-3
    assert np.abs(after.state.ground - before.state.ground).max() < 1e-3
    assert after.kl.mean() < before.kl.mean() - 0.1


def test_a_second_stage_may_add_a_prior(numbers: Numbers, tmp_path: Path) -> None:
    first = Trainer(SMALL, Plan(iterations=2), source(numbers, 1))
    for _ in first.run():
        pass
    first.save(tmp_path / "first.npz")
    second = Trainer(replace(SMALL, prior=True), Plan(iterations=2, seed=3), source(numbers, 1))
    second.begin(tmp_path / "first.npz")
    assert np.array_equal(second.painter.flat[: first.average.size], first.average)
    assert not second.painter.params["prior.W"].any()
    assert (second.iteration, [s.iterations for s in second.stages]) == (0, [2])
    second.step()
    assert second.painter.params["prior.W"].any()


def test_a_checkpoint_of_other_sizes_is_refused(numbers: Numbers, tmp_path: Path) -> None:
    Trainer(SMALL, Plan(), source(numbers)).save(tmp_path / "small.npz")
    other = Trainer(Config(latent=4, encoder=8, decoder=10), Plan(), source(numbers))
    with pytest.raises(ValueError, match="expected Config"):
        other.load(tmp_path / "small.npz")


def test_reports_come_at_the_end_at_least(numbers: Numbers) -> None:
    trainer = Trainer(SMALL, Plan(iterations=3), source(numbers))
    reports = list(trainer.run(every=1e9))
    assert [r.iteration for r in reports] == [3]
    assert reports[0].kl > 0


def test_masks_are_rendered_once_and_kept(tmp_path: Path) -> None:
    first = rendered(tmp_path / "deep" / "masks.npz", 20, seed=3)
    again = rendered(tmp_path / "deep" / "masks.npz", 20, seed=99)
    assert [len(first.plates[n].masks) for n in (1, 2, 3, 4)] == [2, 4, 6, 8]
    for n in (1, 2, 3, 4):
        assert np.array_equal(first.plates[n].masks, again.plates[n].masks)
        assert np.array_equal(first.plates[n].digits, again.plates[n].digits)


def test_kept_weights_are_nearly_the_same(numbers: Numbers, tmp_path: Path) -> None:
    trainer = Trainer(SMALL, Plan(), source(numbers))
    weights.save(trainer.painter, tmp_path / "p.npz", {"minutes": 1.5})
    kept = weights.read(tmp_path / "p.npz")
    assert kept.config == SMALL
    assert kept.flat.dtype == np.float32
    assert np.abs(kept.flat - trainer.painter.flat).max() < 3e-3
    assert weights.about(tmp_path / "p.npz") == {"minutes": 1.5}


def test_steepness_tells_sharp_from_soft() -> None:
    sharp = np.zeros((1, 20, 20))
    sharp[:, :, 10:] = 1
    soft = np.clip((np.arange(20) - 6) / 8, 0, 1)[None, None, :].repeat(20, axis=1)
    assert painter_score.steepness(sharp) == pytest.approx(0.5)
    assert painter_score.steepness(soft) == pytest.approx(0.125)


def test_hands_measure_what_they_say() -> None:
    upright = np.zeros((1, 30, 40))
    upright[:, 5:25, 18:22] = 1
    slanted = np.zeros((1, 30, 40))
    for row in range(5, 25):
        left = 18 + (15 - row) // 2
        slanted[0, row, left : left + 4] = 1
    (width, slant, height, x, y), leaning = painter_score.hands(upright)[0], painter_score.hands(slanted)[0]
    assert width == pytest.approx(4, abs=0.7)
    assert slant == pytest.approx(0, abs=1e-9)
    assert (height, x, y) == (20, 19.5, 14.5)
    assert leaning[1] == pytest.approx(0.5, abs=0.05)
