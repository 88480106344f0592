"""Starts uvicorn the way this application wants it."""

import asyncio
import errno
import logging
import socket
import sys
import webbrowser
from typing import Any

import uvicorn
from pydantic import ValidationError

from app.settings import Settings

# Threads that compute hand the interpreter over after this time (seconds): the event loop, which serves
# everybody else, never waits longer for it. Python's own 5 ms would be felt in every frame while somebody's
# network trains.
SWITCH = 0.001
BACKLOG = 2048  # connections that may wait until the networks are loaded


def lean_protocol() -> type[asyncio.Protocol] | str:
    """uvicorn's sans-I/O WebSocket protocol, the cheapest a message, if this uvicorn has it with pings."""
    try:
        from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
    except ImportError:
        return "auto"
    if not hasattr(WebSocketsSansIOProtocol, "keepalive_timeout"):
        return "auto"

    class LeanProtocol(WebSocketsSansIOProtocol):
        """Drops a client that does not read, instead of keeping for ever what it still has to be sent."""

        def keepalive_timeout(self) -> None:
            super().keepalive_timeout()
            self._drop()

        def shutdown(self) -> None:
            super().shutdown()
            self._drop()

        def _drop(self) -> None:
            if self.transport.get_write_buffer_size():
                self.transport.abort()

    return LeanProtocol


def config(settings: Settings) -> uvicorn.Config:
    """No compression: it costs 16 times the work for 4 % of the bytes."""
    from app.main import (
        create_app,
    )  # late: who only hears that the port is in use need not wait for the networks

    return uvicorn.Config(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        log_level=settings.log_level,
        access_log=settings.log_level == "debug",
        ws=lean_protocol(),
        ws_per_message_deflate=False,
        ws_max_size=16 * settings.max_message_bytes,  # a session answers what is only a little too long
        ws_ping_interval=settings.ping_seconds,
        ws_ping_timeout=settings.ping_seconds,
        timeout_graceful_shutdown=1,
        server_header=False,
    )


def serve(host: str | None, port: int | None, open_browser: bool) -> int:
    """Serves until stopped; returns the exit status."""
    given: dict[str, Any] = {k: v for k, v in {"host": host, "port": port}.items() if v is not None}
    try:
        settings = Settings(**given)
    except ValidationError as error:
        for item in error.errors():
            words = item["msg"].removeprefix("Value error, ").removeprefix("Input should be ")
            print(f"UNROLLED_{str(item['loc'][0]).upper()}: {words}, got {item['input']!r}", file=sys.stderr)
        return 2
    try:
        listener = listen(settings)
    except OSError as error:
        print(_why(error, settings), file=sys.stderr)
        return 1
    address = _address(settings.host, listener.getsockname()[1])
    logging.basicConfig(level=settings.log_level.upper(), format="%(levelname)s:     %(name)s: %(message)s")
    sys.setswitchinterval(SWITCH)
    server = uvicorn.Server(config(settings))
    print(f"Unrolled is at {address} (stop it with Ctrl+C)", flush=True)
    if open_browser:
        webbrowser.open(address)
    try:
        server.run([listener])
    except KeyboardInterrupt:  # uvicorn has stopped in good order and tells its caller why
        print("Stopped.")
    return 0


def listen(settings: Settings) -> socket.socket:
    """The socket to listen on; raises OSError if it cannot be had."""
    found = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    family, kind, protocol, _, where = found[0]
    listener = socket.socket(family, kind, protocol)
    try:
        if sys.platform != "win32":  # there it would let two servers share a port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(where)
        listener.listen(BACKLOG)  # at once: an address that is only bound another server could still bind too
    except OSError:
        listener.close()
        raise
    return listener


def _address(host: str, port: int) -> str:
    name = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{name}:{port}"


def _why(error: OSError, settings: Settings) -> str:
    """One line: what is wrong and what to do."""
    if error.errno == errno.EADDRINUSE:
        other = settings.port + 1 if settings.port < 65535 else 8000
        return f"Port {settings.port} is in use. Take another one: unrolled serve --port {other}"
    if error.errno == errno.EACCES:
        return f"Port {settings.port} needs more rights. Take one above 1023: unrolled serve --port 8000"
    where = f"{settings.host}:{settings.port}"
    return f"Cannot listen on {where} ({error.strerror}). Take this machine: unrolled serve --host 127.0.0.1"
