"""What a browser may do with our pages, and who may open a socket."""

import re
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOCAL = ("localhost", "127.0.0.1", "::1")
CHART = "/chart"  # the page of a chart's frame
EMBEDDERS = ("http://localhost:*", "http://127.0.0.1:*")
_HOST = re.compile(r"[A-Za-z0-9.\-]+(:\d{1,5})?|\[[0-9A-Fa-f:.]+\](:\d{1,5})?")
_PORTS = {"http": 80, "https": 443}
_PORT = re.compile(r":\d+$")


def policy(host: str, embedders: tuple[str, ...]) -> str:
    """The Content-Security-Policy: nothing from any other host, no inline script."""
    # Older Safari does not count ws: as 'self'.
    sockets = f" ws://{host} wss://{host}" if _HOST.fullmatch(host) else ""
    return "; ".join(
        (
            "default-src 'self'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data: blob:",
            f"connect-src 'self'{sockets}",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors " + " ".join(("'self'", *embedders)),
        )
    )


def chart_policy(embedders: tuple[str, ...]) -> str:
    """The policy of a chart's own page: cut off from our origin, it may run Plotly and nothing else."""
    return "; ".join(
        (
            "sandbox allow-scripts",
            "default-src 'none'",
            "script-src 'self' blob:",  # the page around it hands Plotly in
            "style-src 'self' 'unsafe-inline'",  # Plotly writes styles into the page
            "font-src 'self'",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors " + " ".join(("'self'", *embedders)),
        )
    )


class SecurityHeaders:
    """Puts the headers on every HTTP answer; lets sockets pass untouched."""

    def __init__(self, app: ASGIApp, origins: tuple[str, ...]) -> None:
        self.app = app
        self.embedders = EMBEDDERS + origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        chart = scope["path"] == CHART
        embed = chart or scope["path"].startswith("/embed/")
        font = scope["path"].endswith(".woff2")
        host = Headers(scope=scope).get("host", "")

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["content-security-policy"] = (
                    chart_policy(self.embedders) if chart else policy(host, self.embedders if embed else ())
                )
                if font:  # browsers ask a chart's page, which has no origin, for leave to use our fonts
                    headers["access-control-allow-origin"] = "*"
                headers["x-content-type-options"] = "nosniff"
                headers["referrer-policy"] = "same-origin"
                headers["permissions-policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
                if not embed:
                    headers["cross-origin-opener-policy"] = "same-origin"
            await send(message)

        await self.app(scope, receive, send_with_headers)


def may_connect(headers: Headers, origins: tuple[str, ...]) -> bool:
    """Whether the page that opens a socket is one of ours.

    Programs send no Origin and are welcome. A browser always does, and it has to name the host it talks to
    (as it knows it: a proxy tells by X-Forwarded-Host), this machine, or a configured origin. Ports are
    compared where the host is told with one: proxies often drop it.
    """
    origin = headers.get("origin")
    if origin is None or origin in origins:
        return True
    came = _place(origin)
    if came is None:
        return False
    if came[0] in LOCAL:
        return True
    scheme = origin.partition(":")[0]
    for host in (headers.get("host", ""), *headers.get("x-forwarded-host", "").split(",")):
        ours = _place(f"{scheme}://{host.strip()}")
        if ours is not None and ours[0] == came[0] and (ours == came or not _PORT.search(host.strip())):
            return True
    return False


def _place(origin: str) -> tuple[str, int] | None:
    """Host and port of an origin, or None if it has none (`null`, a file, nonsense)."""
    try:
        parts = urlsplit(origin)
        port = parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        return None
    return (parts.hostname, port) if parts.hostname and port else None
