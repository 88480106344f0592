"""Answers for programs: the scenes, a check of params, a whole run as a file, and the server's health."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse

import app
from app.scenes.registry import all_scenes
from app.stream.library import Library
from app.stream.params import BadParams, check
from app.stream.protocol import problem_list
from app.stream.trace import normalised, trace_id
from app.web.describe import describe
from app.web.query import as_params, scene_or_404


def router(library: Library) -> APIRouter:
    """The routes under /api, and the two that tell whether the server is well."""
    routes = APIRouter()

    @routes.get("/api/scenes", tags=["scenes"], response_description="a list, in the order of the lecture")
    def scenes() -> list[dict[str, Any]]:
        """Every scene: id, title, summary, JSON schema of its params, defaults, presets, cues, story."""
        return [describe(scene) for scene in all_scenes().values()]

    @routes.get(
        "/api/check/{scene_id}",
        tags=["scenes"],
        response_description="trace and params",
        responses={
            404: {"description": "no such scene"},
            422: {"description": "what is wrong, for each field"},
        },
    )
    def check_params(request: Request, scene_id: str) -> Any:
        """Whether params fit: 200 with the trace's name and all params, or 422 with what is wrong."""
        scene = scene_or_404(scene_id)
        try:
            params = check(scene.params, as_params(request.query_params, scene.params))
        except BadParams as bad:
            return JSONResponse({"errors": problem_list(bad.problems)}, 422)
        return {"trace": trace_id(scene, params), "params": normalised(params)}

    @routes.get("/healthz", tags=["health"], response_description="status and version")
    def health() -> dict[str, Any]:
        """The process answers."""
        return {"status": "ok", "version": app.__version__}

    @routes.get("/readyz", tags=["health"], response_description="status, scenes, runs kept and their bytes")
    def ready() -> dict[str, Any]:
        """Scenes, pages and threads are there."""
        return {"status": "ok", "scenes": list(all_scenes()), "traces": len(library), "bytes": library.bytes}

    return routes
