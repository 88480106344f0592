"""The socket, through Starlette's test client."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient, WebSocketTestSession
from starlette.websockets import WebSocketDisconnect

from app.scenes.registry import all_scenes
from app.stream.codec import decode
from app.stream.protocol import SUBPROTOCOL
from tests.stream import scenes


def connect(client: TestClient, **headers: str) -> Any:
    return client.websocket_connect("/ws", subprotocols=[SUBPROTOCOL], headers=headers)


def open_trace(ws: WebSocketTestSession, scene: str = "test-counter", ref: int = 1, **params: Any) -> str:
    ws.send_json({"type": "open", "ref": ref, "scene": scene, "params": params})
    opened = ws.receive_json()
    assert opened["type"] == "opened", opened
    assert decode(ws.receive_bytes())["trace"] == opened["trace"]
    trace: str = opened["trace"]
    return trace


def test_a_run_over_the_socket(client: TestClient) -> None:
    with connect(client) as ws:
        assert ws.accepted_subprotocol == SUBPROTOCOL
        trace = open_trace(ws, length=3)
        ws.send_json({"type": "want", "trace": trace, "upto": 4})
        assert [decode(ws.receive_bytes())["t"] for _ in range(3)] == [0, 1, 2]
        assert ws.receive_json() == {"type": "end", "trace": trace, "length": 3}


def test_a_client_without_the_subprotocol_is_served_too(client: TestClient) -> None:
    with client.websocket_connect("/ws") as ws:
        assert ws.accepted_subprotocol is None
        open_trace(ws)


def test_a_page_of_another_host_is_refused(client: TestClient) -> None:
    from starlette.testclient import WebSocketDenialResponse

    with pytest.raises(WebSocketDenialResponse) as caught, connect(client, origin="https://evil.example.org"):
        pass
    assert caught.value.status_code == 403
    assert "expected a page of this host, got https://evil.example.org" in caught.value.text
    with connect(client, origin="http://testserver") as ws:
        open_trace(ws)


def test_only_so_many_sockets_are_open(make_client: Callable[..., TestClient]) -> None:
    client = make_client(max_sockets=2)
    with connect(client) as one, connect(client):
        with connect(client) as three:
            error = three.receive_json()
            assert error["code"] == "too_many_sockets"
            assert "at most 2 viewers" in error["message"]
            with pytest.raises(WebSocketDisconnect) as caught:
                three.receive_json()
            assert caught.value.code == 1013
        open_trace(one)
    with connect(client) as later:
        open_trace(later)


def test_a_silent_client_is_told_and_left(make_client: Callable[..., TestClient]) -> None:
    with connect(make_client(idle_seconds=0.2)) as ws:
        assert ws.receive_json()["code"] == "idle"
        with pytest.raises(WebSocketDisconnect) as caught:
            ws.receive_json()
        assert caught.value.code == 1000


@pytest.mark.parametrize("scene_id", [name for name in all_scenes() if not name.startswith("test-")])
def test_every_scenes_params_go_round(client: TestClient, scene_id: str) -> None:
    scene = all_scenes()[scene_id]
    with connect(client) as ws:
        for preset in ({}, *scene.presets.values()):
            ws.send_json({"type": "open", "ref": 1, "scene": scene_id, "params": dict(preset)})
            opened = ws.receive_json()
            ws.receive_bytes()
            params = opened["header"]["params"]
            query = {
                k: ",".join(map(str, v)) if isinstance(v, list) else v
                for k, v in params.items()
                if v is not None
            }
            answer = client.get(f"/api/check/{scene_id}", params=query)
            assert answer.json() == {"trace": opened["trace"], "params": params}
            ws.send_json({"type": "open", "ref": 2, "scene": scene_id, "params": params})
            assert ws.receive_json()["trace"] == opened["trace"]
            ws.receive_bytes()
            ws.send_json({"type": "close", "trace": opened["trace"]})


def test_the_same_run_has_the_same_bytes_in_two_servers(make_client: Callable[..., TestClient]) -> None:
    seen = []
    for _ in range(2):
        with connect(make_client()) as ws:
            trace = open_trace(ws, "gradients")
            ws.send_json({"type": "want", "trace": trace, "upto": 5})
            seen.append([ws.receive_bytes() for _ in range(5)])
    assert seen[0] == seen[1]


def test_a_vanished_client_stops_its_run(make_client: Callable[..., TestClient]) -> None:
    client = make_client(linger_seconds=0)
    scenes.closed.clear()
    with connect(client) as ws:
        trace = open_trace(ws, length=9_999, step_ms=1, name="gone")
        ws.send_json({"type": "want", "trace": trace, "upto": 9_999})
        ws.receive_bytes()
    with connect(client) as ws:  # the server is fine, and in a moment the run is closed
        while "gone" not in scenes.closed:
            ws.send_text("?")
            ws.receive_json()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
names = st.sampled_from(["length", "size", "known", "name", "ways", "step", "x"])


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(names, json_values, max_size=4))
def test_whatever_the_params_the_socket_answers_and_lives_on(
    client: TestClient, params: dict[str, Any]
) -> None:
    with connect(client) as ws:
        ws.send_json({"type": "open", "ref": 1, "scene": "test-counter", "params": params})
        answer = ws.receive_json()
        if answer["type"] == "opened":
            ws.receive_bytes()
        else:
            assert answer["code"] in ("bad_params", "too_long", "too_large")
            assert json.dumps(answer, allow_nan=False)
        ws.send_text("{")
        assert ws.receive_json()["code"] == "bad_message"
