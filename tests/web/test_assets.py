"""Files: where they are found, and how they are sent."""

import gzip
import os
import re
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from app.web import static
from app.web.assets import Assets, find


@pytest.fixture
def wheel(tmp_path: Path) -> Path:
    """Files laid out as an installed wheel has them: inside the package."""
    package = tmp_path / "site-packages/app"
    files = {
        "js/a.js": "import './b.js'\n" * 100,
        "js/b.mjs": "1",
        "css/a.css": "a{}",
        "fonts/a.woff2": "\0\1" * 400,
        "icon.svg": "<svg/>",
        "odd.xyz": "?",
        ".hidden": "secret",
    }
    for name, text in files.items():
        place = package / "_static" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
    (package / "_templates").mkdir()
    (package / "secret.py").write_text("secret")
    return package


def client(folder: Path) -> tuple[TestClient, Assets]:
    application = FastAPI()
    assets = Assets(folder)
    application.include_router(static.router(assets))
    return TestClient(application), assets


def test_they_are_found_in_a_wheel_and_in_a_checkout(wheel: Path, tmp_path: Path) -> None:
    assert find("static", wheel) == wheel / "_static"
    assert find("templates", wheel) == wheel / "_templates"
    (tmp_path / "checkout/app").mkdir(parents=True)
    (tmp_path / "checkout/static").mkdir()
    assert find("static", tmp_path / "checkout/app") == tmp_path / "checkout/static"
    with pytest.raises(
        FileNotFoundError, match=r"expected the folder templates at .*_templates or .*templates"
    ):
        find("templates", tmp_path / "checkout/app")
    assert (find("static") / "js").is_dir()


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("js/a.js", "text/javascript; charset=utf-8"),
        ("js/b.mjs", "text/javascript; charset=utf-8"),
        ("css/a.css", "text/css; charset=utf-8"),
        ("fonts/a.woff2", "font/woff2"),
        ("icon.svg", "image/svg+xml"),
        ("odd.xyz", "application/octet-stream"),
    ],
)
def test_every_file_has_its_type(wheel: Path, path: str, media_type: str) -> None:
    answer = client(wheel / "_static")[0].get(f"/static/{path}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == media_type


def test_text_is_packed_for_those_who_take_it_and_fonts_are_not(wheel: Path) -> None:
    web, _ = client(wheel / "_static")
    packed = web.get("/static/js/a.js", headers={"accept-encoding": "gzip, br"})
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["vary"] == "accept-encoding"
    assert int(packed.headers["content-length"]) == len(gzip.compress(packed.content, 9))
    plain = web.get("/static/js/a.js", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.content == packed.content
    assert "content-encoding" not in web.get("/static/fonts/a.woff2").headers


def test_a_file_that_is_known_is_not_sent_again(wheel: Path) -> None:
    web, _ = client(wheel / "_static")
    first = web.get("/static/css/a.css")
    assert first.headers["cache-control"] == "no-cache"
    tag = first.headers["etag"]
    for known in (tag, f'"other", W/{tag}', "*"):
        again = web.get("/static/css/a.css", headers={"if-none-match": known})
        assert again.status_code == 304
        assert again.content == b""
        assert again.headers["etag"] == tag
    assert web.get("/static/css/a.css", headers={"if-none-match": '"other"'}).status_code == 200
    head = web.head("/static/css/a.css")
    assert head.content == b""
    assert head.headers["content-length"] == str(len(first.content))


def test_a_changed_file_is_sent_anew(wheel: Path) -> None:
    web, _ = client(wheel / "_static")
    tag = web.get("/static/css/a.css").headers["etag"]
    place = wheel / "_static/css/a.css"
    place.write_text("b{}")
    os.utime(place, (1, 1))
    again = web.get("/static/css/a.css", headers={"if-none-match": tag})
    assert again.status_code == 200
    assert again.text == "b{}"
    place.unlink()
    assert web.get("/static/css/a.css").status_code == 404


def test_an_installed_copy_names_the_content_and_keeps_it_for_ever(wheel: Path) -> None:
    web, assets = client(wheel / "_static")
    address = assets.url("js/a.js")
    assert address == f"/static/~{assets.digest}/js/a.js"
    assert web.get(address).headers["cache-control"] == "public, max-age=31536000, immutable"
    older = web.get("/static/~0123456789ab/js/a.js")
    assert older.status_code == 200
    assert older.headers["cache-control"] == "no-cache"
    (wheel / "_static/css/a.css").write_text("changed")
    assert Assets(wheel / "_static").digest != assets.digest


def test_a_checkout_names_the_plain_address(tmp_path: Path) -> None:
    (tmp_path / "static").mkdir()
    assert Assets(tmp_path / "static").url("/js/a.js") == "/static/js/a.js"


@pytest.mark.parametrize(
    "path",
    [
        "../secret.py",
        "%2e%2e/secret.py",
        "js/%2e%2e/%2e%2e/secret.py",
        "..%2fsecret.py",
        "%2fetc%2fpasswd",
        "~x/../../secret.py",
        ".hidden",
        "js",
        "js/a.js%00.css",
        "js/a.js/x",
        "x" * 5000,
        "",
    ],
)
def test_nothing_but_the_files_can_be_had(wheel: Path, path: str) -> None:
    answer = client(wheel / "_static")[0].get(f"/static/{path}")
    assert answer.status_code == 404
    assert "secret" not in answer.text.replace("secret.py", "")


def test_a_link_out_of_the_folder_is_not_followed(wheel: Path) -> None:
    (wheel / "_static/out.js").symlink_to(wheel / "secret.py")
    assert client(wheel / "_static")[0].get("/static/out.js").status_code == 404


def test_a_page_asks_at_once_for_every_module_it_will_import(tmp_path: Path) -> None:
    for name, body in {
        "js/page/a.js": 'import { b } from "../core/b.js";\nimport {\n\tc,\n} from "./c.js";\n'
        '/** @import { D } from "./d.js" */\n',
        "js/core/b.js": 'export * from "../draw/e.js";\nconst later = () => import("./late.js");\n',
        "js/page/c.js": 'import { b } from "../core/b.js";\nexport const c = "../core/no.js";\n',
        "js/page/d.js": "",
        "js/draw/e.js": "",
        "js/core/late.js": "",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(body)
    found = Assets(tmp_path).modules("js/page/a.js")
    assert sorted(found) == ["js/core/b.js", "js/draw/e.js", "js/page/a.js", "js/page/c.js"]


@pytest.mark.parametrize("page", ["/scene/hello", "/embed/gradients", "/scene/house-read", "/"])
def test_what_a_page_asks_for_at_once_is_there(page: str) -> None:
    with TestClient(create_app(Settings())) as client:
        asked = re.findall(r'<link rel="modulepreload" href="([^"]+)"', client.get(page).text)
        assert len(asked) > 10
        assert len(asked) == len(set(asked))
        for address in asked:
            assert client.get(address).status_code == 200, address
