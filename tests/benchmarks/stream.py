"""What the stream costs: encoding a frame, and serving one run to many. `python -m tests.benchmarks.stream`

Everything is measured side by side in this one process tree and printed as a ratio, too: absolute times are
the machine's. It takes less than a minute and gates nothing.
"""

import asyncio
import base64
import contextlib
import json
import os
import socket
import statistics
import subprocess
import sys
import time
import timeit
from collections.abc import Callable, Iterator
from pathlib import Path

import cbor2
import numpy as np

from app.scenes.frame import Field, Frame
from app.stream.codec import Encoder

ROOT = Path(__file__).parents[2]
RATE = 30  # frames a second and viewer
SECONDS = 8.0
STRIDE = 10  # our pages ask for so many frames at once
SIZE = 2900  # float32 numbers in a frame: 11.6 kB


def typical_frame() -> Frame:
    """A state and four gates of 128, 50 norms, a picture of 54×54×3: 11.5 kB."""
    rng = np.random.default_rng(0)
    gates = {name: rng.random(128, dtype=np.float32) for name in ("h", "i", "f", "o", "g")}
    picture = rng.integers(0, 256, (54, 54, 3), dtype=np.uint8)
    caption = "The forget gate stays open: 0.93 of the memory goes on."
    return Frame(
        "forward",
        caption,
        gates | {"norms": rng.random(50, dtype=np.float32), "picture": picture, "loss": 1.5},
    )


def microseconds(function: Callable[[], object], number: int) -> float:
    """Processor time of the quickest round: waiting for other processes does not count."""
    return min(timeit.repeat(function, timer=time.process_time, number=number, repeat=7)) / number * 1e6


def encoding() -> None:
    frame = typical_frame()
    arrays = {name: value for name, value in frame.values.items() if isinstance(value, np.ndarray)}
    encoder = Encoder("0" * 20, {name: Field(a.shape, a.dtype.name, "") for name, a in arrays.items()})
    tags = {"uint8": 64, "float32": 85}

    def library() -> bytes:
        values = {
            name: cbor2.CBORTag(40, [list(v.shape), cbor2.CBORTag(tags[v.dtype.name], v.tobytes())])
            if isinstance(v, np.ndarray)
            else v
            for name, v in frame.values.items()
        }
        message = {"trace": "0" * 20, "t": 7, "phase": frame.phase, "caption": frame.caption, "cue": None}
        return cbor2.dumps(message | {"values": values})

    def as_json() -> bytes:
        return json.dumps({name: a.tolist() for name, a in arrays.items()}).encode()

    assert cbor2.loads(encoder.frame(7, frame))["caption"] == frame.caption
    raw = microseconds(lambda: b"".join(a.tobytes() for a in arrays.values()), 20_000)
    print(f"Encoding a typical frame ({len(encoder.frame(7, frame)) / 1000:.1f} kB)")
    rows = (
        ("joined arrays, no names", raw),
        ("CBOR, as the stream does it", microseconds(lambda: encoder.frame(7, frame), 20_000)),
        ("CBOR by the library", microseconds(library, 5_000)),
        ("JSON", microseconds(as_json, 50)),
    )
    for name, cost in rows:
        print(f"  {name:30} {cost:9.1f} µs   {cost / raw:7.1f} ×")


@contextlib.contextmanager
def server() -> Iterator[tuple[int, int]]:
    """A real server in a process of its own: its port and its process id."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port: int = s.getsockname()[1]
    environment = {**os.environ, "UNROLLED_LOG_LEVEL": "error", "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "tests.stream.server", "serve", "--port", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 30
        while True:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.2):
                break
            assert process.poll() is None, "the server did not start"
            assert time.monotonic() < deadline, "the server did not start in time"
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(10)


def cpu_seconds(pid: int) -> float:
    """CPU time that a process has used (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Client(asyncio.Protocol):
    """The least a viewer can be: asks for the next frames and notes when each is complete."""

    def __init__(self, params: dict[str, object]) -> None:
        self.ready = asyncio.get_running_loop().create_future()
        self.delays: list[float] = []
        self.asked = 0
        self.frames = 0
        self._open = {"type": "open", "ref": 1, "scene": "test-counter", "params": params}
        self._buffer = bytearray()
        self._greeted = False
        self._messages = 0
        self._asked_at: list[float] = []
        self._trace = ""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        key = base64.b64encode(os.urandom(16)).decode()
        lines = ("GET /ws HTTP/1.1", "Host: 127.0.0.1", "Upgrade: websocket", "Connection: Upgrade")
        more = (
            f"Sec-WebSocket-Key: {key}",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Protocol: unrolled.v1",
        )
        transport.write("\r\n".join((*lines, *more, "", "")).encode())

    def _send(self, message: dict[str, object]) -> None:
        data = json.dumps(message).encode()
        small = len(data) < 126
        head = bytes((0x81, 0x80 | len(data))) if small else b"\x81\xfe" + len(data).to_bytes(2, "big")
        self.transport.write(head + b"\0\0\0\0" + data)  # a mask of zeros leaves the data as it is

    def want(self, count: int) -> None:
        """Asks for `count` frames more."""
        self._asked_at += [time.perf_counter()] * count
        self.asked += count
        self._send({"type": "want", "trace": self._trace, "upto": self.asked})

    def data_received(self, data: bytes) -> None:
        buffer = self._buffer
        buffer += data
        if not self._greeted:
            if b"\r\n\r\n" not in buffer:
                return
            assert buffer.startswith(b"HTTP/1.1 101"), bytes(buffer)
            del buffer[: buffer.index(b"\r\n\r\n") + 4]
            self._greeted = True
            self._send(self._open)
        while len(buffer) >= 2:
            size, start = buffer[1], 2
            if size >= 126:
                start = 4 if size == 126 else 10
                size = int.from_bytes(buffer[2:start], "big")
            if len(buffer) < start + size:
                return
            if buffer[0] in (0x81, 0x82):
                self._message(bytes(buffer[start : start + size]) if self._messages == 0 else b"")
            del buffer[: start + size]

    def _message(self, data: bytes) -> None:
        self._messages += 1
        if self._messages == 1:
            self._trace = json.loads(data)["trace"]
        elif self._messages == 2:
            self.ready.set_result(None)
        else:
            self.delays.append(time.perf_counter() - self._asked_at[self.frames])
            self.frames += 1


async def watch(port: int, pid: int, viewers: int, batch: int) -> tuple[float, float, float, float]:
    """CPU a delivered frame (µs), share of frames delivered in time, median and 99 % delay (ms)."""
    loop = asyncio.get_running_loop()
    clients: list[Client] = []
    params: dict[str, object] = {"length": 2000, "size": SIZE, "name": f"{viewers}.{batch}"}
    for _ in range(viewers):
        _, client = await loop.create_connection(lambda: Client(params), "127.0.0.1", port)
        await client.ready
        clients.append(client)
    clients[0].want(1)
    await asyncio.sleep(0.5)
    for client in clients:
        client.frames = client.asked
        client.delays.clear()
    begun, cpu = time.perf_counter(), cpu_seconds(pid)
    period = batch / RATE
    turns = int(SECONDS / period)
    for turn in range(turns):
        if time.perf_counter() > begun + 1.5 * SECONDS:
            break  # the machine is too busy for these clients; the share delivered will tell
        for i, client in enumerate(clients):  # spread over the period, as people are
            if i % 50 == 0:
                pause = begun + (turn + i / viewers) * period - time.perf_counter()
                await asyncio.sleep(max(pause, 0))
            client.want(batch)
    await asyncio.sleep(max(begun + turns * period - time.perf_counter(), 0) + 0.1)
    used = cpu_seconds(pid) - cpu
    delays = sorted(delay for client in clients for delay in client.delays)
    for client in clients:
        client.transport.close()
    expected = viewers * turns * batch
    p99 = delays[int(len(delays) * 0.99)]
    return used / len(delays) * 1e6, len(delays) / expected, statistics.median(delays) * 1e3, p99 * 1e3


def serving() -> None:
    print(f"\nOne run of {SIZE * 4 / 1000:.1f} kB frames to many viewers, {RATE} frames a second each")
    print(
        "  (real uvicorn; the clients are another process on the same machine; a page asks for ten at a time)"
    )
    print("   viewers  asked for   CPU/frame  delivered    median      99 %   one core serves")
    with server() as (port, pid):
        for viewers, batch in ((200, 1), (200, STRIDE), (800, STRIDE)):
            cost, share, median, late = asyncio.run(watch(port, pid, viewers, batch))
            each = f"{batch} a time"
            print(
                f"  {viewers:8} {each:>10} {cost:7.1f} µs {share:9.1%} {median:6.1f} ms {late:6.1f} ms"
                f"  {1e6 / cost / RATE:,.0f} viewers"
            )


if __name__ == "__main__":
    encoding()
    serving()
