"""The picture of `house-read` in a real browser: the window moves, and hands may take hold of it."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Page, expect

from app.houses import draw
from app.scenes._house_read_fronts import FRONTS
from tests.browser.hands import READY, choose_photo, drag, finger, go_to, params, pause, wait_for_param
from tests.browser.pages import SIZES, box, canvas, until

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]


def opened(open_page: OpenPage, query: str = "", page: str = "scene", **options: Any) -> Page:
    shown = open_page(f"/{page}/house-read?{query}", **options)
    shown.wait_for_selector(READY)
    return shown


ACCENT = """() => {
    const canvas = document.querySelector('.house-read canvas');
    const { data, width, height } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    const hex = getComputedStyle(document.documentElement).getPropertyValue('--accent').trim();
    const [r, g, b] = [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
    const hand = document.querySelector('.hand.window').getBoundingClientRect();
    const area = canvas.getBoundingClientRect();
    const ratio = canvas.width / area.width;
    let on = 0;
    const [left, top] = [(hand.left - area.left) * ratio, (hand.top - area.top) * ratio];
    const [right, bottom] = [(hand.right - area.left) * ratio, (hand.bottom - area.top) * ratio];
    for (let y = Math.max(0, Math.floor(top - 3)); y < Math.min(height, bottom + 3); y++) {
        for (let x = Math.max(0, Math.floor(left - 3)); x < Math.min(width, right + 3); x++) {
            const edge = Math.min(Math.abs(x - left), Math.abs(x - right), Math.abs(y - top), Math.abs(y - bottom));
            const i = 4 * (y * width + x);
            if (edge < 3 && Math.hypot(data[i] - r, data[i + 1] - g, data[i + 2] - b) < 12) on++;
        }
    }
    return { on, x: hand.left + hand.width / 2, round: 2 * (hand.width + hand.height) * ratio };
}"""


def test_the_window_is_drawn_in_the_accent_colour_and_moves_from_digit_to_digit(open_page: OpenPage) -> None:
    page = opened(open_page)
    places = []
    for t in (2, 3, 4):
        go_to(page, t)
        seen = page.evaluate(ACCENT)
        assert seen["on"] > 0.5 * seen["round"], f"no window drawn at t={t}: {seen}"
        places.append(seen["x"])
    assert places[0] < places[1] < places[2]


def test_scrubbing_back_gives_the_same_picture_as_playing_there(open_page: OpenPage) -> None:
    page = opened(open_page)
    go_to(page, 3)
    there = canvas(page)
    page.keyboard.press("End")
    until(page, "() => Number(document.querySelector('#stage').dataset.t) > 8")
    page.wait_for_selector(READY)
    assert canvas(page) != there
    for _ in range(40):
        if page.evaluate("document.querySelector('#stage').dataset.t") == "3":
            break
        page.keyboard.press("ArrowLeft")
    until(page, "() => document.querySelector('#stage').dataset.t === '3'")
    assert canvas(page) == there


def test_the_window_can_be_dragged_given_back_and_the_link_keeps_where_it_was_put(
    open_page: OpenPage,
) -> None:
    page = opened(open_page)
    go_to(page, 3)
    drag(page, box(page, ".hand.window"), (0.5, 0.5), (1.2, 0.9))
    put = wait_for_param(page, "overrule")
    step, x, y, _, _ = map(float, put.split(","))
    assert step == 3
    page.wait_for_selector("[data-tool=give-back]")
    go_to(page, 3)
    where = box(page, ".hand.window")
    picture = box(page, ".house-read canvas")
    unit = page.evaluate("document.querySelector('.house-read .tools').getBoundingClientRect().width") / 128
    assert where["x"] + where["width"] / 2 - picture["x"] == pytest.approx(x * unit, abs=1.5)

    again = opened(open_page, urlsplit(page.url).query)
    assert params(again)["overrule"] == [put]
    assert box(again, ".hand.window") == pytest.approx(where, abs=1.5)
    again.click("[data-tool=give-back]")
    wait_for_param(again, "overrule", present=False)
    assert y > 0


def test_the_window_moves_by_keys_too(open_page: OpenPage) -> None:
    page = opened(open_page)
    go_to(page, 2)
    page.locator(".hand.window").focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowUp")
    assert page.evaluate("document.querySelector('#stage').dataset.t") == "2", "the player took the key"
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert wait_for_param(page, "overrule").startswith("2,")


def test_covering_and_framing_by_mouse_and_by_keys(open_page: OpenPage) -> None:
    page = opened(open_page)
    before = canvas(page)
    page.click("[data-tool=cover]")
    drag(page, box(page, ".field"), (0.2, 0.2), (0.4, 0.8))
    step, left, top, width, height = map(float, wait_for_param(page, "covers").split(","))
    assert step == 0
    assert (left, top, width, height) == pytest.approx((25.6, 12.8, 25.6, 38.4), abs=1)
    page.click("[data-tool=done]")
    assert canvas(page) != before
    page.click("[data-tool=uncover]")
    wait_for_param(page, "covers", present=False)

    page.click("[data-tool=frame]")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Enter")
    assert len(wait_for_param(page, "frame").split(",")) == 4
    page.click("[data-tool=whole]")
    wait_for_param(page, "frame", present=False)


# How much the picture varies around a place, given in picture pixels.
COLOUR = """([x, y]) => {
    const canvas = document.querySelector('.house-read canvas');
    const ratio = canvas.width / canvas.getBoundingClientRect().width;
    const { left, width, bottom } = document.querySelector('.house-read .tools').getBoundingClientRect();
    const area = canvas.getBoundingClientRect();
    const top = Number(getComputedStyle(document.querySelector('.house-read .tools')).height.slice(0, -2)) + 3;
    const px = [left - area.left + (x * width) / 128, top + (y * width) / 128].map((v) => Math.round(v * ratio));
    const { data } = canvas.getContext('2d').getImageData(px[0] - 6, px[1] - 6, 13, 13);
    let [most, least] = [0, 255];
    for (let i = 0; i < data.length; i += 4) [most, least] = [Math.max(most, data[i]), Math.min(least, data[i])];
    return most - least;
}"""


# Pixels in the colour of what is not sure.
RED = """() => {
    const canvas = document.querySelector('.house-read canvas');
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    const hex = getComputedStyle(document.documentElement).getPropertyValue('--alarm').trim();
    const [r, g, b] = [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
    let on = 0;
    for (let i = 0; i < data.length; i += 4)
        if (Math.hypot(data[i] - r, data[i + 1] - g, data[i + 2] - b) < 4) on++;
    return on;
}"""


def sentence(page: Page) -> str:
    return page.locator("#sentence").inner_text()


def covers(page: Page, count: int) -> list[list[float]]:
    """The patches in the address, once there are so many."""
    until(
        page,
        "(n) => (new URLSearchParams(location.search).get('covers') ?? '').split(',').length === 5 * n",
        arg=count,
    )
    page.wait_for_selector(READY)
    numbers = [float(v) for v in params(page)["covers"][0].split(",")]
    return [numbers[i : i + 5] for i in range(0, len(numbers), 5)]


def test_a_cover_painted_at_a_glimpse_counts_from_there_and_the_link_keeps_it(open_page: OpenPage) -> None:
    page = opened(open_page)
    go_to(page, 3)
    before, said, contrast = canvas(page), sentence(page), page.evaluate(COLOUR, [83, 17])
    go_to(page, 4)
    assert "sees an 8" in sentence(page)
    page.click("[data-tool=cover]")
    drag(page, box(page, ".field"), (0.55, 0.17), (0.74, 0.73))
    ((step, *place),) = covers(page, 1)
    assert step == 4
    assert place == pytest.approx([70.4, 10.9, 24.3, 35.8], abs=1)
    # It stays where it was painted, and says at once what is believed now.
    assert page.evaluate("document.querySelector('#stage').dataset.t") == "4"
    until(
        page, "() => /^With a part covered, glimpse 5 /.test(document.querySelector('#sentence').textContent)"
    )
    assert page.evaluate(COLOUR, [83, 17]) < contrast / 2, "the patch is not painted"
    page.click("[data-tool=done]")
    go_to(page, 3)
    assert sentence(page) == said
    assert page.evaluate(COLOUR, [83, 17]) == contrast, "the patch is painted too early"
    assert canvas(page) != before, "the ghost is missing"
    go_to(page, 4)
    covered = canvas(page)

    again = opened(open_page, urlsplit(page.url).query)
    assert canvas(again) == covered
    again.click("[data-tool=uncover]")
    wait_for_param(again, "covers", present=False)
    until(again, "() => /sees an 8/.test(document.querySelector('#sentence').textContent)")
    go_to(again, 3)
    assert canvas(again) == before


def test_the_last_patch_can_be_taken_away_and_keys_do_all_of_it(open_page: OpenPage) -> None:
    page = opened(open_page)
    go_to(page, 4)
    page.locator("[data-tool=cover]").focus()
    page.keyboard.press("Enter")
    for key in ("ArrowRight", "Shift+ArrowRight", "Enter"):
        page.keyboard.press(key)
    assert covers(page, 1) == [[4, 53, 20, 26, 24]]
    go_to(page, 2)
    page.locator(".field .hand").focus()
    for key in ("ArrowLeft", "Enter"):
        page.keyboard.press(key)
    assert covers(page, 2) == [[2, 50, 20, 24, 24], [4, 53, 20, 26, 24]]
    page.locator("[data-tool=undo]").focus()
    page.keyboard.press("Enter")
    assert covers(page, 1) == [[4, 53, 20, 26, 24]]
    page.locator("[data-tool=uncover]").focus()
    page.keyboard.press("Enter")
    wait_for_param(page, "covers", present=False)
    page.keyboard.press("Escape")


def test_a_number_can_be_typed_and_is_put_on_a_wall(open_page: OpenPage) -> None:
    page = opened(open_page)
    page.click("[data-tool=number]")
    page.keyboard.press("Control+a")
    page.keyboard.type("40x71")
    until(page, "() => new URLSearchParams(location.search).get('number') === '4071'")
    assert page.locator("input.number").input_value() == "4071"
    assert params(page)["source"] == ["number"]
    page.click("[data-tool=style]")
    wait_for_param(page, "style")


def test_a_number_can_be_typed_in_an_embed(open_page: OpenPage) -> None:
    page = opened(open_page, page="embed", width=868, height=400)
    page.mouse.move(200, 150)
    page.click("[data-tool=number]")
    page.click("input.number")
    page.keyboard.press("Control+a")
    page.keyboard.type("57")
    until(page, "() => document.querySelector('#stage').dataset.playing === 'true'")
    assert page.locator("input.number").input_value() == "57"
    until(page, "() => /sees a 5/.test(document.querySelector('#sentence').textContent)")
    page.keyboard.press("Enter")
    assert page.locator("input.number").count() == 0


def test_on_a_phone_the_tools_fit_and_a_long_hint_is_said(open_page: OpenPage) -> None:
    page = opened(open_page, width=360, height=640, has_touch=True, is_mobile=True)
    row = page.locator(".house-read .tools-row")
    assert row.evaluate("(row) => row.scrollWidth - row.clientWidth") <= 0
    page.tap("[data-tool=cover]")
    said = page.locator(".house-read .tools .said")
    expect(said).to_have_text("Drag over what it is to miss from here on")
    page.tap("[data-tool=done]")
    expect(said).to_have_text("")


def test_a_drawing_made_with_the_mouse_is_read_and_comes_back_with_the_link(open_page: OpenPage) -> None:
    page = opened(open_page)
    page.click("[data-tool=draw]")
    drag(page, box(page, ".pad"), (0.4, 0.2), (0.4, 0.8))
    drag(page, box(page, ".pad"), (0.6, 0.2), (0.6, 0.8))
    page.click("[data-tool=undo]")
    page.click("[data-tool=done]")
    strokes = wait_for_param(page, "strokes")
    assert "-" not in strokes, "the second stroke was taken back"
    assert params(page)["source"] == ["drawing"]
    pause(page)
    go_to(page, 0)
    drawn = canvas(page)
    again = opened(open_page, urlsplit(page.url).query)
    assert canvas(again) == drawn
    assert params(again)["strokes"] == [strokes]


@pytest.mark.parametrize("scene", ["house-read", "house-generate"])
def test_a_slide_that_asked_for_the_picture_alone_shows_no_tools(open_page: OpenPage, scene: str) -> None:
    for controls, shown in (("full", True), ("mini", True), ("none", False)):
        page = open_page(f"/embed/{scene}?t=3&controls={controls}", width=868, height=400)
        page.wait_for_selector(READY)
        page.mouse.move(200, 120)
        assert page.locator(".house-tools").is_visible() == shown, controls


def test_where_the_picture_is_alone_the_window_can_still_be_given_back(open_page: OpenPage) -> None:
    page = opened(open_page, "overrule=3,20,50,20,26&controls=none", page="embed", width=868, height=400)
    page.mouse.move(200, 120)
    page.click("[data-tool=give-back]")
    expect(page.locator(".house-tools")).to_be_hidden()


@pytest.mark.parametrize("tool", ["draw", "cover", "frame"])
def test_while_somebody_works_on_the_picture_it_stands_still(open_page: OpenPage, tool: str) -> None:
    page = opened(open_page, "play=1")
    page.wait_for_selector("#stage[data-playing=true]")
    page.click(f"[data-tool={tool}]")
    expect(page.locator("#stage")).to_have_attribute("data-playing", "false")


def test_a_drawing_can_be_made_with_keys(open_page: OpenPage) -> None:
    page = opened(open_page)
    page.click("[data-tool=draw]")
    page.keyboard.press(" ")
    for _ in range(4):
        page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Enter")
    assert len(wait_for_param(page, "strokes")) == 8


def photo() -> bytes:
    image = Image.new("RGB", (600, 400), (150, 90, 70))
    ImageDraw.Draw(image).text((200, 120), "42", fill=(250, 250, 240), font_size=160)
    out = io.BytesIO()
    image.save(out, "JPEG")
    return out.getvalue()


def test_a_photo_is_read_framed_and_not_put_into_the_link(open_page: OpenPage) -> None:
    page = opened(open_page)
    choose_photo(page, photo(), "door.jpg")
    assert wait_for_param(page, "source") == "photo"
    until(
        page,
        "() => document.querySelector('.house-read .tools .said').textContent.includes('not put into the link')",
    )
    page.click("[data-tool=frame]")
    drag(page, box(page, ".field"), (0.3, 0.2), (0.7, 0.7))
    wait_for_param(page, "frame")
    assert "photo" not in params(page)
    assert len(page.url) < 500


def clear_photo() -> bytes:
    """Black digits on nothing."""
    image = Image.new("RGBA", (600, 300))
    ImageDraw.Draw(image).text((160, 40), "42", fill=(0, 0, 0, 255), font_size=200)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def test_a_photo_stands_on_white_where_it_is_transparent(open_page: OpenPage) -> None:
    page = opened(open_page)
    choose_photo(page, clear_photo(), "sticker.png")
    wait_for_param(page, "source")
    until(page, "() => /the number is 42/.test(document.querySelector('#sentence').textContent)", timeout=40)


def test_a_link_to_a_photo_says_that_it_must_be_chosen_again(open_page: OpenPage) -> None:
    page = opened(open_page, "source=photo", allowed=["422"])
    until(page, "() => document.querySelector('#notices').textContent.includes('choose it again')")


HAND_OVER = """([kind, content, name, type]) => {
    const data = new DataTransfer();
    data.items.add(new File([Uint8Array.from(content)], name, { type }));
    const options = { bubbles: true, cancelable: true };
    if (kind === 'drop')
        document.querySelector('.house-read').dispatchEvent(new DragEvent('drop', { ...options, dataTransfer: data }));
    else document.body.dispatchEvent(new ClipboardEvent('paste', { ...options, clipboardData: data }));
}"""


@pytest.mark.parametrize("kind", ["drop", "paste"])
def test_a_photo_can_be_dropped_and_pasted(open_page: OpenPage, kind: str) -> None:
    page = opened(open_page)
    page.evaluate(HAND_OVER, [kind, list(photo()), "door.jpg", "image/jpeg"])
    assert wait_for_param(page, "source") == "photo"
    expect(page.locator(".house-read .said")).to_have_text("A photo is not put into the link.")


def test_what_is_dropped_and_is_no_picture_is_refused_in_words(open_page: OpenPage) -> None:
    page = opened(open_page)
    page.evaluate(HAND_OVER, ["drop", [104, 105], "a.txt", "text/plain"])
    expect(page.locator(".house-read .said")).to_have_text("Only pictures can be dropped here.")
    assert "source" not in params(page)


def test_a_file_that_is_no_picture_is_refused_in_words(open_page: OpenPage) -> None:
    page = opened(open_page)
    choose_photo(page, b"nothing", "a.png")
    until(page, "() => document.querySelector('.house-read .tools .said').textContent.includes('no picture')")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize("page", ["scene", "embed"])
def test_it_fits_every_size_in_both_themes(
    open_page: OpenPage, page: str, width: int, height: int, theme: str
) -> None:
    shown = opened(open_page, "t=3.5", page=page, width=width, height=height, theme=theme)
    stage, drawn = box(shown, "#stage"), box(shown, ".house-read canvas")
    assert drawn["width"] == pytest.approx(stage["width"], abs=1)
    assert drawn["height"] == pytest.approx(stage["height"], abs=1)
    count = shown.evaluate(
        """() => {
            const canvas = document.querySelector('.house-read canvas');
            const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
            return new Set(new Uint32Array(data.buffer)).size;
        }"""
    )
    assert count > 500, "nothing but a blank"
    shown.locator("#track").focus()
    shown.keyboard.press("End")
    until(shown, "() => Number(document.querySelector('#stage').dataset.t) > 8")
    shown.wait_for_selector(READY)


def test_digits_that_never_came_leave_the_line_of_time(open_page: OpenPage) -> None:
    page = opened(open_page, "t=40")
    until(page, "() => Number(document.querySelector('#stage').dataset.t) === 19")
    shown = page.locator("#cues li:not([hidden])").evaluate_all("(all) => all.map((li) => li.dataset.cue)")
    assert "digit-4" in shown
    assert "digit-5" not in shown


def test_what_is_not_sure_says_so_in_words(open_page: OpenPage) -> None:
    page = opened(open_page, "covers=4,70,11,25,36&t=4")
    assert "is not sure: a " in sentence(page)
    doubtful = page.evaluate(RED)
    go_to(page, 3)
    assert page.evaluate(RED) == 0
    assert doubtful > 100, "neither the bar nor the digit shows it"


def test_the_gallery_shows_the_picture_the_window_and_the_digits(open_page: OpenPage) -> None:
    page = open_page("/")
    page.locator("[data-scene=house-read]").scroll_into_view_if_needed()
    page.wait_for_selector("[data-scene=house-read] .stage[data-ready=true]")
    assert page.locator("[data-scene=house-read] .tools").count() == 0


def test_a_finger_drags_the_window_and_the_page_stays(open_page: OpenPage) -> None:
    page = opened(open_page, "t=3", width=360, height=640, has_touch=True, is_mobile=True)
    place = box(page, ".hand.window")
    x, y = place["x"] + place["width"] / 2, place["y"] + place["height"] / 2
    finger(page, [(x, y), (x + 15, y + 4), (x + 40, y + 8)])
    assert wait_for_param(page, "overrule").startswith("3,")
    assert page.evaluate("scrollY") == 0, "the page scrolled under the finger"


def test_a_finger_covers_something(open_page: OpenPage) -> None:
    page = opened(open_page, "t=4", width=360, height=640, has_touch=True, is_mobile=True)
    page.tap("[data-tool=cover]")
    field = box(page, ".field")
    x, y, w, h = field["x"], field["y"], field["width"], field["height"]
    finger(page, [(x + u * w, y + v * h) for u, v in ((0.5, 0.2), (0.6, 0.4), (0.75, 0.8))])
    ((step, *_),) = covers(page, 1)
    assert step == 4
    page.tap("[data-tool=uncover]")
    wait_for_param(page, "covers", present=False)


def test_a_finger_draws_a_number_that_is_read(open_page: OpenPage) -> None:
    page = opened(open_page, width=360, height=640, has_touch=True, is_mobile=True)
    page.click("[data-tool=draw]")
    pad = box(page, ".house-read canvas.pad")
    x, y, w, h = pad["x"], pad["y"], pad["width"], pad["height"]
    seven = [(0.4, 0.25), (0.5, 0.25), (0.6, 0.25), (0.55, 0.45), (0.5, 0.65), (0.46, 0.82)]
    finger(page, [(x + u * w, y + v * h) for u, v in seven])
    page.click("[data-tool=done]")
    wait_for_param(page, "strokes")
    until(page, "() => /sees a 7/.test(document.querySelector('#sentence').textContent)", timeout=40)


def test_a_house_front_is_chosen_by_its_picture(open_page: OpenPage) -> None:
    page = opened(open_page, "house=2")
    page.click("[data-tool=front]")
    dialog = page.get_by_role("dialog", name="Choose a house front")
    fronts = dialog.get_by_role("button", name="House front")
    expect(fronts).to_have_count(24)
    expect(fronts.nth(2)).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "House front 3"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    until(page, "() => new URLSearchParams(location.search).get('house') === '3'")


def test_the_small_pictures_are_those_of_the_house_fronts() -> None:
    root = Path(__file__).parents[2]
    with Image.open(root / "static/pictures/fronts.webp") as file:
        shown = np.asarray(file.convert("RGB"), dtype=np.float32)
    for i in (0, 7, 23):
        number, seed = FRONTS[i]
        front = draw(number, seed, scale=2, held_out=True).picture
        part = shown[i // 6 * 128 :, i % 6 * 256 :][:128, :256]
        assert np.abs(part - front).mean() < 12, (
            f"run scripts/make_fronts.py: house front {i} looks different"
        )
