"""The four chapters of `hello`: it reads, walks back, learns, writes. Each opens with a frame at rest."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from app.models.char import CharRNN, Reading, greedy, learn, look, sampler, tempered
from app.nn.lstm import LSTM
from app.nn.optim import Optimiser
from app.scenes.frame import Frame
from app.scenes.numbers import pretty

Array = np.ndarray[Any, Any]
GATES = {"rnn": (), "lstm": ("i", "f", "o", "g"), "gru": ("r", "z", "n")}
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
MOST_WEIGHTS = 1_000_000  # numbers of weight pictures in one run, so that a trace stays a few megabytes


@dataclass(frozen=True, slots=True)
class Task:
    """letters: the alphabet; text: what to learn, as indices of it; start: the first letter when writing."""

    letters: tuple[str, ...]
    text: tuple[int, ...]
    start: int

    @property
    def inputs(self) -> tuple[int, ...]:
        return self.text[:-1]

    @property
    def targets(self) -> tuple[int, ...]:
        return self.text[1:]

    @property
    def steps(self) -> int:
        """T: letters read, and letters guessed."""
        return len(self.text) - 1

    def spell(self, indices: Sequence[int]) -> str:
        return "".join(self.letters[i] for i in indices)


def shown(letter: str) -> str:
    """A letter in quotes; a space is named, for nobody sees one."""
    return "a space" if letter == " " else f"“{letter}”"


def percent(p: float) -> str:
    """`31 %`; never a rounded 0 or 100 for what is neither."""
    if 0 < p < 0.005:
        return "less than 1 %"
    if 0.995 <= p < 1:
        return "over 99 %"
    return f"{100 * p:.0f} %"


def sub(n: int) -> str:
    return str(n).translate(SUBSCRIPTS)


def weights_every(net: CharRNN, iterations: int) -> int:
    """Every how many iterations a frame carries the weights: each, unless that would be too many numbers."""
    size = sum(np.size(w) for w in pictured(net).values())
    return max(1, -(-size * iterations // MOST_WEIGHTS))


def pictured(net: CharRNN) -> dict[str, Array]:
    """Copies of the three matrices pictured: from the letter, from the state before, and to the scores."""
    matrices: dict[str, Array]
    if isinstance(net.cell, LSTM):  # one fused matrix, of which these are views
        matrices = {"W_x": net.cell.W_x, "W_h": net.cell.W_h}
    else:
        matrices = {name: w for name, w in net.cell.params.items() if w.ndim == 2}
    return {name: np.array(w, order="C") for name, w in (matrices | {"W_hy": net.params["W_hy"]}).items()}


def step_values(net: CharRNN, reading: Reading) -> dict[str, Array]:
    """What one step of the cell computed, for the picture."""
    record, params, hidden = reading.record, net.params, net.config.hidden
    W_x, W_h, _ = pictured(net).values()
    bias = params.get("b_x", params.get("b", params.get("b_h")))  # of a GRU, the input's share of it
    from_x, from_h = W_x @ reading.x + bias, W_h @ record.h_prev[0]
    if "b_x" in params:
        from_h += params["b_h"]
    gates = GATES[net.config.cell]
    values = {
        "x": reading.x,
        "from_x": from_x.reshape(-1, hidden),
        "from_h": from_h.reshape(-1, hidden),
        "h": reading.state.h[0],
        "scores": reading.scores,
    }
    if gates:
        values["gates"] = np.stack([getattr(record, gate)[0] for gate in gates])
    if net.config.cell == "lstm":
        values["c"] = record.c[0]
    return {name: np.array(value) for name, value in values.items()}


def read(net: CharRNN, task: Task) -> Iterator[Frame]:
    """*forward*: one letter a frame, with the weights it was born with."""
    yield Frame(
        "forward",
        f"An untrained {net.config.cell.upper()} with {net.config.hidden} hidden units and random weights."
        " It has read nothing yet: its state is zero.",
        {"step": 0, "h": np.zeros(net.config.hidden, net.config.dtype)},
        cue="forward",
    )
    state = net.cell.initial_state()
    for t, (letter, target) in enumerate(zip(task.inputs, task.targets, strict=True)):
        reading = net.read(letter, state)
        state = reading.state
        guess = greedy(reading.p)
        hope, chance = float(reading.p[guess]), float(reading.p[target])
        lag = "" if guess == target else f", which gets {percent(chance)}"
        yield Frame(
            "forward",
            f"It reads {shown(task.letters[letter])} and expects {shown(task.letters[guess])}"
            f" with {percent(hope)} — right letter: {shown(task.letters[target])}{lag}.",
            {
                "step": t + 1,
                "letter": letter,
                "target": target,
                "guess": guess,
                "right": guess == target,
                "loss": -math.log(chance) if chance else None,
                "p": reading.p,
                **step_values(net, reading),
            },
        )


def walk_back(net: CharRNN, task: Task) -> Iterator[Frame]:
    """*backward*: one step a frame, from the last letter to the first."""
    lesson = net.forward(task.inputs, task.targets)
    gradients = net.backward(lesson)
    yield Frame(
        "backward",
        f"The mean loss is {lesson.loss:.2f}. Every output now says how wrong each of its probabilities was.",
        {"step": task.steps + 1, "loss": lesson.loss, "dscores": lesson.dscores},
        cue="backward",
    )
    for n in range(task.steps, 0, -1):
        norm = float(gradients.h_norms[n - 1])
        values: dict[str, Any] = {"step": n, "norm": norm, "dh": gradients.dhs[n - 1, 0].copy()}
        if gradients.dcs is not None and gradients.c_norms is not None:
            values |= {"c_norm": float(gradients.c_norms[n - 1]), "dc": gradients.dcs[n - 1, 0].copy()}
        source = "from its own output" if n == task.steps else f"from its own output and from h{sub(n + 1)}"
        yield Frame(
            "backward", f"Blame reaches h{sub(n)} {source}: ‖∂L/∂h{sub(n)}‖ = {pretty(norm)}.", values
        )


def train(net: CharRNN, task: Task, optimiser: Optimiser, iterations: int, clip: float) -> Iterator[Frame]:
    """*train*: one iteration a frame; frame i shows the network after i updates."""
    every = weights_every(net, iterations)
    limit = clip or float("inf")
    first = shown(task.letters[task.start])
    for i in range(iterations + 1):
        written = [task.start, *(letter for _, letter in net.write(task.start, task.steps, greedy))]
        weights = pictured(net) if i % every == 0 or i == iterations else {}
        if i < iterations:
            lesson, gradients, norm = learn(net, optimiser, task.inputs, task.targets, limit)
        else:
            lesson, gradients, norm = look(net, task.inputs, task.targets)
        writes = task.spell(written)
        when = "Before the first update" if i == 0 else f"After {i} update{'s' if i > 1 else ''}"
        yield Frame(
            "train",
            f"{when} the loss is {lesson.loss:.3f}; from {first} it would write “{writes}”.",
            {
                "iteration": i,
                "loss": lesson.loss,
                "grad_norm": norm,
                "clipped": norm > limit,
                "writes": writes,
                "written": np.array(written, np.uint8),
                "hs": lesson.unrolled.hs[:, 0].copy(),
                "ps": lesson.p,
                "norms": np.asarray(gradients.h_norms, np.float64),
                **weights,
            },
            cue="train" if i == 0 else None,
        )


def write(net: CharRNN, task: Task, temperature: float, seed: int) -> Iterator[Frame]:
    """*write*: letter by letter, every output fed back as the next input."""
    rng = np.random.default_rng(
        [seed, 1]
    )  # not the stream of the weights: temperature must not change what was learnt
    how = (
        f"drawing each letter by chance, at temperature {temperature:g}"
        if temperature
        else "always taking the likeliest"
    )
    written = [task.start]
    yield Frame(
        "write",
        f"Now it writes on its own: it gets {shown(task.letters[task.start])} and goes on, {how}.",
        {
            "step": 0,
            "letter": task.start,
            "writes": task.spell(written),
            "h": np.zeros(net.config.hidden, net.config.dtype),
        },
        cue="write",
    )
    for t, (reading, chosen) in enumerate(net.write(task.start, task.steps, sampler(temperature, rng))):
        p = tempered(reading.scores, temperature)
        letter = written[-1]
        written.append(chosen)
        writes = task.spell(written)
        yield Frame(
            "write",
            f"It reads {shown(task.letters[letter])} and writes {shown(task.letters[chosen])} "
            f"({percent(float(p[chosen]))}): “{writes}”.",
            {
                "step": t + 1,
                "letter": letter,
                "chosen": chosen,
                "writes": writes,
                "p": p.astype(np.float32),
                **step_values(net, reading),
            },
        )
