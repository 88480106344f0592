"""The answer when something cannot be had: a page for people, JSON for programs, never a stack trace."""

import logging
from collections.abc import Awaitable, Callable

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from app.web.pages import Pages

log = logging.getLogger("unrolled.web")

HEADINGS = {404: "There is nothing here", 405: "That cannot be done here", 500: "A mistake of ours"}
OURS = "This page met a mistake of ours. The server's log has details."


def install(application: FastAPI, pages: Pages) -> None:
    """Sets the handlers."""

    def answer(request: Request, status: int, message: str) -> Response:
        for_people = "text/html" in request.headers.get("accept", "") and not request.url.path.startswith(
            "/api/"
        )
        if for_people:
            return pages.trouble(request, status, HEADINGS.get(status, "That did not work"), message)
        return JSONResponse({"error": message}, status)

    async def refused(request: Request, error: HTTPException) -> Response:
        plain = {
            404: f"There is no page {request.url.path[:200]}.",
            405: f"{request.method} is not done here, only GET.",
        }
        usual = error.detail in ("Not Found", "Method Not Allowed")
        response = answer(request, error.status_code, plain[error.status_code] if usual else error.detail)
        response.headers.update(error.headers or {})
        return response

    async def invalid(request: Request, error: RequestValidationError) -> Response:
        first = error.errors()[0]
        return answer(request, 422, f"{'.'.join(map(str, first['loc']))}: {first['msg']}")

    async def broken(request: Request, error: Exception) -> Response:
        log.error("%s %s", request.method, request.url.path, exc_info=error)
        try:
            return answer(request, 500, OURS)
        except Exception:  # the template itself may be what is broken
            log.exception("the page that tells of a mistake could not be made")
            return JSONResponse({"error": OURS}, 500)

    handlers: dict[type[Exception], Callable[..., Awaitable[Response]]] = {
        HTTPException: refused,
        RequestValidationError: invalid,
        Exception: broken,
    }
    for kind, handler in handlers.items():
        application.add_exception_handler(kind, handler)
