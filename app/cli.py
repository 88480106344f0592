"""The command line: `unrolled` is short for `unrolled serve`."""

import sys
from typing import Annotated

import typer

import app as package
from app.paint_command import paint
from app.read_command import read
from app.training.cli import app as train
from app.training.painter_cli import painter

cli = typer.Typer(
    add_completion=False,
    help="Recurrent networks, one step at a time: starts the server that shows them in a browser.",
    context_settings={"help_option_names": ["-h", "--help"]},
    rich_markup_mode=None,  # plain lines, to be read in a log and copied
)


def _version(wanted: bool) -> None:
    if wanted:
        print(f"unrolled {package.__version__}")
        raise typer.Exit


@cli.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Recurrent networks, one step at a time."""


@cli.command()
def serve(
    host: Annotated[
        str | None, typer.Option(help="Address to listen on; 0.0.0.0 for everybody. [127.0.0.1]")
    ] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Port to listen on. [8000]")] = None,
    open_: Annotated[bool, typer.Option("--open", help="Open a browser.")] = False,
) -> None:
    """Start the server and print its address."""
    from app.serve import serve as run

    sys.exit(run(host, port, open_))


train.command()(painter)
cli.add_typer(train, name="train")
cli.command()(read)
cli.command()(paint)


def main() -> None:
    """Entry point. Without a command it serves."""
    arguments = sys.argv[1:]
    own = ("--help", "-h", "--version")
    if not arguments or (arguments[0].startswith("-") and arguments[0] not in own):
        arguments = ["serve", *arguments]
    cli(arguments, prog_name="unrolled")
