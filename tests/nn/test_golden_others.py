"""Activations, losses and optimisers against PyTorch in float64."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from app.nn.activations import ACTIVATIONS, activation
from app.nn.cell import Array
from app.nn.losses import binary_cross_entropy, cross_entropy, softmax
from app.nn.optim import SGD, Adagrad, Adam, Optimiser, clip_by_norm

Read = Callable[[str], dict[str, Array]]
Close = Callable[..., None]


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activations_and_their_slopes(golden: Read, assert_close: Close, name: str) -> None:
    numbers, phi = golden("activations"), activation(name)
    y = phi.apply(numbers["a"])
    theirs = numbers[f"{name}/y"]
    assert_close(y, theirs, "φ")
    assert_close(phi.slope(y), numbers[f"{name}/slope"], "φ′")
    moderate = np.abs(numbers["a"]) <= 12
    np.testing.assert_allclose(y[moderate], theirs[moderate], rtol=1e-8, atol=0)
    assert (np.abs(phi.slope(y)) <= phi.max_slope).all()


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activations_may_write_over_what_they_are_given(name: str) -> None:
    phi = activation(name)
    a = np.linspace(-3, 3, 13)
    y, d = phi.apply(a), phi.slope(phi.apply(a))
    assert phi.apply(a, out=a) is a
    np.testing.assert_array_equal(a, y)
    out = np.empty_like(a)
    assert phi.slope(a, out=out) is out
    np.testing.assert_array_equal(out, d)


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_activations_keep_the_kind_of_number(name: str, dtype: Any) -> None:
    phi = activation(name)
    y = phi.apply(np.linspace(-3, 3, 5, dtype=dtype))
    assert y.dtype == phi.slope(y).dtype == dtype


def test_an_unknown_activation_is_named() -> None:
    with pytest.raises(ValueError, match="expected one of tanh, sigmoid, relu, identity, got 'softsign'"):
        activation("softsign")


@pytest.mark.parametrize("size", ["small", "large", "huge"])
def test_losses(golden: Read, assert_close: Close, size: str) -> None:
    numbers = {k.partition("/")[2]: v for k, v in golden("losses").items() if k.startswith(size)}
    loss, d = cross_entropy(numbers["logits"], numbers["k"])
    assert loss == pytest.approx(float(numbers["ce"]), rel=1e-12)
    assert_close(d, numbers["dce"], "∂L/∂logits")
    np.testing.assert_allclose(softmax(numbers["logits"]), numbers["softmax"], rtol=1e-12, atol=1e-300)
    total, d_total = cross_entropy(numbers["logits"], numbers["k"], mean=False)
    assert total == pytest.approx(5 * loss, rel=1e-12)
    np.testing.assert_allclose(d_total, 5 * d, rtol=1e-12)
    loss, d = binary_cross_entropy(numbers["logits"], numbers["y"], mean=False)
    assert loss == pytest.approx(float(numbers["bce"]), rel=1e-12)
    assert_close(d, numbers["dbce"], "∂L/∂logits")


MAKERS: dict[str, Callable[[], Optimiser]] = {
    "SGD": lambda: SGD(0.1),
    "momentum": lambda: SGD(0.1, momentum=0.9),
    "Adagrad": lambda: Adagrad(0.1),
    "Adam": lambda: Adam(0.1),
    "Adam-fast": lambda: Adam(0.01, beta1=0.5, beta2=0.9, eps=1e-3),
}


@pytest.mark.parametrize("name", MAKERS)
def test_optimisers(golden: Read, name: str) -> None:
    numbers, optimiser = golden("optimisers"), MAKERS[name]()
    theta = numbers["start"].copy()
    for g, expected in zip(numbers["gs"], numbers[f"{name}/path"], strict=True):
        given = g.copy()
        optimiser.update({"theta": theta}, {"theta": given})
        np.testing.assert_allclose(theta, expected, rtol=1e-10, atol=1e-13)
        np.testing.assert_array_equal(given, g)


def test_clipping(golden: Read, assert_close: Close) -> None:
    numbers = golden("optimisers")
    grads = {"first": numbers["gs"][1].copy(), "second": numbers["gs"][2].copy()}
    assert clip_by_norm(grads, 0.5) == pytest.approx(float(numbers["clip/norm"]), rel=1e-12)
    for key, g in grads.items():
        assert_close(g, numbers[f"clip/{key}"], key, limit=1e-5)  # PyTorch adds 1e-6 to the norm
    assert float(np.sqrt(sum((g * g).sum() for g in grads.values()))) == pytest.approx(0.5, rel=1e-12)
