"""Against a real uvicorn in another process: what only a true network shows."""

import contextlib
import json
import signal
import socket
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from app.stream.codec import decode
from tests.web.conftest import Server


def dial(server: Server, **options: Any) -> ClientConnection:
    options = {
        "subprotocols": [Subprotocol("unrolled.v1")],
        "compression": None,
        "close_timeout": 1,
    } | options
    return connect(server.socket, max_size=None, **options)


def tell(ws: ClientConnection, **message: Any) -> None:
    ws.send(json.dumps(message))


def hear(ws: ClientConnection, timeout: float = 20) -> dict[str, Any]:
    data = ws.recv(timeout=timeout)
    heard: dict[str, Any] = json.loads(data) if isinstance(data, str) else decode(data)
    return heard


def open_trace(ws: ClientConnection, **params: Any) -> str:
    tell(ws, type="open", ref=1, scene="test-counter", params=params)
    opened = hear(ws)
    assert opened["type"] == "opened", opened
    hear(ws)
    trace: str = opened["trace"]
    return trace


def test_a_run_uncompressed_and_in_order(server: Server) -> None:
    with dial(server, compression="deflate") as ws:
        assert ws.subprotocol == "unrolled.v1"
        assert not ws.protocol.extensions  # offered by the client, not taken by the server
        trace = open_trace(ws, length=500, size=2000)
        tell(ws, type="want", trace=trace, upto=501)
        assert [hear(ws)["t"] for _ in range(500)] == list(range(500))
        assert hear(ws) == {"type": "end", "trace": trace, "length": 500}


BAD = [
    "",
    "{",
    "null",
    "[" * 60_000,
    '{"type":"open","ref":1,"scene":"test-counter","params":{"length":1e999}}',
    '{"type":"open","ref":1,"scene":"test-counter","params":{"length":' + "9" * 4000 + "}}",
    '{"type":"open","ref":1,"scene":"test-counter","params":{"size":NaN}}',
    '{"type":"open","ref":1,"scene":"nope","params":{}}',
    '{"type":"want","trace":"none","upto":3}',
    '{"type":"jump"}',
    b"\x00" * 100,
    "x" * 65_537,
    b"\x00" * 200_000,
    "ü" * 40_000,
]


def test_bad_messages_are_answered_and_the_socket_lives_on(server: Server) -> None:
    with dial(server) as ws:
        for message in BAD:
            ws.send(message)
            error = hear(ws)
            assert error["type"] == "error", message[:50]
            assert error["message"]
        trace = open_trace(ws, length=2)
        tell(ws, type="want", trace=trace, upto=1)
        assert hear(ws)["t"] == 0
    assert "Traceback" not in server.log.read_text()


def test_a_message_beyond_all_bounds_closes_its_own_socket_only(server: Server) -> None:
    with dial(server) as other, dial(server) as ws:
        with contextlib.suppress(ConnectionClosed):  # while the rest is still on its way
            ws.send("x" * (2 * 2**20))
        with pytest.raises(ConnectionClosed) as caught:
            hear(ws)
        assert caught.value.rcvd is None or caught.value.rcvd.code == 1009
        open_trace(other, length=2)


def raw(server: Server, text: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", server.port), 5) as s:
        s.sendall(text)
        return s.recv(2000)


def test_broken_handshakes_and_frames_do_no_harm(server: Server) -> None:
    greeting = (
        b"GET /ws HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Version: 13\r\n"
    )
    assert b" 400 " in raw(server, greeting + b"\r\n").split(b"\r\n")[0]
    key = b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    for frame in (b"\xff\xff\xff\xff", b"\x81\x05hello", b"\x81\x82\0\0\0\0\xff\xfe", b"\x83\x80\0\0\0\0"):
        with socket.create_connection(("127.0.0.1", server.port), 5) as s:
            s.sendall(greeting + key)
            assert s.recv(2000).startswith(b"HTTP/1.1 101")
            s.sendall(frame)
            s.settimeout(5)
            while s.recv(2000):  # a closing frame, and the end
                pass
    assert httpx.get(server.url + "/healthz").status_code == 200


def test_a_page_of_another_host_is_refused(server: Server) -> None:
    from websockets.exceptions import InvalidStatus

    with pytest.raises(InvalidStatus) as caught, dial(server, origin=Origin("https://evil.example.org")):
        pass
    assert caught.value.response.status_code == 403
    for origin in (server.url, "http://localhost:3030"):
        with dial(server, origin=Origin(origin)) as ws:
            open_trace(ws, length=1)


def test_many_viewers_of_one_run_cause_one_computation(server: Server) -> None:
    """Twenty viewers of a run that takes one second of computing: about one second for all of them."""

    def watch(_: int) -> list[bytes]:
        with dial(server) as ws:
            trace = open_trace(ws, length=50, step_ms=20, name="shared")
            tell(ws, type="want", trace=trace, upto=50)
            return [frame for _ in range(50) if isinstance(frame := ws.recv(timeout=30), bytes)]

    before = server.cpu_seconds
    with ThreadPoolExecutor(20) as pool:
        seen = list(pool.map(watch, range(20)))
    assert all(frames == seen[0] for frames in seen)
    assert len(seen[0]) == 50
    assert server.cpu_seconds - before < 5  # twenty computations would take 20 s


def test_vanished_clients_leave_nothing_running(make_server: Callable[..., Server]) -> None:
    server = make_server(UNROLLED_LINGER_SECONDS="0")
    for i in range(5):
        with dial(server) as ws:
            trace = open_trace(ws, length=9_999, step_ms=2, name=f"gone{i}")
            tell(ws, type="want", trace=trace, upto=9_999)
            hear(ws)
            ws.socket.shutdown(socket.SHUT_RDWR)  # no farewell
    deadline = time.monotonic() + 20
    while True:
        before = server.cpu_seconds
        time.sleep(0.5)
        if server.cpu_seconds - before < 0.1:
            break
        assert time.monotonic() < deadline, "the server still computes for nobody"
    assert "Traceback" not in server.log.read_text()


def test_a_client_that_never_reads_is_dropped_and_disturbs_nobody(make_server: Callable[..., Server]) -> None:
    server = make_server(UNROLLED_PING_SECONDS="1")
    stuck = socket.create_connection(("127.0.0.1", server.port), 5)
    stuck.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    stuck.sendall(
        b"GET /ws HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
    assert stuck.recv(4096).startswith(b"HTTP/1.1 101")

    def say(message: dict[str, Any]) -> None:
        data = json.dumps(message).encode().ljust(200)
        stuck.sendall(b"\x81\xfe" + len(data).to_bytes(2, "big") + b"\0\0\0\0" + data)

    params = {"length": 1000, "size": 20_000}
    with dial(server) as ws:
        trace = open_trace(ws, **params)
        say({"type": "open", "ref": 1, "scene": "test-counter", "params": params})
        say({"type": "want", "trace": trace, "upto": 1000})
        tell(ws, type="want", trace=trace, upto=400)
        delays = []
        for _ in range(400):
            begun = time.perf_counter()
            hear(ws)
            delays.append(time.perf_counter() - begun)
        assert sorted(delays)[200] < 0.1
    peer = f"127.0.0.1:{stuck.getsockname()[1]}"
    deadline = time.monotonic() + 15
    while connections(server, stuck.getsockname()[1]):
        assert time.monotonic() < deadline, f"{peer} is still connected"
        time.sleep(0.05)
    stuck.close()
    assert httpx.get(server.url + "/readyz").json()["status"] == "ok"
    assert server.stop() < server.soon


def connections(server: Server, port: int) -> int:
    """How many connections the kernel holds for the server with this client's port (Linux)."""
    established = "01"
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    local, remote = f":{server.port:04X}", f":{port:04X}"
    return sum(row[1].endswith(local) and row[2].endswith(remote) and row[3] == established for row in rows)


def test_one_tabs_training_leaves_another_tabs_pace_alone(server: Server) -> None:
    with dial(server) as heavy, dial(server) as light:
        long = open_trace(heavy, length=9_999, step_ms=300, name="training")
        tell(heavy, type="want", trace=long, upto=9_999)
        hear(heavy)
        trace = open_trace(light, length=40, name="light")
        delays = []
        for t in range(1, 41):
            begun = time.perf_counter()
            tell(light, type="want", trace=trace, upto=t)
            assert hear(light)["t"] == t - 1
            delays.append(time.perf_counter() - begun)
        # Behind the training each frame would take more than 0.3 s.
        assert sorted(delays)[20] < 0.1, sorted(delays)
        begun = time.perf_counter()
        assert httpx.get(server.url + "/scene/test-counter").status_code == 200
        assert time.perf_counter() - begun < 2


def test_a_run_is_downloaded_while_another_is_computed(server: Server) -> None:
    with dial(server) as ws:
        trace = open_trace(ws, length=9_999, step_ms=5, name="busy")
        tell(ws, type="want", trace=trace, upto=9_999)
        hear(ws)
        query = {"length": "300", "size": "5000"}
        named = httpx.get(server.url + "/api/check/test-counter", params=query).json()["trace"]
        url = f"{server.url}/api/traces/{named}.npz"
        answer = httpx.get(url, params=query | {"scene": "test-counter"}, timeout=30)
        assert answer.status_code == 200
        assert len(answer.content) > 300 * 5000 * 4


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_quickly_with_sockets_open_and_runs_going(
    make_server: Callable[..., Server], how: signal.Signals
) -> None:
    server = make_server()
    with ExitStack() as stack:
        sockets = [stack.enter_context(dial(server)) for _ in range(3)]
        for i, ws in enumerate(sockets):
            trace = open_trace(ws, length=100, step_ms=1000 if i else 1, name=str(i))
            tell(ws, type="want", trace=trace, upto=100)
        hear(sockets[0])
        assert server.stop(how) < server.soon
        assert drain(sockets[0]) == 1012  # the server restarts: a page comes back by itself
    assert "Traceback" not in server.log.read_text()


def drain(ws: ClientConnection) -> int | None:
    """Reads to the end; with which code the server closed."""
    try:
        while True:
            hear(ws)
    except ConnectionClosed as closed:
        return closed.rcvd.code if closed.rcvd else None
