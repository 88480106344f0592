"""The painter's sizes and its schedule: how many steps a number takes and what each is for."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

WINDOW = 7  # numbers that place a window: centre x, y; stride x, y; width x, y; log γ


class Moment(NamedTuple):
    """What step u of a painting is for."""

    u: int  # 0-based step
    wide: bool  # the ground (wall, plate, light) is being laid, not a digit
    row: int  # row in the tables of learnt window biases
    place: int  # 0-based place of the digit being painted; 0 in the wide steps
    length: int  # number of digits


@dataclass(frozen=True, slots=True)
class Config:
    """Sizes of a painter. Pictures are (3, height, width) for plates, (1, height, width) for ink.

    kind       ``plate``: three layers of ground and one of ink, mixed with the colours that were chosen;
               ``ink``: one layer of ink alone (the unconditional DRAW of the paper)
    digits     longest number
    wide       steps that lay the ground before the first digit, with windows up to the whole picture
    per_digit  steps for each digit, with windows of at most `extent` pixels
    latent     size of z at each step
    encoder    size of the encoder's LSTM; `decoder` of the decoder's
    read       the read window is read × read; the write window write × write
    """

    kind: Literal["plate", "ink"] = "plate"
    height: int = 40
    width: int = 80
    digits: int = 4
    wide: int = 4
    per_digit: int = 6
    latent: int = 12
    encoder: int = 128
    decoder: int = 256
    read: int = 7
    write: int = 12
    extent: float = 14.0
    noise: float = 0.15  # standard deviation of a colour value in the likelihood (plates)
    prior: bool = False  # what z is expected to be is learnt (see `prior`), not N(0, 1) whatever was painted

    @property
    def rows(self) -> int:
        return self.wide + self.per_digit

    @property
    def layers(self) -> int:
        """Layers of the ground: plate, light on the wall, light on the plate."""
        return 3 if self.kind == "plate" else 0

    @property
    def condition(self) -> int:
        """Size of what the decoder is told: all digits; the present one, its place; the length; the step."""
        return self.digits * 11 + 10 + self.digits + self.digits + self.rows

    def steps(self, length: int) -> int:
        """Steps for a number of `length` digits."""
        return self.wide + length * self.per_digit

    def moment(self, u: int, length: int) -> Moment:
        """What step u is for."""
        if not 1 <= length <= self.digits:
            raise ValueError(f"length: expected 1 to {self.digits} digits, got {length}")
        if not 0 <= u < self.steps(length):
            raise ValueError(f"step: expected 0 to {self.steps(length) - 1}, got {u}")
        if u < self.wide:
            return Moment(u, True, u, 0, length)
        place, stroke = divmod(u - self.wide, self.per_digit)
        return Moment(u, False, self.wide + stroke, place, length)

    def limits(self, wide: bool, count: int) -> tuple[float, float, float, float]:
        """Least and largest stride, in pixels, of count × count windows: (x low, x high, y low, y high)."""
        across = self.width - 1.0 if wide else min(self.extent, self.width - 1.0)
        down = self.height - 1.0 if wide else min(self.extent, self.height - 1.0)
        low = min(0.5, 4.0 / (count - 1))
        return low, across / (count - 1), low, down / (count - 1)
