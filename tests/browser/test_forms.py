"""The params form: made from the schema, live, patient with nonsense, never in the way of the picture."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page

from app.scenes.registry import all_scenes
from tests.browser.pages import until

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
WIDE = {"width": 1280, "height": 720}


def begin(open_page: OpenPage, path: str, **options: Any) -> Page:
    page = open_page(path, **{**WIDE, **options})
    page.wait_for_selector('.stage[data-ready="true"]')
    return page


def param(page: Page, name: str) -> list[str]:
    return parse_qs(urlsplit(page.url).query, keep_blank_values=True).get(name, [])


@pytest.mark.parametrize("scene", list(all_scenes()))
def test_every_param_has_a_control_with_a_name_and_an_explanation(open_page: OpenPage, scene: str) -> None:
    page = begin(open_page, f"/scene/{scene}")
    shown = page.evaluate("[...document.querySelectorAll('#panel .control')].map(c => c.dataset.param)")
    # What the picture itself sets (a drawing, a dragged window) has no control in the form.
    fields = {
        name: info
        for name, info in all_scenes()[scene].params.model_fields.items()
        if not (isinstance(info.json_schema_extra, dict) and info.json_schema_extra.get("widget") == "none")
    }
    assert sorted(shown) == sorted(fields)
    for name, info in fields.items():
        control = page.locator(f'.control[data-param="{name}"]')
        assert (info.title or name) in (control.text_content() or "")
        assert (info.description or "") in (control.text_content() or "")
    presets = page.locator(".presets button").all_inner_texts()
    assert presets == ["default", *all_scenes()[scene].presets]
    assert page.locator('.presets [aria-pressed="true"]').inner_text() == "default"


def test_a_param_changes_the_picture_and_the_address_and_keeps_the_moment(open_page: OpenPage) -> None:
    page = begin(open_page, "/scene/gradients?length=20&t=8")
    field = page.get_by_label("Length", exact=True).first
    assert field.input_value() == "20"
    field.fill("30")
    page.wait_for_url("**length=30**")
    page.wait_for_selector('#stage[data-t="8"][data-waiting="false"]')
    assert page.locator("#readout").inner_text() == "8 / 61"
    field.fill("5")
    page.wait_for_url("**length=5&**")
    page.wait_for_selector('#stage[data-waiting="false"]')
    page.wait_for_selector('#stage[data-t="8"]')


def test_a_slider_moves_by_keys_and_its_field_follows(open_page: OpenPage) -> None:
    page = begin(open_page, "/scene/gradients?length=20")
    slider = page.locator('.control[data-param="length"] input[type=range]')
    slider.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**length=21**")
    assert page.get_by_label("Length", exact=True).first.input_value() == "21"
    assert "21" in (slider.get_attribute("aria-valuetext") or "")
    assert page.locator("#stage").get_attribute("data-t") == "0", "the arrow was the slider's"
    page.keyboard.press("Space")
    page.wait_for_selector('#stage[data-playing="true"]')


def test_a_choice_and_a_choice_of_several(open_page: OpenPage) -> None:
    page = begin(open_page, "/scene/gradients?length=20")
    page.get_by_role("radio", name="sigmoid").click()
    page.wait_for_url("**activation=sigmoid**")
    page.get_by_role("checkbox", name="gru").click()
    page.wait_for_url("**cells=rnn%2Clstm**")
    page.reload()
    page.wait_for_selector('.stage[data-ready="true"]')
    assert page.get_by_role("radio", name="sigmoid").is_checked()
    assert [page.get_by_role("checkbox", name=name).is_checked() for name in ("rnn", "lstm", "gru")] == [
        True,
        True,
        False,
    ]


def test_the_last_of_several_cannot_go_without_a_word(open_page: OpenPage) -> None:
    page = begin(open_page, "/scene/gradients?length=20&cells=rnn")
    control = page.locator('.control[data-param="cells"]')
    control.get_by_role("checkbox", name="rnn").click()
    problem = control.get_by_role("alert")
    problem.wait_for()
    assert "expected" in problem.inner_text()
    assert param(page, "cells") == ["rnn"]
    control.get_by_role("checkbox", name="lstm").click()
    page.wait_for_url("**cells=lstm**")
    problem.wait_for(state="hidden")


@pytest.mark.parametrize("nonsense", ["1e9", "-3", "2.5", "many", "", "NaN", "0x10", "９９"])
def test_nonsense_is_named_beside_the_control_and_the_picture_runs_on(
    open_page: OpenPage, nonsense: str
) -> None:
    page = begin(open_page, "/scene/gradients?length=20&play=true&speed=0.5")
    field = page.get_by_label("Length", exact=True).first
    field.fill(nonsense)
    problem = page.locator('.control[data-param="length"]').get_by_role("alert")
    problem.wait_for()
    words = problem.inner_text()
    assert "length: expected a whole number from 5 to 200, got" in words
    assert field.get_attribute("aria-invalid") == "true"
    assert param(page, "length") == ["20"]
    assert page.locator("#stage").get_attribute("data-playing") == "true"
    assert "/ 41" in page.locator("#readout").inner_text()
    field.fill("21")
    problem.wait_for(state="hidden")
    page.wait_for_url("**length=21**")
    assert field.get_attribute("aria-invalid") is None


def test_what_only_the_server_knows_is_said_beside_the_control_too(open_page: OpenPage) -> None:
    """The first letter has to be one of the text: no schema says so."""
    page = begin(open_page, "/scene/hello")
    page.get_by_text("More", exact=True).click()
    field = page.get_by_label("First letter")
    field.fill("z")
    problem = page.locator('.control[data-param="first"]').get_by_role("alert")
    problem.wait_for()
    assert "first" in problem.inner_text()
    assert page.locator("#stage").get_attribute("data-ready") == "true"
    assert param(page, "first") == []
    field.fill("o")
    problem.wait_for(state="hidden")
    page.wait_for_url("**first=o**")


def test_a_text_of_ten_thousand_letters(open_page: OpenPage) -> None:
    page = begin(open_page, "/scene/hello")
    page.get_by_label("Text", exact=True).fill("x" * 10_000)
    problem = page.locator('.control[data-param="text"]').get_by_role("alert")
    problem.wait_for()
    assert "got" in problem.inner_text()
    assert len(problem.inner_text()) < 250
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDE["width"]


def test_letters_typed_into_a_field_are_letters(open_page: OpenPage) -> None:
    page = begin(open_page, "/scene/hello")
    dark = page.evaluate("document.documentElement.className")
    field = page.get_by_label("Text", exact=True)
    field.fill("")
    field.press_sequentially("fds? p")
    assert field.input_value() == "fds? p"
    assert page.evaluate("document.documentElement.className") == dark
    assert page.get_by_role("dialog").count() == 0
    assert page.locator("#stage").get_attribute("data-playing") == "false"


def test_presets_and_the_way_back(open_page: OpenPage) -> None:
    page = begin(open_page, "/scene/gradients?length=20&radius=2")
    name, preset = next(iter(all_scenes()["gradients"].presets.items()))
    assert page.locator('.presets [aria-pressed="true"]').count() == 0
    page.get_by_role("button", name=name, exact=True).click()
    for key, value in preset.items():
        page.wait_for_url(f"**{key}={value}**")
    assert param(page, "radius") == [], "a preset stands for the defaults with a few changes"
    assert page.get_by_role("button", name=name, exact=True).get_attribute("aria-pressed") == "true"
    page.get_by_role("button", name="default", exact=True).click()
    page.wait_for_url(lambda url: "activation" not in url)
    assert page.get_by_role("button", name="default", exact=True).get_attribute("aria-pressed") == "true"


def test_the_seed_can_be_shuffled(open_page: OpenPage) -> None:
    page = begin(open_page, "/scene/gradients?length=20")
    page.get_by_text("More", exact=True).click()
    before = page.get_by_label("Seed").input_value()
    page.get_by_role("button", name="shuffle").click()
    page.wait_for_url("**seed=**")
    assert page.get_by_label("Seed").input_value() != before


def test_the_form_can_be_put_away_and_the_picture_takes_its_place(open_page: OpenPage) -> None:
    page = begin(open_page, "/scene/gradients?length=20", width=980, height=552)
    panel = page.locator("#panel")
    button = page.get_by_role("button", name="Parameters")
    assert panel.is_hidden()
    assert button.get_attribute("aria-expanded") == "false"
    narrow = "document.querySelector('#stage').clientWidth < 800"
    assert not page.evaluate(narrow)
    page.keyboard.press("p")
    panel.wait_for()
    assert button.get_attribute("aria-expanded") == "true"
    until(page, narrow)
    button.click()
    panel.wait_for(state="hidden")


def test_on_a_phone_the_form_lies_below(open_page: OpenPage) -> None:
    page = begin(open_page, "/scene/gradients?length=20", width=360, height=640)
    panel = page.locator("#panel")
    box = panel.bounding_box()
    assert box is not None
    assert box["y"] >= 600
    field = page.get_by_label("Length", exact=True).first
    field.fill("25")
    page.wait_for_url("**length=25**")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
