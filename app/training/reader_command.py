"""What `unrolled train reader` does: gather, train with progress and checkpoints, score, write the card."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from app.models.reader import MOST
from app.models.reader_weights import about, load, save
from app.training.reader_card import card, single
from app.training.reader_loss import Score
from app.training.reader_score import Result, doubtful, score, tests
from app.training.train_reader import Lessons, Plan, Trainer, gather, train


def plan_for(
    seed: int, minutes: float | None, iterations: int | None, pictures: int, further: bool = False
) -> Plan:
    """The plan that the options mean; with neither minutes nor iterations, the plan's own iterations.

    further  of a run that begins with trained weights
    """
    usual = Plan()
    until = None if minutes is not None else iterations or usual.iterations
    handwritten = max(1, pictures * usual.handwritten // usual.rendered)
    plan = Plan(seed=seed, iterations=until, minutes=minutes, rendered=pictures, handwritten=handwritten)
    return plan.further() if further else plan


def train_reader(
    plan: Plan,
    data: Path | None,
    fonts: Path | None,
    cache: Path,
    weights: Path,
    *,
    resume: bool = False,
    start: Path | None = None,
) -> None:
    """Train, and write the weights. `resume` goes on from the checkpoint, `start` begins with weights."""
    console = Console()
    with console.status("Drawing the pictures to learn from …"):
        lessons = gather(plan, data, cache, fonts=fonts)
    console.print(f"Learning from: {'; '.join(sources(lessons))}.")
    trainer = Trainer(plan)
    checkpoint = cache / f"checkpoint-{plan.seed}.npz"
    if resume:
        if not checkpoint.exists():
            raise typer.BadParameter(f"there is no checkpoint in {checkpoint}")
        trainer.resume(checkpoint)
    elif start is not None:
        trainer.begin(load(start))
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("starting", total=1.0)

        def report(trainer: Trainer, s: Score) -> None:
            left = trainer.seconds / max(trainer.done, 1e-9) * (1 - trainer.done) / 60
            progress.update(
                task,
                completed=trainer.done,
                description=f"iteration {trainer.iteration}: loss {s.digits:.3f}, windows {s.windows:.4f}, "
                f"right {100 * s.right:.1f} %, {left:.0f} min left",
            )
            if trainer.iteration % 500 == 0 or trainer.done >= 1:
                progress.console.print(progress.tasks[0].description)
                trainer.checkpoint(checkpoint)

        train(trainer, lessons, every=20, report=report)
    save(trainer.averaged(), weights, facts(trainer, lessons, about(start) if start is not None else {}))
    console.print(f"Wrote {weights} ({weights.stat().st_size / 1e6:.1f} MB).")


def sources(lessons: Lessons) -> list[str]:
    """What was learnt from, in words."""
    words = [f"{len(lessons.rendered):,} rendered house fronts, {lessons.families} font families"]
    if lessons.handwriting is not None:
        words.append(
            f"{len(lessons.handwriting):,} numbers composed of handwritten digits (MNIST's training set)"
        )
    if lessons.street is not None:
        words.append(
            f"{len(lessons.street):,} cuts from 1,700 real street-view photos (SVHN), up to {MOST} digits;"
            " half of them in another mixture of their colours"
        )
    return words


def facts(trainer: Trainer, lessons: Lessons, before: Mapping[str, Any]) -> dict[str, Any]:
    """What the card says about the making: this run's, after that of the weights it began with, if any."""
    plan = trainer.plan
    command = f"unrolled train reader --seed {plan.seed} --iterations {trainer.iteration} --data DIR"
    if plan.rendered != Plan().rendered:
        command += f" --pictures {plan.rendered}"
    run = {
        "command": command + (" --start FILE" if before else ""),
        "iterations": trainer.iteration,
        "batch": plan.batch,
        "minutes": trainer.seconds / 60,
        "sources": sources(lessons),
    }
    if before:
        return {**before, "further": [*before.get("further", []), run]}
    return run | {"teacher": plan.teacher[1]}


def evaluate_reader(weights: Path, data: Path | None, scored: int) -> None:
    """Score the weights on pictures never trained on, and write the card beside them."""
    console = Console()
    with console.status("Reading …"):
        network = load(weights)
        results = {kind: score(network, *looks(network)) for kind, looks in tests(data, scored).items()}
    threshold = doubtful([r.places for r in single(results)])
    _show(results, console)
    made = about(weights)
    missing = sorted(set(made.get("scores", {})) - set(results))
    if missing:
        console.print(f"The card stays as it is: without --data there is no score for {', '.join(missing)}.")
        return
    made |= {"sure": threshold, "scores": {kind: r.exact for kind, r in results.items()}}
    save(network, weights, made)
    weights.with_suffix(".md").write_text(card(network, made, results, threshold), encoding="utf-8")
    console.print(f"Wrote {weights.with_suffix('.md')}.")


def _show(results: dict[str, Result], console: Console) -> None:
    for kind, r in results.items():
        lengths = ", ".join(f"{n}: {100 * share:.1f} %" for n, (share, _) in r.by_length.items())
        console.print(
            f"{kind}: {100 * r.exact:.1f} % of {r.count} exact ({lengths}); windows {100 * r.inside:.1f} %"
        )
