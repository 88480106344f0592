"""The scenes of the tests, in the registry while a test runs."""

from collections.abc import Iterator

import pytest

from app.scenes.registry import all_scenes
from tests.stream import scenes as ours


@pytest.fixture(autouse=True)
def scenes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """`test-counter` and `test-broken` beside the true scenes; what they note is cleared."""
    for name, scene in ours.ALL.items():
        monkeypatch.setitem(all_scenes(), name, scene)
    ours.closed.clear()
    ours.prepared.clear()
    yield
    ours.closed.clear()
    ours.prepared.clear()
