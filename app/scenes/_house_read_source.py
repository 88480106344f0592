"""A picture that somebody chose: a house front, a number on a wall, a drawing or a photo.

Shared by the scenes that look at one.
"""

from typing import Annotated, Any, Literal

from pydantic import Field as Param
from pydantic import ValidationInfo, field_validator

from app.houses import draw
from app.scenes import _house_read_ink as inks
from app.scenes import _house_read_photo as photos
from app.scenes._house_read_fronts import FRONTS, STYLES
from app.scenes._house_read_picture import SCALE, Array, letterboxed
from app.scenes.scene import Params

BY_VIEW: dict[str, Any] = {"widget": "none"}  # the picture itself is the control
NO_LINK: dict[str, Any] = {"widget": "none", "link": False}  # too large for an address


class PictureParams(Params):
    """Where the picture comes from; a scene adds the `number` that is put on a wall."""

    strokes: Annotated[
        str,
        Param(
            max_length=inks.LONGEST,
            title="Drawing",
            description="Strokes, four characters a point: x and y in tenths of a pixel, base 36.",
            json_schema_extra=BY_VIEW,
        ),
    ] = ""
    photo: Annotated[
        str,
        Param(
            max_length=photos.LONGEST,
            title="Photo",
            description="Width, height, brightness and colours in base 64. It does not travel in the link.",
            json_schema_extra=NO_LINK,
        ),
    ] = ""
    source: Annotated[
        Literal["house", "number", "drawing", "photo"],
        Param(
            title="Picture",
            description="A house front, your number on a wall, your drawing or your photo.",
            json_schema_extra=BY_VIEW,
        ),
    ] = "house"
    house: Annotated[
        int,
        Param(
            ge=0,
            le=len(FRONTS) - 1,
            title="House front",
            description=f"Which of the {len(FRONTS)} house fronts.",
            json_schema_extra=BY_VIEW,
        ),
    ] = 0
    style: Annotated[
        int,
        Param(
            ge=0,
            le=9999,
            title="Wall",
            description="Another number gives another wall, lettering and light.",
            json_schema_extra=BY_VIEW,
        ),
    ] = 20

    @field_validator("strokes")
    @classmethod
    def _legible(cls, text: str) -> str:
        inks.decode(text)
        return text

    @field_validator("photo")
    @classmethod
    def _pixels(cls, text: str) -> str:
        if text:
            photos.decode(text)
        return text

    @field_validator("source")
    @classmethod
    def _has_photo(cls, source: str, info: ValidationInfo) -> str:
        if source == "photo" and info.data.get("photo") == "":
            raise ValueError("a photo does not travel in the link: please choose it again")
        return source


def source(p: PictureParams, number: str) -> tuple[Array, str | None]:
    """What the params show, (h, 2h, 3) uint8, and the number on it if anybody knows."""
    if p.source == "photo":
        return letterboxed(photos.decode(p.photo)), None
    if p.source == "drawing":
        return inks.paint(inks.decode(p.strokes), SCALE), None
    if p.source == "number":
        return draw(number, STYLES + p.style, scale=SCALE).picture, number
    shown, seed = FRONTS[p.house]
    return draw(shown, seed, scale=SCALE, held_out=True).picture, shown


def drawn(p: PictureParams, number: str) -> Array | None:
    """The digits' boxes (n, 4), left, top, right, bottom in picture pixels, where the picture is drawn here."""
    if p.source == "number":
        return draw(number, STYLES + p.style, scale=1).boxes
    if p.source == "house":
        shown, seed = FRONTS[p.house]
        return draw(shown, seed, scale=1, held_out=True).boxes
    return None
