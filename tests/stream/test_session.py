"""One socket, without a socket: what goes in and what comes out."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from app.stream import session as session_module
from app.stream.codec import decode
from app.stream.library import Library
from app.stream.limits import Limits
from app.stream.session import Gone, Session
from tests.stream import scenes


class Wire:
    """Both ends of a connection. `sent` is what the server said: dicts for text, decoded dicts for binary."""

    def __init__(self, library: Library) -> None:
        self.incoming: asyncio.Queue[str | bytes | None] = asyncio.Queue()
        self.sent: list[dict[str, Any]] = []
        self.raw: list[str | bytes] = []
        self.news = asyncio.Event()
        self.blocked = False
        self.session = Session(library, self._receive, self._send, self._send)
        self.task = asyncio.ensure_future(self.session.run())

    async def _receive(self) -> str | bytes:
        message = await self.incoming.get()
        if message is None:
            raise Gone
        return message

    async def _send(self, data: str | bytes) -> None:
        if self.blocked:
            await asyncio.Event().wait()
        self.raw.append(data)
        self.sent.append(json.loads(data) if isinstance(data, str) else decode(data))
        self.news.set()

    def say(self, message: Any = None, **fields: Any) -> None:
        message = fields or message
        self.incoming.put_nowait(message if isinstance(message, str | bytes) else json.dumps(message))

    async def next(self, count: int) -> list[dict[str, Any]]:
        """The first `count` messages, waited for and taken."""
        while len(self.sent) < count:
            self.news.clear()
            assert not self.task.done(), self.task
            await self.news.wait()
        taken, self.sent = self.sent[:count], self.sent[count:]
        return taken

    async def open(self, ref: int = 1, scene: str = "test-counter", **params: Any) -> str:
        self.say(type="open", ref=ref, scene=scene, params=params)
        opened, constants = await self.next(2)
        assert opened["type"] == "opened", opened
        assert opened["ref"] == ref
        assert "constants" in constants
        trace: str = opened["trace"]
        assert constants["trace"] == trace
        return trace

    async def leave(self) -> None:
        self.incoming.put_nowait(None)
        await self.task


def run(test: Callable[[Library], Awaitable[None]], **limits: Any) -> None:
    async def whole() -> None:
        library = Library(Limits(**limits), 2)
        try:
            async with asyncio.timeout(30):
                await test(library)
        finally:
            await library.close()

    asyncio.run(whole())


def test_a_run_from_the_first_frame_to_the_end() -> None:
    async def test(library: Library) -> None:
        wire = Wire(library)
        trace = await wire.open(length=4)
        assert wire.sent == []
        wire.say(type="want", trace=trace, upto=2)
        assert [frame["t"] for frame in await wire.next(2)] == [0, 1]
        wire.say(type="want", trace=trace, upto=4)
        assert [frame["t"] for frame in await wire.next(2)] == [2, 3]
        wire.say(type="want", trace=trace, upto=5)
        assert await wire.next(1) == [{"type": "end", "trace": trace, "length": 4}]
        wire.say(type="want", trace=trace, upto=9)  # it was said already
        wire.say(type="want", trace="x", upto=1)
        assert (await wire.next(1))[0]["code"] == "unknown_trace"
        await wire.leave()

    run(test)


def test_never_a_frame_that_was_not_asked_for() -> None:
    async def test(library: Library) -> None:
        eager, modest = Wire(library), Wire(library)
        trace = await eager.open(length=30)
        await modest.open(length=30)
        eager.say(type="want", trace=trace, upto=31)
        modest.say(type="want", trace=trace, upto=2)
        await eager.next(31)
        await modest.next(2)
        await asyncio.sleep(0.05)
        assert modest.sent == []
        await eager.leave()
        await modest.leave()

    run(test)


def test_traces_on_one_socket_take_turns() -> None:
    async def test(library: Library) -> None:
        wire = Wire(library)
        one, two = await wire.open(1, name="one", length=20), await wire.open(2, name="two", length=20)
        assert one != two
        for trace in (one, two):  # both are there before: now only the order of sending is seen
            wire.say(type="want", trace=trace, upto=20)
        await wire.next(40)
        one, two = await wire.open(3, name="one", length=20), await wire.open(4, name="two", length=20)
        wire.say(type="want", trace=one, upto=20)
        wire.say(type="want", trace=two, upto=20)
        frames = await wire.next(40)
        assert [frame["t"] for frame in frames if frame["trace"] == one] == list(range(20))
        assert [frame["t"] for frame in frames if frame["trace"] == two] == list(range(20))
        last = max(i for i, frame in enumerate(frames) if frame["trace"] == one)
        assert sum(frame["trace"] == two for frame in frames[:last]) >= 2
        await wire.leave()

    run(test)


def test_two_viewers_get_the_very_same_bytes() -> None:
    async def test(library: Library) -> None:
        wires = [Wire(library), Wire(library)]
        for wire in wires:
            trace = await wire.open(length=10)
            wire.say(type="want", trace=trace, upto=10)
        for wire in wires:
            await wire.next(10)
        for a, b in zip(wires[0].raw[1:], wires[1].raw[1:], strict=True):
            assert a is b
        assert scenes.prepared == ["a"]
        for wire in wires:
            await wire.leave()

    run(test)


def test_who_opens_a_trace_once_more_starts_anew() -> None:
    async def test(library: Library) -> None:
        wire = Wire(library)
        trace = await wire.open(1, length=5)
        wire.say(type="want", trace=trace, upto=3)
        await wire.next(3)
        assert await wire.open(2, length=5) == trace
        assert wire.sent == []
        wire.say(type="want", trace=trace, upto=1)
        assert [frame["t"] for frame in await wire.next(1)] == [0]
        await wire.leave()

    run(test)


def test_after_a_reconnection_only_what_is_missing_comes() -> None:
    async def test(library: Library) -> None:
        wire = Wire(library)
        trace = await wire.open(length=6)
        wire.say(type="want", trace=trace, upto=7, have=4)
        assert [message.get("t", "end") for message in await wire.next(3)] == [4, 5, "end"]
        again = await wire.open(length=5)
        wire.say(type="want", trace=again, upto=7, have=10**9)
        assert (await wire.next(1))[0]["type"] == "end"
        await wire.leave()

    run(test)


def test_a_closed_trace_sends_nothing_more() -> None:
    async def test(library: Library) -> None:
        wire = Wire(library)
        trace = await wire.open(length=10_000, step_ms=1)
        wire.say(type="want", trace=trace, upto=10_000)
        await wire.next(3)
        wire.say(type="close", trace=trace)
        wire.say(type="close", trace=trace)
        while (message := (await wire.next(1))[0]).get("type") != "error":
            assert "t" in message
        assert message["code"] == "unknown_trace"
        assert message["trace"] == trace
        await asyncio.sleep(0.05)
        assert wire.sent == []
        await wire.leave()

    run(test)


@pytest.mark.parametrize(
    ("message", "code", "field"),
    [
        ("{", "bad_message", None),
        (b"\x00\x01", "bad_message", None),
        ({"type": "jump"}, "unknown_type", "type"),
        ({"type": "want", "trace": "a", "upto": -1}, "bad_message", "upto"),
        ({"type": "open", "ref": 8, "scene": "nope", "params": {}}, "unknown_scene", "scene"),
        ({"type": "open", "ref": 8, "scene": "../../etc", "params": {}}, "unknown_scene", "scene"),
        (
            {"type": "open", "ref": 8, "scene": "test-counter", "params": {"length": -1}},
            "bad_params",
            "length",
        ),
        (
            {"type": "open", "ref": 8, "scene": "test-counter", "params": {"x" * 1000: 1}},
            "bad_params",
            "x" * 1000,
        ),
        ({"type": "close", "trace": "nope"}, "unknown_trace", "trace"),
        ('{"type":"close","trace":"' + "x" * 70_000 + '"}', "too_large", None),
        (b"\x00" * 70_000, "too_large", None),
    ],
)
def test_a_bad_message_is_answered_and_the_socket_lives_on(
    message: Any, code: str, field: str | None
) -> None:
    async def test(library: Library) -> None:
        wire = Wire(library)
        trace = await wire.open(length=3)
        wire.say(message)
        (error,) = await wire.next(1)
        assert error["type"] == "error"
        assert error["code"] == code
        assert error["field"] == field
        assert error["message"]
        if isinstance(message, dict):
            assert error["ref"] == message.get("ref")
        if code == "bad_params":
            assert error["errors"][0].keys() == {"field", "message", "expected", "got"}
        wire.say(type="want", trace=trace, upto=1)
        assert (await wire.next(1))[0]["t"] == 0
        await wire.leave()

    run(test)


def test_only_so_many_traces_are_open_on_a_socket() -> None:
    async def test(library: Library) -> None:
        wire = Wire(library)
        first = await wire.open(1, name="1")
        await wire.open(2, name="2")
        wire.say(type="open", ref=3, scene="test-counter", params={"name": "3"})
        (error,) = await wire.next(1)
        assert (error["code"], error["ref"]) == ("too_many_traces", 3)
        assert "at most 2" in error["message"]
        await wire.open(4, name="2")  # the same one again is no further one
        wire.say(type="close", trace=first)
        await wire.open(5, name="3")
        await wire.leave()

    run(test, traces_per_socket=2)


def test_a_close_of_an_earlier_request_leaves_the_trace_to_the_later_one() -> None:
    async def test(library: Library) -> None:
        wire = Wire(library)
        trace = await wire.open(1, length=5)
        assert await wire.open(2, length=5) == trace
        wire.say(type="close", trace=trace, ref=1)
        wire.say(type="want", trace=trace, upto=5)
        assert [message["t"] for message in await wire.next(5)] == [0, 1, 2, 3, 4]
        wire.say(type="close", trace=trace, ref=2)
        wire.say(type="close", trace=trace, ref=2)  # gone already: as it should be
        wire.say(type="want", trace=trace, upto=5)
        assert (await wire.next(1))[0]["code"] == "unknown_trace"
        await wire.leave()

    run(test)


def test_a_scenes_mistake_comes_after_the_frames_before_it() -> None:
    async def test(library: Library) -> None:
        wire = Wire(library)
        trace = await wire.open(scene="test-broken")
        wire.say(type="want", trace=trace, upto=9)
        one, two, error = await wire.next(3)
        assert (one["t"], two["t"]) == (0, 1)
        assert (error["code"], error["trace"]) == ("internal", trace)
        assert "secret" not in json.dumps(error)
        wire.say(type="want", trace=trace, upto=10)
        assert (await wire.next(1))[0]["code"] == "unknown_trace"  # it is no longer open
        wire.say(type="open", ref=7, scene="test-broken", params={"how": "prepare"})
        (error,) = await wire.next(1)
        assert (error["code"], error["ref"]) == ("internal", 7)
        await wire.open(8)
        await wire.leave()

    run(test)


def test_our_own_mistake_is_logged_and_the_socket_lives_on(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(scene_id: str) -> None:
        raise RuntimeError(f"secret about {scene_id}")

    async def test(library: Library) -> None:
        wire = Wire(library)
        with monkeypatch.context() as patch, caplog.at_level(logging.ERROR, "unrolled.stream"):
            patch.setattr(session_module, "get_scene", fail)
            wire.say(type="open", ref=1, scene="x", params={})
            (error,) = await wire.next(1)
        assert error["code"] == "internal"
        assert "secret" not in error["message"]
        assert "secret about x" in caplog.text
        await wire.open(length=2)
        await wire.leave()

    run(test)


def test_a_silent_socket_is_closed_with_a_reason_and_a_busy_one_is_not() -> None:
    async def test(library: Library) -> None:
        wire, busy = Wire(library), Wire(library)
        trace = await busy.open(length=30, step_ms=50)
        busy.say(type="want", trace=trace, upto=30)
        (error,) = await wire.next(1)
        assert error["code"] == "idle"
        await wire.task
        await busy.next(30)
        assert not busy.task.done()
        await busy.leave()

    run(test, idle_seconds=1.0)


def test_a_client_that_never_reads_holds_up_nobody_and_leaves_nothing_behind() -> None:
    async def test(library: Library) -> None:
        stuck, other = Wire(library), Wire(library)
        trace = await stuck.open(length=50)
        stuck.blocked = True
        stuck.say(type="want", trace=trace, upto=50)
        for _ in range(100):
            stuck.say("nonsense")
        await other.open(length=50)
        other.say(type="want", trace=trace, upto=50)
        await other.next(50)
        assert stuck.incoming.qsize() > 90  # nothing piles up: its messages wait where they are
        stuck.task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await stuck.task
        await other.leave()
        assert all(not shelf.viewers for shelf in library._shelves.values())

    run(test)


def test_who_vanishes_takes_the_computation_along() -> None:
    async def test(library: Library) -> None:
        wire = Wire(library)
        trace = await wire.open(length=100_000, known=False, step_ms=1)
        wire.say(type="want", trace=trace, upto=10_000)
        await wire.next(5)
        await wire.leave()
        while scenes.closed != ["a"]:
            await asyncio.sleep(0.005)
        # The task that computed ends once its run is closed, which may be a moment later.
        others = asyncio.all_tasks() - {asyncio.current_task()}
        await asyncio.wait_for(asyncio.gather(*others), timeout=5)

    run(test, linger_seconds=0)
