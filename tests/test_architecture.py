"""Imports run one way, every scene has a view, and the repository stays small."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from app.scenes.registry import all_scenes

ROOT = Path(__file__).parents[1]
APP = ROOT / "app"

# A room may import the rooms named here and itself. `None` stands for files directly in app/.
MAY_IMPORT = {
    "nn": set[str](),
    "models": {"nn"},
    "scenes": {"nn", "models", "houses"},
    "stream": {"nn", "models", "scenes"},
    "web": {"scenes", "stream"},
    "houses": set[str](),
    "training": {"nn", "models", "houses"},
}
# What app/nn may use besides itself: NumPy and the standard library.
THIRD_PARTY = {
    "nn": {"numpy"},
    "models": {"numpy"},
    "houses": {"numpy", "PIL"},
    "scenes": {"numpy", "pydantic", "plotly"},
    "stream": {"numpy", "pydantic", "pydantic_core", "cbor2"},
}


def imported(path: Path) -> set[str]:
    """Full names of the modules that a file imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide which room is meant"
            names.add(node.module or "")
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def files(room: str) -> list[Path]:
    return sorted((APP / room).rglob("*.py"))


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_imports_run_one_way(room: str) -> None:
    rooms = set(MAY_IMPORT)
    for path in files(room):
        used = {n.split(".")[1] for n in imported(path) if n.startswith("app.") and n.split(".")[1] in rooms}
        assert used <= MAY_IMPORT[room] | {room}, (
            f"{path.relative_to(ROOT)} imports {used - MAY_IMPORT[room] - {room}}"
        )


@pytest.mark.parametrize("room", THIRD_PARTY)
def test_rooms_use_only_the_libraries_named_for_them(room: str) -> None:
    for path in files(room):
        top = {n.split(".")[0] for n in imported(path)} - set(sys.stdlib_module_names) - {"app", ""}
        assert top <= THIRD_PARTY[room], f"{path.relative_to(ROOT)} imports {top - THIRD_PARTY[room]}"


def test_no_python_draws_from_the_global_random_generator() -> None:
    for path in sorted(APP.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.Attribute)
                and isinstance(node.value, ast.Attribute)
                and node.value.attr == "random"
            ):
                legacy = node.attr[0].islower() and node.attr != "default_rng"
                assert not legacy, (
                    f"{path.relative_to(ROOT)}:{node.lineno} uses the global generator np.random.{node.attr}"
                )


def test_every_scene_has_a_view_and_every_view_a_scene() -> None:
    views = {path.stem for path in (ROOT / "static/js/scenes").glob("*.js")}
    scenes = {scene_id.replace("-", "_") for scene_id in all_scenes()}
    assert scenes, "no scene was found"
    assert views == scenes


def test_every_scene_tells_its_story_in_three_short_paragraphs() -> None:
    for scene in all_scenes().values():
        assert len(scene.story) == 3
        for paragraph in scene.story:
            assert 40 <= len(paragraph) <= 700, f"{scene.id}: a paragraph of {len(paragraph)} characters"
        assert scene.title
        assert scene.summary
        for name, info in scene.params.model_fields.items():
            assert info.title, f"{scene.id}.{name} has no title for its control"
            assert info.description, f"{scene.id}.{name} has no description for its control"
        for name, preset in scene.presets.items():
            assert scene.params(**preset), name


def test_files_stay_short_enough_to_be_read() -> None:
    for path in [
        *APP.rglob("*.py"),
        *(ROOT / "static/js").rglob("*.js"),
        *(ROOT / "static/css").rglob("*.css"),
    ]:
        assert len(path.read_text().splitlines()) <= 300, f"{path.relative_to(ROOT)} has grown past 300 lines"


def test_weights_stay_under_twenty_megabytes() -> None:
    weights = list(APP.rglob("*.npz"))
    assert sum(path.stat().st_size for path in weights) < 20e6
    for path in weights:
        assert path.with_suffix(".md").exists(), f"{path.name} ships without its model card"


def test_pages_name_no_other_host() -> None:
    """Links to papers are fine in text; loading anything from elsewhere is not."""
    listed = subprocess.run(
        ["git", "ls-files", "static", "templates"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.split()
    for name in listed:
        path = ROOT / name
        if "vendor" in path.parts or path.suffix not in (".js", ".css", ".html") or not path.exists():
            continue
        for marker in (
            'src="http',
            'src="//',
            "url(http",
            "url(//",
            'from "http',
            "import('http",
            'import("http',
        ):
            assert marker not in path.read_text(), f"{name} loads from another host"
