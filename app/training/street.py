"""Real street-view house numbers (SVHN; Netzer et al. 2011, non-commercial): for training, never shipped."""

import io
import json
import tarfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from app.houses.photo import Frame, View, cut, framed, view
from app.training.pictures import MOST, Pictures, label

VALIDATION = 300  # the last photos are kept for scoring


@dataclass(frozen=True, slots=True)
class Photo:
    """A grey photo, its number, the digits' boxes (n, 4) in reading order (left, top, right, bottom), its colours."""

    image: Image.Image
    number: str
    boxes: np.ndarray[Any, np.dtype[np.float64]]
    colour: Image.Image


def photos(folder: Path) -> tuple[list[Photo], list[Photo]]:
    """The photos to learn from and those to score on, from svhn_train.tar in `folder`."""
    found = []
    with tarfile.open(folder / "svhn_train.tar") as tar:
        listing = tar.extractfile("labels.json")
        if listing is None:
            raise FileNotFoundError(f"no labels.json in {folder / 'svhn_train.tar'}")
        for entry in json.load(listing):
            file = tar.extractfile(f"train/{entry['file']}")
            if file is None or not 1 <= len(entry["number"]) <= MOST:
                continue
            colour = Image.open(io.BytesIO(file.read())).convert("RGB")
            boxes = [
                (b["left"], b["top"], b["left"] + b["width"], b["top"] + b["height"]) for b in entry["boxes"]
            ]
            boxes.sort(key=lambda b: b[0] + b[2])  # a few are not in reading order
            found.append(
                Photo(colour.convert("L"), entry["number"], np.array(boxes, dtype=np.float64), colour)
            )
    return found[:-VALIDATION], found[-VALIDATION:]


def rough_frame(photo: Photo, rng: np.random.Generator, least: float = 0.1, most: float = 0.5) -> Frame:
    """A frame around the number, each side least…most of a digit's height away from it."""
    left, top = photo.boxes[:, :2].min(0)
    right, bottom = photo.boxes[:, 2:].max(0)
    height = float((photo.boxes[:, 3] - photo.boxes[:, 1]).mean())
    a, b, c, d = rng.uniform(least, most, 4) * height
    return (left - a, top - b, right - left + a + c, bottom - top + b + d)


def within(photo: Photo, frame: Frame) -> tuple[Photo, Frame]:
    """What a rough frame leaves of a photo, and the frame in that."""
    image, inner, corner = framed(photo.image, frame)
    colour = framed(photo.colour, frame)[0]
    return replace(photo, image=image, boxes=photo.boxes - np.tile(corner, 2), colour=colour), inner


def look(photo: Photo, part: View) -> tuple[np.ndarray[Any, np.dtype[np.uint8]], np.ndarray[Any, Any]]:
    """What the reader sees of a part of a photo, (64, 128), and the digits' boxes there, (5, 4)."""
    boxes = np.full((MOST, 4), -1.0)
    boxes[: len(photo.boxes)] = (photo.boxes - (part.left, part.top) * 2) / part.scale
    return cut(photo.image, part), boxes


def parts(found: list[Photo], frames: Sequence[Frame | None]) -> list[View]:
    """The part of each photo that holds its frame, or all of it."""
    return [view(p.image.width, p.image.height, frame) for p, frame in zip(found, frames, strict=True)]


def looks(found: list[Photo], views: Sequence[View]) -> Pictures:
    """One look at each photo."""
    pairs = [look(photo, part) for photo, part in zip(found, views, strict=True)]
    boxes = np.stack([b for _, b in pairs]).astype(np.float32)
    return Pictures(np.stack([g for g, _ in pairs]), boxes, label([photo.number for photo in found]))


def regreyed(photo: Photo, rng: np.random.Generator) -> Photo:
    """The photo with its colours made grey in another mixture, so that digits stand out more, or less."""
    red, green, blue = rng.dirichlet((1.0, 1.0, 1.0))
    return replace(photo, image=photo.colour.convert("L", (red, green, blue, 0)))


def study(found: list[Photo], seed: int, times: int) -> Pictures:
    """`times` looks at each photo, to learn from: some at all of it, most at a part around the number; half in
    another grey."""
    rng = np.random.default_rng((seed, 2))
    many = [regreyed(p, rng) if rng.random() < 0.5 else p for p in found for _ in range(times)]
    frames = [rough_frame(p, rng, 0.02, 0.8) if rng.random() < 0.6 else None for p in many]
    return looks(many, parts(many, frames))
