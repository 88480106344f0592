"""The embed contract: a deck on another origin holds the scene in an iframe and tells it what to be."""

import io
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from PIL import Image
from playwright.sync_api import Browser, Frame, Page

from tests.browser.pages import until

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]

DECK = b"""<!doctype html><title>deck</title><body style="margin:0;background:rgb(200, 30, 120)">
<script>
  window.heard = [];
  addEventListener("message", e => {
    if (e.data?.ns === "unrolled") window.heard.push({...e.data, origin: e.origin});
  });
  window.tell = (content, more = {}) => document.querySelector("iframe").contentWindow
      .postMessage({ns: "unrolled", v: 1, type: "set", ...content, ...more}, "*");
  window.pressed = [];
  addEventListener("keydown", e => window.pressed.push(e.key));
</script></body>"""


@pytest.fixture(scope="module")
def deck() -> Iterator[str]:
    """Another origin: the same page at 127.0.0.1, which may embed, and at any other name, which may not."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(DECK)

        def log_message(self, *args: object) -> None:
            """Stay quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/favicon.ico"
    server.shutdown()
    server.server_close()
    thread.join(5)


@pytest.fixture
def embedded(open_page: OpenPage, server: str, deck: str) -> Callable[..., tuple[Page, Frame]]:
    """`embedded(query, style)` gives the deck's page and the frame of the scene in it."""

    def embedded(
        query: str = "", style: str = "width:868px;height:400px", ready: bool = True
    ) -> tuple[Page, Frame]:
        page = open_page(deck)
        address = f"{server}/embed/gradients?length=20{query}"
        page.evaluate(
            """([src, style]) => { const frame = document.createElement('iframe');
                frame.src = src; frame.style = style + ';border:0'; document.body.append(frame); }""",
            [address, style],
        )
        handle = page.wait_for_selector("iframe", state="attached")
        frame = handle.content_frame()
        assert frame is not None
        if ready:
            frame.wait_for_selector('.stage[data-ready="true"]')
        return page, frame

    return embedded


def at(frame: Frame, t: float) -> None:
    frame.wait_for_selector(f'#stage[data-t="{t:g}"]', state="attached")


def test_it_says_when_it_is_ready_and_where_it_is(
    embedded: Callable[..., tuple[Page, Frame]], server: str
) -> None:
    page, frame = embedded()
    ready = until(page, "window.heard.find(m => m.type === 'ready')")
    assert ready["length"] == 42
    assert ready["origin"] == server
    assert {"name", "title", "t"} <= ready["cues"][0].keys()
    until(page, "window.heard.find(m => m.type === 'state' && m.t === 0 && m.playing === false)")
    page.evaluate("tell({playing: true})")
    until(page, "window.heard.find(m => m.type === 'state' && m.playing)")
    frame.wait_for_selector('#stage[data-playing="true"]')


def test_what_is_set_is_a_state_and_may_be_said_twice(embedded: Callable[..., tuple[Page, Frame]]) -> None:
    page, frame = embedded()
    cues = until(page, "window.heard.find(m => m.type === 'ready')")["cues"]
    for wish, t in [({"cue": 2}, cues[2]["t"]), ({"cue": cues[1]["name"]}, cues[1]["t"]), ({"t": 7.5}, 7.5)]:
        for _ in range(2):
            page.evaluate("wish => tell(wish)", wish)
            at(frame, t)
    page.evaluate("tell({cue: 0, playing: true}); tell({playing: true}); tell({playing: false, t: 3})")
    at(frame, 3)
    assert frame.locator("#stage").get_attribute("data-playing") == "false"


def test_the_theme_comes_from_the_deck(embedded: Callable[..., tuple[Page, Frame]]) -> None:
    page, frame = embedded()
    dark = "document.documentElement.classList.contains('dark')"
    assert not frame.evaluate(dark)
    page.evaluate("tell({theme: 'dark'})")
    frame.wait_for_selector("html.dark", state="attached")
    page.evaluate("tell({theme: 'light'})")
    frame.wait_for_selector("html:not(.dark)", state="attached")


def test_the_slide_shines_through(embedded: Callable[..., tuple[Page, Frame]]) -> None:
    for theme in ("light", "dark"):
        page, _ = embedded(f"&theme={theme}&controls=none")
        # The corner of the stage is empty in every scene.
        pixel = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert pixel == "rgb(200, 30, 120)"
        shot = page.screenshot(clip={"x": 0, "y": 396, "width": 2, "height": 2}, type="png")
        assert Image.open(io.BytesIO(shot)).convert("RGB").getpixel((0, 0)) == (200, 30, 120), theme


def test_the_scale_of_the_slide_sharpens_the_canvas(embedded: Callable[..., tuple[Page, Frame]]) -> None:
    page, frame = embedded()
    width = "document.querySelector('#stage canvas').width"
    before = frame.evaluate(width)
    page.evaluate("tell({scale: 2})")
    until(frame, f"{width} === 2 * {before}")


def test_the_decks_keys_go_to_the_deck_once_a_tap(embedded: Callable[..., tuple[Page, Frame]]) -> None:
    page, frame = embedded()
    frame.locator("#stage").click()
    for key in ["ArrowRight", "PageDown", "Space", "d", "x"]:
        page.keyboard.press(key)
    until(page, "window.heard.filter(m => m.type === 'key').length >= 5")
    taps = page.evaluate("window.heard.filter(m => m.type === 'key').map(m => [m.key, m.code, m.shiftKey])")
    assert taps == [
        ["ArrowRight", "ArrowRight", False],
        ["PageDown", "PageDown", False],
        [" ", "Space", False],
        ["d", "KeyD", False],
        ["x", "KeyX", False],
    ]
    assert frame.locator("#stage").get_attribute("data-t") == "0"
    frame.evaluate(
        """() => { for (const more of [{repeat: true}, {ctrlKey: true}, {metaKey: true}, {altKey: true}]) {
            const press = new KeyboardEvent('keydown', {key: 'y', bubbles: true, ...more});
            document.body.dispatchEvent(press);
        } }"""
    )
    page.keyboard.press("z")
    until(page, "window.heard.some(m => m.key === 'z')")
    assert not page.evaluate("window.heard.some(m => m.key === 'y')")


def test_its_own_keys_stay_and_a_clicked_button_gives_space_back(
    embedded: Callable[..., tuple[Page, Frame]],
) -> None:
    page, frame = embedded()
    frame.get_by_role("button", name="One step forward").click()
    at(frame, 1)
    page.keyboard.press("Space")
    until(page, "window.heard.some(m => m.key === ' ')")
    assert frame.locator("#stage").get_attribute("data-t") == "1"
    page.keyboard.press("End")
    at(frame, 41)
    assert not page.evaluate("window.heard.some(m => m.key === 'End')")


def test_keys_may_be_given_to_the_scene(embedded: Callable[..., tuple[Page, Frame]]) -> None:
    page, frame = embedded("&keys=scene")
    frame.locator("#stage").click()
    page.keyboard.press("ArrowRight")
    at(frame, 1)
    page.keyboard.press("Space")
    frame.wait_for_selector('#stage[data-playing="true"]')
    assert not page.evaluate("window.heard.some(m => m.type === 'key')")


def test_it_never_takes_the_focus(embedded: Callable[..., tuple[Page, Frame]]) -> None:
    page, frame = embedded("&play=true")
    frame.wait_for_selector('#stage[data-playing="true"]')
    page.evaluate("tell({cue: 1, theme: 'dark', active: true})")
    frame.wait_for_selector("html.dark", state="attached")
    assert page.evaluate("document.activeElement === document.body")


def test_inactive_means_no_work(embedded: Callable[..., tuple[Page, Frame]]) -> None:
    page, frame = embedded("&play=true&speed=0.5")
    frame.wait_for_selector('#stage[data-playing="true"]')
    page.evaluate("tell({active: false})")
    frame.evaluate(
        """() => { window.frames_asked = 0; const ask = requestAnimationFrame;
            window.requestAnimationFrame = f => { window.frames_asked++; return ask(f); }; }"""
    )
    page.evaluate("tell({theme: 'dark', t: 4})")
    frame.wait_for_selector("html.dark", state="attached")
    assert frame.evaluate("window.frames_asked") <= 1
    page.evaluate("tell({active: true})")
    until(frame, "Number(document.querySelector('#stage').dataset.t) > 5")


def test_a_hidden_embed_waits_until_it_is_shown(embedded: Callable[..., tuple[Page, Frame]]) -> None:
    """Slidev mounts the slides around the current one in windows of 0 by 0."""
    page, frame = embedded("&t=6", "width:0;height:0", ready=False)
    until(page, "window.heard.some(m => m.type === 'ready')")
    assert frame.locator("#stage canvas").count() == 0
    page.evaluate("document.querySelector('iframe').style = 'width:600px;height:300px;border:0'")
    frame.wait_for_selector('#stage[data-ready="true"][data-t="6"]')
    box = frame.locator("#stage canvas").first.bounding_box()
    assert box is not None
    assert box["width"] > 500


def test_messages_of_strangers_are_not_heard(embedded: Callable[..., tuple[Page, Frame]], deck: str) -> None:
    page, frame = embedded()
    # Not from the parent: a frame beside it, and the embed itself.
    frame.evaluate("window.postMessage({ns: 'unrolled', v: 1, type: 'set', t: 9}, '*')")
    page.evaluate(
        """deck => new Promise(done => { const other = document.createElement('iframe'); other.src = deck;
            other.onload = done; other.id = 'other'; document.body.append(other); })""",
        deck,
    )
    stranger = next(f for f in page.frames if f.url == deck and f is not page.main_frame)
    stranger.evaluate("parent.frames[0].postMessage({ns: 'unrolled', v: 1, type: 'set', t: 9}, '*')")
    # From the parent, but not in our words.
    page.evaluate("tell({t: 9}, {ns: 'other'}); tell({t: 9}, {v: 2}); tell({t: 9}, {type: 'advance'})")
    page.evaluate("tell({theme: 'dark'})")
    frame.wait_for_selector("html.dark", state="attached")
    assert frame.locator("#stage").get_attribute("data-t") == "0"


def test_a_page_that_may_not_embed_sees_and_hears_nothing(browser: Browser, server: str, deck: str) -> None:
    """The same deck under another name: the browser refuses to show the frame at all."""
    port = deck.split(":")[2].split("/")[0]
    context = browser.new_context()
    page = context.new_page()
    page.route("http://deck.test/**", lambda route: route.fulfill(body=DECK, content_type="text/html"))
    page.goto(f"http://deck.test/{port}")
    page.evaluate(
        """src => { const frame = document.createElement('iframe'); frame.src = src;
            document.body.append(frame); return new Promise(done => { frame.onload = done; }); }""",
        f"{server}/embed/gradients",
    )
    assert page.frames[1].url.startswith("chrome-error:"), page.frames[1].url
    assert page.evaluate("window.heard") == []
    context.close()


def test_what_is_wrong_with_the_address_stays_readable_until_it_is_clicked_away(open_page: OpenPage) -> None:
    page = open_page("/embed/gradients?hidden=1e9&t=3", allowed=["422"])
    page.wait_for_selector("#stage[data-ready=true][data-waiting=false]")
    banner = page.locator("#banner")
    until(page, "() => document.querySelector('#banner').textContent.includes('from 2 to 128')")
    assert banner.is_visible()
    assert page.locator("#stage").get_attribute("data-t") == "3"
    banner.click()
    assert banner.is_hidden()
