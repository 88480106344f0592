"""Scene `hello`: a character network is trained on one word from nothing, live, and then writes it.

Karpathy's picture of the character network (2015) come alive. Four chapters, each opening with a frame at
rest: for T letters and N iterations T+1 frames forward, T+1 backward, N+1 of training, T+1 of writing.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from app.models.char import CharConfig, CharRNN
from app.nn.gradcheck import directional_check
from app.nn.optim import SGD, Adagrad, Adam
from app.scenes._hello_frames import GATES, Task, pictured, read, train, walk_back, weights_every, write
from app.scenes._hello_listing import LISTINGS
from app.scenes._hello_params import HelloParams
from app.scenes._hello_text import alphabet
from app.scenes.charts import NUMBERS, chart, line, point, token
from app.scenes.frame import Field, Frame
from app.scenes.scene import Cue, Run, Scene

OPTIMISERS: dict[str, type[SGD] | type[Adagrad] | type[Adam]] = {
    "sgd": SGD,
    "adagrad": Adagrad,
    "adam": Adam,
}
TRAINING_SECONDS = 20  # about how long training plays at speed 1, however many iterations it has


def task_of(p: HelloParams) -> Task:
    """What is to be learnt, in indices of the alphabet."""
    letters = alphabet(p.letters)
    return Task(letters, tuple(letters.index(c) for c in p.letters), letters.index(p.start))


def network(p: HelloParams, dtype: type[np.floating[Any]] = np.float32) -> CharRNN:
    """The untrained network, in float32: only gradients are checked in float64."""
    return CharRNN(CharConfig(len(alphabet(p.letters)), p.hidden, p.cell, p.seed, dtype))


def run(p: HelloParams) -> Run:
    """The run of these params; all its steps are taken while frames are drawn."""
    net, task = network(p), task_of(p)
    starts = chapter_starts(task.steps, p.iterations)
    return Run(
        fields=_fields(net, task),
        frames=_frames(p),
        constants={name: np.ascontiguousarray(value) for name, value in net.params.items()} | pictured(net),
        length=starts["write"] + task.steps + 1,
        cues=_cues(starts),
        facts={
            "letters": list(task.letters),
            "text": list(task.text),
            "first": task.start,
            "gates": list(GATES[p.cell]),
            "starts": starts,
            "iterations": p.iterations,
            "weights_every": weights_every(net, p.iterations),
            "listings": LISTINGS[p.cell],
            "check": _checked(p),
            "rates": {
                "forward": 0.4,
                "backward": 0.6,
                "train": min(max(p.iterations / TRAINING_SECONDS, 4), 60),
                "write": 0.4,
            },
        },
        charts={"loss": _chart(p.iterations, len(task.letters))},
    )


def _frames(p: HelloParams) -> Iterator[Frame]:
    net, task = network(p), task_of(p)
    yield from read(net, task)
    yield from walk_back(net, task)
    yield from train(net, task, OPTIMISERS[p.optimiser](p.learning_rate), p.iterations, p.clip)
    yield from write(net, task, p.temperature, p.seed)


def chapter_starts(steps: int, iterations: int) -> dict[str, int]:
    """Index of the first frame of every chapter."""
    backward = steps + 1
    train = backward + steps + 1
    return {"forward": 0, "backward": backward, "train": train, "write": train + iterations + 1}


def _cues(starts: dict[str, int]) -> tuple[Cue, ...]:
    titles = {
        "forward": "It reads, letter by letter",
        "backward": "The error walks back",
        "train": "It learns",
        "write": "It writes on its own",
    }
    return tuple(Cue(name, titles[name], t) for name, t in starts.items())


def _fields(net: CharRNN, task: Task) -> dict[str, Field]:
    K, H, T = net.config.letters, net.config.hidden, task.steps
    fields = {
        "x": Field((K,), "float32", "the letter read, one-hot"),
        "h": Field((H,), "float32", "hidden state h_t after the letter"),
        "scores": Field((K,), "float32", "z_t = W_hy h_t + b_y"),
        "p": Field(
            (K,),
            "float32",
            "probability of each letter to come next; when writing softmax(z_t / temperature)",
        ),
        "dscores": Field((T, K), "float32", "∂L/∂z_t of every step: (p − one-hot of the right letter) / T"),
        "dh": Field((H,), "float32", "∂L/∂h_t: from its own output and through all later steps"),
        "hs": Field((T, H), "float32", "hidden states of all steps"),
        "ps": Field((T, K), "float32", "probabilities at all steps"),
        "norms": Field((T,), "float64", "‖∂L/∂h_t‖ of every step"),
        "written": Field(
            (T + 1,), "uint8", "what it would write, greedily: letters by index, the first one given"
        ),
    }
    for name, matrix in pictured(net).items():
        fields[name] = Field(matrix.shape, "float32", f"{name}, the weights after this many updates")
    names = GATES[net.config.cell]
    parts = (max(1, len(names)), H)
    fields["from_x"] = Field(
        parts, "float32", "what the letter adds to the sum, a row for every gate: W x_t + b"
    )
    fields["from_h"] = Field(parts, "float32", "what the state before adds to it: W h_{t−1}")
    if names:
        fields["gates"] = Field(parts, "float32", f"gates, in the order {', '.join(names)}")
    if net.config.cell == "lstm":
        fields["c"] = Field((H,), "float32", "memory c_t")
        fields["dc"] = Field((H,), "float32", "∂L/∂c_t")
    return fields


def _checked(p: HelloParams) -> dict[str, Any]:
    """This network's gradient against differences of its loss, in float64, in one random direction."""
    net, task = network(p, np.float64), task_of(p)
    lesson = net.forward(task.inputs, task.targets)
    check = directional_check(
        lambda: net.forward(task.inputs, task.targets).loss,
        net.params,
        net.backward(lesson).params,
        np.random.default_rng([p.seed, 2]),
    )
    return {
        "analytic": check.analytic,
        "numeric": check.numeric,
        "relative_error": check.relative_error,
        "resolved": check.resolved,
    }


def _chart(iterations: int, letters: int) -> dict[str, Any]:
    """The loss over iterations; dashed, what guessing costs: the logarithm of the alphabet's size."""
    guess = float(np.log(letters))
    return chart(
        [
            line("guessing", "ink-2", dash="dash", width=1.5),
            line("loss", "rnn"),
            point("now", "rnn").update(
                mode="markers+text", textfont={"color": token("rnn"), "family": NUMBERS, "size": 16}
            ),
        ],
        x={"range": [0, iterations], "title": {"text": "iteration"}},
        y={"range": [0, max(guess * 1.25, 0.5)], "title": {"text": "loss"}},
    )


SCENE = Scene(
    id="hello",
    title="A network learns to spell",
    summary="A character network learns “hello” from nothing, letter by letter, then writes it on its own.",
    params=HelloParams,
    run=run,
    story=(
        "The network reads one letter at a time. Each letter, a column with a single 1, goes through"
        " W_xh; what the network remembers goes through W_hh; together they make the new hidden state h_t,"
        " and W_hy turns that into a score for every letter that could come next. At first the weights are"
        " random, and so are its guesses.",
        "Then every wrong guess sends its blame back, step by step, and all weights change a little."
        " Watch the word it would write: its letters turn right one after another. Mind the two l's: after"
        " the same letter it must once say “l” and once “o”, which only its hidden state can tell.",
        "In the end it writes alone: each letter it writes comes back as the next one it reads. Type a"
        " word of your own, make the hidden state as small as 2, or raise the temperature and watch it"
        " misspell.",
    ),
    cues=_cues(chapter_starts(4, 200)),
    presets={
        "two-units": {"hidden": 2, "iterations": 1000},
        "mississippi": {"text": "Mississippi", "cell": "lstm", "hidden": 16, "iterations": 300},
        "bold": {"text": "abracadabra", "temperature": 1.0},
    },
    order=10,
)
