"""How smoothly the pages play: `python -m tests.benchmarks.pages [ADDRESS]`, against a running `unrolled`.

For every moment: seconds to the first picture, animation frames a second over five seconds of playing, the 99th
percentile between two of them, and every task that held the page's main thread for more than 50 ms. These are times of
this machine and of who else is using it, so they are printed and fail nothing.
"""

import os
import shutil
import sys
import time

from playwright.sync_api import sync_playwright

MOMENTS = ("/scene/gradients?t=10", "/scene/gradients?t=56", "/scene/hello?t=1", "/scene/hello?t=30")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
WATCH = """async () => {
    const long = [], at = [];
    new PerformanceObserver((l) => long.push(...l.getEntries().map((e) => Math.round(e.duration))))
        .observe({type: 'longtask'});
    const begun = performance.now();
    await new Promise((done) => {
        const tick = (t) => { at.push(t); t - begun < 5000 ? requestAnimationFrame(tick) : done(); };
        requestAnimationFrame(tick);
    });
    const gaps = at.slice(1).map((t, i) => t - at[i]).sort((a, b) => a - b);
    return {
        rate: Math.round(1000 * gaps.length / (at.at(-1) - at[0])),
        late: Math.round(gaps[Math.floor(0.99 * gaps.length)]),
        long,
    };
}"""


def main(address: str) -> None:
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    print("moment                  first picture   frames/s   99 % within   tasks over 50 ms")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        for moment in MOMENTS:
            page = browser.new_page(viewport={"width": 980, "height": 552})
            begun = time.perf_counter()
            page.goto(f"{address}{moment}&play=1")
            page.wait_for_selector("#stage[data-ready=true]")
            first = time.perf_counter() - begun
            seen = page.evaluate(WATCH)
            print(
                f"{moment:24}{first:8.2f} s {seen['rate']:12} {seen['late']:10} ms     {seen['long'] or 'none'}"
            )
            page.close()
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000")
