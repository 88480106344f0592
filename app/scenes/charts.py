"""Charts: Plotly figures composed here, drawn and updated in the browser (`draw/chart.js`).

Colours are named, not given: ``var(--rnn)`` stands for the token of that name in `static/css/tokens.css`, and
the browser puts in the light or the dark value. So one `TEMPLATE` is light and dark, and no colour is written
down twice. A figure leaves as lean JSON: what it says itself and the template, nothing of Plotly's defaults.
"""

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

WORDS = "IBM Plex Serif, serif"
NUMBERS = "IBM Plex Mono, monospace"


def token(name: str) -> str:
    """The colour called ``--name`` in tokens.css."""
    return f"var(--{name})"


def _axis(**extra: Any) -> dict[str, Any]:
    return {
        "color": token("ink-2"),
        "gridcolor": token("line"),
        "linecolor": token("line"),
        "zeroline": False,
        "showgrid": False,
        "ticks": "",
        "tickfont": {"family": NUMBERS, "size": 14},
        "title": {"font": {"family": WORDS, "size": 14}, "standoff": 4},
        "fixedrange": True,
        "ticklabeloverflow": "allow",  # else Plotly leaves out labels that touch the edge
        **extra,
    }


TEMPLATE = go.layout.Template(
    layout={
        "font": {"family": WORDS, "size": 14, "color": token("ink")},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "margin": {"l": 64, "r": 24, "t": 8, "b": 28, "pad": 4},
        "showlegend": False,
        "hovermode": False,
        "dragmode": False,
        "xaxis": _axis(),
        "yaxis": _axis(showgrid=True, exponentformat="power", nticks=5),
    }
)


def line(name: str, colour: str, *, dash: str = "solid", width: float = 3, **extra: Any) -> go.Scatter:
    """An empty line called `name`, which the browser fills; `colour` is a token."""
    return go.Scatter(
        name=name,
        mode="lines",
        x=[],
        y=[],
        line={"color": token(colour), "dash": dash, "width": width},
        **extra,
    )


def point(name: str, colour: str, *, symbol: str = "circle", size: float = 11, **extra: Any) -> go.Scatter:
    """A mark, as for the end of a line; it may stand on the edge of the chart."""
    return go.Scatter(
        name=name,
        mode="markers",
        x=[],
        y=[],
        cliponaxis=False,
        marker={"color": token(colour), "symbol": symbol, "size": size},
        **extra,
    )


def chart(
    traces: Sequence[go.Scatter], *, x: dict[str, Any], y: dict[str, Any], **layout: Any
) -> dict[str, Any]:
    """What a view gets in `header.charts`: {data, layout} in plain JSON."""
    figure = go.Figure(list(traces), {"template": TEMPLATE, "xaxis": x, "yaxis": y, **layout})
    made = figure.to_plotly_json()
    return {"data": made["data"], "layout": made["layout"]}
