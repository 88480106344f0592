"""The answer when something cannot be had: a page for people, JSON for programs, never a stack trace."""

import logging

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.pages import Pages

log = logging.getLogger("unrolled.web")

HEADINGS = {404: "There is nothing here", 405: "That cannot be done here", 500: "A mistake of ours"}
OURS = "This page met a mistake of ours. The server's log has details."


def answer(pages: Pages, request: Request, status: int, message: str) -> Response:
    """`message` as a page, if a browser asks for one, else as JSON."""
    if "text/html" in request.headers.get("accept", "") and not request.url.path.startswith("/api/"):
        return pages.trouble(request, status, HEADINGS.get(status, "That did not work"), message)
    return JSONResponse({"error": message}, status)


def install(application: FastAPI, pages: Pages) -> None:
    """Sets the handlers of what is refused."""

    async def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        usual = {
            "Not Found": f"There is no page {request.url.path[:200]}.",
            "Method Not Allowed": f"{request.method} is not done here, only GET.",
        }
        response = answer(pages, request, error.status_code, usual.get(error.detail, error.detail))
        response.headers.update(error.headers or {})
        return response

    async def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        first = error.errors()[0]
        return answer(pages, request, 422, f"{'.'.join(map(str, first['loc']))}: {first['msg']}")

    application.add_exception_handler(HTTPException, refused)
    application.add_exception_handler(RequestValidationError, invalid)


class Mistakes:
    """Answers 500 to what nobody expected, and logs it. (Starlette's own answer would lack our headers.)"""

    def __init__(self, app: ASGIApp, pages: Pages) -> None:
        self.app = app
        self.pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception:
            if started:  # half an answer is out: all that is left is to break the connection
                raise
            log.exception("%s %s", scope["method"], scope["path"])
            await self._apology(Request(scope))(scope, receive, send)

    def _apology(self, request: Request) -> Response:
        try:
            return answer(self.pages, request, 500, OURS)
        except Exception:  # what is broken may be the page for this, too
            log.exception("the page that tells of a mistake could not be made")
            return JSONResponse({"error": OURS}, 500)
