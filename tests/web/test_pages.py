"""Pages: what stands in them, and what happens to a bad address."""

import json
import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.scenes.registry import all_scenes
from app.scenes.scene import Scene
from app.web import pages as pages_module
from tests.stream.scenes import CounterParams
from tests.web.conftest import HTML


def boot(text: str) -> dict[str, Any]:
    (found,) = re.findall(r'<script type="application/json" id="boot">(.*?)</script>', text, re.S)
    read: dict[str, Any] = json.loads(found)
    return read


def test_the_gallery_lists_every_scene(client: TestClient) -> None:
    answer = client.get("/")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache"
    start = boot(answer.text)
    assert start["mode"] == "gallery"
    assert start["scene"] is None
    assert [scene["id"] for scene in start["scenes"]] == list(all_scenes())
    for scene in start["scenes"]:
        assert f'href="/scene/{scene["id"]}"' in answer.text


@pytest.mark.parametrize(("path", "mode"), [("/scene", "page"), ("/embed", "embed")])
def test_a_page_starts_from_the_address(client: TestClient, path: str, mode: str) -> None:
    address = f"{path}/test-counter?length=7&ways=a,b&ways=c&t=3.5&play=1&speed=2&theme=dark&keys=scene&utm=x"
    answer = client.get(address)
    assert answer.status_code == 200
    start = boot(answer.text)
    assert start["mode"] == mode
    assert start["errors"] == []
    assert start["params"] == CounterParams(length=7, ways=("a", "b", "c")).model_dump(mode="json")
    assert start["page"] == {"t": 3.5, "play": True, "speed": 2.0, "theme": "dark", "keys": "scene"}
    assert start["scene"]["id"] == "test-counter"
    assert start["scene"]["defaults"] == CounterParams().model_dump(mode="json")
    assert start["scene"]["schema"]["properties"]["length"]["maximum"] == 100_000
    assert len(start["scene"]["story"]) == 3
    assert "http://localhost:*" in start["origins"]


@pytest.mark.parametrize("scene_id", [name for name in all_scenes() if not name.startswith("test-")])
@pytest.mark.parametrize("path", ["/scene", "/embed"])
def test_every_scene_has_its_pages(client: TestClient, scene_id: str, path: str) -> None:
    scene = all_scenes()[scene_id]
    for preset in ({}, *scene.presets.values()):
        plain = scene.params(**preset).model_dump(mode="json")
        query = {
            k: ",".join(map(str, v)) if isinstance(v, list) else v for k, v in plain.items() if v is not None
        }
        answer = client.get(f"{path}/{scene_id}", params=query)
        assert answer.status_code == 200, boot(answer.text)["errors"]
        assert boot(answer.text)["params"] == plain


@pytest.mark.parametrize(
    ("query", "field", "words"),
    [
        ("t=-5", "t", "t: expected a number from 0 to 1000000, got “-5”"),
        ("t=nan", "t", "t: expected a number from 0 to 1000000, got “nan”"),
        ("t=", "t", "t: expected a number from 0 to 1000000, got “”"),
        ("play=perhaps", "play", "play: expected true or false, got “perhaps”"),
        ("speed=0", "speed", "speed: expected a number from 0.05 to 64, got “0”"),
        ("theme=pink", "theme", "theme: expected one of light, dark, auto, got “pink”"),
        ("controls=all", "controls", "controls: expected one of full, mini, none, got “all”"),
        ("keys=mine", "keys", "keys: expected one of deck, scene, got “mine”"),
        ("length=1e9", "length", "length: expected a whole number from 0 to 100000, got “1e9”"),
        ("name=" + "x" * 5000, "name", "name: expected a text of 1 to 20 characters, got “xxx"),
        ("length=%00%ff", "length", "length: expected a whole number from 0 to 100000, got “?"),
    ],
)
@pytest.mark.parametrize("path", ["/scene", "/embed"])
def test_a_bad_address_gives_a_working_page_that_says_what_is_wrong(
    client: TestClient, path: str, query: str, field: str, words: str
) -> None:
    answer = client.get(f"{path}/test-counter?size=9&{query}", headers=HTML)
    assert answer.status_code == 422
    assert "Traceback" not in answer.text
    start = boot(answer.text)
    (error,) = start["errors"]
    assert error["field"] == field
    assert error["message"].startswith(words)
    assert error["expected"]
    assert error["got"]
    assert start["params"] == CounterParams(size=9).model_dump(mode="json")
    assert field not in start["page"]


def test_what_the_address_says_cannot_leave_the_data_of_the_page(client: TestClient) -> None:
    answer = client.get("/scene/test-counter", params={"name": "</script><b>&'\"\u2028"})
    assert answer.status_code == 200
    (data,) = re.findall(r'id="boot">(.*?)</script>', answer.text, re.S)
    assert not set("<>&'\u2028") & set(data)
    assert boot(answer.text)["params"]["name"] == "</script><b>&'\"\u2028"
    answer = client.get("/scene/test-counter", params={"length": "</script><img src=x onerror=alert(1)>"})
    assert "<img src=x" not in answer.text


@pytest.mark.parametrize(
    "path", ["/scene/nope", "/embed/nope", "/scene/%3Cb%3E", "/nowhere", "/static/nope.js"]
)
def test_what_does_not_exist_gets_a_page_with_ways_on(client: TestClient, path: str) -> None:
    answer = client.get(path, headers=HTML)
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert 'href="/scene/test-counter"' in answer.text
    assert "<b>" not in answer.text
    assert boot(answer.text)["mode"] == "error"


def test_programs_get_their_errors_as_json(client: TestClient) -> None:
    assert client.get("/nowhere").json() == {"error": "There is no page /nowhere."}
    answer = client.post("/")
    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]
    assert answer.json() == {"error": "POST is not done here, only GET."}
    assert client.get("/api/nowhere", headers=HTML).json() == {"error": "There is no page /api/nowhere."}


def test_a_mistake_of_ours_is_logged_and_shows_no_details(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_: Scene[Any]) -> None:
        raise RuntimeError("secret of the page")

    with monkeypatch.context() as patch:
        patch.setattr(pages_module, "get_scene", fail)
        answer = client.get("/scene/test-counter", headers=HTML)
        assert answer.status_code == 500
        assert answer.headers["content-type"].startswith("text/html")
        assert "content-security-policy" in answer.headers
        plain = client.get("/scene/test-counter")
        assert plain.json() == {"error": "This page met a mistake of ours. The server's log has details."}
        patch.setattr(pages_module, "describe", fail)  # and now not even the page for this can be made
        worse = client.get("/scene/test-counter", headers=HTML)
        assert worse.status_code == 500
        assert worse.json() == plain.json()
    for text in (answer.text, plain.text, worse.text):
        assert "secret" not in text
        assert "Traceback" not in text
    assert "secret of the page" in caplog.text


def test_pages_answer_head(client: TestClient) -> None:
    for path in ("/", "/scene/test-counter", "/embed/test-counter", "/docs"):
        answer = client.head(path)
        assert answer.status_code == 200
        assert answer.content == b""


def test_no_scenes_param_has_a_name_that_the_page_needs() -> None:
    for scene in all_scenes().values():
        taken = set(scene.params.model_fields) & {"t", "play", "speed", "theme", "controls", "keys", "scene"}
        assert not taken, f"{scene.id}: {taken} mean something else in an address"


def test_the_gallery_takes_the_theme_from_its_address_and_says_what_is_wrong_with_it(
    client: TestClient,
) -> None:
    dark = client.get("/?theme=dark&t=-5")
    assert dark.status_code == 200
    assert 'data-theme="dark" class="dark"' in dark.text
    pink = client.get("/?theme=pink")
    assert pink.status_code == 422
    assert "theme: expected one of light, dark, auto, got “pink”" in [
        e["message"] for e in boot(pink.text)["errors"]
    ]
