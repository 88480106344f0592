"""The share panel: what it gives leads back to this very moment."""

import html
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]


def opened(open_page: OpenPage, **options: object) -> Page:
    page = open_page("/scene/gradients?length=20&t=7&theme=dark&speed=2", **options)
    page.wait_for_selector('.stage[data-ready="true"]')
    page.keyboard.press("s")
    page.get_by_role("dialog").wait_for()
    return page


def test_the_link_leads_to_this_moment(open_page: OpenPage) -> None:
    page = opened(open_page)
    link = page.get_by_label("Link", exact=True).input_value()
    sentence = page.locator("#sentence").inner_text()
    other = open_page(link)
    other.wait_for_selector('#stage[data-t="7"][data-ready="true"]')
    assert other.locator("#sentence").inner_text() == sentence
    assert other.locator("#speed").inner_text() == "2×"
    assert other.evaluate("document.documentElement.classList.contains('dark')")


def test_the_snippets_hold_the_embed_of_this_moment(open_page: OpenPage) -> None:
    page = opened(open_page)
    iframe = page.get_by_label("In a web page", exact=True).input_value()
    found = re.match(r'<iframe src="([^"]+)"', iframe)
    assert found
    source = html.unescape(found[1])
    slidev = page.get_by_label("In a Slidev slide", exact=True).input_value()
    head, frame = slidev.split("\n\n")
    assert head.splitlines() == ["---", "layout: full", "---"]
    assert source in html.unescape(frame)
    assert "color-scheme: normal" in frame
    page.get_by_label("starts playing").check()
    assert "play=true" in page.get_by_label("Link", exact=True).input_value()
    embed = open_page(source)
    embed.wait_for_selector('#stage[data-t="7"][data-ready="true"]')


def test_copy_says_so(open_page: OpenPage) -> None:
    page = opened(open_page, permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy: Link").click()
    page.get_by_text("copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.get_by_label("Link", exact=True).input_value()


def test_the_run_can_be_downloaded(open_page: OpenPage) -> None:
    page = opened(open_page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download this run").click()
    assert download.value.suggested_filename.endswith(".npz")
    assert download.value.path().stat().st_size > 1000


def test_the_focus_stays_inside_and_comes_back(open_page: OpenPage) -> None:
    page = opened(open_page)
    inside = "document.querySelector('dialog').contains(document.activeElement)"
    outside = 0
    for _ in range(14):
        page.keyboard.press("Tab")
        # The browser's own bars take a turn: then nothing of the page has the focus.
        outside += not page.evaluate(f"{inside} || document.activeElement === document.body")
    assert outside == 0
    page.keyboard.press("Escape")
    assert page.get_by_role("dialog").count() == 0
    page.get_by_role("button", name="Share this moment").click()
    page.get_by_role("button", name="Close").click()
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Share this moment"
