"""The picture of `digits`: ink appears stroke by stroke, in both themes, with a window until all is finished."""

import base64
import io
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Page

from tests.browser.pages import SIZES, canvas, ready

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
ACCENT = {"light": (8, 127, 60), "dark": (61, 220, 132)}


def pixels(page: Page) -> NDArray[np.int64]:
    """(height, width, 4)"""
    data = base64.b64decode(canvas(page).split(",")[1])
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGBA")).astype(np.int64)


def windows(picture: NDArray[np.int64], theme: str) -> int:
    """How many pixels have the colour of attention."""
    off = np.abs(picture[..., :3] - ACCENT[theme]).max(axis=2)
    return int(((off < 12) & (picture[..., 3] > 200)).sum())


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), SIZES)
def test_windows_draw_and_then_leave_the_finished_digits(
    open_page: OpenPage, width: int, height: int, theme: str
) -> None:
    drawing = pixels(ready(open_page(f"/scene/digits?t=9&theme={theme}", width=width, height=height), 9))
    assert windows(drawing, theme) > 500
    done = pixels(ready(open_page(f"/scene/digits?t=19&theme={theme}", width=width, height=height), 19))
    assert windows(done, theme) == 0
    grey = done[..., :3].sum(axis=2)[done[..., 3] == 255]
    dark, light = (grey < 200).mean(), (grey > 650).mean()
    ink, paper = (dark, light) if theme == "light" else (light, dark)
    assert 0.04 < ink < 0.2
    assert paper > 0.6


def test_between_two_strokes_the_picture_is_between_theirs(open_page: OpenPage) -> None:
    at = {t: pixels(ready(open_page(f"/scene/digits?t={t}"), t))[..., 0].mean() for t in (15, 15.7, 16)}
    assert at[15] < at[15.7] < at[16]  # the last strokes clean the paper
