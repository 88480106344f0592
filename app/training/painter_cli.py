"""`unrolled train painter`: makes the painter's weights, or measures them."""

import os
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
import typer
from rich.console import Console

from app.models.painter import Config, weights
from app.training import painter_mnist, painter_prior, painter_score, plate_reader
from app.training.painter_card import card
from app.training.painter_data import Numbers, rendered
from app.training.train_painter import Examples, Plan, Source, Trainer

TRAINED_ON, TESTED_ON = 80_000, 2_000
TEMPERATURE, OTHERS = 0.75, (0.5, 1.0)


def cache_folder() -> Path:
    """Where rendered pictures and checkpoints are kept."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "unrolled" / "painter"


def painter(
    minutes: Annotated[
        float | None, typer.Option(min=0.01, help="Train for this long, by the clock.")
    ] = None,
    iterations: Annotated[int | None, typer.Option(min=1, help="Train for this many batches.")] = None,
    seed: Annotated[int, typer.Option(min=0, help="Pictures, batches and weights follow from it.")] = 0,
    data: Annotated[
        Literal["plates", "mnist"], typer.Option(help="Rendered plates, or MNIST without labels.")
    ] = "plates",
    mnist: Annotated[Path, typer.Option(help="The file mnist.npz.")] = Path("data/mnist.npz"),
    resume: Annotated[bool, typer.Option("--resume", help="Go on from the last checkpoint.")] = False,
    start: Annotated[
        Path | None, typer.Option(help="Begin a new run with the weights of this checkpoint.")
    ] = None,
    rate: Annotated[float | None, typer.Option(min=1e-6, help="Largest learning rate.")] = None,
    batch: Annotated[int | None, typer.Option(min=1, help="Pictures for each update.")] = None,
    evaluate: Annotated[
        bool, typer.Option("--evaluate", help="Only measure the weights; write the card.")
    ] = False,
    pictures: Annotated[int, typer.Option(min=20, help="Rendered numbers to learn from.")] = TRAINED_ON,
    out: Annotated[Path | None, typer.Option(help="The weights file; the card lies beside it.")] = None,
    cache: Annotated[Path | None, typer.Option(help="Folder for rendered pictures, checkpoints.")] = None,
) -> None:
    """Train the network that paints house numbers, or measure it."""
    console, kept = Console(), cache or cache_folder()
    name = "painter" if data == "plates" else "painter-mnist"
    file = out or weights.WEIGHTS / f"{name}.npz"
    if minutes is not None and iterations is not None:
        raise typer.BadParameter("give either --minutes or --iterations, not both")
    if data == "mnist" and not mnist.exists():
        raise typer.BadParameter(f"there is no file {mnist}: say where MNIST lies with --mnist")
    if not evaluate:
        base = Plan(seed=seed) if data == "plates" else painter_mnist.PLAN
        plan = base.replaced(
            seed=seed,
            minutes=minutes,
            iterations=iterations or base.iterations,
            rate=rate or base.rate,
            batch=batch or base.batch,
        )
        source, config = sources(data, plan, mnist, kept, pictures)
        train(config, plan, source, kept / f"{name}-{seed}.npz", file, console, resume=resume, start=start)
        return
    if not file.exists():
        raise typer.BadParameter(f"there are no weights in {file}: train first")
    if data == "plates":
        measure(file, kept, console)
    else:
        made = weights.read(file)
        publish(
            file, painter_mnist.card(made, weights.about(file), painter_mnist.bound(made, mnist)), console
        )


def sources(data: str, plan: Plan, mnist: Path, cache: Path, pictures: int) -> tuple[Source, Config]:
    """Where batches come from, and the sizes of the painter that learns from them."""
    if data == "mnist":
        return painter_mnist.source(mnist, plan.batch), painter_mnist.CONFIG
    numbers = training_numbers(cache, pictures)

    def draw(rng: np.random.Generator) -> Examples:
        b = numbers.batch(plan.batch, rng)
        return Examples(b.x, b.digits, b.colours)

    return draw, Config(prior=True)


def training_numbers(cache: Path, count: int = TRAINED_ON) -> Numbers:
    """The rendered numbers to learn from."""
    return rendered(cache / f"numbers-{count}-1.npz", count, seed=1)


def train(
    config: Config,
    plan: Plan,
    source: Source,
    checkpoint: Path,
    file: Path,
    console: Console,
    *,
    resume: bool = False,
    start: Path | None = None,
) -> None:
    """Run a plan to its end, with a checkpoint every two minutes; write the weights.

    `resume` goes on with the run in `checkpoint`; `start` begins a new one with another checkpoint's weights.
    """
    trainer = Trainer(config, plan, source)
    checkpoint.parent.mkdir(parents=True, exist_ok=True)
    if resume:
        if not checkpoint.exists():
            raise typer.BadParameter(f"there is no checkpoint in {checkpoint}")
        trainer.load(checkpoint)
    elif start is not None:
        if not start.exists():
            raise typer.BadParameter(f"there is no checkpoint in {start}")
        trainer.begin(start)
        if config.prior and not trainer.painter.params["prior.W"].any():
            console.print("Fitting a prior to what the encoder says …")
            trainer.painter.flat[...] = painter_prior.fit(trainer.painter, source).flat
            trainer.average[...] = trainer.painter.flat
    kept = trainer.seconds
    for p in trainer.run():
        console.print(
            f"{p.seconds / 60:.1f} min, iteration {p.iteration}: bound {p.reconstruction + p.kl:.1f} = "
            f"{p.reconstruction:.1f} reconstruction + {p.kl:.1f} KL; largest gradient {p.norm:.0f}"
        )
        if p.seconds - kept > 120 or trainer.done:
            trainer.save(checkpoint)
            kept = p.seconds
    weights.save(trainer.averaged(), file, facts(trainer))
    console.print(f"Wrote {file} ({file.stat().st_size / 1e6:.1f} MB).")


def facts(trainer: Trainer) -> dict[str, Any]:
    """What the card says about the making: every stage, the last one last."""
    return {"seed": trainer.plan.seed, "stages": [s._asdict() for s in [*trainer.stages, trainer.stage]]}


def measure(file: Path, cache: Path, console: Console) -> None:
    """Measure the painter in a file and write its card beside it."""
    made = weights.read(file)
    held_out = rendered(cache / f"numbers-{TESTED_ON}-2.npz", TESTED_ON, seed=2)
    judge = cache / "plate-reader.npz"
    if not judge.exists():
        console.print("Training the reader that checks …")
        for k, loss, reader in plate_reader.train(training_numbers(cache)):
            console.print(f"  iteration {k}: cross-entropy {loss:.4f}")
            plate_reader.save(reader, judge)
    reader = plate_reader.load(judge)
    found = {
        "temperature": TEMPERATURE,
        "count": 2000,
        "bound": painter_score.bound(made, held_out),
        "reader": plate_reader.accuracy(reader, held_out),
        "read_back": painter_score.read_back(made, reader, TEMPERATURE),
        "others": {t: painter_score.read_back(made, reader, t, count=1000)[0] for t in OTHERS},
        "sharpness": painter_score.sharpness(made, TEMPERATURE),
        "variety": painter_score.variety(made, TEMPERATURE),
        "aim": painter_score.aim(made, TEMPERATURE),
    }
    publish(file, card(made, weights.about(file), found, TRAINED_ON), console)


def publish(file: Path, text: str, console: Console) -> None:
    """Write the card beside the weights, and show it."""
    file.with_suffix(".md").write_text(text, encoding="utf-8")
    console.print(text, markup=False, highlight=False)
