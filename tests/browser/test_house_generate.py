"""The picture of `house-generate` in a real browser: a number appears, and hands may take hold of its making."""

import base64
import io
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Page

from tests.browser import pages
from tests.browser.hands import READY, choose_photo, drag, finger, go_to, params, pause, wait_for_param
from tests.browser.pages import box, until

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
FINISHED = 22  # 742 takes as many strokes


def opened(open_page: OpenPage, query: str = "", page: str = "scene", **options: Any) -> Page:
    shown = open_page(f"/{page}/house-generate?{query}", **options)
    shown.wait_for_selector(READY)
    return shown


def canvas(page: Page) -> Image.Image:
    """The picture's pixels."""
    data = pages.canvas(page, ".house-generate canvas")
    return Image.open(io.BytesIO(base64.b64decode(data.split(",", 1)[1]))).convert("RGB")


def painted(page: Page) -> Image.Image:
    """The network's canvas alone, as it is drawn on the stage; in an embed with a slim line it is all there is."""
    image = canvas(page)
    width = min(image.width, 2 * image.height)
    left, top = (image.width - width) // 2, (image.height - width // 2) // 2
    return image.crop((left, top, left + width, top + width // 2))


def test_it_plays_and_ends_with_a_number_that_the_reader_reads(open_page: OpenPage) -> None:
    page = opened(open_page, "speed=8")
    first = canvas(page)
    page.keyboard.press(" ")
    until(page, "(t) => Number(document.querySelector('#stage').dataset.t) >= t", arg=FINISHED)
    page.wait_for_selector("[data-tool=read]:visible")
    assert canvas(page).tobytes() != first.tobytes()
    go_to(page, FINISHED)
    until(page, "() => /sees 742/.test(document.querySelector('#sentence').textContent)")


def test_digits_appear_one_after_another_and_lift_off_again(open_page: OpenPage) -> None:
    """Ink is far from the plate's colour; where there is none yet the plate is even."""
    query = "controls=mini&keys=scene&wall=%23803020&plate=%23ffffff&digit=%23000000"
    page = opened(open_page, query, "embed", width=868, height=400)

    def ink(t: int) -> list[int]:
        page.keyboard.press("Home")
        for _ in range(t):
            page.keyboard.press("ArrowRight")
        until(page, "(t) => document.querySelector('#stage').dataset.t === String(t)", arg=t)
        page.wait_for_selector(READY)
        grey = np.asarray(painted(page).convert("L").resize((80, 40)))
        return [int((grey[8:32, 10 + 20 * k : 30 + 20 * k] < 90).sum()) for k in range(3)]

    shares = [ink(t) for t in (3, 9, 15, 21)]
    assert max(shares[0]) < 12, f"ink before the first digit: {shares}"
    assert shares[1][0] > 30 > max(shares[1][1:]), shares
    assert min(shares[2][:2]) > 30 > shares[2][2], shares
    assert min(shares[3]) > 30, shares
    assert ink(3) == shares[0], "backwards the strokes lift off"


def test_scrubbing_back_gives_the_same_picture_as_playing_there(open_page: OpenPage) -> None:
    page = opened(open_page, "t=12")
    there = canvas(page)
    page.locator("#track").focus()
    page.keyboard.press("End")
    until(page, "() => Number(document.querySelector('#stage').dataset.t) > 40")
    page.wait_for_selector(READY)
    assert canvas(page).tobytes() != there.tobytes()
    page.keyboard.press("Home")
    for _ in range(12):
        page.keyboard.press("ArrowRight")
    until(page, "() => document.querySelector('#stage').dataset.t === '12'")
    page.wait_for_selector(READY)
    assert canvas(page).tobytes() == there.tobytes()


def accent_around(page: Page) -> float:
    """The share of the window's outline that is drawn in the accent colour."""
    share: float = page.evaluate(
        """() => {
            const canvas = document.querySelector('.house-generate canvas');
            const { data, width, height } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
            const hex = getComputedStyle(document.documentElement).getPropertyValue('--accent').trim();
            const [r, g, b] = [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
            const hand = document.querySelector('.hand.window').getBoundingClientRect();
            const area = canvas.getBoundingClientRect();
            const ratio = canvas.width / area.width;
            const [left, top] = [(hand.left - area.left) * ratio, (hand.top - area.top) * ratio];
            const [right, bottom] = [(hand.right - area.left) * ratio, (hand.bottom - area.top) * ratio];
            let [on, all] = [0, 0];
            const near = (x, y) => {
                all++;
                for (let d = -3; d <= 3; d++) for (let e = -3; e <= 3; e++) {
                    const i = 4 * (Math.round(y + e) * width + Math.round(x + d));
                    if (Math.hypot(data[i] - r, data[i + 1] - g, data[i + 2] - b) < 25) { on++; return; }
                }
            };
            for (let x = left; x < right; x += 2) { near(x, top); near(x, bottom); }
            for (let y = top; y < bottom; y += 2) { near(left, y); near(right, y); }
            return on / all;
        }"""
    )
    return share


def test_the_window_is_drawn_in_the_accent_colour_and_goes_from_digit_to_digit(open_page: OpenPage) -> None:
    page = opened(open_page, "t=6")
    places = []
    for t in (6, 12, 18):
        go_to(page, t)
        assert accent_around(page) > 0.85, f"no window drawn at t={t}"
        places.append(box(page, ".hand.window")["x"])
    assert places[0] < places[1] < places[2]


def test_the_window_can_be_dragged_given_back_and_the_link_keeps_where_it_was_put(
    open_page: OpenPage,
) -> None:
    page = opened(open_page, "t=12")
    before = canvas(page)
    drag(page, box(page, ".hand.window"), (0.5, 0.5), (1.3, 0.9))
    put = wait_for_param(page, "overrule")
    step, x, y = map(float, put.split(","))
    assert (step, 0 <= x <= 79, 0 <= y <= 39) == (12, True, True)
    page.wait_for_selector("[data-tool=give-back]:visible")
    pause(page)
    go_to(page, 12)
    assert canvas(page).tobytes() != before.tobytes()
    where = box(page, ".hand.window")

    again = opened(open_page, urlsplit(page.url).query)
    assert params(again)["overrule"] == [put]
    assert box(again, ".hand.window") == pytest.approx(where, abs=1.5)
    again.click("[data-tool=give-back]")
    wait_for_param(again, "overrule", present=False)
    again.wait_for_selector("[data-tool=give-back]", state="hidden")
    assert canvas(again).tobytes() == before.tobytes()


def test_the_window_moves_by_keys_too(open_page: OpenPage) -> None:
    page = opened(open_page, "t=8")
    page.locator(".hand.window").focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    assert page.evaluate("document.querySelector('#stage').dataset.t") == "8", "the player took the key"
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert wait_for_param(page, "overrule").startswith("8,")


def test_the_window_can_be_dragged_with_a_finger(open_page: OpenPage) -> None:
    page = opened(open_page, "t=9", width=360, height=640, has_touch=True, is_mobile=True)
    place = box(page, ".hand.window")
    x, y = place["x"] + place["width"] / 2, place["y"] + place["height"] / 2
    finger(page, [(x, y + 5), (x + 20, y + 5), (x + 60, y + 5)])
    assert wait_for_param(page, "overrule").startswith("9,")
    assert page.evaluate("scrollY") == 0, "the page scrolled under the finger"


def test_a_number_can_be_typed_and_another_hand_and_other_colours_taken(open_page: OpenPage) -> None:
    page = opened(open_page, "t=5")
    field = page.locator(".house-tools input.number")
    field.fill("30x5")
    until(page, "() => new URLSearchParams(location.search).get('number') === '305'")
    assert field.input_value() == "305"
    assert page.evaluate("document.activeElement.classList.contains('number')"), "the typing was interrupted"
    page.click("[data-tool=hand]")
    wait_for_param(page, "hand")
    page.click("[data-tool=colours]")
    wait_for_param(page, "colours")


def test_the_canvas_follows_the_blend_at_the_same_moment_while_the_slider_is_held(
    open_page: OpenPage,
) -> None:
    page = opened(open_page, "t=21")
    page.click("[data-tool=blend]")
    place = box(page, ".house-tools input.blend")
    seen = [canvas(page).tobytes()]
    y = place["y"] + place["height"] / 2
    page.mouse.move(place["x"] + 8, y)
    page.mouse.down()
    for share in (0.3, 0.6, 0.9):
        page.mouse.move(place["x"] + share * place["width"], y, steps=4)
        until(
            page,
            "(share) => Math.abs(Number(new URLSearchParams(location.search).get('blend')) - share) < 0.08",
            arg=share,
        )
        page.wait_for_selector(READY)
        seen.append(canvas(page).tobytes())
        assert page.evaluate("document.querySelector('#stage').dataset.t") == "21"
    page.mouse.up()
    assert len(set(seen)) == 4
    page.click("[data-tool=blended]")
    page.wait_for_selector("[data-tool=blend]:has-text('%')")


def test_the_gaussians_are_shown_on_demand(open_page: OpenPage) -> None:
    page = opened(open_page, "t=12")
    before = canvas(page)
    page.click("[data-tool=gaussians]")
    page.wait_for_selector("[data-tool=gaussians][aria-pressed=true]")
    shown = canvas(page)
    assert shown.tobytes() != before.tobytes()
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-tool=gaussians][aria-pressed=false]")
    assert canvas(page).tobytes() == before.tobytes()


def test_a_street_shows_twelve_houses_each_with_its_window(open_page: OpenPage) -> None:
    page = opened(open_page)
    page.click("[data-tool=street]")
    wait_for_param(page, "street")
    pause(page)
    go_to(page, 9)
    image = canvas(page)
    accent = (8, 127, 60)
    # Houses stand in a grid of four by three or so: every twelfth of the picture has some of the accent colour.
    top = round(box(page, ".house-tools")["height"] * 1.1)
    width, height = image.width // 4, (image.height - top) // 3
    for k in range(12):
        x, y = (k % 4) * width, top + (k // 4) * height
        part = image.crop((x, y, x + width, y + height))
        near = (np.abs(np.asarray(part, dtype=int) - accent).sum(axis=2) < 60).sum()
        assert near > 40, f"house {k} has no window"
    assert page.locator(".hand.window").is_hidden()
    page.click("[data-tool=street]")
    wait_for_param(page, "street", present=False)


def test_a_picture_can_be_copied_drawn_or_chosen(open_page: OpenPage) -> None:
    page = opened(open_page)
    page.click("[data-tool=copy]")
    assert wait_for_param(page, "mode") == "copy"
    first = canvas(page)
    page.click("[data-tool=front-next]")
    wait_for_param(page, "house")
    assert canvas(page).tobytes() != first.tobytes()

    page.click("[data-tool=draw]")
    pad = box(page, ".pad")
    drag(page, pad, (0.25, 0.2), (0.25, 0.85))
    drag(page, pad, (0.45, 0.2), (0.45, 0.85))
    drag(page, pad, (0.7, 0.2), (0.7, 0.85))
    page.click("[data-tool=undo]")
    page.click(".tools-row:not([hidden]) [data-tool=done]")
    strokes = wait_for_param(page, "strokes")
    assert strokes.count("-") == 1, "the third stroke was taken back"
    assert params(page)["source"] == ["drawing"]
    page.click("[data-tool=free]")
    wait_for_param(page, "mode", present=False)


def photo() -> bytes:
    image = Image.new("RGB", (600, 300), (40, 60, 140))
    ImageDraw.Draw(image).text((180, 60), "42", fill=(250, 250, 240), font_size=180)
    out = io.BytesIO()
    image.save(out, "JPEG")
    return out.getvalue()


def test_a_photo_is_copied_and_not_put_into_the_link(open_page: OpenPage) -> None:
    page = opened(open_page, "mode=copy")
    choose_photo(page, photo(), "door.jpg")
    assert wait_for_param(page, "source") == "photo"
    until(page, "() => document.querySelector('.said').textContent.includes('not put into the link')")
    assert "photo" not in params(page)
    assert len(page.url) < 500


def test_the_finished_painting_is_handed_to_the_reader(open_page: OpenPage) -> None:
    page = opened(open_page, f"t={FINISHED}")
    page.click("[data-tool=read]")
    page.wait_for_url("**/scene/house-read?**")
    until(page, "() => new URLSearchParams(location.search).get('source') === 'photo'")
    page.wait_for_selector(READY)
    until(page, "() => document.querySelector('.said').textContent.includes('painted by a network')")
    assert page.evaluate("sessionStorage.length") == 0


def test_in_an_embed_the_painting_is_handed_to_the_reader_in_its_place(open_page: OpenPage) -> None:
    """A deck may frame no other page of ours: the way out of the embed would show a blank slide."""
    page = opened(open_page, f"t={FINISHED}", "embed", width=868, height=400)
    page.hover("#stage")
    page.click("[data-tool=read]")
    page.wait_for_url("**/embed/house-read?**")
    page.wait_for_selector(READY)
    until(page, "() => document.querySelector('.said').textContent.includes('painted by a network')")


SIZES = [(360, 640), (868, 400), (980, 552), (1920, 1080)]
VIEWS = {
    "light": [("scene", "t=12.6"), ("embed", "street=true&number=95&t=7.5")],
    "dark": [("scene", "mode=copy&t=9.5"), ("embed", "t=17.5")],
}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), SIZES)
def test_it_fits_every_size_in_both_themes(open_page: OpenPage, width: int, height: int, theme: str) -> None:
    for page, query in VIEWS[theme]:
        shown = opened(open_page, query, page=page, width=width, height=height, theme=theme)
        stage, drawn = box(shown, "#stage"), box(shown, ".house-generate canvas")
        assert drawn["width"] == pytest.approx(stage["width"], abs=1)
        assert drawn["height"] == pytest.approx(stage["height"], abs=1)
        assert shown.evaluate("document.documentElement.scrollWidth <= innerWidth"), "wider than the screen"
        colours = np.unique(np.asarray(canvas(shown)).reshape(-1, 3), axis=0)
        assert len(colours) > 500, "nothing but a blank"


def test_the_way_back_lights_up_strokes_and_ends_with_the_check(open_page: OpenPage) -> None:
    page = opened(open_page, f"t={FINISHED}")
    before = canvas(page)
    page.locator("#track").focus()
    page.keyboard.press("End")
    until(page, "() => /agree|hecked/.test(document.querySelector('#sentence').textContent)")
    page.wait_for_selector(READY)
    after = canvas(page)
    r, g, b = np.moveaxis(np.asarray(after, dtype=int), 2, 0)
    assert ((b > r) & (r > g + 20)).mean() > 0.02
    assert after.tobytes() != before.tobytes()


def test_the_street_plays_on_top_of_the_gallery(open_page: OpenPage) -> None:
    page = open_page("/")
    page.wait_for_selector(".title-picture .stage[data-ready=true]")
    until(page, "() => Number(document.querySelector('.title-picture .stage').dataset.t) > 1")
    assert page.locator(".title-picture .tools").count() == 0
    assert page.evaluate(
        "document.querySelector('.title-picture').getBoundingClientRect().bottom"
        " < document.querySelector('.card').getBoundingClientRect().top"
    )


def test_without_motion_the_gallery_shows_the_street_finished(open_page: OpenPage) -> None:
    page = open_page("/", reduced_motion="reduce")
    page.wait_for_selector(".title-picture .stage[data-ready=true]")
    until(page, "() => Number(document.querySelector('.title-picture .stage').dataset.t) > 15")
    assert page.evaluate("document.querySelector('.title-picture .stage').dataset.playing") == "false"


def test_on_a_phone_what_ends_a_task_stays_in_sight(open_page: OpenPage) -> None:
    """The row of tools is longer than the screen; its last button is what everything else was for."""
    page = opened(open_page, f"t={FINISHED}&overrule=13,20,8", width=360, height=640)

    def in_sight(*names: str) -> None:
        right = 0.0
        for name in names:
            found = box(page, f".tools-row:not([hidden]) [data-tool={name}]")
            assert found["x"] >= right, "one lies over the other"
            right = found["x"] + found["width"]
            assert right <= 360, f"{name} is cut off"

    in_sight("give-back", "read")
    page.evaluate("document.querySelector('[data-tool=blend]').click()")
    in_sight("blended")
    page.goto(page.url.split("?")[0] + "?mode=copy")
    page.wait_for_selector(READY)
    page.evaluate("document.querySelector('[data-tool=draw]').click()")
    in_sight("done")


def contrast(image: Image.Image) -> float:
    """Standard deviation of the grey levels."""
    return float(np.asarray(image.convert("L"), dtype=float).std())


def test_gaussians_stand_out_from_a_dark_plate_and_a_light_one(open_page: OpenPage) -> None:
    """In the light theme the accent is dark, so on a dark plate there has to be something light about it."""
    for colour, theme in (
        ("%23101030", "light"),
        ("%23f8f8f0", "light"),
        ("%23101030", "dark"),
        ("%23f8f8f0", "dark"),
    ):
        query = f"t=18&plate={colour}&digit={colour}&theme={theme}"
        page = opened(open_page, query)
        place = {k: round(v) for k, v in box(page, ".hand.window").items()}
        stage = {k: round(v) for k, v in box(page, "#stage").items()}
        left, top = place["x"] - stage["x"] + 6, place["y"] - stage["y"] + 6
        part = (left, top, left + place["width"] - 12, top + place["height"] - 12)
        before = contrast(canvas(page).crop(part))
        page.click("[data-tool=gaussians]")
        page.wait_for_selector("[data-tool=gaussians][aria-pressed=true]")
        assert contrast(canvas(page).crop(part)) > before + 15, f"hardly to be seen: {colour}, {theme}"
