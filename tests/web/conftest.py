"""A client in this process, and a real server in another."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.main import create_app
from app.scenes.registry import all_scenes
from app.settings import Settings
from tests.stream import scenes as ours

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # Starlette would rather have httpx's successor; both are fine here
    from starlette.testclient import TestClient

ROOT = Path(__file__).parents[2]
HTML = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture(autouse=True)
def scenes(monkeypatch: pytest.MonkeyPatch) -> None:
    """`test-counter` and `test-broken` beside the true scenes."""
    for name, scene in ours.ALL.items():
        monkeypatch.setitem(all_scenes(), name, scene)


@pytest.fixture
def make_client() -> Iterator[Callable[..., TestClient]]:
    """`make_client(**settings)`: a client of an application of its own."""
    with contextlib.ExitStack() as stack:

        def make(**settings: Any) -> TestClient:
            client = TestClient(create_app(Settings(**settings)), raise_server_exceptions=False)
            return stack.enter_context(client)

        yield make


@pytest.fixture
def client(make_client: Callable[..., TestClient]) -> TestClient:
    return make_client()


class Server:
    """`unrolled serve` with the scenes of the tests, in a process of its own."""

    def __init__(self, log: Path, **environment: str) -> None:
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            self.port: int = s.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.socket = f"ws://127.0.0.1:{self.port}/ws"
        self.log = log
        command = [sys.executable, "-m", "tests.stream.server", "--port", str(self.port)]
        with log.open("wb") as out:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env={**os.environ, **environment}, stdout=out, stderr=out
            )
        begun = time.monotonic()
        deadline = begun + 60
        while True:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                self.took = time.monotonic() - begun
                return
            assert self.process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.05)

    @property
    def soon(self) -> float:
        """Three seconds where there is time to spare; more on a machine that was slow to start, too."""
        return 2 + max(1.0, 1.5 * self.took)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> float:
        """Stops it and returns how long that took, in seconds."""
        begun = time.monotonic()
        self.process.send_signal(how)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(10)
        return time.monotonic() - begun

    @property
    def cpu_seconds(self) -> float:
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@pytest.fixture
def make_server(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """`make_server(**environment)`: a server that the test may stop."""
    servers: list[Server] = []

    def make(**environment: str) -> Server:
        servers.append(Server(tmp_path / f"log{len(servers)}.txt", **environment))
        return servers[-1]

    yield make
    for server in servers:
        server.stop()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that the tests of a module share."""
    running = Server(tmp_path_factory.mktemp("server") / "log.txt")
    yield running
    running.stop()
