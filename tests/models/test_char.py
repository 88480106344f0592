"""The character network: its gradients are right, both ways of running agree, it writes what it chose."""

from typing import Any

import numpy as np
import pytest

from app.models.char import CharConfig, CharRNN, greedy, learn, look, sampler, tempered
from app.nn.gradcheck import directional_check
from app.nn.optim import SGD, Adam

CELLS = ("rnn", "lstm", "gru")
HELLO = [0, 1, 2, 2, 3]


def make(cell: Any = "rnn", dtype: Any = np.float64, **extra: Any) -> CharRNN:
    return CharRNN(CharConfig(letters=4, cell=cell, dtype=dtype, **extra))


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("letters", [HELLO, [0, 1], [0, 0, 0, 0], [3, 1, 2, 0] * 6])
def test_gradients_agree_with_finite_differences(cell: str, letters: list[int]) -> None:
    net = make(cell, seed=3)
    inputs, targets = letters[:-1], letters[1:]
    gradients = net.backward(net.forward(inputs, targets))
    for direction in range(3):
        check = directional_check(
            lambda: net.forward(inputs, targets).loss,
            net.params,
            gradients.params,
            np.random.default_rng(direction),
        )
        assert check.resolved
        assert check.relative_error < 1e-8


@pytest.mark.parametrize("cell", CELLS)
def test_letter_by_letter_is_the_same_as_the_whole_text_at_once(cell: str) -> None:
    net = make(cell)
    lesson = net.forward(HELLO[:-1], HELLO[1:])
    state = net.cell.initial_state()
    for t, letter in enumerate(HELLO[:-1]):
        reading = net.read(letter, state)
        state = reading.state
        np.testing.assert_allclose(reading.p, lesson.p[t], rtol=1e-12)
        np.testing.assert_allclose(reading.state.h[0], lesson.unrolled.hs[t, 0], rtol=1e-12)


def test_the_loss_is_the_mean_of_what_the_right_letters_missed() -> None:
    net = make()
    lesson = net.forward(HELLO[:-1], HELLO[1:])
    p = lesson.p[np.arange(4), HELLO[1:]]
    assert lesson.loss == pytest.approx(-np.log(p).mean(), rel=1e-12)
    np.testing.assert_allclose(lesson.dscores, (lesson.p - np.eye(4)[HELLO[1:]]) / 4, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("cell", CELLS)
def test_every_parameter_has_a_gradient_of_its_shape(cell: str) -> None:
    net = make(cell)
    gradients = net.backward(net.forward(HELLO[:-1], HELLO[1:]))
    assert gradients.params.keys() == net.params.keys()
    for name, value in net.params.items():
        assert gradients.params[name].shape == value.shape
        assert np.abs(gradients.params[name]).max() > 0


def test_the_gradients_of_two_lessons_do_not_mix() -> None:
    net = make()
    first = {k: v.copy() for k, v in net.backward(net.forward(HELLO[:-1], HELLO[1:])).params.items()}
    net.backward(net.forward([3, 3], [0, 1]))
    again = net.backward(net.forward(HELLO[:-1], HELLO[1:])).params
    for name in first:
        np.testing.assert_array_equal(first[name], again[name])


@pytest.mark.parametrize("cell", CELLS)
def test_it_writes_what_it_chose_and_reads_that_next(cell: str) -> None:
    net = make(cell)
    dictated = iter([3, 1, 0, 2])
    written = list(net.write(2, 4, lambda _: next(dictated)))
    read = [int(np.argmax(reading.x)) for reading, _ in written]
    assert read == [2, 3, 1, 0]
    assert [letter for _, letter in written] == [3, 1, 0, 2]
    state = net.cell.initial_state()
    for letter, (reading, _) in zip(read, written, strict=True):
        expected = net.read(letter, state)
        state = expected.state
        np.testing.assert_array_equal(reading.scores, expected.scores)


def test_two_writings_do_not_disturb_each_other() -> None:
    net = make()
    alone = [letter for _, letter in net.write(0, 6, greedy)]
    one, two = net.write(0, 6, greedy), net.write(3, 6, greedy)
    together = [(next(one)[1], next(two)[1]) for _ in range(6)]
    assert [a for a, _ in together] == alone


def test_learning_lowers_the_loss_and_looking_changes_nothing() -> None:
    net = make(dtype=np.float32)
    before = {name: value.copy() for name, value in net.params.items()}
    start, _, norm = look(net, HELLO[:-1], HELLO[1:])
    for name, value in net.params.items():
        np.testing.assert_array_equal(value, before[name])
    optimiser = Adam(0.01)
    lesson, _, first = learn(net, optimiser, HELLO[:-1], HELLO[1:], 5)
    assert (lesson.loss, first) == (start.loss, norm)  # what it returns was found before the change
    for _ in range(50):
        learn(net, optimiser, HELLO[:-1], HELLO[1:], 5)
    assert look(net, HELLO[:-1], HELLO[1:])[0].loss < 0.7 * start.loss


def test_the_step_is_no_longer_than_the_limit() -> None:
    net = make(dtype=np.float64)
    before = {name: value.copy() for name, value in net.params.items()}
    *_, norm = learn(net, SGD(1.0), HELLO[:-1], HELLO[1:], 0.01)
    moved = np.sqrt(sum(((net.params[name] - before[name]) ** 2).sum() for name in before))
    assert norm > 0.01
    assert moved == pytest.approx(0.01, rel=1e-9)


def test_float32_throughout() -> None:
    net = make("lstm", np.float32)
    reading = net.read(0, net.cell.initial_state())
    assert {a.dtype.name for a in (reading.x, reading.scores, reading.p, reading.state.h)} == {"float32"}


def test_temperature_flattens_and_sharpens() -> None:
    scores = np.array([1.0, 2.0, 3.0], np.float32)
    assert tempered(scores, 0.01)[2] == pytest.approx(1)
    assert np.ptp(tempered(scores, 1000.0)) < 0.001
    np.testing.assert_allclose(tempered(scores, 0), tempered(scores, 1))


def test_letters_are_drawn_by_their_probabilities_and_by_the_given_generator_alone() -> None:
    scores = np.log(np.array([0.2, 0.5, 0.3]))
    draw = sampler(1.0, np.random.default_rng(5))
    drawn = [draw(scores) for _ in range(5000)]
    np.testing.assert_allclose(np.bincount(drawn) / 5000, [0.2, 0.5, 0.3], atol=0.03)
    same = sampler(1.0, np.random.default_rng(5))
    assert drawn == [same(scores) for _ in range(5000)]
    assert sampler(0, np.random.default_rng(5)) is greedy


def test_an_alphabet_of_one_letter_is_known_at_once() -> None:
    net = CharRNN(CharConfig(letters=1, dtype=np.float64))
    lesson = net.forward([0, 0], [0, 0])
    assert lesson.loss == 0
    assert np.all(net.backward(lesson).h_norms == 0)
