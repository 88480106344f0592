"""The application: all rooms put together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

import app as package
from app.scenes.registry import all_scenes
from app.settings import Settings
from app.stream.library import Library
from app.web import api, assets, docs, download, pages, sockets, static, trouble
from app.web.security import SecurityHeaders


def create_app(settings: Settings | None = None) -> FastAPI:
    """A server with its own library of traces. `uvicorn --factory app.main:create_app` serves it too."""
    settings = settings or Settings()
    all_scenes()  # a mistake in a scene shows now and not before the first visitor
    library = Library(settings.limits, settings.threads)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        await library.close()

    application = FastAPI(
        title="Unrolled",
        version=package.__version__,
        description=package.__doc__ or "",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
    )
    application.state.library = library
    files = assets.Assets(assets.find("static"))
    rooms = pages.Pages(assets.find("templates"), files, settings.origins)
    trouble.install(application, rooms)
    application.include_router(pages.router(rooms))
    application.include_router(static.router(files))
    application.include_router(download.router(library))
    application.include_router(api.router(library))
    application.include_router(docs.router(application, rooms))
    application.include_router(sockets.router(library, settings.origins))
    application.add_middleware(trouble.Mistakes, pages=rooms)
    application.add_middleware(SecurityHeaders, origins=settings.origins)
    return application
