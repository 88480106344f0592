"""The picture of `hello` in a real browser: sizes and themes, the code at work, typed words, going back."""

import inspect
import textwrap
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from app.models.char import CharRNN
from app.nn.lstm import LSTM
from app.nn.rnn import RNN
from app.scenes._hello_params import HelloParams
from app.scenes.hello import run
from tests.browser.pages import SIZES, box, canvas, chart, ready

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
SHORT = "iterations=12"
# With 4 letters read and 12 iterations: forward 0–4, backward 5–9, training 10–22, writing 23–27.
MOMENTS = (0, 2.5, 4.5, 5, 7.3, 9, 10, 16, 22.5, 23, 24.2, 24.9, 27)

# Where a block of a column is, from the very module that lays it out, and a pixel of one of its cells.
PROBE = """async ({sizes, focus, points}) => {
    const {plan, columns, blockBox} = await import('/static/js/scenes/hello/layout.js');
    const canvas = document.querySelector('#stage canvas');
    const at = plan(canvas.clientWidth, canvas.clientHeight, sizes, false, false);
    const cols = columns(at, sizes.steps, focus);
    const scale = canvas.width / canvas.clientWidth;
    return points.map(({column, block, cell, cells}) => {
        const box = blockBox(at, cols[column], block);
        const x = Math.round((box.x + 1.5) * scale);
        const y = Math.round((box.y + box.h * (cell + 0.5) / cells) * scale);
        return [...canvas.getContext('2d').getImageData(x, y, 1, 1).data];
    });
}"""
COLOURS = """async (values) => {
    const {hidden} = await import('/static/js/draw/colour.js');
    return values.map((v) => hidden(v).match(/\\d+/g).map(Number));
}"""
SOURCE = "[...document.querySelectorAll('.code .source')].map(line => line.textContent).join('\\n')"
LIT = "[...document.querySelectorAll('.code .lit .source')].map(line => line.textContent.trim())"


def source(function: Any) -> str:
    lines, _ = inspect.getsourcelines(function)
    return textwrap.dedent("".join(lines)).rstrip("\n")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), SIZES)
def test_every_chapter_at_every_size_fits_and_throws_nothing(
    open_page: OpenPage, width: int, height: int, theme: str
) -> None:
    page = open_page(f"/scene/hello?{SHORT}&t=2.5", width, height, theme)
    ready(page, 2.5)
    for t in (5, 10, 23):
        stage, picture = box(page, "#stage"), box(page, "#stage canvas")
        assert picture["width"] == pytest.approx(stage["width"], abs=1)
        assert picture["height"] == pytest.approx(stage["height"], abs=1)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        for part in (".code", ".hello-formula", "iframe"):
            if page.locator(part).count() and page.locator(part).is_visible():
                inner = box(page, part)
                assert inner["x"] >= stage["x"] - 1
                assert inner["y"] >= stage["y"] - 1
                assert inner["x"] + inner["width"] <= stage["x"] + stage["width"] + 1
                assert inner["y"] + inner["height"] <= stage["y"] + stage["height"] + 1
        page.keyboard.press("Shift+ArrowRight")
        ready(page, t)


# Mounts the view beside the page's own and draws the moments asked for, in that order, at those sizes.
HARNESS = """async ({params, sizes, moments}) => {
    const [{Trace}, {Connection}, {socketAddress}, {mount}] = await Promise.all(
        ['core/trace', 'core/socket', 'core/boot', 'scenes/hello'].map((m) => import(`/static/js/${m}.js`)));
    const trace = new Trace('hello', params);
    const all = new Promise((resolve, reject) => {
        trace.onChange = () => {
            if (trace.failure) reject(new Error(JSON.stringify(trace.failure)));
            trace.want(trace.length ?? 1);
            if (trace.complete && trace.header) resolve(null);
        };
    });
    new Connection(socketAddress()).open(trace);
    await all;
    const element = document.createElement('div');
    element.style.cssText = 'position: fixed; left: 0; top: 0';
    document.body.append(element);
    const host = {
        frame: (t) => trace.frames[t], count: () => trace.frames.length, theme: 'light', mode: 'page',
        reducedMotion: false, setParams() {}, seek() {}, redraw() {},
    };
    const view = mount(element, trace.header, host);
    const pictures = [];
    for (const [width, height] of sizes) {
        element.style.width = `${width}px`;
        element.style.height = `${height}px`;
        view.resize(width, height, 1);
        for (const t of moments) {
            const at = Math.floor(t);
            view.draw(trace.frames[at], trace.frames[at + 1] ?? null, t - at);
            for (const part of element.querySelectorAll('figure, .hello-formula, iframe')) {
                const {left, top, right, bottom} = part.getBoundingClientRect();
                if (left < -1 || top < -1 || right > width + 1 || bottom > height + 1)
                    throw new Error(`${part.className} leaves the stage of ${width}x${height} at ${t}`);
            }
            for (const line of element.querySelectorAll('.hello-formula:not([hidden]) math')) {
                const [seen, box] = [line, line.parentElement].map((e) => e.getBoundingClientRect());
                if (seen.top < box.top - 1 || seen.bottom > box.bottom + 1 || seen.right > box.right + 1)
                    throw new Error(`a formula is cut off on a stage of ${width}x${height} at ${t}`);
            }
            pictures.push(element.querySelector('canvas').toDataURL());
        }
    }
    view.destroy();
    element.remove();
    return pictures;
}"""


@pytest.mark.parametrize(
    "params",
    [
        {"text": "ab", "hidden": 2},
        {"text": "the cat sat on the mat!!", "hidden": 64, "cell": "lstm"},
        {"text": "aaaa", "cell": "gru"},
        {"text": "नमस्ते 👩‍🚀", "cell": "lstm", "hidden": 3},
    ],
    ids=lambda p: p["text"],
)
def test_any_word_and_any_network_in_every_chapter_at_any_size(
    open_page: OpenPage, params: dict[str, Any]
) -> None:
    params = {"iterations": 12} | params
    made = run(HelloParams(**params))
    page = ready(open_page(f"/embed/hello?{SHORT}&t=0", 360, 240), 0)
    moments = [start + more for start in made.facts["starts"].values() for more in (0, 0.2, 0.5, 0.8, 1)]
    sizes = [(340, 180), (360, 340), (868, 400), (1900, 1000)]
    pictures = page.evaluate(HARNESS, {"params": params, "sizes": sizes, "moments": moments})
    assert len(set(pictures)) > len(pictures) * 0.7  # things move


def test_scrubbing_gives_the_very_picture_that_playing_gave(open_page: OpenPage) -> None:
    page = ready(open_page(f"/embed/hello?{SHORT}&t=0", 360, 240), 0)
    page.evaluate("document.fonts.ready")
    back_and_forth = [27, *reversed(MOMENTS), *MOMENTS[::3], *MOMENTS[1::3], *MOMENTS[2::3]]
    order = [*MOMENTS, *back_and_forth]
    asked = {"params": {"iterations": 12}, "sizes": [(980, 520)], "moments": order}
    page.evaluate(HARNESS, asked)  # once for the fonts' sake
    page.evaluate("document.fonts.ready")
    pictures = page.evaluate(HARNESS, asked)
    first = dict(zip(MOMENTS, pictures, strict=False))
    assert len(set(first.values())) == len(MOMENTS)
    for t, picture in zip(order, pictures, strict=True):
        assert picture == first[t], f"another picture at {t}"


def test_the_states_in_the_picture_are_the_states_of_the_network(open_page: OpenPage) -> None:
    page = ready(open_page(f"/scene/hello?{SHORT}&t=3"), 3)
    frames = list(run(HelloParams(iterations=12)).frames)
    points = [{"column": j, "block": "hidden", "cell": i, "cells": 8} for j in range(3) for i in range(8)]
    values = [float(frames[j + 1].values["h"][i]) for j in range(3) for i in range(8)]
    sizes = {"steps": 4, "hidden": 8, "letters": 4}
    found = page.evaluate(PROBE, {"sizes": sizes, "focus": 2, "points": points})
    for (*rgb, alpha), colour in zip(found, page.evaluate(COLOURS, values), strict=True):
        assert alpha == 255
        np.testing.assert_allclose(rgb, colour, atol=2)
    beyond = [{"column": 3, "block": "hidden", "cell": 2, "cells": 8}]
    assert page.evaluate(PROBE, {"sizes": sizes, "focus": 2, "points": beyond})[0][3] == 0


@pytest.mark.parametrize(("cell", "kind"), [("rnn", RNN), ("lstm", LSTM)])
def test_the_code_is_the_source_of_what_runs(open_page: OpenPage, cell: str, kind: Any) -> None:
    page = ready(open_page(f"/scene/hello?{SHORT}&cell={cell}&t=1", 1280, 800), 1)
    assert page.evaluate(SOURCE) == source(kind.step)
    caption = page.locator(".code figcaption").inner_text()
    assert f"{kind.__name__}.step" in caption
    assert f"app/nn/{cell}.py" in caption
    first = inspect.getsourcelines(kind.step)[1]
    assert page.locator(".code .n").first.text_content() == str(first)
    for _ in range(2):
        page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    ready(page, 23)
    assert page.evaluate(SOURCE) == source(CharRNN.write)


def test_the_line_at_work_moves_with_the_values_and_is_always_in_view(open_page: OpenPage) -> None:
    lit: list[str] = []
    page = ready(open_page(f"/scene/hello?{SHORT}&t=1.02"), 1.02)
    for t in (1.02, 1.2, 1.4, 1.6, 1.8, 2):
        if t != 1.02:
            page.goto(page.url.split("?")[0] + f"?{SHORT}&t={t}")
        now = ready(page, t).evaluate(LIT)
        assert now
        assert all(visible(page)), f"a lit line is out of sight at {t}"
        if not lit or lit[-1] != now[0]:
            lit.append(now[0])
    lines = [line.strip() for line in source(RNN.step).splitlines()]
    places = [lines.index(line) for line in lit]
    assert places == sorted(places)
    assert len(places) >= 5
    assert any("W_hh" in line for line in lit)
    assert any("W_xh" in line for line in lit)


def visible(page: Page) -> list[bool]:
    found: list[bool] = page.evaluate(
        """[...document.querySelectorAll('.code .lit')].map((line) => {
            const inner = line.getBoundingClientRect();
            const outer = document.querySelector('.code .window').getBoundingClientRect();
            return inner.top >= outer.top - 1 && inner.bottom <= outer.bottom + 1
                && getComputedStyle(line).visibility === 'visible';
        })"""
    )
    return found


@pytest.mark.parametrize("cell", ["rnn", "lstm", "gru"])
@pytest.mark.parametrize(
    ("place", "width", "height"), [("embed", 980, 552), ("scene", 980, 552), ("scene", 1920, 1080)]
)
def test_no_line_of_the_formula_is_cut(
    open_page: OpenPage, place: str, width: int, height: int, cell: str
) -> None:
    page = ready(open_page(f"/{place}/hello?{SHORT}&cell={cell}&t=1", width, height), 1)
    formula = page.locator(".hello-formula")
    if not formula.is_visible():
        assert cell != "rnn"  # two lines have room at every one of these sizes
        return
    pane, lines = box(page, ".hello-formula"), formula.locator("math").all()
    assert len(lines) >= 2
    bottom = pane["y"]
    for line in lines:
        inner = line.bounding_box()
        assert inner is not None
        assert inner["y"] >= bottom - 1  # below the line before it
        bottom = inner["y"] + inner["height"]
        assert inner["x"] + inner["width"] <= pane["x"] + pane["width"] + 1
    assert bottom <= pane["y"] + pane["height"] + 1


def test_symbols_have_one_colour_in_formula_code_and_picture(open_page: OpenPage) -> None:
    page = ready(open_page(f"/scene/hello?{SHORT}&t=1", 1280, 800), 1)
    for kind in ("x", "h", "Wxh", "Whh"):
        colours = page.evaluate(
            """(kind) => ['.code .source', '.hello-formula'].map((part) =>
                getComputedStyle(document.querySelector(`${part} .${kind}`)).color)""",
            kind,
        )
        token = page.evaluate(
            """(kind) => { const s = document.createElement('i'); s.style.color = `var(--sym-${kind})`;
                document.body.append(s); const c = getComputedStyle(s).color; s.remove(); return c; }""",
            kind,
        )
        assert colours == [token, token]


def test_going_back_gives_the_same_picture(open_page: OpenPage) -> None:
    page = ready(open_page(f"/scene/hello?{SHORT}&t=2"), 2)
    page.evaluate("document.fonts.ready")
    pictures = {2: canvas(page)}
    for t in (3, 4, 5, 6):
        page.keyboard.press("ArrowRight")
        ready(page, t)
        pictures[t] = canvas(page)
    assert len(set(pictures.values())) == len(pictures)
    for t in (5, 4, 3, 2):
        page.keyboard.press("ArrowLeft")
        ready(page, t)
        assert canvas(page) == pictures[t], f"at {t}"


def test_typing_a_word_trains_a_network_on_it(open_page: OpenPage) -> None:
    page = ready(open_page("/scene/hello?iterations=150&t=5", 1280, 720), 5)
    before = canvas(page)
    page.get_by_label("Text", exact=True).first.fill("wow")
    page.wait_for_url("**text=wow**")
    page.wait_for_selector('#stage[data-waiting="false"]')
    assert canvas(page) != before
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("End")
    ready(page, 3 + 3 + 151 + 3 - 1)
    expect(page.locator(".caption")).to_contain_text("wow")


def test_nonsense_is_explained_beside_its_control_and_the_picture_stays(open_page: OpenPage) -> None:
    page = ready(open_page(f"/scene/hello?{SHORT}&t=2", 1280, 720), 2)
    page.evaluate("document.fonts.ready")
    before = canvas(page)
    control = page.locator('.control[data-param="text"]')
    page.get_by_label("Text", exact=True).first.fill("x")
    expect(control).to_contain_text("2")
    expect(control.locator("input").first).to_have_attribute("aria-invalid", "true")
    assert canvas(page) == before


def test_a_first_letter_that_is_not_in_the_text_in_the_address(open_page: OpenPage) -> None:
    page = open_page(f"/scene/hello?{SHORT}&first=z", 1280, 720, allowed=["422"])
    ready(page, 0)
    expect(page.locator('.control[data-param="first"]')).to_contain_text("h e l o")


def test_the_chart_is_fetched_when_training_begins_and_follows_it(open_page: OpenPage) -> None:
    page = ready(open_page(f"/scene/hello?{SHORT}&t=4"), 4)
    assert page.evaluate("typeof window.Plotly") == "undefined"
    page.goto(page.url.replace("t=4", "t=16"))
    ready(page, 16)
    frame = chart(page)
    frames = list(run(HelloParams(iterations=12)).frames)
    losses = [frame.values["loss"] for frame in frames if frame.phase == "train"]
    drawn = frame.evaluate("document.querySelector('#chart').data[1].y")
    np.testing.assert_allclose(drawn, losses[:7])
    assert f"loss {losses[6]:.2f}" in (frame.locator("#chart").text_content() or "")


def test_with_reduced_motion_nothing_is_between_two_frames(open_page: OpenPage) -> None:
    page = ready(open_page(f"/scene/hello?{SHORT}&t=2", reduced_motion="reduce"), 2)
    page.evaluate("document.fonts.ready")
    page.keyboard.press("ArrowRight")
    ready(page, 3)
    still = canvas(page)
    between = ready(open_page(f"/scene/hello?{SHORT}&t=3.5", reduced_motion="reduce"), 3.5)
    between.evaluate("document.fonts.ready")
    assert canvas(between) == still


@pytest.mark.parametrize("cell", ["rnn", "lstm", "gru"])
def test_indices_hang_below_the_line(open_page: OpenPage, cell: str) -> None:
    page = ready(open_page(f"/scene/hello?{SHORT}&cell={cell}&t=1", 1920, 1080), 1)
    hanging = page.evaluate(
        """async () => {
            await document.fonts.ready;
            await new Promise(requestAnimationFrame);
            return [...document.querySelectorAll('.hello-formula msub')].map((e) => {
                const [base, index] = [...e.children].map((part) => part.getBoundingClientRect().bottom);
                return index > base + 1;
            });
        }"""
    )
    assert hanging
    assert all(hanging)
