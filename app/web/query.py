"""What the address of a page says: the params of the scene and the state of the player."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException

from app.scenes.registry import UnknownScene, get_scene
from app.scenes.scene import Scene


class PageState(BaseModel):
    """How the player starts. What the address does not say is the page's own choice."""

    model_config = ConfigDict(extra="ignore", allow_inf_nan=False, frozen=True)

    t: float | None = Field(
        None, ge=0, le=1_000_000, description="the moment: index of a frame, may lie between two"
    )
    play: bool | None = Field(None, description="whether it plays")
    speed: float | None = Field(None, ge=0.05, le=64, description="times the usual speed")
    theme: Literal["light", "dark", "auto"] | None = None
    controls: Literal["full", "mini", "none"] | None = None
    keys: Literal["deck", "scene"] | None = Field(
        None, description="who owns the arrow keys in an embedded page"
    )


def as_params(query: QueryParams, model: type[BaseModel]) -> dict[str, Any]:
    """The query as params: a name that comes several times is a list."""
    given: dict[str, Any] = {}
    for name in query:
        info = model.model_fields.get(name)
        values = query.getlist(name)
        given[name] = ",".join(values) if info and str(info.annotation).startswith("tuple") else values[-1]
    return given


def scene_or_404(scene_id: str) -> Scene[Any]:
    """The scene that an address names."""
    try:
        return get_scene(scene_id)
    except UnknownScene as error:
        raise HTTPException(404, f"scene: {error}") from None
