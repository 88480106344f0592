"""A scene in words a browser understands: for pages and for `/api/scenes`."""

from typing import Any

from app.scenes.scene import Params, Scene
from app.stream.params import schema_of


def describe(scene: Scene[Any]) -> dict[str, Any]:
    """All about a scene that does not depend on its params. The controls are built from `schema`."""
    params: type[Params] = scene.params
    return {
        "id": scene.id,
        "title": scene.title,
        "summary": scene.summary,
        "schema": schema_of(params),
        "defaults": params().model_dump(mode="json"),
        "presets": {name: dict(preset) for name, preset in scene.presets.items()},
        "cues": [{"name": cue.name, "title": cue.title, "t": cue.t} for cue in scene.cues],
        "story": list(scene.story),
    }
