"""What can be chosen and changed in the scene `house-generate`."""

from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import Field as Param
from pydantic import ValidationInfo, field_validator

from app.scenes._house_generate_hands import HEIGHT, MOST, PER_DIGIT, STEPS, WIDTH
from app.scenes._house_generate_sitter import legible
from app.scenes._house_read_source import BY_VIEW, PictureParams

SEED: dict[str, Any] = {"widget": "seed"}
COLOUR: dict[str, Any] = {"widget": "colour", "group": "more", "expects": "a colour like #1f3a8c, or none"}
Hex = Annotated[str, Param(pattern=r"^(#[0-9a-fA-F]{6})?$")]
Numbers = tuple[float, ...]


class HouseGenerateParams(PictureParams):
    """What is painted, in which hand and colours, and what is done to the painter."""

    number: Annotated[
        str,
        Param(
            pattern=rf"^[0-9]{{1,{MOST}}}$",
            title="Number",
            description="One to four digits: the network is told them, and nothing of how they look.",
            json_schema_extra={"expects": "one to four digits"},
        ),
    ] = "742"
    hand: Annotated[
        int,
        Param(
            ge=0,
            le=9999,
            title="Hand",
            description="Seed of z: another number gives another plate and another writing.",
            json_schema_extra=SEED,
        ),
    ] = 38
    colours: Annotated[
        int,
        Param(
            ge=0,
            le=9999,
            title="Colours",
            description="Seed of the three colours of wall, plate and digits. A copy takes the picture's own.",
            json_schema_extra=SEED,
        ),
    ] = 23
    temperature: Annotated[
        float,
        Param(
            ge=0,
            le=1.5,
            title="Temperature",
            description=(
                "z is drawn from a Gaussian this wide around what the network has learnt to expect:"
                " 0 is the plainest hand, 1 what training saw."
            ),
        ),
    ] = 0.75
    street: Annotated[
        bool,
        Param(
            title="A street",
            description="Twelve houses at once, from this number on, each in a hand and colours of its own.",
        ),
    ] = False
    blend: Annotated[
        float,
        Param(
            ge=0,
            le=1,
            title="Blend",
            description="How much of a second hand is mixed into the first.",
        ),
    ] = 0.0
    second: Annotated[
        int,
        Param(
            ge=0,
            le=9999,
            title="Second hand",
            description="Seed of the hand that is mixed in.",
            json_schema_extra=SEED,
        ),
    ] = 35
    per_digit: Annotated[
        int,
        Param(
            ge=1,
            le=PER_DIGIT,
            title="Strokes a digit",
            description=f"It learnt with {PER_DIGIT}, from top to bottom: with fewer, digits stay unfinished.",
            json_schema_extra={"unit": "strokes", "group": "more"},
        ),
    ] = PER_DIGIT
    wall: Annotated[
        Hex,
        Param(
            title="Wall",
            description="Colour of the wall.",
            json_schema_extra=COLOUR,
        ),
    ] = ""
    plate: Annotated[
        Hex,
        Param(
            title="Plate",
            description="Colour of the plate.",
            json_schema_extra=COLOUR,
        ),
    ] = ""
    digit: Annotated[
        Hex,
        Param(
            title="Digits",
            description="Colour of the digits.",
            json_schema_extra=COLOUR,
        ),
    ] = ""
    overrule: Annotated[
        Numbers,
        Param(
            max_length=3 * STEPS,
            title="Overruled",
            description="Step (from 0), x, y in canvas pixels of every write window put by hand.",
            json_schema_extra=BY_VIEW,
        ),
    ] = ()
    mode: Annotated[
        Literal["paint", "copy"],
        Param(
            title="Mode",
            description="Paint from z alone, or copy a picture: read, write, read again.",
        ),
    ] = "paint"

    @field_validator("overrule")
    @classmethod
    def _windows(cls, numbers: Numbers) -> Numbers:
        if len(numbers) % 3:
            raise ValueError(f"expected three numbers a window, got {len(numbers)}")
        windows = [numbers[i : i + 3] for i in range(0, len(numbers), 3)]
        for step, x, y in windows:
            if step != int(step) or not 0 <= step < STEPS:
                raise ValueError(f"expected a step from 0 to {STEPS - 1}, got {step:g}")
            if not (0 <= x <= WIDTH - 1 and 0 <= y <= HEIGHT - 1):
                raise ValueError(f"expected a centre within {WIDTH - 1} × {HEIGHT - 1}, got {x:g}, {y:g}")
        steps = [window[0] for window in windows]
        if any(a >= b for a, b in pairwise(steps)):
            raise ValueError(f"expected every step once, in order, got {', '.join(f'{s:g}' for s in steps)}")
        return tuple(round(float(v), 1) for v in numbers)

    @field_validator("mode")
    @classmethod
    def _can_be_copied(cls, mode: str, info: ValidationInfo) -> str:
        known = ("source", "house", "number", "style", "strokes", "photo")
        if mode == "copy" and all(name in info.data for name in known):
            legible(**{name: info.data[name] for name in known})
        return mode

    @property
    def forced(self) -> dict[int, tuple[float, float]]:
        """Where the window is put, by step: (x, y) in canvas pixels."""
        o = self.overrule
        return {int(o[i]): (o[i + 1], o[i + 2]) for i in range(0, len(o), 3)}

    @property
    def chosen(self) -> tuple[str, str, str]:
        """Wall, plate and digits as ``#rrggbb``; empty where nobody chose."""
        return self.wall, self.plate, self.digit
