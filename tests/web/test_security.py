"""What a browser may do, and who may open a socket."""

from collections.abc import Callable

import pytest
from starlette.datastructures import Headers
from starlette.testclient import TestClient

from app.web.security import may_connect, policy
from tests.web.conftest import HTML


def rules(policy: str) -> dict[str, list[str]]:
    return {name: sources for name, *sources in (rule.split() for rule in policy.split("; "))}


@pytest.mark.parametrize(
    "path",
    ["/", "/scene/test-counter", "/scene/test-counter?t=-5", "/scene/nope", "/static/css/base.css", "/docs"],
)
def test_pages_load_nothing_from_elsewhere_and_stand_in_no_foreign_frame(
    client: TestClient, path: str
) -> None:
    answer = client.get(path, headers=HTML)
    headers = answer.headers
    csp = rules(headers["content-security-policy"])
    assert csp["default-src"] == csp["style-src"] == ["'self'"]
    assert "<style" not in answer.text  # the policy would not let it count
    assert " style=" not in answer.text
    assert csp["script-src"] == ["'self'"]
    assert csp["connect-src"] == ["'self'", "ws://testserver", "wss://testserver"]
    assert csp["object-src"] == ["'none'"]
    assert csp["base-uri"] == ["'none'"]
    assert csp["frame-ancestors"] == ["'self'"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]
    assert "server" not in headers


def test_an_embedded_page_may_stand_in_slides(make_client: Callable[..., TestClient]) -> None:
    client = make_client(origins="https://slides.example.org, http://10.0.0.5:3030")
    headers = client.get("/embed/test-counter").headers
    assert rules(headers["content-security-policy"])["frame-ancestors"] == [
        "'self'",
        "http://localhost:*",
        "http://127.0.0.1:*",
        "https://slides.example.org",
        "http://10.0.0.5:3030",
    ]
    assert "x-frame-options" not in headers
    assert "cross-origin-opener-policy" not in headers


def test_a_charts_frame_is_cut_off_and_may_stand_where_embeds_may(client: TestClient) -> None:
    answer = client.get("/chart")
    assert answer.status_code == 200
    csp = rules(answer.headers["content-security-policy"])
    assert csp["sandbox"] == ["allow-scripts"]
    assert csp["default-src"] == ["'none'"]
    assert "connect-src" not in csp
    assert csp["frame-ancestors"] == ["'self'", "http://localhost:*", "http://127.0.0.1:*"]
    # A page without an origin has to be let at the fonts, and at nothing else.
    assert (
        client.get("/static/fonts/IBMPlexMono-Regular-Latin1.woff2").headers["access-control-allow-origin"]
        == "*"
    )
    assert "access-control-allow-origin" not in client.get("/static/css/base.css").headers


def test_a_strange_host_header_writes_nothing_into_the_policy() -> None:
    assert "evil" not in policy("a; script-src evil", ())
    assert "ws://[::1]:8000 wss://[::1]:8000" in policy("[::1]:8000", ())
    assert policy("x" * 300, ()).count(";") == policy("", ()).count(";")


@pytest.mark.parametrize(
    ("headers", "allowed"),
    [
        ({"host": "demo.example.org"}, True),  # no browser
        ({"host": "demo.example.org", "origin": "http://demo.example.org"}, True),
        ({"host": "demo.example.org:8000", "origin": "http://demo.example.org:8000"}, True),
        ({"host": "demo.example.org", "origin": "https://demo.example.org"}, True),
        (
            {"host": "demo.example.org", "origin": "https://demo.example.org:8443"},
            True,
        ),  # a proxy dropped the port
        ({"host": "[2001:db8::1]:8000", "origin": "http://[2001:db8::1]:8000"}, True),
        ({"host": "demo.example.org:8000", "origin": "http://demo.example.org:9000"}, False),
        ({"host": "demo.example.org", "origin": "http://evil.example.org"}, False),
        ({"host": "demo.example.org", "origin": "http://demo.example.org.evil.org"}, False),
        ({"host": "demo.example.org", "origin": "http://evildemo.example.org"}, False),
        ({"host": "demo.example.org", "origin": "null"}, False),
        ({"host": "demo.example.org", "origin": ""}, False),
        ({"host": "", "origin": "http://demo.example.org"}, False),
        ({"host": "demo.example.org", "origin": "http://demo.example.org:99999"}, False),
        ({"host": "demo.example.org", "origin": "file:///etc"}, False),
        ({"host": "demo.example.org", "origin": "http://localhost:3030"}, True),
        ({"host": "demo.example.org", "origin": "http://127.0.0.1:8000"}, True),
        ({"host": "demo.example.org", "origin": "http://[::1]:8000"}, True),
        ({"host": "demo.example.org", "origin": "http://localhost.evil.org"}, False),
        (
            {
                "host": "app:8000",
                "x-forwarded-host": "demo.example.org",
                "origin": "https://demo.example.org",
            },
            True,
        ),
        (
            {"host": "app:8000", "x-forwarded-host": "a.org, demo.example.org", "origin": "https://a.org"},
            True,
        ),
        ({"host": "app:8000", "x-forwarded-host": "demo.example.org", "origin": "https://evil.org"}, False),
        ({"host": "app:8000", "origin": "https://slides.example.org"}, True),
        ({"host": "app:8000", "origin": "http://slides.example.org"}, False),
    ],
)
def test_who_may_open_a_socket(headers: dict[str, str], allowed: bool) -> None:
    assert may_connect(Headers(headers), ("https://slides.example.org",)) is allowed
