"""The pages: gallery, a scene, a scene for embedding, and the page for what does not exist."""

from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from fastapi.templating import Jinja2Templates
from markupsafe import Markup
from starlette.responses import Response

import app
from app.scenes.registry import UnknownScene, all_scenes, get_scene
from app.stream.params import check_each
from app.web.assets import Assets
from app.web.describe import describe
from app.web.query import PageState, as_params
from app.web.security import CHART, EMBEDDERS

NO_CACHE = {"cache-control": "no-cache"}


def code(text: str) -> Markup:
    """Words with `code` in backticks, as HTML."""
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if i % 2 else Markup.escape(part)
        for i, part in enumerate(text.split("`"))
    )


class Pages:
    """Fills the templates. Each gets `boot`, to be written into the page with ``{{ boot | tojson }}``."""

    def __init__(self, folder: Path, assets: Assets, origins: tuple[str, ...]) -> None:
        self._templates = Jinja2Templates(directory=folder)
        environment = self._templates.env
        environment.policies["json.dumps_kwargs"] = {"sort_keys": False, "allow_nan": False}
        environment.filters["code"] = code
        environment.globals["asset"] = assets.url
        environment.globals["modules"] = assets.modules
        environment.globals["version"] = app.__version__
        self._origins = [*EMBEDDERS, *origins]

    def boot(self, mode: str, **more: Any) -> dict[str, Any]:
        """What the script of a page starts from."""
        return {
            "scene": None,
            "params": {},
            "errors": [],
            "page": {},
            "mode": mode,
            "origins": self._origins,
            "version": app.__version__,
        } | more

    def render(self, request: Request, name: str, code: int, **context: Any) -> Response:
        """A template as an answer."""
        return self._templates.TemplateResponse(request, name, context, code, headers=NO_CACHE)

    def gallery(self, request: Request) -> Response:
        """All scenes. Of the state of a player only the theme means something here."""
        scenes = [describe(scene) for scene in all_scenes().values()]
        query = {name: value for name, value in request.query_params.items() if name == "theme"}
        page, wrong = check_each(PageState, query)
        errors = [problem.as_dict() for problem in wrong]
        boot = self.boot("gallery", scenes=scenes, errors=errors, page=page.model_dump(exclude_none=True))
        return self.render(
            request,
            "gallery.html",
            422 if errors else 200,
            boot=boot,
            scenes=scenes,
            scene=None,
            title="Unrolled",
            mode="gallery",
            messages=[e["message"] for e in errors],
        )

    def scene(self, request: Request, scene_id: str, mode: str) -> Response:
        """A working page in any case: for what is wrong in the address the defaults stand in."""
        scene = get_scene(scene_id)
        params, wrong = check_each(scene.params, as_params(request.query_params, scene.params))
        page, wrong_page = check_each(PageState, as_params(request.query_params, PageState))
        errors = [problem.as_dict() for problem in (*wrong, *wrong_page)]
        about = describe(scene)
        boot = self.boot(
            mode,
            scene=about,
            params=params.model_dump(mode="json"),
            errors=errors,
            page=page.model_dump(exclude_none=True),
        )
        name = "embed.html" if mode == "embed" else "scene.html"
        status = 422 if errors else 200
        return self.render(
            request,
            name,
            status,
            boot=boot,
            scene=about,
            title=scene.title,
            mode=mode,
            messages=[e["message"] for e in errors],
        )

    def trouble(self, request: Request, status: int, heading: str, message: str) -> Response:
        """A page that says what went wrong and where to go."""
        scenes = [describe(scene) for scene in all_scenes().values()]
        context = {"status": status, "heading": heading, "message": message, "scenes": scenes}
        return self.render(request, "error.html", status, boot=self.boot("error"), **context)


def router(pages: Pages) -> APIRouter:
    """The routes of the pages."""
    routes = APIRouter(include_in_schema=False)

    @routes.api_route("/", methods=["GET", "HEAD"])
    def gallery(request: Request) -> Response:
        return pages.gallery(request)

    @routes.api_route(CHART, methods=["GET", "HEAD"])
    def chart(request: Request) -> Response:
        return pages.render(request, "chart.html", 200)

    @routes.api_route("/scene/{scene_id}", methods=["GET", "HEAD"])
    def scene(request: Request, scene_id: str) -> Response:
        return shown(request, scene_id, "page")

    @routes.api_route("/embed/{scene_id}", methods=["GET", "HEAD"])
    def embed(request: Request, scene_id: str) -> Response:
        return shown(request, scene_id, "embed")

    def shown(request: Request, scene_id: str, mode: str) -> Response:
        try:
            return pages.scene(request, scene_id, mode)
        except UnknownScene as error:
            return pages.trouble(request, 404, "There is no such scene", f"scene: {error}")

    return routes
