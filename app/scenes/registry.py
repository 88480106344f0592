"""Finds the scenes: every module of this package that has a `SCENE` is one; nothing is registered by hand."""

import importlib
import pkgutil
from functools import cache
from typing import Any

import app.scenes as package
from app.scenes.scene import Scene


class UnknownScene(LookupError):
    """No scene has this id."""

    def __init__(self, scene_id: str) -> None:
        known = ", ".join(all_scenes())
        super().__init__(f"expected one of {known}, got {scene_id[:80]!r}")


@cache
def all_scenes() -> dict[str, Scene[Any]]:
    """Every scene by id, in the order of the lecture."""
    found: list[Scene[Any]] = []
    for module in pkgutil.iter_modules(package.__path__):
        scene = getattr(importlib.import_module(f"{package.__name__}.{module.name}"), "SCENE", None)
        if scene is None:
            continue
        if scene.id != module.name.replace("_", "-"):
            raise ValueError(
                f"{module.name}.py: expected the scene id {module.name.replace('_', '-')!r}, got {scene.id!r}"
            )
        found.append(scene)
    return {scene.id: scene for scene in sorted(found, key=lambda s: (s.order, s.id))}


def get_scene(scene_id: str) -> Scene[Any]:
    """The scene with this id; raises `UnknownScene`."""
    try:
        return all_scenes()[scene_id]
    except KeyError:
        raise UnknownScene(scene_id) from None
