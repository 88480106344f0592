"""What a scene is: a topic, its params, and the pure function from params to a run."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

import numpy as np
from pydantic import BaseModel, ConfigDict, model_validator

from app.scenes.frame import Field, Frame


class Params(BaseModel):
    """Base of every scene's params: frozen, no unknown names, no NaN; lists may be written ``a,b``.

    Each field gives `title`, `description`, bounds and a default; ``json_schema_extra={"unit": "steps"}`` adds
    a unit, ``{"widget": "log"}`` a logarithmic slider, ``{"group": "more"}`` folds the control away. The form
    on the page is built from nothing but this schema.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, str_strip_whitespace=False)

    @model_validator(mode="before")
    @classmethod
    def _split_lists(cls, data: Any) -> Any:
        if not isinstance(data, Mapping):
            return data
        out = dict(data)
        for name, info in cls.model_fields.items():
            if isinstance(out.get(name), str) and str(info.annotation).startswith("tuple"):
                out[name] = tuple(filter(None, out[name].split(",")))
        return out


P = TypeVar("P", bound=Params)


class Unavailable(RuntimeError):
    """What a scene needs is not there. Raised by `Scene.run`; viewers are shown its words."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A moment a lecturer pauses at. `t` is its index where that is known before the run, else None."""

    name: str
    title: str
    t: int | None = None


@dataclass(frozen=True)
class Run:
    """What a scene makes of its params: all that is known before the first step, and the steps.

    fields     every array a frame may carry; shapes are fixed within a run
    constants  inputs and parameters of the network: sent once, before frame 0, and part of the export
    frames     the steps, computed as they are asked for; closing the iterator ends the run
    length     number of frames, or None where the network decides
    cues       the moments, in order
    facts      small JSON values a view needs (labels, names, source code of the cell …)
    charts     Plotly figures by name, see `app.scenes.charts`
    """

    fields: Mapping[str, Field]
    frames: Iterator[Frame]
    constants: Mapping[str, np.ndarray[Any, Any]] = field(default_factory=dict)
    length: int | None = None
    cues: tuple[Cue, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    charts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Scene(Generic[P]):
    """A topic of the lecture.

    `run` is pure: the same params give the same frames, byte for byte; all randomness comes from a
    `numpy.random.Generator` seeded by the params. It prepares quickly; the work happens while frames are
    drawn.
    `story` is three short paragraphs that say what to look for.
    """

    id: str
    title: str
    summary: str
    params: type[P]
    run: Callable[[P], Run]
    story: tuple[str, str, str]
    cues: tuple[Cue, ...] = ()
    presets: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    order: int = 100
