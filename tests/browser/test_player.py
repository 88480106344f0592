"""The player on a scene's page: buttons, keys, line of time, moments, and the address that remembers them."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page

from tests.browser.pages import until

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
SCENE = "/scene/gradients?length=20"  # 20 steps forward, 20 back: 42 frames


def at(page: Page, t: float) -> None:
    page.wait_for_selector(f'#stage[data-t="{t:g}"]')


def playing(page: Page, yes: bool) -> None:
    page.wait_for_selector(f'#stage[data-playing="{str(yes).lower()}"]')


def begin(open_page: OpenPage, path: str = SCENE, **options: object) -> Page:
    page = open_page(path, **options)
    page.wait_for_selector('.stage[data-ready="true"]')
    return page


def query(page: Page) -> dict[str, str]:
    return {name: values[-1] for name, values in parse_qs(urlsplit(page.url).query).items()}


def test_space_plays_and_pauses_and_the_end_offers_to_begin_again(open_page: OpenPage) -> None:
    page = begin(open_page, SCENE + "&t=30&speed=0.5")
    assert page.locator("#stage").get_attribute("data-playing") == "false"
    page.keyboard.press("Space")
    page.get_by_role("button", name="Pause").wait_for()
    for _ in range(5):
        page.keyboard.press("ArrowUp")
    playing(page, False)  # at the end, by itself
    last = page.locator("#stage").get_attribute("data-t")
    assert page.locator("#readout").inner_text() == f"{last} / {last}"
    again = page.get_by_role("button", name="Play again")
    again.wait_for()
    for _ in range(5):
        page.keyboard.press("ArrowDown")
    again.click()
    page.get_by_role("button", name="Pause").click()
    playing(page, False)
    assert float(page.locator("#stage").get_attribute("data-t") or "nan") < float(last or "nan")


def test_arrows_step_and_shift_arrows_go_from_moment_to_moment(open_page: OpenPage) -> None:
    page = begin(open_page)
    for t in (1, 2, 3):
        page.keyboard.press("ArrowRight")
        at(page, t)
    page.keyboard.press("ArrowLeft")
    at(page, 2)
    moments = page.evaluate("[...document.querySelectorAll('#cues button')].map(b => Number(b.dataset.t))")
    assert len(moments) >= 3
    page.keyboard.press("Home")
    at(page, 0)
    for t in moments[1:]:
        page.keyboard.press("Shift+ArrowRight")
        at(page, t)
    for t in reversed(moments[:-1]):
        page.keyboard.press("Shift+ArrowLeft")
        at(page, t)
    page.keyboard.press("End")
    at(page, page.evaluate("Number(document.querySelector('#track').getAttribute('aria-valuemax'))"))


def test_up_and_down_change_the_speed(open_page: OpenPage) -> None:
    page = begin(open_page)
    speed = page.locator("#speed")
    assert speed.inner_text() == "1×"
    page.keyboard.press("ArrowUp")
    until(page, "document.querySelector('#speed').textContent === '2×'")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    until(page, "document.querySelector('#speed').textContent === '½×'")
    page.get_by_role("button", name="Faster").click()
    until(page, "document.querySelector('#speed').textContent === '1×'")


def test_keys_with_ctrl_meta_or_alt_belong_to_the_browser(open_page: OpenPage) -> None:
    page = begin(open_page)
    heard = page.evaluate(
        """() => ['ArrowRight', ' ', 'd', 'End'].flatMap(key =>
            ['ctrlKey', 'metaKey', 'altKey'].map(modifier =>
                document.body.dispatchEvent(new KeyboardEvent('keydown',
                    {key, [modifier]: true, bubbles: true, cancelable: true}))))"""
    )
    assert all(heard), "none was prevented"
    assert page.locator("#stage").get_attribute("data-t") == "0"


def test_a_key_held_down_steps_on_but_toggles_once(open_page: OpenPage) -> None:
    page = begin(open_page)
    press = """([key, repeat]) => document.body.dispatchEvent(
        new KeyboardEvent('keydown', {key, repeat, bubbles: true, cancelable: true}))"""
    for repeat in (False, True, True):
        page.evaluate(press, ["ArrowRight", repeat])
    at(page, 3)
    dark = "document.documentElement.classList.contains('dark')"
    before = page.evaluate(dark)
    for repeat in (False, True, True):
        page.evaluate(press, ["d", repeat])
    assert page.evaluate(dark) is not before


def test_the_line_of_time_can_be_dragged_and_reached_by_keyboard(open_page: OpenPage) -> None:
    page = begin(open_page)
    track = page.locator("#track")
    box = track.bounding_box()
    assert box is not None
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 2, y)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, y, steps=4)
    page.mouse.up()
    most = int(track.get_attribute("aria-valuemax") or 0)
    until(page, "t => Math.abs(Number(document.querySelector('#stage').dataset.t) - t) <= 1", arg=most / 2)
    assert float(page.locator("#stage").get_attribute("data-t") or "nan").is_integer()
    track.focus()
    page.keyboard.press("Home")
    at(page, 0)
    page.keyboard.press("ArrowRight")
    at(page, 1)
    assert track.get_attribute("aria-valuenow") == "1"
    until(page, "document.querySelector('#track').getAttribute('aria-valuetext').startsWith('Step 1 of')")


def test_moments_are_buttons(open_page: OpenPage) -> None:
    page = begin(open_page)
    # Which moments bear their names may change with the click, so this one is held by its t.
    t = page.locator("#cues li:not(.bare) button").last.get_attribute("data-t") or "nan"
    moment = page.locator(f'#cues button[data-t="{t}"]')
    moment.click()
    at(page, float(t))
    assert moment.get_attribute("aria-current") == "step"


def test_the_caption_is_on_screen_and_spoken_only_at_rest(open_page: OpenPage) -> None:
    page = begin(open_page, SCENE + "&speed=0.5")
    spoken = page.locator("#spoken")
    assert spoken.get_attribute("aria-live") == "polite"
    page.keyboard.press("ArrowRight")
    at(page, 1)
    until(
        page,
        "document.querySelector('#spoken').textContent === document.querySelector('#sentence').textContent",
    )
    page.evaluate(
        """() => { window.said = 0; new MutationObserver(() => window.said++)
            .observe(document.querySelector('#spoken'), {childList: true, subtree: true}); }"""
    )
    page.keyboard.press("Space")
    until(page, "Number(document.querySelector('#stage').dataset.t) > 4")
    assert page.evaluate("window.said") == 0, "nothing but moments is spoken while it plays"
    page.keyboard.press("Space")
    until(page, "window.said > 0")


def test_the_address_is_a_link_to_this_very_moment(open_page: OpenPage) -> None:
    page = begin(open_page)
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    at(page, 5)
    page.keyboard.press("ArrowUp")
    page.keyboard.press("d")
    page.wait_for_url("**t=5**")
    page.wait_for_url("**theme=dark**")
    assert query(page) == {"length": "20", "t": "5", "speed": "2", "theme": "dark"}
    sentence = page.locator("#sentence").inner_text()
    page.reload()
    page.wait_for_selector('.stage[data-ready="true"]')
    at(page, 5)
    assert page.locator("#speed").inner_text() == "2×"
    assert page.locator("#sentence").inner_text() == sentence
    assert page.evaluate("document.documentElement.classList.contains('dark')")


def test_a_moment_between_two_frames_is_restored(open_page: OpenPage) -> None:
    page = begin(open_page, SCENE + "&t=7.4")
    at(page, 7.4)


def test_play_in_the_address_plays_and_stays_there_while_it_does(open_page: OpenPage) -> None:
    page = begin(open_page, SCENE + "&play=true&speed=0.5")
    playing(page, True)
    page.wait_for_url("**play=true**")
    page.keyboard.press("Space")
    page.wait_for_url(lambda url: "play" not in url)


def test_a_moment_past_the_end_is_the_end(open_page: OpenPage) -> None:
    page = begin(open_page, SCENE + "&t=100000")
    until(
        page, "document.querySelector('#stage').dataset.t === document.querySelector('#track').ariaValueMax"
    )


def test_without_motion_the_picture_goes_by_whole_steps(open_page: OpenPage) -> None:
    page = begin(open_page, SCENE, reduced_motion="reduce")
    page.evaluate(
        """() => { window.seen = new Set(); new MutationObserver(() =>
            window.seen.add(document.querySelector('#sentence').textContent))
            .observe(document.querySelector('#sentence'), {childList: true}); }"""
    )
    page.keyboard.press("ArrowRight")
    assert page.locator("#stage").get_attribute("data-t") == "1", "a step is a jump"
    assert page.evaluate("matchMedia('(prefers-reduced-motion: reduce)').matches")


def test_help_shows_the_keys_and_closes_on_escape(open_page: OpenPage) -> None:
    page = begin(open_page)
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog")
    assert "full screen" in dialog.inner_text()
    page.keyboard.press("ArrowRight")
    assert page.locator("#stage").get_attribute("data-t") == "0", "the picture behind stays"
    page.keyboard.press("Escape")
    assert dialog.count() == 0


def test_a_picture_costs_little_while_it_plays(open_page: OpenPage) -> None:
    """60 pictures a second leave 16 ms for each.

    Measured as processor time: other work on the machine may slow the clock on the wall, but not this.
    """
    page = begin(open_page, SCENE + "&speed=2")
    page.evaluate(
        """() => { window.drawn = 0;
            const count = () => { window.drawn++; requestAnimationFrame(count); }; count(); }"""
    )
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def spent() -> float:
        metrics = session.send("Performance.getMetrics")["metrics"]
        return float(next(m["value"] for m in metrics if m["name"] == "TaskDuration"))

    page.keyboard.press("Space")
    until(page, "Number(document.querySelector('#stage').dataset.t) > 2")
    before, drawn = spent(), page.evaluate("window.drawn")
    until(page, "Number(document.querySelector('#stage').dataset.t) > 15")
    each = 1000 * (spent() - before) / (page.evaluate("window.drawn") - drawn)
    assert each < 12, f"{each:.1f} ms a picture"
