"""The picture of `gradients` in a real browser: pixels, chart, badge; no error at any size."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page

from app.scenes.gradients import SCENE, GradientsParams
from app.scenes.numbers import pretty
from tests.browser.pages import SIZES, box, canvas, chart, ready, until

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
SMALL = {"length": 12, "hidden": 4}  # 26 frames: 12 forward, the loss, 12 back, the check
PATH = "/scene/gradients?length=12&hidden=4"
CHART = ".gradients-chart[data-drawn]"

# Where the columns and rows are, from the very module that draws them, and the pixels there.
PROBE = """async ({cells, steps, back, points}) => {
    const {arrange} = await import('/static/js/scenes/gradients/layout.js');
    const canvas = document.querySelector('#stage canvas');
    const at = arrange(canvas.clientWidth, canvas.clientHeight, cells, steps, false)[back ? 'back' : 'there'];
    const scale = canvas.width / canvas.clientWidth;
    return points.map(({row, column, down, across}) => {
        const x = Math.round((at.left + (column + 0.5 + (across ?? 0)) * at.pitch) * scale);
        const y = Math.round((at.top + row * at.row + at.head + down * at.states) * scale);
        return [...canvas.getContext('2d').getImageData(x, y, 1, 1).data];
    });
}"""
COLOURS = """async ({name, values}) => {
    const colour = (await import('/static/js/draw/colour.js'))[name];
    return values.map((v) => colour(v).match(/\\d+/g).map(Number));
}"""


def probe(
    page: Page, points: list[dict[str, float]], *, back: bool = False, cells: int = 3, steps: int = 12
) -> Any:
    return page.evaluate(PROBE, {"cells": cells, "steps": steps, "back": back, "points": points})


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), SIZES)
def test_every_moment_at_every_size_fits_and_throws_nothing(
    open_page: OpenPage, width: int, height: int, theme: str
) -> None:
    page = open_page(f"{PATH}&t=7.5", width, height, theme)
    for t in (7.5, 12, 13, 18, 24, 25):  # in the middle of a step, then from moment to moment
        ready(page, t)
        stage, picture = box(page, "#stage"), box(page, "#stage canvas")
        assert picture["width"] == pytest.approx(stage["width"], abs=1)
        assert picture["height"] == pytest.approx(stage["height"], abs=1)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.keyboard.press("Shift+ArrowRight")
    page.wait_for_selector(
        ".gradients-badge"
    )  # the cursor is there first, the picture with the next animation frame
    badge = box(page, ".gradients-badge")
    assert badge["x"] >= stage["x"] - 1
    assert badge["x"] + badge["width"] <= stage["x"] + stage["width"] + 1


@pytest.mark.parametrize("params", ["length=5&cells=gru", "length=200&hidden=128", "cells=rnn,lstm&hidden=2"])
@pytest.mark.parametrize(("width", "height"), [(340, 180), (1900, 1000)])
def test_embeds_of_any_run_and_size(open_page: OpenPage, params: str, width: int, height: int) -> None:
    length = 200 if "length=200" in params else 5 if "length=5" in params else 50
    page = open_page(f"/embed/gradients?{params}&t={length + 3.5}", width, height)
    ready(page, length + 3.5)


def test_states_fill_up_to_t_in_the_colours_of_their_values(open_page: OpenPage) -> None:
    t = 5
    page = ready(open_page(f"{PATH}&t={t}"), t)
    frames = list(SCENE.run(GradientsParams(**SMALL)).frames)
    hs = np.stack([np.asarray(f.values["h"]) for f in frames[: t + 1]])  # (T, networks, units)
    points, values = [], []
    for row in range(3):
        for column in range(t + 1):
            for unit in (0, 3):
                points.append({"row": row, "column": column, "down": (unit + 0.5) / 4, "across": 0.1})
                values.append(float(hs[column, row, unit]))
    expected = page.evaluate(COLOURS, {"name": "hidden", "values": values})
    for (*rgb, alpha), colour in zip(probe(page, points), expected, strict=True):
        assert alpha == 255
        np.testing.assert_allclose(rgb, colour, atol=2)
    beyond = [{"row": row, "column": t + 1, "down": 0.4, "across": 0.1} for row in range(3)]
    assert all(pixel[3] == 0 for pixel in probe(page, beyond))


def test_the_ribbon_reaches_the_front_and_no_further(open_page: OpenPage) -> None:
    front = 6
    page = ready(open_page(f"{PATH}&t={2 * 12 - front}"), 2 * 12 - front)
    frames = list(SCENE.run(GradientsParams(**SMALL)).frames)
    step = front + 3
    norms = np.asarray(frames[2 * 12 - step].values["norm"])
    levels = [float(np.clip((np.log10(n) + 8) / 16, 0, 1)) for n in norms]
    expected = page.evaluate(COLOURS, {"name": "magnitude", "values": levels})
    at_step = probe(page, [{"row": row, "column": step, "down": 0.5} for row in range(3)], back=True)
    for pixel, colour in zip(at_step, expected, strict=True):
        np.testing.assert_allclose(pixel[:3], colour, atol=8)
    ahead = probe(page, [{"row": row, "column": front - 2, "down": 0.3} for row in range(3)], back=True)
    h = np.asarray(frames[front - 2].values["h"])
    coloured = page.evaluate(COLOURS, {"name": "hidden", "values": [float(v) for v in h[:, 1]]})
    for pixel, colour in zip(ahead, coloured, strict=True):
        np.testing.assert_allclose(pixel[:3], colour, atol=2)


def test_scrubbing_gives_the_picture_of_playing(open_page: OpenPage) -> None:
    half = 12 + 1 + 11 // 2
    once = canvas(ready(open_page(f"{PATH}&t={half}"), half))
    page = ready(open_page(f"{PATH}&t=0"), 0)
    page.keyboard.press("End")
    ready(page, 25)
    for _ in range(2):  # from the check to the arrival, and on to half way
        page.keyboard.press("Shift+ArrowLeft")
    ready(page, half)
    assert canvas(page) == once


def test_a_step_is_a_motion_and_stands_still_for_those_who_asked(open_page: OpenPage) -> None:
    still, moving = (
        [canvas(ready(open_page(f"{PATH}&t={t}", reduced_motion=motion), t)) for t in (16, 16.5)]
        for motion in ("reduce", "no-preference")
    )
    assert still[0] == still[1] == moving[0]
    assert moving[0] != moving[1]


def test_the_chart_library_is_fetched_when_the_chart_is_first_shown(open_page: OpenPage) -> None:
    page = open_page(f"{PATH}&t=0")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    ready(page, 0)
    page.keyboard.press("ArrowRight")
    ready(page, 1)
    assert page.locator(CHART).count() == 0
    assert page.evaluate("'Plotly' in window") is False
    page.keyboard.press("End")
    page.wait_for_selector(CHART)
    assert [url for url in asked if "plotly" in url]
    assert page.evaluate("'Plotly' in window") is False, "it works in a frame of its own"


def test_the_chart_draws_what_was_measured_and_what_was_predicted(open_page: OpenPage) -> None:
    page = ready(open_page(f"{PATH}&t=18"), 18)
    page.wait_for_selector(CHART)
    frames = list(SCENE.run(GradientsParams(**SMALL)).frames)
    data = chart(page).evaluate("document.querySelector('#chart').data.map(({x, y}) => [[...x], [...y]])")
    assert len(data) == 9  # predicted, measured and front of three networks
    for net in range(3):
        x, y = data[3 + net]
        assert x == list(range(11, 5, -1))
        np.testing.assert_allclose(y, [np.asarray(f.values["norm"])[net] for f in frames[13:19]], rtol=1e-12)
        x, y = data[net]
        assert len(x) == 12
        bounds = [np.asarray(f.values["bound"])[net] for f in frames[13:25]]
        np.testing.assert_allclose(y, bounds, rtol=1e-9)
        assert data[6 + net][0] == [6]


def test_the_chart_follows_the_theme(open_page: OpenPage) -> None:
    page = ready(open_page(f"{PATH}&t=18"), 18)
    frame = chart(page)
    colour = "document.querySelector('#chart').data[3].line.color"
    token = "getComputedStyle(document.documentElement).getPropertyValue('--rnn').trim()"
    light = frame.evaluate(colour)
    assert light == page.evaluate(token)
    page.keyboard.press("d")
    until(frame, f"{colour} !== '{light}'")
    assert frame.evaluate(colour) == page.evaluate(token)


def test_while_playing_the_chart_is_drawn_at_most_once_a_step(open_page: OpenPage) -> None:
    page = ready(open_page(f"{PATH}&t=13&speed=8"), 13)
    page.wait_for_selector(CHART)
    before = int(page.locator(CHART).get_attribute("data-drawn") or 0)
    page.keyboard.press("Space")
    page.wait_for_selector('#stage[data-t="25"]')
    until(chart(page), "document.querySelector('#chart').data[3].x.length === 12")
    drawn = int(page.locator(CHART).get_attribute("data-drawn") or 0) - before
    assert 1 <= drawn <= 12


def test_the_badge_tells_how_it_was_checked(open_page: OpenPage) -> None:
    page = ready(open_page(f"{PATH}&t=25"), 25)
    values = list(SCENE.run(GradientsParams(**SMALL)).frames)[-1].values
    badge = page.locator(".gradients-badge")
    assert badge.inner_text() == values["badge"]
    panel = page.locator(".gradients-check")
    assert not panel.is_visible()
    badge.click()
    assert panel.is_visible()
    assert badge.get_attribute("aria-expanded") == "true"
    cells = panel.locator("td").all_inner_texts()
    analytic, numeric = (np.asarray(values[name]) for name in ("analytic", "numeric"))
    for net in range(3):
        assert cells[4 * net] == pretty(analytic[net], 10)
        assert cells[4 * net + 1] == pretty(numeric[net], 10)
    assert "seed 0" in panel.inner_text()
    assert box(page, ".gradients-check")["y"] >= box(page, "#stage")["y"] - 1
    page.keyboard.press("Escape")
    assert not panel.is_visible()
    badge.click()
    page.keyboard.press("ArrowLeft")
    ready(page, 24)
    assert not badge.is_visible()
    assert not panel.is_visible()


def test_a_run_that_overflows_is_shown_and_not_vouched_for(open_page: OpenPage) -> None:
    path = "/scene/gradients?activation=identity&radius=3&length=60&precision=float32&hidden=4"
    page = ready(open_page(f"{path}&t=121"), 121)
    page.wait_for_selector(CHART)
    badge = page.locator(".gradients-badge")
    assert badge.inner_text().startswith("checked")
    badge.click()
    words = page.locator(".gradients-check").inner_text()
    assert "RNN cannot be checked: the numbers have overflowed." in words


def test_the_formula_stands_where_there_is_room(open_page: OpenPage) -> None:
    for width, height, shown in ((1920, 1080, True), (980, 552, False)):
        page = ready(open_page("/embed/gradients?length=12&t=18", width, height), 18)
        assert page.locator(".gradients-formula").is_visible() is shown


def test_the_gallery_has_only_the_picture(open_page: OpenPage) -> None:
    page = open_page("/")
    page.wait_for_selector('[data-ready="true"] canvas[aria-label*="LSTM"]')
    assert page.locator(".gradients-chart").count() == 0
    assert page.locator(".gradients-badge").count() == 0
    assert page.evaluate("'Plotly' in window") is False


@pytest.mark.parametrize("path", ["/scene/gradients", "/embed/gradients"])
def test_a_slide_of_868_by_400_has_the_chart_below_the_gradient(open_page: OpenPage, path: str) -> None:
    page = ready(open_page(f"{path}?t=60", 868, 400), 60)
    page.wait_for_selector(CHART)
    chart, stage = box(page, ".gradients-chart"), box(page, "#stage")
    assert page.locator(".gradients-chart").is_visible()
    assert chart["height"] >= 75
    assert chart["y"] + chart["height"] <= stage["y"] + stage["height"]
