"""A real server and a real Chromium for every test in this folder.

A page that throws, logs an error or asks another host for anything fails its test.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

BROWSERS = ("chromium", "google-chrome", "google-chrome-stable", "chromium-browser", "chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def find_browser() -> str | None:
    """Path of an installed browser, or None: then Playwright's own is taken."""
    named = os.environ.get("CHROMIUM")
    return named or next(filter(None, map(shutil.which, BROWSERS)), None)


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port: int = s.getsockname()[1]
        return port


class Server:
    """`unrolled serve` in a process of its own; can be stopped and started again on the same port."""

    def __init__(self, log: Path) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = log
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> "Server":
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "app", "serve", "--port", str(self.port)],
                cwd=Path(__file__).parents[2],
                stdout=log,
                stderr=log,
            )
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            try:
                if httpx.get(self.url + "/readyz", timeout=2).status_code == 200:
                    return self
            except httpx.TransportError:
                time.sleep(0.05)
        self.stop()
        raise RuntimeError(f"the server did not start:\n{self.log.read_text()[-3000:]}")

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(10)
            self.process = None


@pytest.fixture(scope="session")
def running_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("server") / "log.txt").start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def server(running_server: Server) -> str:
    """Base address of a running server, shared by all tests."""
    return running_server.url


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[Server]:
    """A server that the test may stop and start."""
    server = Server(tmp_path / "log.txt").start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium for every file: while Playwright runs, its event loop would be in the way of other tests' own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Browser, server: str) -> Iterator[Callable[..., Page]]:
    """`open_page(path, width=980, height=552, theme="light", **context)` opens a page of the shared server.

    `path` may also be a whole address. `troubles` the test expects are listed in `page.allowed` (substrings).
    """
    contexts = []
    pages: list[Page] = []
    troubles: list[str] = []

    def open_page(
        path: str, width: int = 980, height: int = 552, theme: str = "light", **options: Any
    ) -> Page:
        allowed = options.pop("allowed", ())
        address = path if "://" in path else server + path
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if theme == "dark" else "light",
            **options,
        )
        contexts.append(context)
        context.set_default_timeout(20_000)
        page = context.new_page()
        pages.append(page)
        host = urlsplit(address).hostname

        def trouble(text: str) -> None:
            if not any(part in text for part in allowed):
                troubles.append(f"{address} at {width}x{height} {theme}: {text}")

        page.on("pageerror", lambda error: trouble(f"threw {error}"))
        page.on(
            "console", lambda message: trouble(f"logged {message.text}") if message.type == "error" else None
        )

        def request(r: Any) -> None:
            parts = urlsplit(r.url)
            if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname != host:
                trouble(f"asked another host: {r.url}")

        page.on("request", request)
        if "theme=" not in address:
            address += ("&" if "?" in address else "?") + f"theme={theme}"
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not troubles, "\n".join(troubles)
