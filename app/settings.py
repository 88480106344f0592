"""What can be set from outside: environment variables `UNROLLED_*`, e.g. `UNROLLED_PORT=9000`."""

from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from app.stream.limits import Limits

MIB = 2**20


class Settings(BaseSettings):
    """Each field is read from `UNROLLED_` and its name in capitals."""

    model_config = SettingsConfigDict(env_prefix="UNROLLED_", frozen=True, extra="forbid")

    host: str = Field(default="127.0.0.1", description="address to listen on")
    port: int = Field(default=8000, ge=0, le=65535, description="port to listen on; 0 takes a free one")
    origins: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="other sites that may embed scenes, e.g. https://slides.example.org,https://example.com",
    )
    log_level: str = Field(default="warning", pattern="^(critical|error|warning|info|debug)$")
    threads: int = Field(default=3, ge=2, le=64, description="threads that compute")
    cache_mib: float = Field(default=512, gt=0, description="memory for all runs together")
    max_trace_mib: float = Field(default=96, gt=0, description="memory for one run")
    max_frames: int = Field(default=20_000, ge=1, description="frames of one run")
    max_trace_seconds: float = Field(default=300, gt=0, description="seconds of computing for one run")
    max_sockets: int = Field(default=4000, ge=1, description="viewers at the same time")
    max_traces_per_socket: int = Field(default=12, ge=1, description="runs that one viewer may have open")
    max_message_bytes: int = Field(default=64 * 1024, ge=256, description="size of a message from a browser")
    idle_seconds: float = Field(
        default=1800, gt=0, description="a connection is closed after this time without any message"
    )
    linger_seconds: float = Field(
        default=20, ge=0, description="how long an unwatched, unfinished run is kept ready to go on"
    )
    ping_seconds: float = Field(
        default=20, gt=0, description="how often, and how long, a browser is asked for a sign of life"
    )

    @field_validator("origins", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        return (
            tuple(filter(None, (part.strip() for part in value.split(","))))
            if isinstance(value, str)
            else value
        )

    @field_validator("origins")
    @classmethod
    def _check_origins(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for origin in value:
            parts = urlsplit(origin)
            plain = (
                parts.scheme in ("http", "https")
                and parts.hostname
                and origin == f"{parts.scheme}://{parts.netloc}"
            )
            if not plain or "@" in origin or any(c in origin for c in " ;,'\""):
                raise ValueError("expected origins like https://slides.example.org")
        return value

    @property
    def limits(self) -> Limits:
        return Limits(
            message_bytes=self.max_message_bytes,
            sockets=self.max_sockets,
            traces_per_socket=self.max_traces_per_socket,
            frames=self.max_frames,
            trace_bytes=int(self.max_trace_mib * MIB),
            trace_seconds=self.max_trace_seconds,
            cache_bytes=int(self.cache_mib * MIB),
            idle_seconds=self.idle_seconds,
            linger_seconds=self.linger_seconds,
        )
