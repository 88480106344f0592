"""How smoothly the pages play: `python -m tests.benchmarks.pages [ADDRESS]`, against a running `unrolled`.

For every moment: seconds to the first picture, animation frames a second over five seconds of playing, every task that
held the page's main thread for more than 50 ms, and the most processor time that one task took: the first three are
times of this machine and of who else is using it, the last is the page's own doing. They are printed and fail nothing.
"""

import json
import os
import shutil
import sys
import time
from typing import Any

from playwright.sync_api import Browser, sync_playwright

MOMENTS = (
    "/scene/gradients?t=10",
    "/scene/gradients?t=56",
    "/scene/hello?t=1",
    "/scene/hello?t=30",
    "/scene/house-read?t=0",
    "/scene/house-generate?t=2",
    "/scene/house-generate?t=12",
    "/scene/house-generate?street=true&t=0",
    "/scene/house-generate?street=true&t=3",
    "/",
)
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
CATEGORIES = ["toplevel", "disabled-by-default-devtools.timeline"]
WATCH = """async () => {
    const long = [], at = [];
    new PerformanceObserver((l) => long.push(...l.getEntries().map((e) => Math.round(e.duration))))
        .observe({type: 'longtask'});
    const begun = performance.now();
    await new Promise((done) => {
        const tick = (t) => { at.push(t); t - begun < 5000 ? requestAnimationFrame(tick) : done(); };
        requestAnimationFrame(tick);
    });
    return {rate: Math.round(1000 * (at.length - 1) / (at.at(-1) - at[0])), long};
}"""


def watch(browser: Browser, url: str) -> tuple[float, dict[str, Any]]:
    """(seconds to the first picture, what was seen while it played)."""
    page = browser.new_page(viewport={"width": 980, "height": 552})
    begun = time.perf_counter()
    page.goto(url)
    page.wait_for_selector(".stage[data-ready=true]")
    first = time.perf_counter() - begun
    browser.start_tracing(page=page, categories=CATEGORIES)
    seen = page.evaluate(WATCH)
    seen["own"] = longest(json.loads(browser.stop_tracing())["traceEvents"])
    page.close()
    return first, seen


def longest(events: list[dict[str, Any]]) -> float:
    """Milliseconds of processor time that the longest task of the page's own main thread took."""
    started = next(e for e in events if e["name"] == "TracingStartedInBrowser")
    ours = {f["processId"] for f in started["args"]["data"]["frames"] if not f.get("parent")}
    mains = {
        (e["pid"], e["tid"])
        for e in events
        if e["name"] == "thread_name" and e["args"]["name"] == "CrRendererMain" and e["pid"] in ours
    }
    tasks = (e for e in events if e["name"].endswith("RunTask") and (e["pid"], e["tid"]) in mains)
    return max(e.get("tdur", 0) for e in tasks) / 1000


def main(address: str) -> None:
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    print(
        "moment                                first picture   frames/s   longest task (CPU)   tasks over 50 ms"
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        for moment in MOMENTS:
            first, seen = watch(browser, f"{address}{moment}{'&' if '?' in moment else '?'}play=1")
            print(
                f"{moment:38}{first:8.2f} s {seen['rate']:12} {seen['own']:15.0f} ms     {seen['long'] or 'none'}"
            )
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000")
