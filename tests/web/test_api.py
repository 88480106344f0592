"""Answers for programs."""

import io
import json
import re
import zipfile
from collections.abc import Callable

import numpy as np
import pytest
from starlette.testclient import TestClient

from app.scenes.registry import all_scenes
from tests.stream.scenes import CounterParams
from tests.web.conftest import HTML


def test_scenes_tell_all_that_a_form_needs(client: TestClient) -> None:
    rows = client.get("/api/scenes").json()
    assert [row["id"] for row in rows] == list(all_scenes())
    for row in rows:
        assert row.keys() == {"id", "title", "summary", "schema", "defaults", "presets", "cues", "story"}
        assert row["schema"]["properties"].keys() == row["defaults"].keys()
        for preset in row["presets"].values():
            assert preset.keys() <= row["defaults"].keys()


def test_check_names_the_run_or_says_what_is_wrong(client: TestClient) -> None:
    good = client.get("/api/check/test-counter?length=5&ways=a,b")
    assert good.status_code == 200
    assert good.json()["params"] == CounterParams(length=5, ways=("a", "b")).model_dump(mode="json")
    assert len(good.json()["trace"]) == 20
    assert client.get("/api/check/test-counter?ways=a&ways=b&length=5").json() == good.json()
    bad = client.get("/api/check/test-counter?length=-5&size=many&nobody=1")
    assert bad.status_code == 422
    assert [error["field"] for error in bad.json()["errors"]] == ["length", "size", "nobody"]
    for error in bad.json()["errors"]:
        assert error.keys() == {"field", "message", "expected", "got"}
    missing = client.get("/api/check/nope")
    assert missing.status_code == 404
    assert "expected one of" in missing.json()["error"]


def test_health(client: TestClient) -> None:
    assert client.get("/healthz").json()["status"] == "ok"
    ready = client.get("/readyz").json()
    assert ready["status"] == "ok"
    assert ready["scenes"] == list(all_scenes())


def named(client: TestClient, query: str, scene: str = "test-counter") -> str:
    trace: str = client.get(f"/api/check/{scene}?{query}").json()["trace"]
    return trace


def test_a_whole_run_as_a_file(client: TestClient) -> None:
    trace = named(client, "length=6&size=3")
    answer = client.get(f"/api/traces/{trace}.npz?scene=test-counter&length=6&size=3")
    assert answer.status_code == 200
    assert (
        answer.headers["content-disposition"]
        == f'attachment; filename="unrolled-test-counter-{trace[:8]}.npz"'
    )
    assert int(answer.headers["content-length"]) == len(answer.content)
    with np.load(io.BytesIO(answer.content), allow_pickle=False) as run:
        assert json.loads(str(run["params"])) == CounterParams(length=6, size=3).model_dump(mode="json")
        header = json.loads(str(run["header"]))
        assert header["fields"]["h"]["shape"] == [3]
        np.testing.assert_array_equal(run["constants/W"], [[0, 1, 2], [3, 4, 5]])
        np.testing.assert_array_equal(
            run["frames/h"], np.repeat(np.arange(6, dtype=np.float32), 3).reshape(6, 3)
        )
        assert run["frames/h"].dtype == np.float32
        np.testing.assert_array_equal(run["t/h"], np.arange(6))
        np.testing.assert_array_equal(run["frames/t_squared"], np.arange(6) ** 2)
        assert np.isinf(run["frames/inf"]).all()
        assert run["phases"].tolist() == ["forward"] * 6
        assert run["captions"].tolist() == [f"Step {t}." for t in range(6)]
        assert run["cues"].tolist() == ["", "", "", "half", "", ""]
    again = client.get(f"/api/traces/{trace}.npz")  # now it is kept, and the name is enough
    assert again.content == answer.content


def test_a_run_whose_frames_differ_is_stacked_by_name(make_client: Callable[..., TestClient]) -> None:
    client = make_client()
    trace = named(client, "how=overflow", "test-broken")
    answer = client.get(f"/api/traces/{trace}.npz?scene=test-broken&how=overflow")
    with np.load(io.BytesIO(answer.content), allow_pickle=False) as run:
        assert run["frames/h"].shape == (3, 2)
        assert np.isinf(run["frames/h"][2]).all()


def test_a_downloaded_run_can_be_computed_again(client: TestClient) -> None:
    """The RNN of `gradients`, from nothing but the file, in a few lines of NumPy."""
    query = "length=12&hidden=7&activation=tanh"
    answer = client.get(f"/api/traces/{named(client, query, 'gradients')}.npz?scene=gradients&{query}")
    with np.load(io.BytesIO(answer.content), allow_pickle=False) as run:
        w_x, w_h, b = (run[f"constants/rnn.{name}"] for name in ("W_xh", "W_hh", "b_h"))
        seen = run["frames/h"][run["phases"][run["t/h"]] == "forward"]
        h = np.zeros(7)
        for x, shown in zip(run["constants/x"], seen, strict=True):
            h = np.tanh(w_x @ np.atleast_1d(x) + w_h @ h + b)
            np.testing.assert_allclose(shown[0], h, rtol=1e-5, atol=1e-6)


def test_an_empty_run_is_a_file_too(client: TestClient) -> None:
    trace = named(client, "length=0")
    answer = client.get(f"/api/traces/{trace}.npz?scene=test-counter&length=0")
    with np.load(io.BytesIO(answer.content), allow_pickle=False) as run:
        assert run["phases"].shape == (0,)
    assert zipfile.ZipFile(io.BytesIO(answer.content)).testzip() is None


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("", 404, "is not kept. Add ?scene="),
        ("?scene=nope", 404, "expected one of"),
        ("?scene=test-counter", 422, "which these params make"),
        ("?scene=test-counter&length=-1", 422, "length: expected a whole number"),
        ("?scene=test-counter&t=3", 422, "“t” is not a param"),
    ],
)
def test_a_run_that_cannot_be_had_says_why(client: TestClient, query: str, status: int, words: str) -> None:
    answer = client.get(f"/api/traces/0123456789abcdef0123.npz{query}", headers=HTML)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/json"
    assert words in answer.text


@pytest.mark.parametrize(
    ("settings", "query", "status"),
    [
        ({"max_frames": 5}, "length=6", 413),
        ({"max_trace_mib": 0.1}, "length=100&size=1000", 413),
        ({"max_trace_seconds": 0.05}, "length=100&step_ms=20", 503),
    ],
)
def test_a_run_beyond_the_limits_is_no_file(
    make_client: Callable[..., TestClient], settings: dict[str, float], query: str, status: int
) -> None:
    client = make_client(**settings)
    answer = client.get(f"/api/traces/{named(client, query)}.npz?scene=test-counter&{query}")
    assert answer.status_code == status
    assert "expected a run of at most" in answer.json()["error"]


def test_a_broken_run_is_a_mistake_without_details(client: TestClient) -> None:
    answer = client.get(f"/api/traces/{named(client, '', 'test-broken')}.npz?scene=test-broken")
    assert answer.status_code == 500
    assert "secret" not in answer.text


def test_the_page_for_programs_needs_no_other_host(client: TestClient) -> None:
    answer = client.get("/docs")
    assert answer.status_code == 200
    for text in (
        "/api/scenes",
        "/api/traces/{trace}.npz",
        "allow_pickle=False",
        "PyTorch",
        "upto",
        "too_large",
    ):
        assert text in answer.text
    assert not re.search(r'(src|href)="(https?:)?//', answer.text)
    assert "`" not in answer.text
    assert client.get("/openapi.json").json()["info"]["title"] == "Unrolled"
    assert client.get("/redoc").status_code == 404
