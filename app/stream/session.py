"""One socket: what it has open, what it is owed. Knows three functions and no web framework."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable

from app.scenes.registry import UnknownScene, get_scene
from app.stream import protocol
from app.stream.library import Library, Viewer
from app.stream.params import BadParams, check
from app.stream.protocol import Close, Open, Refusal, Want, parse

log = logging.getLogger("unrolled.stream")

Receive = Callable[[], Awaitable[str | bytes]]
BURST = 16  # messages sent in a row before other sockets have their turn


class Gone(Exception):
    """The client is not there any more. `Receive` and the senders raise it."""


class Place:
    """How far a viewer has got in a trace."""

    def __init__(self, ref: int, viewer: Viewer) -> None:
        self.ref = ref
        self.viewer = viewer
        self.told = False  # `opened` is sent
        self.sent = 0
        self.ended = False  # `end` is sent


class Session:
    """Reads a client's messages and sends what was asked for, and never more: the client pulls.

    One task reads, one writes. A client that does not read holds up its own writer and nobody else.
    """

    def __init__(
        self,
        library: Library,
        receive: Receive,
        send_text: Callable[[str], Awaitable[None]],
        send_bytes: Callable[[bytes], Awaitable[None]],
    ) -> None:
        self._library = library
        self._limits = library.limits
        self._receive = receive
        self._send_text = send_text
        self._send_bytes = send_bytes
        self._places: dict[str, Place] = {}
        self._news = asyncio.Event()
        self._turn = asyncio.Lock()  # nothing comes between `opened` and the constants
        self._loop = asyncio.get_running_loop()
        self._last = self._loop.time()

    async def run(self) -> None:
        """Until the client leaves or has been silent for too long; raises what neither explains."""
        tasks = [asyncio.ensure_future(part()) for part in (self._read, self._write, self._watch)]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for place in self._places.values():
                place.viewer.close()
            self._places.clear()
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
        for task in tasks:
            with contextlib.suppress(Gone, asyncio.CancelledError):
                task.result()

    async def _say(self, refusal: Refusal, ref: int | None = None) -> None:
        async with self._turn:
            await self._send_text(protocol.error(refusal, ref))

    async def _watch(self) -> None:
        """Ends with `idle` when nothing has gone either way for long."""
        while (left := self._last + self._limits.idle_seconds - self._loop.time()) > 0:
            await asyncio.sleep(left)
        seconds = self._limits.idle_seconds
        words = f"expected a message at least every {seconds:g} seconds, got none. Connect again to go on."
        await self._say(Refusal("idle", words))

    async def _read(self) -> None:
        while True:
            message = await self._receive()
            self._last = self._loop.time()
            try:
                self._handle(message)
            except Refusal as refusal:
                await self._say(refusal)
            except Exception:
                log.exception("a message was not handled: %.200r", message)
                words = "This message met a mistake of ours. The server's log has details."
                await self._say(Refusal("internal", words))

    def _handle(self, message: str | bytes) -> None:
        size = len(message) if isinstance(message, bytes) else len(message.encode(errors="replace"))
        if size > self._limits.message_bytes:
            limit = self._limits.message_bytes
            raise Refusal("too_large", f"expected a message of at most {limit} bytes, got {size}")
        if isinstance(message, bytes):
            raise Refusal("bad_message", f"expected a text message with JSON, got {size} bytes of binary")
        match parse(message):
            case Open() as request:
                self._open(request)
            case Want(trace=trace, upto=upto, have=have):
                place = self._place(trace)
                place.sent = max(place.sent, have)
                place.viewer.want(upto)
                self._news.set()
            case Close(trace=trace, ref=ref):
                if ref is None or (trace in self._places and self._places[trace].ref == ref):
                    self._place(trace).viewer.close()
                    del self._places[trace]

    def _place(self, trace: str) -> Place:
        try:
            return self._places[trace]
        except KeyError:
            words = f"expected a trace that is open on this socket, got “{trace}”"
            raise Refusal("unknown_trace", words, "trace", trace=trace) from None

    def _open(self, request: Open) -> None:
        try:
            scene = get_scene(request.scene)
            params = check(scene.params, request.params)
        except UnknownScene as error:
            raise Refusal("unknown_scene", f"scene: {error}", "scene", request.ref) from None
        except BadParams as bad:
            first = bad.problems[0]
            problems = tuple(bad.problems)
            raise Refusal("bad_params", first.message, first.field, request.ref, problems=problems) from None
        try:
            viewer = self._library.open(scene, params, self._news.set)
        except Refusal as refusal:
            raise Refusal(refusal.code, refusal.message, ref=request.ref) from None
        before = self._places.pop(viewer.trace.id, None)
        if before is not None:  # opened once more on the same socket: it starts anew
            before.viewer.close()
        elif len(self._places) >= self._limits.traces_per_socket:
            viewer.close()
            limit = self._limits.traces_per_socket
            words = f"expected at most {limit} open traces on a socket, got one more: close one first"
            raise Refusal("too_many_traces", words, ref=request.ref)
        self._places[viewer.trace.id] = Place(request.ref, viewer)
        self._news.set()

    async def _write(self) -> None:
        while True:
            await self._news.wait()
            self._news.clear()
            sent = 0
            moved = True
            while moved:
                moved = False
                # One message each in turn: no trace starves another.
                for place in tuple(self._places.values()):
                    if await self._advance(place):
                        moved = True
                        sent += 1
                        self._last = self._loop.time()
                        if sent % BURST == 0:
                            await asyncio.sleep(0)

    async def _advance(self, place: Place) -> bool:
        """Sends the next message that is due in this place; False if there is none."""
        trace = place.viewer.trace
        if self._places.get(trace.id) is not place:
            return False
        if not place.told and trace.opened is not None:
            place.told = True
            async with self._turn:
                await self._send_text(protocol.opened(place.ref, trace.opened))
                await self._send_bytes(trace.constants)
            return True
        finished, failure = trace.finished, trace.failure  # before the count: then that is the last one
        count = len(trace.frames)
        if place.told and place.sent < min(place.viewer.upto, count):
            data = trace.frames[place.sent]
            place.sent += 1
            await self._send_bytes(data)
            return True
        if place.told and place.viewer.upto <= count:
            return False
        if finished and not place.ended:
            place.ended = True
            await self._send_text(protocol.end(trace.id, count))
            return True
        if failure is not None:
            del self._places[trace.id]
            place.viewer.close()
            await self._say(failure, None if place.told else place.ref)
            return True
        return False
