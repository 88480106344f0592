"""`unrolled train …`: makes the weights that are shipped. NumPy is loaded only when a command runs."""

import os
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    name="train",
    help="Make the weights that are shipped, or score them.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.callback()
def _training() -> None:
    """Make the weights that are shipped, or score them."""


@app.command()
def reader(
    minutes: Annotated[
        float | None, typer.Option(min=0.01, help="Train for this long, by the clock.")
    ] = None,
    iterations: Annotated[
        int | None, typer.Option(min=1, help="Train for this many batches of 64. [18000]")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Pictures, batches and weights follow from it.")] = 0,
    data: Annotated[
        Path | None,
        typer.Option(exists=True, file_okay=False, help="Folder with mnist.npz and svhn_train.tar."),
    ] = None,
    fonts: Annotated[
        Path | None,
        typer.Option(
            exists=True, file_okay=False, help="Folder with further fonts (*.woff2) to render with."
        ),
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on from the last checkpoint.")] = False,
    start: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="Begin with these weights; more real photos."),
    ] = None,
    evaluate: Annotated[
        bool, typer.Option("--evaluate", help="Only score the weights; write the card.")
    ] = False,
    pictures: Annotated[int, typer.Option(min=1, help="Rendered pictures to learn from.")] = 60000,
    scored: Annotated[int, typer.Option(min=1, help="Rendered and handwritten pictures to score.")] = 1000,
    weights: Annotated[
        Path | None, typer.Option(help="The weights file; its card lies beside it. [the one that is shipped]")
    ] = None,
    cache: Annotated[
        Path | None,
        typer.Option(help="Folder for drawn pictures and the checkpoint. [~/.cache/unrolled/reader]"),
    ] = None,
) -> None:
    """Train the network that reads house numbers, or score it."""
    if minutes is not None and iterations is not None:
        raise typer.BadParameter("give either --minutes or --iterations, not both")
    from app.models.reader_weights import SHIPPED
    from app.training.reader_command import evaluate_reader, plan_for, train_reader

    file = weights or SHIPPED
    if not evaluate:
        plan = plan_for(seed, minutes, iterations, pictures, further=start is not None)
        train_reader(plan, data, fonts, cache or cache_folder(), file, resume=resume, start=start)
    if not file.exists():
        raise typer.BadParameter(f"there are no weights in {file}: train first")
    evaluate_reader(file, data, scored)


def cache_folder() -> Path:
    """Where drawn pictures and checkpoints are kept."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "unrolled" / "reader"
