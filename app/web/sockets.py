"""Joins a WebSocket to a session: `GET /ws`, subprotocol `unrolled.v1`."""

from fastapi import APIRouter, WebSocket
from starlette.responses import PlainTextResponse
from starlette.websockets import WebSocketDisconnect

from app.stream import protocol
from app.stream.library import Library
from app.stream.protocol import SUBPROTOCOL, Refusal
from app.stream.session import Gone, Session
from app.web.security import may_connect

TRY_AGAIN_LATER = 1013


def router(library: Library, origins: tuple[str, ...]) -> APIRouter:
    """The route of the socket."""
    routes = APIRouter()
    present: set[Session] = set()
    limit = library.limits.sockets

    @routes.websocket("/ws")
    async def ws(socket: WebSocket) -> None:
        if not may_connect(socket.headers, origins):
            words = f"expected a page of this host, got {socket.headers.get('origin', '')[:200]}"
            await socket.send_denial_response(PlainTextResponse(words + "\n", 403))
            return
        await socket.accept(SUBPROTOCOL if SUBPROTOCOL in socket.scope["subprotocols"] else None)

        async def receive() -> str | bytes:
            message = await socket.receive()
            if message["type"] == "websocket.disconnect":
                raise Gone
            text: str | None = message.get("text")
            return message["bytes"] if text is None else text

        async def send_text(text: str) -> None:
            try:
                await socket.send({"type": "websocket.send", "text": text})
            except (WebSocketDisconnect, RuntimeError):
                raise Gone from None

        async def send_bytes(data: bytes) -> None:
            try:
                await socket.send({"type": "websocket.send", "bytes": data})
            except (WebSocketDisconnect, RuntimeError):
                raise Gone from None

        if len(present) >= limit:
            words = f"expected at most {limit} viewers at once, got one more. Try again later."
            await send_text(protocol.error(Refusal("too_many_sockets", words)))
            await socket.close(TRY_AGAIN_LATER)
            return
        session = Session(library, receive, send_text, send_bytes)
        present.add(session)
        try:
            await session.run()
        finally:
            present.discard(session)
        try:
            await socket.close()
        except (WebSocketDisconnect, RuntimeError):
            return  # it has gone already

    return routes
