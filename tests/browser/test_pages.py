"""Every page at every size: nothing cut off or overlapping, nothing loaded that is not needed."""

from collections.abc import Callable
from itertools import combinations
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from playwright.sync_api import Page

from app.scenes.registry import all_scenes
from tests.browser.pages import SIZES, ready, until

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
EMBED_SIZES = [(360, 240), (868, 400), (980, 552), (1920, 1080)]
SCENES = list(all_scenes())

# Boxes of what is visible, in CSS pixels of the window.
BOXES = """selectors => selectors.flatMap(selector =>
    [...document.querySelectorAll(selector)]
    .filter(e => e.checkVisibility({opacityProperty: true, visibilityProperty: true}))
    .map((e, i) => {
        const {left, top, right, bottom} = e.getBoundingClientRect();
        return {name: `${selector} ${i} ${e.textContent.trim().slice(0, 20)}`, left, top, right, bottom};
    }).filter(b => b.right > b.left && b.bottom > b.top))"""


def overlaps(boxes: list[dict[str, Any]]) -> list[str]:
    slack = 0.6
    return [
        f"{a['name']} lies on {b['name']}"
        for a, b in combinations(boxes, 2)
        if min(a["right"], b["right"]) - max(a["left"], b["left"]) > slack
        and min(a["bottom"], b["bottom"]) - max(a["top"], b["top"]) > slack
    ]


def assert_all_fits(page: Page, selectors: list[str], width: int, height: int) -> None:
    boxes = page.evaluate(BOXES, selectors)
    for box in boxes:
        inside = box["left"] >= -0.6 and box["right"] <= width + 0.6 and box["top"] >= -0.6
        assert inside, f"{box} sticks out of {width}x{height}"
        assert box["bottom"] <= height + 0.6, f"{box} is below the window of {width}x{height}"
    assert not overlaps(boxes)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize("scene", SCENES)
def test_stage_caption_and_transport_fit_the_first_screen(
    open_page: OpenPage, scene: str, width: int, height: int, theme: str
) -> None:
    page = open_page(f"/scene/{scene}?t=8", width, height, theme)
    ready(page)
    assert page.evaluate("document.documentElement.classList.contains('dark')") is (theme == "dark")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    parts = [
        ".masthead h1",
        ".masthead .tools",
        ".stage",
        ".caption",
        ".buttons",
        ".timeline",
        "#readout",
        ".speed",
    ]
    if width > 720:
        parts.append("#panel")
    assert_all_fits(page, parts, width, height)
    assert_all_fits(
        page, [".cue:not(.bare) span", ".transport button:not(.cue button)", "#readout"], width, height
    )
    caption = page.locator("#caption")
    assert caption.evaluate("e => e.scrollHeight <= e.clientHeight + 1"), caption.inner_text()
    stage = page.locator("#stage").bounding_box()
    assert stage is not None
    assert stage["width"] * stage["height"] > 0.4 * width * height, "the stage is the page's largest part"


@pytest.mark.parametrize("controls", ["full", "mini", "none"])
@pytest.mark.parametrize(("width", "height"), EMBED_SIZES)
@pytest.mark.parametrize("scene", SCENES)
def test_an_embed_fits_its_frame_without_scrolling(
    open_page: OpenPage, scene: str, width: int, height: int, controls: str
) -> None:
    page = open_page(f"/embed/{scene}?t=8&controls={controls}", width, height)
    ready(page)
    assert page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]") == [
        width,
        height,
    ]
    parts = [".stage"]
    if controls != "none":
        parts += [".caption", ".buttons", ".timeline", "#readout", ".speed"]
    assert_all_fits(page, parts, width, height)
    assert_all_fits(page, [".cue:not(.bare) span", ".buttons button", "#readout", ".caption"], width, height)
    assert page.locator(".transport").is_visible() is (controls != "none")
    if controls != "none":
        assert page.locator("#caption").evaluate("e => e.scrollHeight <= e.clientHeight + 1")
    stage = page.locator("#stage").bounding_box()
    assert stage is not None
    assert stage["height"] >= min(176, height)
    assert stage["width"] >= width - 1


def test_an_embed_is_transparent_and_sets_no_colour_scheme(open_page: OpenPage) -> None:
    page = open_page(f"/embed/{SCENES[0]}", theme="dark")
    ready(page)
    for element in ("html", "body", "main", ".stage"):
        colour, scheme = page.locator(element).first.evaluate(
            "e => [getComputedStyle(e).backgroundColor, getComputedStyle(e).colorScheme]"
        )
        assert colour == "rgba(0, 0, 0, 0)", element
        assert scheme == "normal", element
    assert page.locator('meta[name="color-scheme"]').count() == 0


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_gallery_shows_every_scene_alive(open_page: OpenPage, width: int, height: int) -> None:
    page = open_page("/", width, height)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for i, scene in enumerate(all_scenes().values()):
        card = page.locator(f'.card[data-scene="{scene.id}"]')
        card.scroll_into_view_if_needed()
        assert card.get_attribute("href") == f"/scene/{scene.id}"
        assert scene.title in card.inner_text()
        until(page, "i => Number(document.querySelectorAll('.card .stage')[i].dataset.t) > 1", arg=i)
        assert card.locator("canvas").count() >= 1
    assert not overlaps(page.evaluate(BOXES, ["h1", ".card h2", ".card p", ".card .stage"]))


def test_the_gallery_rests_where_motion_is_not_wanted(open_page: OpenPage) -> None:
    page = open_page("/", reduced_motion="reduce")
    ready(page)
    stage = page.locator(".card .stage").first
    assert stage.get_attribute("data-playing") == "false"


def test_a_card_leads_to_its_scene(open_page: OpenPage) -> None:
    page = open_page("/")
    page.locator(".card").first.click()
    ready(page)
    assert urlsplit(page.url).path == f"/scene/{SCENES[0]}"


def test_an_unknown_scene_gets_a_page_with_the_way_out(open_page: OpenPage) -> None:
    page = open_page("/scene/nowhere", allowed=["404"])
    assert "no such scene" in page.locator("h1").inner_text()
    assert "nowhere" in page.locator(".message").inner_text()
    page.get_by_role("link", name=all_scenes()[SCENES[0]].title).click()
    ready(page)


@pytest.mark.parametrize("path", ["/", f"/scene/{SCENES[0]}", f"/embed/{SCENES[0]}?controls=full"])
def test_buttons_and_links_can_be_hit(open_page: OpenPage, path: str) -> None:
    """WCAG 2.2 target size: 24 px; on a phone a thumb's width for the player's main buttons."""
    for width, height, least in [(980, 552, 24), (360, 640, 44)]:
        page = open_page(path, width, height)
        ready(page)
        selector = "button, .card" if least == 24 else ".masthead button, .transport > .buttons button"
        if path.startswith("/embed"):
            least = 24
        boxes = page.evaluate(BOXES, [selector])
        assert boxes
        for box in boxes:
            if "bare" not in box["name"]:
                size = (box["right"] - box["left"], box["bottom"] - box["top"])
                assert size[0] >= least - 0.5, f"{box} at {width}"
                assert size[1] >= least - 0.5, f"{box} at {width}"


def test_everything_has_a_name(open_page: OpenPage) -> None:
    for path in ("/", f"/scene/{SCENES[0]}", f"/embed/{SCENES[0]}"):
        page = open_page(path)
        ready(page)
        nameless = page.evaluate(
            """() => [...document.querySelectorAll('button, a, input, textarea, [role=slider], canvas')]
                .filter(e => !(e.getAttribute('aria-label') || e.textContent.trim() || e.labels?.length
                  || e.closest('[aria-hidden=true]'))
            ).map(e => e.outerHTML.slice(0, 120))"""
        )
        assert not nameless, f"{path}: {nameless}"
        assert page.locator("main").count() == 1
        assert page.title()


@pytest.mark.parametrize(
    "path", ["/", *(f"/{kind}/{scene}" for kind in ("scene", "embed") for scene in SCENES)]
)
def test_little_is_loaded_before_a_chart_is_needed(open_page: OpenPage, path: str) -> None:
    page = open_page(path)
    ready(page)
    page.wait_for_load_state("networkidle")  # the gallery's cards come after its title picture
    entries = page.evaluate(
        "performance.getEntriesByType('resource').map(e => [new URL(e.name).pathname, e.encodedBodySize])"
    )
    if path == "/":
        assert not any("plotly" in name for name, _ in entries), "the gallery shows no chart"
    code = {name: size for name, size in entries if name.endswith((".js", ".css")) and "plotly" not in name}
    assert len(code) > 5
    assert all(size > 0 for size in code.values()), code
    assert sum(code.values()) <= 150_000, f"{sum(code.values())} bytes: {code}"


def test_the_core_and_the_view_are_preloaded(open_page: OpenPage) -> None:
    """Otherwise the browser finds the modules one after another, a round trip each."""
    page = open_page(f"/scene/{SCENES[0]}")
    ready(page)
    missing = page.evaluate(
        """() => {
            const links = document.querySelectorAll('link[rel=modulepreload]');
            const preloaded = new Set([...links].map(link => link.href));
            return performance.getEntriesByType('resource').map(e => e.name)
                .filter(name => /\\/js\\/(core|draw|scenes)\\/.*\\.js$/.test(name) && !preloaded.has(name));
        }"""
    )
    assert not missing


def test_the_address_of_a_page_may_be_nonsense(open_page: OpenPage) -> None:
    page = open_page(
        f"/scene/{SCENES[0]}?t=-5&hidden=1e9&text={'x' * 2000}&speed=fast&unknown=1", allowed=["422"]
    )
    ready(page)
    notices = page.locator("#notices").inner_text()
    for words in ("t: expected", "hidden: expected", "speed: expected"):
        assert words in notices
    assert page.locator("#stage").get_attribute("data-t") == "0"
    page.get_by_role("button", name="Dismiss this message").first.click()
    assert "t: expected" not in page.locator("#notices").inner_text() or "hidden" in notices


# What hangs below or stands above its line may be smaller: indices of h and W, exponents.
RAISED = ("−8", "8", "hy", "hh", "xh", *"01234")
LISTEN = """
    window.small = new Set();
    const fill = CanvasRenderingContext2D.prototype.fillText;
    CanvasRenderingContext2D.prototype.fillText = function (words, ...rest) {
        const size = parseFloat(this.font.match(/([\\d.]+)px/)[1]) * this.getTransform().a / devicePixelRatio;
        if (size < 13.95 && words.trim()) window.small.add(words);
        return fill.call(this, words, ...rest);
    };
"""
SMALL = """() => {
    const found = [...window.small];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const element = node.parentElement;
        if (!node.data.trim() || element.closest('script, style, .unseen, msub')) continue;
        if (!element.checkVisibility({visibilityProperty: true})) continue;
        if (parseFloat(getComputedStyle(element).fontSize) < 13.95) found.push(node.data.trim());
    }
    return found;
}"""


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/scene/gradients?length=12&t=18",
        "/scene/hello?iterations=10&t=2",
        "/embed/gradients?length=12&t=18",
        "/embed/hello?iterations=10&t=2",
    ],
)
def test_nothing_on_a_slide_is_written_smaller_than_14_px(open_page: OpenPage, path: str) -> None:
    page = open_page("/embed/hello?iterations=10", 980, 552)
    page.add_init_script(LISTEN)
    page.goto(urljoin(page.url, path))
    page.wait_for_selector("[data-ready=true]")
    page.evaluate("document.fonts.ready")
    assert [words for words in page.evaluate(SMALL) if words not in RAISED] == []


def test_the_title_picture_of_the_gallery_is_there_first(open_page: OpenPage) -> None:
    page = open_page("/embed/hello?iterations=10", 1920, 1080)
    page.add_init_script("""
        window.order = [];
        new MutationObserver((changes) => {
            for (const { target } of changes)
                if (target.dataset.ready === 'true') window.order.push(target.parentElement.className);
        }).observe(document, { subtree: true, attributes: true, attributeFilter: ['data-ready'] });
    """)
    page.goto(urljoin(page.url, "/"))
    until(page, "window.order.includes('card')")
    assert page.evaluate("window.order[0]") == "title-picture"
