"""Starts uvicorn the way this application wants it."""

import errno
import logging
import socket
import sys
import webbrowser
from typing import Any

import uvicorn
from pydantic import ValidationError
from uvicorn.config import WS_PROTOCOLS

from app.main import create_app
from app.settings import Settings


def config(settings: Settings) -> uvicorn.Config:
    """No compression (it costs 16 times the work for 4 % of the bytes), the lean protocol where uvicorn has it."""
    lean = "websockets-sansio"
    return uvicorn.Config(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        log_level=settings.log_level,
        access_log=settings.log_level == "debug",
        ws=lean if lean in WS_PROTOCOLS else "auto",
        ws_per_message_deflate=False,
        ws_max_size=16 * settings.max_message_bytes,  # a session answers what is only a little too long
        ws_ping_interval=settings.ping_seconds,
        ws_ping_timeout=settings.ping_seconds,
        timeout_graceful_shutdown=2,
        server_header=False,
    )


def serve(host: str | None, port: int | None, open_browser: bool) -> int:
    """Serves until stopped; returns the exit status."""
    given: dict[str, Any] = {k: v for k, v in {"host": host, "port": port}.items() if v is not None}
    try:
        settings = Settings(**given)
    except ValidationError as error:
        for item in error.errors():
            print(
                f"UNROLLED_{str(item['loc'][0]).upper()}: {item['msg']}, got {item['input']!r}",
                file=sys.stderr,
            )
        return 2
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
    except OSError as error:
        print(_why(error, settings), file=sys.stderr)
        return 1
    port = listener.getsockname()[1]
    name = "127.0.0.1" if settings.host in ("0.0.0.0", "::") else settings.host
    address = f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"
    logging.basicConfig(level=settings.log_level.upper(), format="%(levelname)s %(name)s: %(message)s")
    server = uvicorn.Server(config(settings))
    print(f"Unrolled is at {address}  (stop with Ctrl+C)", flush=True)
    if open_browser:
        webbrowser.open(address)
    server.run([listener])
    return 0


def _why(error: OSError, settings: Settings) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {settings.port} is in use. Take another: unrolled serve --port {settings.port + 1}"
    if error.errno == errno.EACCES:
        return f"Port {settings.port} needs more rights. Take one above 1023: unrolled serve --port 8000"
    return f"Cannot listen on {settings.host}:{settings.port}: {error.strerror}. Try: unrolled serve --host 127.0.0.1"
