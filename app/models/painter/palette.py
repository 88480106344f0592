"""Colours of walls, plates and digits that go together, as somebody might have chosen them."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating]

# (plate, ink), red, green, blue in 0…255
PLATES = np.array(
    [
        ((28, 60, 140), (245, 245, 240)),
        ((240, 240, 235), (25, 25, 30)),
        ((20, 20, 24), (230, 190, 90)),
        ((30, 90, 60), (245, 240, 220)),
        ((160, 30, 35), (250, 245, 235)),
        ((245, 225, 180), (60, 40, 25)),
        ((225, 170, 60), (30, 25, 25)),
        ((90, 60, 40), (245, 225, 190)),
        ((200, 215, 225), (20, 50, 110)),
        ((60, 130, 150), (250, 250, 240)),
        ((235, 200, 190), (120, 25, 40)),
        ((70, 60, 90), (240, 210, 120)),
        ((210, 220, 190), (40, 80, 40)),
        ((245, 245, 245), (20, 60, 150)),
    ]
)
WALLS = np.array(
    [
        (150, 80, 62),
        (178, 98, 74),
        (196, 186, 168),
        (120, 112, 104),
        (222, 214, 200),
        (92, 70, 56),
        (140, 150, 150),
        (206, 170, 130),
        (70, 78, 84),
        (170, 160, 120),
        (100, 120, 96),
    ]
)


def colours(rng: np.random.Generator, count: int) -> Array:
    """Random sets (count, 3, 3): wall, plate, ink; red, green, blue in 0…1. Wall and plate differ."""
    pair = PLATES[rng.integers(len(PLATES), size=count)] / 255 + rng.uniform(-0.06, 0.06, (count, 2, 3))
    found = np.empty((count, 3, 3))
    found[:, 1:] = np.clip(pair, 0.03, 0.97)
    todo = np.arange(count)
    while len(todo):
        wall = WALLS[rng.integers(len(WALLS), size=len(todo))] / 255 + rng.uniform(
            -0.05, 0.05, (len(todo), 3)
        )
        found[todo, 0] = np.clip(wall, 0.03, 0.97)
        todo = todo[np.abs(found[todo, 0] - found[todo, 1]).max(axis=1) < 0.28]
    return found


def found(x: Array) -> Array:
    """Wall, plate and ink (3, 3) of a picture x (3, H, W), for copying one whose colours nobody chose.

    The wall is what the border shows; of what differs from it, also in the shade, most is the plate, and what
    is farthest from that is the ink.
    """
    border = np.concatenate([x[:, 0], x[:, -1], x[:, :, 0], x[:, :, -1]], axis=1)
    wall = np.median(border, axis=1)
    pixels = x.reshape(3, -1)
    # A wall in the shade is the wall times a number.
    shade = (wall @ pixels) / (wall @ wall)
    differs = np.abs(pixels - wall[:, None] * np.clip(shade, 0.5, 1.25)).max(axis=0) > 0.12
    if differs.sum() > 30:
        pixels = pixels[:, differs]
    plate = np.median(pixels, axis=1)
    away = np.sqrt(((pixels - plate[:, None]) ** 2).sum(axis=0))
    ink = np.median(pixels[:, away >= 0.75 * np.percentile(away, 98)], axis=1)
    return np.stack([wall, plate, ink])
