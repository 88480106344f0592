"""A network that learns to spell: it reads one letter a step and says which letter comes next.

    h_t = cell(x_t, h_{t−1})          x_t one-hot, K letters; h_t the state, H units
    z_t = W_hy h_t + b_y              scores
    p_t = softmax(z_t)                the probability of every letter to come next
    L   = −1/T Σ_t log p_t[target_t]  mean over the T letters of the text, in nats

Batch 1 throughout. After Karpathy (2015), “The Unreasonable Effectiveness of Recurrent Neural Networks”.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import numpy as np

from app.nn.cell import Cell
from app.nn.gru import GRU
from app.nn.linear import Linear
from app.nn.losses import cross_entropy, softmax
from app.nn.lstm import LSTM
from app.nn.optim import Optimiser, clip_by_norm
from app.nn.rnn import RNN
from app.nn.unroll import Gradients, Unrolled, backward, forward

Array = np.ndarray[Any, Any]
CELLS: dict[str, Callable[..., Cell[Any, Any, Any]]] = {"rnn": RNN, "lstm": LSTM, "gru": GRU}


@dataclass(frozen=True, slots=True)
class CharConfig:
    """letters: K, size of the alphabet; hidden: H; dtype: float32 to run, float64 to check gradients."""

    letters: int
    hidden: int = 8
    cell: Literal["rnn", "lstm", "gru"] = "rnn"
    seed: int = 1
    dtype: type[np.floating[Any]] = np.float32


class Reading(NamedTuple):
    """One letter read. x (K) one-hot; state after it; record of the cell's step; scores z (K); p (K)."""

    x: Array
    state: Any
    record: Any
    scores: Array
    p: Array


class Lesson(NamedTuple):
    """The whole text read once: the unrolled cell; p (T,K); the mean loss in nats; dscores (T,K) = ∂L/∂z."""

    unrolled: Unrolled[Any, Any, Any]
    p: Array
    loss: float
    dscores: Array


class CharRNN:
    """`params` holds every weight by name; an optimiser changes the arrays in place."""

    def __init__(self, config: CharConfig) -> None:
        rng = np.random.default_rng(config.seed)
        self.config = config
        self.cell = CELLS[config.cell](config.letters, config.hidden, dtype=config.dtype, rng=rng)
        self.readout = Linear(config.hidden, config.letters, dtype=config.dtype, rng=rng)
        self.params: dict[str, Array] = {
            **self.cell.params,
            "W_hy": self.readout.params["W"],
            "b_y": self.readout.params["b"],
        }

    def one_hot(self, letters: Sequence[int]) -> Array:
        """Letters by index -> (T,1,K), a 1 where the letter is."""
        xs: Array = np.eye(self.config.letters, dtype=self.config.dtype)[list(letters)][:, None]
        return xs

    def read(self, letter: int, state: Any) -> Reading:
        """One step: the letter goes in, the state goes on, probabilities come out."""
        x = self.one_hot([letter])[0]
        state, record = self.cell.step(x, state)
        scores = self.readout.forward(state.h)
        return Reading(x[0], state, record, scores[0], softmax(scores[0]))

    def forward(self, letters: Sequence[int], targets: Sequence[int]) -> Lesson:
        """Read the whole text from an empty state and compare every guess with the letter that comes next."""
        unrolled = forward(self.cell, self.one_hot(letters))
        scores = self.readout.forward(unrolled.hs[:, 0])
        loss, dscores = cross_entropy(scores, np.asarray(targets))
        return Lesson(unrolled, softmax(scores), loss, dscores)

    def backward(self, lesson: Lesson) -> Gradients[Any]:
        """All gradients of the loss; for every step the total derivative ∂L/∂h_t and its norm."""
        grads = self.readout.zero_grads()
        dhs = self.readout.backward(lesson.dscores, lesson.unrolled.hs[:, 0], grads)
        found = backward(self.cell, lesson.unrolled, dhs[:, None])
        found.params.update(W_hy=grads["W"], b_y=grads["b"])
        return found

    def write(self, first: int, count: int, choose: Callable[[Array], int]) -> Iterator[tuple[Reading, int]]:
        """Let it write `count` letters: what it chose is what it reads next."""
        letter, state = first, self.cell.initial_state()
        for _ in range(count):
            reading = self.read(letter, state)
            letter, state = choose(reading.scores), reading.state
            yield reading, letter


def greedy(scores: Array) -> int:
    """The likeliest letter."""
    return int(np.argmax(scores))


def sampler(temperature: float, rng: np.random.Generator) -> Callable[[Array], int]:
    """Draws a letter from softmax(z/τ); at temperature τ = 0 takes the likeliest."""
    if temperature == 0:
        return greedy
    return lambda scores: int(rng.choice(len(scores), p=tempered(scores, temperature)))


def tempered(scores: Array, temperature: float) -> Array:
    """softmax(z/τ), float64, the probabilities a letter is drawn by; for τ = 0 softmax(z)."""
    return softmax(scores.astype(np.float64) / (temperature or 1.0))


def learn(
    net: CharRNN, optimiser: Optimiser, letters: Sequence[int], targets: Sequence[int], limit: float
) -> tuple[Lesson, Gradients[Any], float]:
    """One iteration: read, walk back, change the weights. Returns what was found before the change."""
    lesson = net.forward(letters, targets)
    gradients = net.backward(lesson)
    norm = clip_by_norm(gradients.params, limit)
    optimiser.update(net.params, gradients.params)
    return lesson, gradients, norm


def look(
    net: CharRNN, letters: Sequence[int], targets: Sequence[int]
) -> tuple[Lesson, Gradients[Any], float]:
    """The same without the change."""
    lesson = net.forward(letters, targets)
    gradients = net.backward(lesson)
    return lesson, gradients, clip_by_norm(gradients.params, float("inf"))
