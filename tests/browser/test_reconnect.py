"""The server goes away and comes back: the page says so, goes on by itself, at the same moment."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.pages import until

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
# A socket that cannot be opened is logged by the browser itself.
# What Chromium logs of a request while there is no server, or while one just goes.
AWAY = ("WebSocket", "ERR_CONNECTION", "ERR_SOCKET_NOT_CONNECTED")


def test_the_page_goes_on_at_the_same_moment(open_page: OpenPage, own_server: Any) -> None:
    page = open_page(f"{own_server.url}/scene/gradients?length=20&t=5", allowed=AWAY)
    page.wait_for_selector('#stage[data-t="5"][data-ready="true"]')
    sentence = page.locator("#sentence").inner_text()
    own_server.stop()
    banner = page.locator("#banner")
    banner.get_by_text("server is away").wait_for()
    # What has arrived can still be looked at.
    page.keyboard.press("ArrowRight")
    page.wait_for_selector('#stage[data-t="6"]')
    page.keyboard.press("ArrowLeft")
    page.wait_for_selector('#stage[data-t="5"]')
    own_server.start()
    banner.wait_for(state="hidden")
    page.wait_for_selector('#stage[data-t="5"]')
    assert page.locator("#sentence").inner_text() == sentence
    page.keyboard.press("End")
    page.wait_for_selector('#stage[data-t="41"]')


def test_a_run_in_full_swing_goes_on_where_it_was(open_page: OpenPage, own_server: Any) -> None:
    page = open_page(f"{own_server.url}/scene/hello?iterations=2000&speed=4&play=true", allowed=AWAY)
    now = "Number(document.querySelector('#stage').dataset.t)"
    until(page, f"{now} > 10")
    own_server.stop()
    page.locator("#banner").get_by_text("server is away").wait_for()
    before = page.evaluate(now)
    own_server.start()
    until(page, f"{now} > {before + 20}", timeout=40)
    assert page.locator("#stage").get_attribute("data-playing") == "true"
    assert page.locator("#banner").is_hidden()


def test_params_changed_while_it_is_away_are_asked_for_when_it_is_back(
    open_page: OpenPage, own_server: Any
) -> None:
    page = open_page(f"{own_server.url}/scene/gradients?length=20&t=5", width=1280, height=720, allowed=AWAY)
    page.wait_for_selector('#stage[data-t="5"][data-ready="true"]')
    own_server.stop()
    page.locator("#banner").get_by_text("server is away").wait_for()
    page.get_by_label("Length", exact=True).first.fill("30")
    assert page.locator("#readout").inner_text() == "5 / 41"
    own_server.start()
    page.locator("#readout").get_by_text("5 / 61").wait_for()
