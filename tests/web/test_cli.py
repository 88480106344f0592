"""The command line."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

import app
from app import serve
from app.settings import Settings
from tests.web.conftest import ROOT, Server


def unrolled(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "app", *arguments]
    return subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_linear_algebra_of_a_new_process_has_one_thread() -> None:
    code = "import app.cli, os; print(os.environ['OPENBLAS_NUM_THREADS'])"
    environment = {k: v for k, v in os.environ.items() if not k.endswith("_NUM_THREADS")}
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == "1"
    order = "import sys, app; print('numpy' in sys.modules)"
    first = subprocess.run(
        [sys.executable, "-c", order], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert first.stdout.strip() == "False", "it is too late once NumPy is loaded"


def test_version_and_help() -> None:
    assert unrolled("--version").stdout == f"unrolled {app.__version__}\n"
    shown = unrolled("--help")
    assert shown.returncode == 0
    assert "serve" in shown.stdout
    assert "--port" in unrolled("serve", "--help").stdout


def test_it_prints_its_address_and_serves_there(make_server: Callable[..., Server]) -> None:
    server = make_server()
    assert httpx.get(server.url + "/healthz").json() == {"status": "ok", "version": app.__version__}
    assert f"Unrolled is at {server.url} (stop it with Ctrl+C)" in server.log.read_text()


def test_a_port_in_use_gets_one_line_and_the_next_step(server: Server) -> None:
    done = unrolled("serve", "--port", str(server.port))
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == (
        f"Port {server.port} is in use. Take another one: unrolled serve --port {server.port + 1}\n"
    )


@pytest.mark.parametrize(
    ("arguments", "environment", "words"),
    [
        (("--host", "203.0.113.7"), {}, "Cannot listen on 203.0.113.7:8000"),
        (("--host", "no.such.host.invalid"), {}, "Cannot listen on no.such.host.invalid:8000"),
        ((), {"UNROLLED_ORIGINS": "slides"}, "UNROLLED_ORIGINS: expected origins like"),
        ((), {"UNROLLED_PORT": "many"}, "UNROLLED_PORT: "),
        ((), {"UNROLLED_CACHE_MIB": "-1"}, "UNROLLED_CACHE_MIB: "),
    ],
)
def test_what_cannot_be_is_said_in_one_line(
    arguments: tuple[str, ...], environment: dict[str, str], words: str
) -> None:
    done = unrolled(*arguments, **environment)
    assert done.returncode in (1, 2)
    assert done.stderr.startswith(words)
    assert done.stderr.count("\n") == 1


def test_an_unknown_command_is_refused() -> None:
    done = unrolled("bark")
    assert done.returncode == 2
    assert "bark" in done.stderr


def test_a_wrong_option_is_refused() -> None:
    done = unrolled("serve", "--port", "70000")
    assert done.returncode == 2
    assert "65535" in done.stderr


def test_addresses_are_written_so_that_a_browser_takes_them() -> None:
    assert serve._address("127.0.0.1", 80) == "http://127.0.0.1:80"
    assert serve._address("0.0.0.0", 8000) == "http://127.0.0.1:8000"
    assert serve._address("::", 8000) == "http://[::1]:8000"
    assert serve._address("2001:db8::1", 1) == "http://[2001:db8::1]:1"


def test_a_browser_is_opened_on_demand(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    monkeypatch.setattr("uvicorn.Server.run", lambda _, sockets: [s.close() for s in sockets])
    before = sys.getswitchinterval()
    try:
        assert serve.serve(None, 0, True) == 0
    finally:
        sys.setswitchinterval(before)
    (address,) = opened
    assert address.startswith("http://127.0.0.1:")
    assert address in capsys.readouterr().out


def test_it_runs_from_any_folder(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "import app.main; app.main.create_app(); print('fine')"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout == "fine\n", done.stderr


def test_uvicorn_is_told_what_the_stream_needs() -> None:
    config = serve.config(Settings(ping_seconds=7, max_message_bytes=1000))
    assert config.ws_per_message_deflate is False
    assert config.ws_max_size == 16_000
    assert config.ws_ping_interval == config.ws_ping_timeout == 7
    assert config.ws == "auto" or issubclass(config.ws, asyncio.Protocol)  # type: ignore[arg-type]


def test_an_older_uvicorn_gets_its_own_choice_of_protocol(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "uvicorn.protocols.websockets.websockets_sansio_impl", None)
    assert serve.lean_protocol() == "auto"
