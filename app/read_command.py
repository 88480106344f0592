"""`unrolled read FILE…`: the house number in each picture, one line a picture."""

import contextlib
import json
import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from PIL import Image

    from app.houses.photo import Frame, View
    from app.models.reading import Reading

MEGAPIXELS = 64  # larger pictures are refused before they are unpacked


class Unreadable(Exception):
    """Why a file cannot be read, in one line."""


def read(
    files: Annotated[list[Path], typer.Argument(help="Pictures.", metavar="FILE…")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")] = False,
    frame: Annotated[
        str | None,
        typer.Option(
            metavar="LEFT,TOP,WIDTH,HEIGHT",
            help="A rough frame around the number, in pixels; what lies beyond it is not read.",
        ),
    ] = None,
) -> None:
    """Read the house number in each picture: its name, the number and its probability, tab-separated."""
    around = parse_frame(frame) if frame is not None else None
    from app.models.reader_weights import shipped

    try:
        shipped()
    except FileNotFoundError as problem:
        print(problem, file=sys.stderr)
        raise typer.Exit(1) from None
    failed = False
    for file in files:
        try:
            reading, part = read_file(file, around)
        except Unreadable as problem:
            print(f"{file}: {problem}", file=sys.stderr)
            failed = True
            continue
        if as_json:
            print(json.dumps(described(file, reading, part), ensure_ascii=False), flush=True)
        else:
            print(f"{file}\t{reading.number}\t{reading.probability:.4f}", flush=True)
    if failed:
        raise typer.Exit(1)


def parse_frame(text: str) -> "Frame":
    """LEFT,TOP,WIDTH,HEIGHT as four numbers."""
    try:
        left, top, width, height = (float(part) for part in text.split(","))
    except ValueError:
        raise typer.BadParameter(f"--frame: expected LEFT,TOP,WIDTH,HEIGHT in pixels, got {text!r}") from None
    if not all(map(math.isfinite, (left, top, width, height))) or width <= 0 or height <= 0:
        raise typer.BadParameter(f"--frame: expected a width and height above 0, got {text!r}")
    return left, top, width, height


def read_file(file: Path, frame: "Frame | None") -> "tuple[Reading, View]":
    """The surest reading of a picture file, and which part of it that look saw.

    It looks several times, and where it found digits as often again, right around them. Raises Unreadable.
    """
    import numpy as np

    from app.houses.photo import around, cut, framed, looks, view
    from app.models.reader_weights import shipped
    from app.models.reading import read as read_picture

    photo, left, top = open_photo(file), 0, 0
    try:
        if frame is not None:
            photo, frame, (left, top) = framed(photo, frame)
    except ValueError as problem:
        raise Unreadable(str(problem)) from None

    def at(frame: "Frame | None") -> "list[tuple[Reading, View]]":
        part = view(photo.width, photo.height, frame)
        return [(read_picture(shipped(), cut(photo, look)), look) for look in looks(part)]

    def surest(readings: "list[tuple[Reading, View]]") -> "tuple[Reading, View]":
        return max(readings, key=lambda pair: pair[0].probability)

    first = at(frame)
    reading, part = surest(first)
    closer = []
    if reading.digits:
        # What it took for digits may lie beyond the photo's edge: then there is nothing to look at.
        with contextlib.suppress(ValueError):
            closer = at(around(np.array([digit.window for digit in reading.digits]), part))
    reading, part = surest(first + closer)
    return reading, part._replace(left=part.left + left, top=part.top + top)


def open_photo(file: Path) -> "Image.Image":
    """The picture in grey, upright, on white where it is transparent. Raises Unreadable."""
    from PIL import Image, ImageOps

    try:
        if file.stat().st_size == 0:
            raise Unreadable("the file is empty")
        # The size is checked here, and more strictly than Pillow's own warning does.
        Image.MAX_IMAGE_PIXELS = None
        with Image.open(file) as image:
            megapixels = image.width * image.height / 1e6
            if megapixels > MEGAPIXELS:
                raise Unreadable(f"{megapixels:.0f} megapixels are too many, expected at most {MEGAPIXELS}")
            return grey(ImageOps.exif_transpose(image))
    except OSError as problem:
        reason = problem.strerror or "not a picture that can be opened"
        raise Unreadable(reason[:1].lower() + reason[1:]) from None
    except (ValueError, SyntaxError, EOFError, ArithmeticError, IndexError, KeyError):
        # What Pillow raises for a damaged file depends on the format.
        raise Unreadable("not a picture that can be opened") from None


def grey(image: "Image.Image") -> "Image.Image":
    """Any mode as 8-bit grey."""
    import numpy as np
    from PIL import Image

    if image.mode in ("I", "F") or image.mode.startswith(
        "I;"
    ):  # more than 8 bits: from the darkest to the brightest
        values = np.asarray(image, dtype=np.float64)
        span = float(np.ptp(values)) or 1.0
        return Image.fromarray(((values - values.min()) * (255 / span)).astype(np.uint8))
    if "A" in image.getbands() or "transparency" in image.info:
        clear = image.convert("RGBA")
        white = Image.new("RGBA", clear.size, "white")
        return Image.alpha_composite(white, clear).convert("L")
    return image.convert("L")


def described(file: Path, reading: "Reading", part: "View") -> dict[str, Any]:
    """The reading as plain values; windows in pixels of the picture."""
    return {
        "file": str(file),
        "number": reading.number,
        "probability": reading.probability,
        "digits": [
            {
                "digit": digit.digit,
                "probability": digit.probability,
                "beliefs": [float(p) for p in digit.beliefs],
                "window": {
                    "left": part.left + part.scale * (digit.window.x - digit.window.width / 2),
                    "top": part.top + part.scale * (digit.window.y - digit.window.height / 2),
                    "width": part.scale * digit.window.width,
                    "height": part.scale * digit.window.height,
                },
            }
            for digit in reading.digits
        ],
    }
