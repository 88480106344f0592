"""Make static/fonts/UnrolledSigns.woff2: the few signs of mathematics that IBM Plex lacks, in its manner.

    pip install fonttools brotli
    python scripts/make_signs.py path/to/IBMPlexMono-Regular.woff2

Without them a page would borrow the minus of 10⁻⁹ or the bars of ‖h‖ from whatever font a machine has. The
outlines are drawn here, or taken from Plex Mono and scaled; so the result is under Plex's licence, the SIL
Open Font License, and bears another name, as that licence asks.
"""

import math
import sys
from pathlib import Path
from typing import Any

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

OUT = Path(__file__).parents[1] / "static/fonts/UnrolledSigns.woff2"
WIDTH, NARROW = 600, 420  # as wide as a letter of Plex Mono; as wide as a raised figure of Plex Serif
STROKE = 74


def bar(pen: Any, x0: float, y0: float, x1: float, y1: float) -> None:
    pen.moveTo((x0, y0))
    for point in ((x0, y1), (x1, y1), (x1, y0)):
        pen.lineTo(point)
    pen.closePath()


def disc(pen: Any, x: float, y: float, radius: float, clockwise: bool = True) -> None:
    """A circle as eight quadratic curves; a counter-clockwise one cuts a hole."""
    turn = -1 if clockwise else 1
    outer = radius / math.cos(math.pi / 8)

    def at(r: float, eighth: float) -> tuple[float, float]:
        angle = turn * eighth * math.pi / 4
        return x + r * math.cos(angle), y + r * math.sin(angle)

    pen.moveTo(at(radius, 0))
    for i in range(8):
        pen.qCurveTo(at(outer, i + 0.5), at(radius, i + 1))
    pen.closePath()


def ring(pen: Any, x: float, y: float, radius: float, stroke: float) -> None:
    disc(pen, x, y, radius)
    disc(pen, x, y, radius - stroke, clockwise=False)


def triangle_down(pen: Any) -> None:
    pen.moveTo((50, 660))
    for point in ((550, 660), (300, 0)):
        pen.lineTo(point)
    pen.closePath()
    pen.moveTo((155, 660 - STROKE))
    for point in ((300, 190), (445, 660 - STROKE)):
        pen.lineTo(point)
    pen.closePath()


def element_of(pen: Any) -> None:
    """∈: the left half of a ring, prolonged to the right, with a bar."""
    x, y, radius = 320.0, 330.0, 230.0
    inner, outer = radius - STROKE, radius
    pen.moveTo((510, y + outer))
    pen.lineTo((510, y + inner))
    pen.lineTo((x, y + inner))
    pen.qCurveTo((x - inner, y + inner), (x - inner, y))
    pen.qCurveTo((x - inner, y - inner), (x, y - inner))
    pen.lineTo((510, y - inner))
    pen.lineTo((510, y - outer))
    pen.lineTo((x, y - outer))
    pen.qCurveTo((x - outer, y - outer), (x - outer, y))
    pen.qCurveTo((x - outer, y + outer), (x, y + outer))
    pen.closePath()
    bar(pen, x - inner, y - STROKE / 2, 490, y + STROKE / 2)


def main(source: str) -> None:
    plex = TTFont(source)
    glyphs, names = plex.getGlyphSet(), plex.getBestCmap()

    def bounds(char: str) -> tuple[float, float, float, float]:
        glyph = plex["glyf"][names[ord(char)]]
        return glyph.xMin, glyph.yMin, glyph.xMax, glyph.yMax

    def scaled(pen: Any, char: str, like: str) -> None:
        """A letter of Plex, small and on the line of the figure `like`."""
        recording = DecomposingRecordingPen(glyphs)
        glyphs[names[ord(char)]].draw(recording)
        _, low, _, high = bounds(like)
        factor = (high - low) / (bounds("1")[3] - bounds("1")[1])
        recording.replay(TransformPen(pen, (factor, 0, 0, factor, (NARROW - WIDTH * factor) / 2, low)))

    def small_minus(pen: Any, like: str) -> None:
        _, low, _, high = bounds(like)
        middle = (low + high) / 2
        bar(pen, 60, middle - 28, 360, middle + 28)

    def norm(pen: Any) -> None:
        _, low, _, high = bounds("|")
        bar(pen, 90, low, 90 + STROKE, high)
        bar(pen, 330 - STROKE, low, 330, high)

    signs = {
        "⁻": lambda pen: small_minus(pen, "⁴"),
        "₋": lambda pen: small_minus(pen, "₂"),
        "‖": norm,
        "∇": triangle_down,
        "∘": lambda pen: ring(pen, 300, 330, 130, 62),
        "⊙": lambda pen: (ring(pen, 300, 330, 245, 62), disc(pen, 300, 330, 62)),
        "∈": element_of,
        "ᵀ": lambda pen: scaled(pen, "T", "⁴"),
        "ₜ": lambda pen: scaled(pen, "t", "₂"),
    }
    narrow = {f"uni{ord(sign):04X}" for sign in "⁻₋‖ᵀₜ"}
    outlines = {".notdef": TTGlyphPen(None).glyph(), "space": TTGlyphPen(None).glyph()}
    cmap = {0x20: "space"}
    for sign, draw in signs.items():
        pen = TTGlyphPen(None)
        draw(pen)
        cmap[ord(sign)] = f"uni{ord(sign):04X}"
        outlines[f"uni{ord(sign):04X}"] = pen.glyph()
    metrics = plex["hhea"]
    builder = FontBuilder(plex["head"].unitsPerEm, isTTF=True)
    builder.setupGlyphOrder(list(outlines))
    builder.setupCharacterMap(cmap)
    builder.setupGlyf(outlines)
    builder.setupHorizontalMetrics(
        {
            name: (NARROW if name in narrow else WIDTH, getattr(outline, "xMin", 0))
            for name, outline in outlines.items()
        }
    )
    builder.setupHorizontalHeader(ascent=metrics.ascent, descent=metrics.descent)
    builder.setupOS2(sTypoAscender=metrics.ascent, sTypoDescender=metrics.descent)
    builder.setupNameTable(
        {
            "familyName": "Unrolled Signs",
            "styleName": "Regular",
            "copyright": "Some outlines © 2017 IBM Corp. (Plex Mono), the rest by the authors of Unrolled.",
            "licenseDescription": "SIL Open Font License, Version 1.1",
            "licenseInfoURL": "https://openfontlicense.org",
        }
    )
    builder.setupPost()
    builder.font.flavor = "woff2"
    builder.save(OUT)
    print(f"{OUT}: {OUT.stat().st_size} bytes, {' '.join(signs)}")


if __name__ == "__main__":
    main(sys.argv[1])
