"""A scene in words a browser understands: for pages and for `/api/scenes`."""

from typing import Any

from app.scenes.scene import Scene


def describe(scene: Scene[Any]) -> dict[str, Any]:
    """All about a scene that does not depend on its params. The controls are built from `schema`."""
    return {
        "id": scene.id,
        "title": scene.title,
        "summary": scene.summary,
        "schema": scene.params.model_json_schema(),
        "defaults": scene.params().model_dump(mode="json"),
        "presets": {name: dict(preset) for name, preset in scene.presets.items()},
        "cues": [{"name": cue.name, "title": cue.title, "t": cue.t} for cue in scene.cues],
        "story": list(scene.story),
    }
