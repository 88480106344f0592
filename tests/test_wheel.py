"""The wheel, installed far from the checkout, serves both its pages and its networks."""

import json
import os
import socket
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import httpx
import pytest
from websockets.sync.client import connect

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--outdir", str(out), str(ROOT)],
        check=True,
        capture_output=True,
        text=True,
    )
    (path,) = out.glob("*.whl")
    return path


def test_the_wheel_carries_pages_scripts_and_fonts_and_no_tests(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert any(n.startswith("app/_templates/") for n in names)
    assert any(n.startswith("app/_static/js/scenes/") for n in names)
    assert any(n.endswith(".woff2") for n in names)
    assert not any("tests/" in n or "node_modules/" in n for n in names)


def test_installed_outside_the_checkout_it_serves_pages_and_frames(wheel: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    # -P keeps the working folder out of sys.path; PYTHONPATH puts the wheel before an editable install.
    environment = {**os.environ, "PYTHONPATH": str(site)}
    log = tmp_path / "log.txt"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "app", "serve", "--port", str(port)],
            cwd=tmp_path,
            env=environment,
            stdout=out,
            stderr=out,
        )
    base = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + 60
        while True:
            try:
                if httpx.get(base + "/readyz").status_code == 200:
                    break
            except httpx.TransportError:
                pass
            assert time.monotonic() < deadline, "the installed server did not start"
            assert process.poll() is None, log.read_text()
            time.sleep(0.05)
        for path in ("/", "/scene/gradients", "/embed/hello", "/static/js/scenes/hello.js"):
            assert httpx.get(base + path).status_code == 200, path
        for scene in ("gradients", "hello"):
            with connect(f"ws://127.0.0.1:{port}/ws", subprotocols=["unrolled.v1"], origin=base) as ws:  # type: ignore[list-item]
                ws.send(json.dumps({"type": "open", "ref": 1, "scene": scene, "params": {}}))
                opened = json.loads(ws.recv())
                assert opened["type"] == "opened", opened
                assert isinstance(ws.recv(), bytes)
                ws.send(json.dumps({"type": "want", "trace": opened["trace"], "upto": 3}))
                assert all(isinstance(ws.recv(timeout=20), bytes) for _ in range(3))
    finally:
        process.terminate()
        process.wait(10)
