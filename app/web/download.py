"""A whole run as a file: `GET /api/traces/{trace}.npz`."""

import asyncio
import tempfile
from collections.abc import Iterator
from typing import IO, Any

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response, StreamingResponse

from app.scenes.scene import Params, Scene
from app.stream import protocol
from app.stream.export import write_npz
from app.stream.library import Library, Viewer
from app.stream.params import BadParams, check
from app.stream.protocol import Refusal, problem_list
from app.stream.trace import Trace, trace_id
from app.web.query import as_params, scene_or_404

IN_MEMORY = 8 * 2**20  # a larger file waits on disk while it is sent
AT_ONCE = 2
CHUNK = 256 * 1024
STATUS = {"internal": 500, "too_long": 413, "too_large": 413}
GONE = 499  # nobody reads it: the client has left


def router(library: Library) -> APIRouter:
    """The route of the file."""
    routes = APIRouter()
    turns = asyncio.Semaphore(AT_ONCE)

    @routes.get(
        "/api/traces/{trace}.npz",
        tags=["runs"],
        response_class=Response,
        responses={
            200: {"content": {"application/octet-stream": {}}, "description": "the file"},
            404: {"description": "the run is not kept, and the address does not say how to make it"},
            413: {"description": "the run is longer or larger than this server computes"},
            422: {"description": "params that do not fit, or that belong to another run"},
            503: {"description": "the server has no time or memory for it now"},
        },
    )
    async def whole_run(request: Request, trace: str) -> Response:
        """The whole run as a NumPy file: parameters of the network, inputs, and every frame.

        `trace` is the run's name, from the socket or from `/api/check/{scene_id}`. Give the scene and its
        params in the query, too (`?scene=gradients&hidden=32`): then the run is made anew if it is no longer
        kept.

        Read it with `numpy.load(file, allow_pickle=False)`. It holds `params` and `header` (JSON texts);
        `constants/<name>`, the network's parameters and inputs before the first step; `frames/<name>`, a
        value of all frames that have it, stacked along the first axis, and `t/<name>`, the indices of these
        frames; `phases`, `captions` and `cues`, a text for each frame. With the constants, the same run can
        be computed in PyTorch or anything else and compared with the frames number by number.
        """
        asked = _asked(library, trace, request)
        if isinstance(asked, Response):
            return asked
        news = asyncio.Event()
        try:
            viewer = library.open(*asked, news.set)
        except Refusal as refusal:
            raise HTTPException(503, refusal.message) from None
        try:
            if not await _finished(viewer, news, request):
                return Response(status_code=GONE)
            failure = viewer.trace.failure
            if failure is not None:
                raise HTTPException(STATUS.get(failure.code, 503), failure.message)
            async with turns:
                file = await run_in_threadpool(_write, viewer.trace)
        finally:
            viewer.close()
        size = file.seek(0, 2)
        file.seek(0)
        name = f"unrolled-{asked[0].id}-{viewer.trace.id[:8]}.npz"
        headers = {
            "content-disposition": f'attachment; filename="{name}"',
            "content-length": str(size),
            "cache-control": "no-cache",
        }
        return StreamingResponse(_chunks(file), headers=headers, media_type="application/octet-stream")

    return routes


def _asked(library: Library, trace: str, request: Request) -> tuple[Scene[Any], Params] | Response:
    """Scene and params of the run: from the query, else from what is kept."""
    scene_id = request.query_params.get("scene")
    kept = library.find(trace)
    if scene_id is None:
        if kept is None:
            words = "is not kept. Add ?scene=… and its params to the address to make it anew."
            raise HTTPException(404, f"The run {trace[:60]} {words}")
        return kept.scene, kept.params
    scene = scene_or_404(scene_id)
    given = as_params(request.query_params, scene.params)
    given.pop("scene")
    try:
        params = check(scene.params, given)
    except BadParams as bad:
        return JSONResponse({"errors": problem_list(bad.problems)}, 422)
    made = trace_id(scene, params)
    if made != trace:
        raise HTTPException(422, f"trace: expected {made}, which these params make, got {trace[:60]}")
    return scene, params


async def _finished(viewer: Viewer, news: asyncio.Event, request: Request) -> bool:
    """Waits for the end of the run; False if the client leaves before."""
    viewer.want(protocol.LARGEST)
    while not viewer.trace.over:
        news.clear()
        try:
            await asyncio.wait_for(news.wait(), 0.5)
        except TimeoutError:
            if await request.is_disconnected():
                return False
    return True


def _write(trace: Trace) -> IO[bytes]:
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  (closed when it has been sent)
    try:
        write_npz(file, trace)
    except BaseException:
        file.close()
        raise
    return file


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while chunk := file.read(CHUNK):
            yield chunk
