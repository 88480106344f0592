"""What one viewer, one trace and the whole server may take. Every limit has a clear error of its own."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """All of them have defaults that suit one lecture hall on one laptop."""

    message_bytes: int = 64 * 1024  # of a client's message
    sockets: int = 4000
    traces_per_socket: int = 12
    frames: int = 20_000  # of a trace
    trace_bytes: int = 96 * 2**20  # encoded frames of a trace
    trace_seconds: float = 300.0  # of computing for a trace
    cache_bytes: int = 512 * 2**20  # all traces together
    idle_seconds: float = 1800.0  # a socket over which nothing went either way
    linger_seconds: float = 20.0  # how long an unwatched, unfinished run is kept ready to go on
    slice_seconds: float = 0.01  # how long one trace may compute before others have their turn
