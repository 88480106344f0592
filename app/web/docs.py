"""`GET /docs`: what programs may ask, from the same description the server checks by. Asks no other host."""

from typing import Any, get_args

from fastapi import APIRouter, FastAPI, Request
from starlette.responses import Response

from app.stream.protocol import Close, Code, Open, Want
from app.web.pages import Pages

WORDS = {"int": "a whole number", "str": "a text"}


def operations(application: FastAPI) -> list[dict[str, Any]]:
    """The routes of the OpenAPI schema as rows for the page."""
    rows = []
    for path, methods in application.openapi()["paths"].items():
        for method, about in methods.items():
            rows.append(
                {
                    "method": method.upper(),
                    "path": path,
                    "paragraphs": about.get("description", about["summary"]).split("\n\n"),
                    "parameters": about.get("parameters", []),
                    "answers": {code: answer["description"] for code, answer in about["responses"].items()},
                }
            )
    return rows


def messages() -> list[dict[str, Any]]:
    """What a client may say on the socket."""
    rows = []
    for model in (Open, Want, Close):
        fields = {name: info.annotation for name, info in model.model_fields.items() if name != "type"}
        names = {name: getattr(kind, "__name__", str(kind)) for name, kind in fields.items()}
        names = {name: WORDS.get(kind, "an object") for name, kind in names.items()}
        rows.append({"type": model.__name__.lower(), "fields": names, "about": model.__doc__ or ""})
    return rows


def router(application: FastAPI, pages: Pages) -> APIRouter:
    """The route of the page."""
    routes = APIRouter(include_in_schema=False)

    @routes.api_route("/docs", methods=["GET", "HEAD"])
    def docs(request: Request) -> Response:
        return pages.render(
            request,
            "docs.html",
            200,
            boot=pages.boot("docs"),
            operations=operations(application),
            messages=messages(),
            codes=get_args(Code),
            base=str(request.base_url).rstrip("/"),
        )

    return routes
