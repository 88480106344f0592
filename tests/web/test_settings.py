"""What can be set from outside."""

import pytest
from pydantic import ValidationError

from app.settings import Settings


def test_defaults_listen_on_this_machine_only() -> None:
    settings = Settings()
    assert settings.host == "127.0.0.1"
    assert settings.port == 8000
    assert settings.origins == ()
    assert settings.limits.message_bytes == 64 * 1024


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNROLLED_HOST", "0.0.0.0")
    monkeypatch.setenv("UNROLLED_CACHE_MIB", "1.5")
    monkeypatch.setenv("UNROLLED_ORIGINS", "https://a.org, http://b.org:8080")
    settings = Settings()
    assert settings.host == "0.0.0.0"
    assert settings.limits.cache_bytes == 1_572_864
    assert settings.origins == ("https://a.org", "http://b.org:8080")


@pytest.mark.parametrize(
    "origins",
    [
        "slides.example.org",
        "https://a.org/",
        "https://a.org/x",
        "ftp://a.org",
        "https://",
        "https://u@a.org",
        "*",
    ],
)
def test_an_origin_is_a_scheme_and_a_host(origins: str) -> None:
    with pytest.raises(ValidationError, match="expected origins like"):
        Settings(origins=origins)


def test_a_policy_cannot_be_written_through_an_origin() -> None:
    with pytest.raises(ValidationError):
        Settings(origins="https://a.org;script-src")
