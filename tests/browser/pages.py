"""What the tests of pages share: sizes to try, waiting, and reading a picture."""

import time
from typing import Any

from playwright.sync_api import Frame, Page

SIZES = [(360, 640), (868, 400), (980, 552), (1920, 1080)]
READY = '.stage[data-ready="true"]'


def until(page: Page | Frame, expression: str, arg: Any = None, timeout: float = 20) -> Any:
    """Waits until an expression of JavaScript is truthy and returns its value.

    Playwright's own `wait_for_function` makes code from strings inside the page, which our pages forbid.
    """
    deadline = time.monotonic() + timeout
    while True:
        value = page.evaluate(expression, arg)
        if value:
            return value
        assert time.monotonic() < deadline, f"waited {timeout} s in vain for {expression} with {arg!r}"
        page.wait_for_timeout(15)


def ready(page: Page, t: float | None = None) -> Page:
    """The page, once its picture is drawn (at t)."""
    page.wait_for_selector(READY if t is None else f'{READY}[data-t="{t:g}"]')
    page.evaluate("document.fonts.ready")
    return page


def canvas(page: Page, selector: str = "#stage canvas") -> str:
    """The picture, drawn with the fonts it needs: a face is fetched when it is first drawn with."""
    page.evaluate(
        "document.fonts.ready.then(() => new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r))))"
    )
    address: str = page.evaluate("(selector) => document.querySelector(selector).toDataURL()", selector)
    return address


def box(page: Page, selector: str) -> dict[str, float]:
    """Where a part of the page is: x, y, width, height."""
    found = page.locator(selector).bounding_box()
    assert found, f"{selector} is not shown"
    return dict(found)


def chart(page: Page) -> Frame:
    """The page inside the chart's frame, once the chart is drawn. Plotly's figure is its `#chart`."""
    page.wait_for_selector("[data-drawn]")
    return next(frame for frame in page.frames if frame.url.endswith("/chart"))
