"""Scene `gradients`: an input runs forward through RNN, LSTM and GRU; the error walks back, one step a frame.

Frames, for T steps (0-based): T forward, 0 … T−1; the loss; T backward, T−1 … 0; the check. 2T + 2 in all.
What the networks are, which loss they have and what is predicted of them: `_gradients_nets`.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from app.nn.norms import norm
from app.scenes._gradients_check import Checked, check
from app.scenes._gradients_nets import LABELS, TARGET, Array, CellName, build, signal
from app.scenes._gradients_params import GradientsParams
from app.scenes._gradients_walk import Arrival, Walker
from app.scenes._gradients_words import (
    say_arrival,
    say_check,
    say_forward,
    say_loss,
)
from app.scenes.charts import chart, line, point
from app.scenes.frame import Field, Frame
from app.scenes.scene import Cue, Run, Scene

MARKERS = {"rnn": "circle", "lstm": "square", "gru": "triangle-up"}


def run(p: GradientsParams) -> Run:
    """The run of these params; the networks are built here, the steps are taken as frames are asked for."""
    xs = signal(p.input, p.length, p.seed)
    nets = [
        build(
            name,
            hidden=p.hidden,
            activation=p.activation,
            radius=p.radius,
            forget_bias=p.forget_bias,
            dtype=p.precision,
            seed=p.seed,
        )
        for name in p.cells
    ]
    constants: dict[str, Array] = {"x": xs, "w": nets[0].w.copy()}
    for net in nets:
        constants |= {f"{net.name}.{key}": value.copy() for key, value in net.cell.params.items()}
    return Run(
        fields=_fields(len(nets), p.hidden),
        frames=_frames(p, [Walker(net) for net in nets], xs),
        constants=constants,
        length=2 * p.length + 2,
        cues=_cues(p.length),
        facts={
            "labels": [net.label for net in nets],
            "rates": _rates(p.length),
            "predicted": [net.rate for net in nets],
            "bounded": [net.bounded for net in nets],
            "target": TARGET,
            "seed": p.seed,
        },
        charts={"norms": _chart(p.cells, p.length)},
    )


def _frames(p: GradientsParams, walkers: list[Walker], xs: Array) -> Iterator[Frame]:
    cues = {cue.t: cue.name for cue in _cues(p.length)}
    labels = [walker.net.label for walker in walkers]
    last = p.length - 1

    for step, x in enumerate(xs):
        hs = np.stack([np.asarray(walker.forward(x), np.float64) for walker in walkers])
        sizes = norm(hs, axes=1)
        yield Frame(
            "forward",
            say_forward(step, x, labels, sizes),
            {"step": step, "x": float(x), "h": hs, "h_norm": sizes},
            cues.get(step),
        )

    y, error, loss = np.array([walker.read_out() for walker in walkers]).T
    yield Frame(
        "loss",
        say_loss(last, labels, y, error),
        {"step": last, "y": y.copy(), "error": error.copy(), "loss": loss.copy()},
        cues.get(p.length),
    )

    first_norms = np.array([np.nan])
    for back, step in enumerate(range(last, -1, -1)):
        arrivals = [walker.step_back() if back else walker.leave_loss() for walker in walkers]
        values = _columns(arrivals)
        if not back:
            first_norms = values["norm"]
        with np.errstate(all="ignore"):
            values["bound"] = first_norms * np.array([walker.net.rate for walker in walkers]) ** back
        yield Frame(
            "backward",
            say_arrival(step, back, labels, values["norm"]),
            {"step": step, **values},
            cues.get(p.length + 1 + back),
        )

    for walker in walkers:
        walker.finish()
    checks = [check(walker.net, xs, walker.grads, p.seed) for walker in walkers]
    yield Frame("check", *_checked(labels, checks, walkers), cues.get(2 * p.length + 1))


def _columns(arrivals: list[Arrival]) -> dict[str, Array]:
    names = ("norm", "ratio", "factor", "product", "c_norm")
    columns = {name: np.array([getattr(arrival, name) for arrival in arrivals]) for name in names}
    return {"dh": np.stack([arrival.dh for arrival in arrivals]), **columns}


def _checked(
    labels: list[str], checks: list[Checked], walkers: list[Walker]
) -> tuple[str, Mapping[str, Any]]:
    errors = [c.error for c in checks if c.verdict == "checked"]
    words = say_check(labels, checks, [walker.norm for walker in walkers])
    return words.caption, {
        "step": 0,
        "analytic": np.array([c.analytic for c in checks]),
        "numeric": np.array([c.numeric for c in checks]),
        "epsilon": np.array([c.epsilon for c in checks]),
        "error_relative": np.array([c.error for c in checks]),
        "relative_error": max(errors) if errors else None,
        "verdicts": ",".join(c.verdict for c in checks),
        "badge": words.badge,
        "note": words.note,
    }


def _fields(nets: int, hidden: int) -> dict[str, Field]:
    def per_net(about: str) -> Field:
        return Field((nets,), "float64", about)

    return {
        "h": Field((nets, hidden), "float64", "hidden state h_t after reading x_t"),
        "h_norm": per_net("‖h_t‖₂"),
        "y": per_net("read-out y = wᵀh at the last step"),
        "error": per_net("y − y*"),
        "loss": per_net("L = ½(y − y*)²"),
        "dh": Field((nets, hidden), "float64", "∂L/∂h_t, with all that comes back through the recurrence"),
        "norm": per_net("‖∂L/∂h_t‖₂"),
        "ratio": per_net("‖∂L/∂h_t‖ / ‖∂L/∂h_{t+1}‖, measured; 1 at the last step, nan for 0/0"),
        "factor": per_net(
            "spectral norm of ∂h_{t+1}/∂h_t, for an LSTM of ∂(h, c)_{t+1}/∂(h, c)_t; 1 at the last step"
        ),
        "product": per_net(
            "product of the factors from the last step to t; times |y − y*| it bounds ‖∂L/∂h_t‖"
        ),
        "c_norm": per_net("‖∂L/∂c_t‖₂ of the LSTM, h_t held fixed; nan for the others"),
        "bound": per_net(
            "|y − y*|·rateⁿ, n steps back: for the RNN an upper bound (rate γρ, Pascanu et al. 2013), for"
            " LSTM and GRU the prediction of the network at rest (rates σ(b_f) + ρ/4 and ½ + ρ/4)"
        ),
        "analytic": per_net(
            "∂L/∂θ · v by back-propagation; v a random direction of all parameters θ, elements ±1"
        ),
        "numeric": per_net("the same from differences of L at θ ± εv and θ ± 2εv"),
        "epsilon": per_net("ε of the difference"),
        "error_relative": per_net(
            "|analytic − numeric| / max(|analytic|, |numeric|); nan where it cannot be checked"
        ),
    }


def _cues(length: int) -> tuple[Cue, ...]:
    return (
        Cue("forward", "Forward, step by step", 0),
        Cue("loss", "The loss at the last step", length),
        Cue("backward", "The error sets out", length + 1),
        Cue("halfway", "Half way back", length + 1 + (length - 1) // 2),
        Cue("arrival", "Back at step 0", 2 * length),
        Cue("check", "Checked against differences", 2 * length + 1),
    )


def _rates(length: int) -> dict[str, float]:
    """Network steps a second: about 6 s there and 9 s back, but no step too slow or too fast to see."""
    return {
        "forward": min(max(length / 6, 2), 16),
        "loss": 0.5,
        "backward": min(max(length / 9, 1.2), 12),
        "check": 1,
    }


def _chart(cells: tuple[CellName, ...], length: int) -> dict[str, Any]:
    """Norms over steps, for each network: predicted (dashed), measured, and the front with its name."""
    measured = [line(LABELS[name], name) for name in cells]
    predicted = [line(f"{LABELS[name]} predicted", name, dash="dash", width=1.5) for name in cells]
    fronts = [point(LABELS[name], name, symbol=MARKERS[name]) for name in cells]
    return chart(
        [*predicted, *measured, *fronts],
        x={"range": [-0.5, length - 0.5], "showticklabels": False},  # the columns above have their numbers
        y={"type": "log", "range": [-6, 1]},
    )


SCENE = Scene(
    id="gradients",
    title="How far back does the error reach?",
    summary="An input runs through RNN, LSTM and GRU; the gradient walks back and vanishes, or explodes.",
    params=GradientsParams,
    run=run,
    story=(
        "A sequence runs through the networks, one step after another. Each column of colours is a hidden"
        " state: all the network knows at that step. Only at the very end is anything asked of it, and only"
        " there is an error.",
        "Then the error walks back, to tell every earlier step what it should have done. Each step multiplies"
        " it by that step's factor. Watch the ribbon: factors below 1 wear it to a thread, factors above 1"
        " swell it, until the numbers run out. Try the presets, then a forget-gate bias of 6 and of −4.",
        "The dashed lines are what the spectral radius predicts before anything has run: for the plain RNN a"
        " bound that can never be crossed, for the gated ones what they would hand back at rest; with saturated"
        " gates they hand back less. The LSTM still reaches further than the RNN: part of its state is handed"
        " on as it is, not through the weights.",
    ),
    cues=_cues(50),
    presets={
        "vanishing": {"activation": "sigmoid"},
        "exploding": {"activation": "tanh", "radius": 3.0, "input": "sine"},
        "overflow": {"activation": "identity", "radius": 3.0, "length": 60, "precision": "float32"},
        "memory": {"forget_bias": 6.0, "length": 100},
    },
    order=20,
)
