"""Answers requests for files: `GET /static/…`."""

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response

from app.web.assets import Asset, Assets

FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"


def router(assets: Assets) -> APIRouter:
    """Routes for the files in `assets`."""
    routes = APIRouter(include_in_schema=False)

    @routes.api_route("/static/{path:path}", methods=["GET", "HEAD"])
    async def static(request: Request, path: str) -> Response:
        caching = ASK_AGAIN
        if path.startswith("~"):
            digest, _, path = path[1:].partition("/")
            if digest == assets.digest:  # an older page may ask by an older digest: it gets what there is now
                caching = FOR_EVER
        asset = await run_in_threadpool(assets.get, path)
        if asset is None:
            raise HTTPException(404, f"There is no file {path[:200]}.")
        return answer(request, asset, caching)

    @routes.api_route("/favicon.ico", methods=["GET", "HEAD"])
    async def favicon(request: Request) -> Response:
        asset = await run_in_threadpool(assets.get, "favicon.svg")
        return Response(status_code=204) if asset is None else answer(request, asset, "max-age=86400")

    return routes


def answer(request: Request, asset: Asset, caching: str) -> Response:
    """A file, packed if the browser takes that; 304 if it has it already."""
    packs = "gzip" in request.headers.get("accept-encoding", "")
    headers = {"etag": asset.etag, "cache-control": caching, "vary": "accept-encoding"}
    known = {tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")}
    if asset.etag in known or "*" in known:
        return Response(status_code=304, headers=headers)
    body = asset.body
    if asset.packed is not None and packs:
        body = asset.packed
        headers["content-encoding"] = "gzip"
    if request.method == "HEAD":
        return Response(headers=headers | {"content-length": str(len(body))}, media_type=asset.media_type)
    return Response(body, headers=headers, media_type=asset.media_type)
