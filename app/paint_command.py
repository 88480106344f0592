"""`unrolled paint NUMBER`: a house number, painted by the network, as a picture or as an animation."""

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    import numpy as np
    from PIL import Image

    from app.models.painter.fine import Fine
    from app.scenes._house_generate_street import Street

    Pixels = np.ndarray[Any, Any]

SCALE, STREET_SCALE = 16, 8  # pixels of the picture a pixel of the canvas
GIF_SCALE, STREET_GIF_SCALE = 6, 3
COLUMNS = 4  # of a street
STROKE, LAST = 180, 2600  # milliseconds a stroke is shown, and the finished picture
ACCENT, RIM = (61, 220, 132), (8, 127, 60)  # the window, as on a dark page and on a light one


class Refused(Exception):
    """Why nothing is painted, in one line."""


def paint(
    number: Annotated[str, typer.Argument(help="One to four digits.", metavar="NUMBER")],
    seed: Annotated[
        int, typer.Option(min=0, max=9999, help="The hand: another seed gives another plate and writing.")
    ] = 38,
    colours: Annotated[
        int, typer.Option(min=0, max=9999, help="Another seed gives other colours of wall, plate and digits.")
    ] = 23,
    temperature: Annotated[
        float, typer.Option(min=0, max=1.5, help="0 is the plainest hand, 1 what training saw.")
    ] = 0.75,
    street: Annotated[bool, typer.Option("--street", help="Twelve houses, from this number on.")] = False,
    out: Annotated[Path | None, typer.Option(help="Where to write the picture, a .png. [NUMBER.png]")] = None,
    gif: Annotated[
        Path | None, typer.Option(help="Where to write the animation, a .gif: a stroke at a time.")
    ] = None,
    window: Annotated[
        bool, typer.Option("--window/--no-window", help="Show the write window in the animation.")
    ] = True,
) -> None:
    """Paint a house number: the same as on the page, with the same seeds."""
    try:
        check(number, out, gif)
    except Refused as problem:
        print(problem, file=sys.stderr)
        raise typer.Exit(2) from None
    if out is None and gif is None:
        out = Path(f"{number}.png")
    try:
        if out is not None:
            picture = still(begun(number, seed, colours, temperature, street))
            save(out, picture, format="PNG")
        if gif is not None:
            first, *rest = animation(begun(number, seed, colours, temperature, street), window)
            times = [STROKE] * len(rest) + [LAST]
            save(
                gif,
                first,
                format="GIF",
                save_all=True,
                append_images=rest,
                duration=times,
                loop=0,
                disposal=1,
            )
    except Refused as problem:
        print(problem, file=sys.stderr)
        raise typer.Exit(1) from None


def check(number: str, out: Path | None, gif: Path | None) -> None:
    """Raises Refused where a number or the name of a file is wrong."""
    if not re.fullmatch(r"[0-9]{1,4}", number):
        raise Refused(f"NUMBER: expected one to four digits, got {number[:40]!r}")
    for option, file, ending in (("--out", out, ".png"), ("--gif", gif, ".gif")):
        if file is not None and file.suffix.lower() != ending:
            raise Refused(f"{option}: expected a name that ends in {ending}, got {str(file)!r}")


def save(file: Path, picture: "Image.Image", **how: Any) -> None:
    """Writes a picture and says so. Raises Refused."""
    try:
        picture.save(file, **how)
    except OSError as problem:
        reason = problem.strerror or str(problem)
        raise Refused(f"{file}: {reason[:1].lower() + reason[1:]}") from None
    frames = len(how.get("append_images", ())) + 1
    pictures = f", {frames} pictures" if frames > 1 else ""
    print(f"{file}: {picture.width} × {picture.height} pixels{pictures}")


def begun(number: str, seed: int, palette: int, temperature: float, street: bool) -> "Street":
    """What the scene `house-generate` paints with these params."""
    from app.scenes import _house_generate_hands as hands
    from app.scenes._house_generate_back import painter
    from app.scenes._house_generate_street import Street

    try:
        network = painter()
    except FileNotFoundError as problem:
        raise Refused(str(problem)) from None
    numbers = hands.street(number) if street else [number]
    z = hands.hands(seed, seed, 0.0, temperature, len(numbers))
    chosen = hands.colours(palette, ("", "", ""), len(numbers))
    return Street(network, numbers, z, chosen, hands.PER_DIGIT, {})


class Easel:
    """The houses on a finer grid, one stroke after another."""

    def __init__(self, houses: "Street", scale: int) -> None:
        from app.models.painter import fine

        self.houses, self.scale = houses, scale
        self.fines: list[Fine] = [
            fine.start(painting.painter, len(painting.work.digits), scale) for painting in houses.paintings
        ]

    def stroke(self) -> "Pixels":
        """Makes one in every unfinished house; returns which those were (B,)."""
        from app.models.painter import fine

        active = self.houses.stroke()
        for k, rows in enumerate(self.houses.rows):
            if active[rows[0]]:
                self.fines[k] = fine.add(self.fines[k], self.houses.paintings[k].strokes[-1])
        return active

    @property
    def over(self) -> bool:
        return all(painting.over for painting in self.houses.paintings)

    def pictures(self) -> "Pixels":
        """(B, h, w, 3) uint8."""
        from app.models.painter import fine
        from app.scenes._house_generate_wire import pixels, steepness

        steep = steepness(self.scale)
        shown = zip(self.houses.paintings, self.fines, strict=True)
        each = iter(
            [pixels(fine.picture(canvas, painting.work.colours, steep)) for painting, canvas in shown]
        )
        return self.houses.of_all(lambda _: next(each))


def still(houses: "Street") -> "Image.Image":
    """The finished picture."""
    easel = Easel(houses, SCALE if len(houses.numbers) == 1 else STREET_SCALE)
    while not easel.over:
        easel.stroke()
    return tiled(easel.pictures())


def animation(houses: "Street", window: bool) -> "list[Image.Image]":
    """The empty canvas, a picture after every stroke, and last of all no window."""
    from PIL import Image

    scale = GIF_SCALE if len(houses.numbers) == 1 else STREET_GIF_SCALE
    easel = Easel(houses, scale)
    shown = [tiled(easel.pictures())]
    while not easel.over:
        active = easel.stroke()
        pictures = easel.pictures()
        if window:
            pictures = framed(pictures, houses, active, scale)
        shown.append(tiled(pictures))
    if window:
        shown.append(tiled(easel.pictures()))
    # One palette for all, so that what is not painted on stands still.
    sample = Image.new("RGB", (shown[0].width, 3 * shown[0].height))
    for place, picture in enumerate((shown[len(shown) // 2], shown[-1], shown[3])):
        sample.paste(picture, (0, place * shown[0].height))
    palette = sample.quantize(256, dither=Image.Dither.NONE)
    return [picture.quantize(palette=palette, dither=Image.Dither.NONE) for picture in shown]


def framed(pictures: "Pixels", houses: "Street", active: "Pixels", scale: int) -> "Pixels":
    """The pictures with the last stroke's window drawn into every house that was painted on."""
    import numpy as np
    from PIL import Image, ImageDraw

    from app.scenes._house_generate_frames import window

    windows = houses.of_last(lambda stroke: window(stroke.window))
    reach = houses.first.painter.config.write / 2
    out = []
    for picture, (x, y, across, down, *_), on in zip(pictures, windows, active, strict=True):
        image = Image.fromarray(picture)
        if on:
            left, right = (scale * (x + side * reach * across + 0.5) for side in (-1, 1))
            top, bottom = (scale * (y + side * reach * down + 0.5) for side in (-1, 1))
            box = (max(left, 1), max(top, 1), min(right, image.width - 2), min(bottom, image.height - 2))
            inner = (box[0] + 1, box[1] + 1, box[2] - 1, box[3] - 1)
            ImageDraw.Draw(image).rectangle(box, outline=RIM, width=max(3, scale // 2))
            ImageDraw.Draw(image).rectangle(inner, outline=ACCENT, width=max(1, scale // 2 - 2))
        out.append(np.asarray(image))
    return np.stack(out)


def tiled(pictures: "Pixels") -> "Image.Image":
    """(B, h, w, 3) → one picture; a street in rows."""
    import numpy as np
    from PIL import Image

    columns = min(COLUMNS, len(pictures))
    rows = [np.concatenate(list(pictures[i : i + columns]), axis=1) for i in range(0, len(pictures), columns)]
    return Image.fromarray(np.concatenate(rows, axis=0))
