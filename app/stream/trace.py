"""One run: computed as far as somebody wants it, encoded once, shared by all who look."""

import hashlib
import json
import logging
import time
from typing import Any

import numpy as np

import app
from app.scenes.frame import Frame
from app.scenes.scene import Params, Run, Scene, Unavailable
from app.stream import protocol
from app.stream.codec import Encoder, encode_constants
from app.stream.limits import Limits
from app.stream.protocol import Refusal

log = logging.getLogger("unrolled.stream")

OVERHEAD = 64  # of the objects around a frame's bytes
SLOW = 0.05  # a step that takes longer (seconds) makes a trace a slow one


def normalised(params: Params) -> dict[str, Any]:
    """The params as JSON values, defaults included."""
    return params.model_dump(mode="json")


def trace_id(scene: Scene[Any], params: Params) -> str:
    """Equal params give an equal name, for everybody and on every server of this version."""
    canonical = json.dumps(normalised(params), sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(f"{app.__version__}\n{scene.id}\n{canonical}".encode()).hexdigest()[:20]


class Trace:
    """The frames of one run.

    Two sides use it. `work` runs in a worker thread, at most one at a time; it alone touches the run and
    appends to `frames`. The event loop sets `wanted` and `abandoned` and reads `frames`, which only ever
    grows.
    """

    def __init__(self, scene: Scene[Any], params: Params, limits: Limits) -> None:
        self.id = trace_id(scene, params)
        self.scene = scene
        self.params = params
        self.limits = limits
        self.opened: str | None = None  # what follows `ref` in the message `opened`, once the run is prepared
        self.header: dict[str, Any] = {}
        self.constants = b""
        self.frames: list[bytes] = []
        self.size = 4096  # bytes held, about
        self.wanted = 0  # somebody wants the frames below this index
        self.abandoned = False  # nobody looks any more: let go of the run
        self.finished = False  # all frames are there
        self.failure: Refusal | None = None  # there will be no more frames, for this reason
        self.slow = False
        self.slice_took = 0.0  # seconds of the last slice
        self._run: Run | None = None
        self._encoder: Encoder | None = None
        self._position = 0  # frames drawn from the present run: fewer than there are when it was made anew
        self._seconds = 0.0

    @property
    def over(self) -> bool:
        return self.finished or self.failure is not None

    @property
    def running(self) -> bool:
        """A run is prepared and not over: a generator somewhere in the middle."""
        return self._run is not None

    @property
    def hungry(self) -> bool:
        """There is something for a worker to do."""
        if self.abandoned:
            return self.running
        return not self.over and (self.opened is None or len(self.frames) < self.wanted)

    def work(self) -> None:
        """Takes a slice: some frames, or one long one. Never raises; a scene's mistake becomes `failure`."""
        begun = time.perf_counter()
        until = begun + self.limits.slice_seconds
        try:
            # Overflow is a lesson here, not an accident: inf and nan go into the frame.
            with np.errstate(all="ignore"):
                while self.hungry:
                    if self.abandoned:
                        self._let_go()
                    elif self._run is None:
                        self._prepare()
                    else:
                        self._step(self._run)
                    if time.perf_counter() >= until:
                        break
        except Refusal as refusal:
            self.fail(refusal)
        except Unavailable as problem:
            log.error("scene %s cannot run: %s", self.scene.id, problem)
            self.fail(Refusal("internal", str(problem)))
        except Exception:
            log.exception(
                "scene %s stopped at frame %d with %s", self.scene.id, len(self.frames), self.params
            )
            self.fail(
                Refusal(
                    "internal", "This run met a mistake of ours and stops here. The server's log has details."
                )
            )
        if self.over:
            self._let_go()
        self.slice_took = time.perf_counter() - begun

    def fail(self, refusal: Refusal) -> None:
        """There will be no more frames."""
        self.failure = Refusal(refusal.code, refusal.message, refusal.field, trace=self.id)

    def _prepare(self) -> None:
        begun = time.thread_time()
        run = self.scene.run(self.params)
        self._run, self._position = run, 0
        self._seconds = 0.0
        if self.opened is None:
            if run.length is not None and run.length > self.limits.frames:
                raise Refusal(
                    "too_long", f"expected a run of at most {self.limits.frames} frames, got {run.length}"
                )
            self._encoder = Encoder(self.id, run.fields)
            self.constants = encode_constants(self.id, run.constants)
            self.header = header(self.scene, self.params, run)
            opened = protocol.opened_rest(self.id, self.header)
            self.size += len(self.constants) + 2 * len(opened)
            self.opened = opened
        self._clock(time.thread_time() - begun)

    def _step(self, run: Run) -> None:
        begun = time.thread_time()
        frame = next(run.frames, None)
        if frame is None:
            self._end(run)
        elif self._position < len(self.frames):  # made anew, on its way to where it was left
            self._position += 1
        else:
            self._append(run, frame)
        self._clock(time.thread_time() - begun)

    def _append(self, run: Run, frame: Frame) -> None:
        t = len(self.frames)
        if t == run.length:
            raise ValueError(f"expected {run.length} frames as declared, got more")
        if t >= self.limits.frames:
            raise Refusal(
                "too_long", f"expected a run of at most {self.limits.frames} frames, got a longer one"
            )
        assert self._encoder is not None
        try:
            data = self._encoder.frame(t, frame)
        except ValueError as error:
            raise ValueError(f"frame {t}: {error}") from None
        if self.size + len(data) > self.limits.trace_bytes:
            raise Refusal(
                "too_large", f"expected a run of at most {self.limits.trace_bytes} bytes, got a larger one"
            )
        self.size += len(data) + OVERHEAD
        self.frames.append(data)
        self._position += 1

    def _end(self, run: Run) -> None:
        if run.length not in (None, len(self.frames)):
            raise ValueError(f"expected {run.length} frames as declared, got {len(self.frames)}")
        self.finished = True

    def _clock(self, seconds: float) -> None:
        self._seconds += seconds
        self.slow = self.slow or seconds > SLOW
        if self._seconds > self.limits.trace_seconds and not self.finished:
            limit = self.limits.trace_seconds
            raise Refusal(
                "out_of_time", f"expected a run of at most {limit:g} s of computing, got a longer one"
            )

    def _let_go(self) -> None:
        """Ends the run, so that the generator's `finally` is run and its memory is free. The frames stay."""
        run, self._run = self._run, None
        close = getattr(run.frames, "close", None) if run else None
        if close is not None:
            try:
                close()
            except Exception:
                log.exception("scene %s failed while it was closed", self.scene.id)


def header(scene: Scene[Any], params: Params, run: Run) -> dict[str, Any]:
    """All that is known of a run before its first step."""
    cues = run.cues or scene.cues
    return {
        "scene": scene.id,
        "title": scene.title,
        "params": normalised(params),
        "fields": {
            name: {"shape": list(field.shape), "dtype": field.dtype, "about": field.about}
            for name, field in run.fields.items()
        },
        "cues": [{"name": cue.name, "title": cue.title, "t": cue.t} for cue in cues],
        "facts": dict(run.facts),
        "charts": dict(run.charts),
        "length": run.length,
    }
