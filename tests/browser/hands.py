"""What the tests of the two house scenes do with a page: wait for its address, walk to a moment, drag, touch."""

import mimetypes
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page

from tests.browser.pages import until

READY = "#stage[data-ready=true][data-waiting=false]"


def params(page: Page) -> dict[str, list[str]]:
    """What the address says."""
    return parse_qs(urlsplit(page.url).query)


def wait_for_param(page: Page, name: str, present: bool = True) -> str:
    """The address follows the picture within half a second or so."""
    until(
        page,
        "([name, present]) => new URLSearchParams(location.search).has(name) === present",
        arg=[name, present],
    )
    page.wait_for_selector(READY)
    return params(page).get(name, [""])[0]


def go_to(page: Page, t: int) -> None:
    """Pause at t, by the timeline's own keys."""
    page.locator("#track").focus()
    page.keyboard.press("Home")
    for _ in range(t):
        page.keyboard.press("ArrowRight")
    until(page, "(t) => document.querySelector('#stage').dataset.t === String(t)", arg=t)
    page.wait_for_selector(READY)
    # The address follows a little later.
    until(
        page,
        """(t) => {
            const address = new URLSearchParams(location.search);
            return Number(address.get('t') ?? 0) === t && !address.has('play');
        }""",
        arg=t,
    )


def pause(page: Page) -> None:
    """Stop what plays."""
    page.wait_for_selector("#stage[data-playing=true]")
    page.locator("#track").focus()
    page.keyboard.press(" ")
    page.wait_for_selector("#stage[data-playing=false]")


def drag(page: Page, box: dict[str, float], start: tuple[float, float], end: tuple[float, float]) -> None:
    """With the mouse, along a line whose ends are given in shares of the box."""
    x, y, w, h = (box[k] for k in ("x", "y", "width", "height"))
    page.mouse.move(x + start[0] * w, y + start[1] * h)
    page.mouse.down()
    page.mouse.move(x + end[0] * w, y + end[1] * h, steps=6)
    page.mouse.up()


def finger(page: Page, points: list[tuple[float, float]]) -> None:
    """One finger along these points of the page. It rests before it lifts: after a flick, Chromium takes the next tap
    as one that stops the flight, and no click comes of it."""
    touch = page.context.new_cdp_session(page)
    for i, (x, y) in enumerate([*points, *points[-1:] * 2]):
        if i >= len(points):
            page.wait_for_timeout(60)
        kind = "touchMove" if i else "touchStart"
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def choose_photo(page: Page, data: bytes, name: str) -> None:
    """As if somebody had chosen a file of that name."""
    kind = mimetypes.guess_type(name)[0] or ""
    page.set_input_files(".house-tools input[type=file]", {"name": name, "mimeType": kind, "buffer": data})
