#!/usr/bin/env python3
"""Draws the small pictures of the house fronts to choose from: static/pictures/fronts.webp, six in a row."""

from pathlib import Path

from PIL import Image

from app.houses import draw
from app.scenes._house_read_fronts import FRONTS

OUT = Path(__file__).resolve().parents[1] / "static/pictures/fronts.webp"
COLUMNS, WIDTH, HEIGHT = 6, 256, 128


def sheet() -> Image.Image:
    """All of them on one picture."""
    made = Image.new("RGB", (COLUMNS * WIDTH, -(-len(FRONTS) // COLUMNS) * HEIGHT))
    for i, (number, seed) in enumerate(FRONTS):
        house = draw(number, seed, scale=2, held_out=True)
        made.paste(Image.fromarray(house.picture), (i % COLUMNS * WIDTH, i // COLUMNS * HEIGHT))
    return made


if __name__ == "__main__":
    sheet().save(OUT, quality=72, method=6)
    print(f"{OUT.name}: {OUT.stat().st_size} bytes")
