#!/usr/bin/env python3
"""Writes tests/golden/*.npz: what PyTorch computes, in float64, for the tests of app/nn to compare with.

    pip install '.[bench]' && python scripts/make_golden.py

The tests read the files and need no PyTorch. Weights are drawn here, in the layout of app/nn, and put into
PyTorch's own cells; its gradients are put back into that layout. Total derivatives of states come from
stepping cell by cell and keeping every state's gradient: that of nn.LSTM's output would lack what comes back
through time.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch

GOLDEN = Path(__file__).parents[1] / "tests" / "golden"
INPUTS, HIDDEN = 3, 5
STEPS, BATCHES = (1, 2, 7, 60), (1, 4)

Arrays = dict[str, np.ndarray[Any, Any]]
Step = Callable[..., tuple[torch.Tensor, ...]]
# PyTorch's LSTM has its gates in the order i, f, g, o; ours is i, f, o, g. The same swap leads back.
GATES = np.r_[0 : 2 * HIDDEN, 3 * HIDDEN : 4 * HIDDEN, 2 * HIDDEN : 3 * HIDDEN]


def weights(shapes: dict[str, tuple[int, ...]], rng: np.random.Generator) -> Arrays:
    """Larger than a network would start with, so that gates saturate and gradients vanish and grow."""
    return {name: rng.normal(0, 0.6, shape) for name, shape in shapes.items()}


def tensor(a: np.ndarray[Any, Any]) -> torch.Tensor:
    return torch.tensor(np.ascontiguousarray(a), dtype=torch.float64, requires_grad=True)


def take_grads(leaves: dict[str, torch.Tensor]) -> Arrays:
    """The gradients that have gathered, which are then forgotten."""
    found = {name: leaf.grad.numpy().copy() for name, leaf in leaves.items()}
    for leaf in leaves.values():
        leaf.grad = None
    return found


def rnn(activation: str, rng: np.random.Generator) -> tuple[Arrays, Step, Callable[[], Arrays]]:
    """PyTorch's cell where it has the activation, else its tensors."""
    shapes = {"W_xh": (HIDDEN, INPUTS), "W_hh": (HIDDEN, HIDDEN), "b_h": (HIDDEN,)}
    params = weights(shapes, rng)
    if activation == "identity":
        params["W_hh"] *= 0.6  # or sixty steps would leave nothing to compare digits of
    leaves = {name: tensor(value) for name, value in params.items()}
    if activation in ("tanh", "relu"):
        cell = torch.nn.RNNCell(INPUTS, HIDDEN, nonlinearity=activation, dtype=torch.float64)
        with torch.no_grad():
            cell.weight_ih.copy_(leaves["W_xh"])
            cell.weight_hh.copy_(leaves["W_hh"])
            cell.bias_ih.copy_(leaves["b_h"])
            cell.bias_hh.zero_()
        leaves = {"W_xh": cell.weight_ih, "W_hh": cell.weight_hh, "b_h": cell.bias_ih}
        return params, lambda x, h: (cell(x, h),), lambda: take_grads(leaves)
    phi = {"sigmoid": torch.sigmoid, "identity": lambda a: a}[activation]

    def step(x: torch.Tensor, h: torch.Tensor) -> tuple[torch.Tensor, ...]:
        return (phi(x @ leaves["W_xh"].T + h @ leaves["W_hh"].T + leaves["b_h"]),)

    return params, step, lambda: take_grads(leaves)


def lstm(rng: np.random.Generator) -> tuple[Arrays, Step, Callable[[], Arrays]]:
    params = weights({"W": (4 * HIDDEN, INPUTS + HIDDEN), "b": (4 * HIDDEN,)}, rng)
    cell = torch.nn.LSTMCell(INPUTS, HIDDEN, dtype=torch.float64)
    W, b = params["W"][GATES], params["b"][GATES]
    with torch.no_grad():
        cell.weight_ih.copy_(tensor(W[:, :INPUTS]))
        cell.weight_hh.copy_(tensor(W[:, INPUTS:]))
        cell.bias_ih.copy_(tensor(b))
        cell.bias_hh.zero_()

    def grads() -> Arrays:
        g = take_grads({"W_x": cell.weight_ih, "W_h": cell.weight_hh, "b": cell.bias_ih})
        return {"W": np.concatenate([g["W_x"], g["W_h"]], axis=1)[GATES], "b": g["b"][GATES]}

    return params, lambda x, h, c: cell(x, (h, c)), grads


def gru(rng: np.random.Generator) -> tuple[Arrays, Step, Callable[[], Arrays]]:
    rows = 3 * HIDDEN
    params = weights({"W_x": (rows, INPUTS), "W_h": (rows, HIDDEN), "b_x": (rows,), "b_h": (rows,)}, rng)
    cell = torch.nn.GRUCell(INPUTS, HIDDEN, dtype=torch.float64)
    named = {"W_x": cell.weight_ih, "W_h": cell.weight_hh, "b_x": cell.bias_ih, "b_h": cell.bias_hh}
    with torch.no_grad():
        for name, leaf in named.items():
            leaf.copy_(tensor(params[name]))
    return params, lambda x, h: (cell(x, h),), lambda: take_grads(named)


def numpy(tensors: list[torch.Tensor]) -> np.ndarray[Any, Any]:
    return np.stack([t.detach().numpy() for t in tensors])


def runs(step: Step, grads: Callable[[], Arrays], states: str, rng: np.random.Generator) -> Arrays:
    """Every length and batch: all states; gradients of a loss at every step, and of one at the last only."""
    found: Arrays = {}
    for T in STEPS:
        for B in BATCHES:
            case = f"T{T}B{B}"
            xs, start = rng.normal(0, 1, (T, B, INPUTS)), rng.normal(0, 0.5, (len(states), B, HIDDEN))
            w = rng.normal(0, 1, (T, B, HIDDEN))
            found |= {f"{case}/xs": xs, f"{case}/start": start, f"{case}/w": w}
            for loss in ("every", "last"):
                inputs, first = tensor(xs), [tensor(s) for s in start]
                now: tuple[torch.Tensor, ...] = tuple(first)
                history = []
                for x in inputs:
                    now = step(x, *now)
                    for state in now:
                        state.retain_grad()
                    history.append(now)
                hs = torch.stack([state[0] for state in history])
                scored = hs * torch.tensor(w)
                (scored.sum() if loss == "every" else scored[-1].sum()).backward()
                for k, name in enumerate(states):
                    found[f"{case}/{name}s"] = numpy([state[k] for state in history])
                    found[f"{case}/{loss}/d{name}s"] = numpy([state[k].grad for state in history])
                found[f"{case}/{loss}/dxs"] = inputs.grad.numpy()
                found[f"{case}/{loss}/dstart"] = numpy([s.grad for s in first])
                found |= {f"{case}/{loss}/d{name}": g for name, g in grads().items()}
    return found


def jacobians(step: Step, states: str, rng: np.random.Generator) -> Arrays:
    """∂(state after)/∂(state before) of one step, a batch of 4: (4, S, S), a state being [h] or [h, c]."""
    x, before = rng.normal(0, 1, (4, INPUTS)), rng.normal(0, 0.5, (4, len(states) * HIDDEN))

    def flat_step(row: torch.Tensor, state: torch.Tensor) -> torch.Tensor:
        return torch.cat(step(row[None], *state.reshape(len(states), 1, HIDDEN)), dim=1)[0]

    found = [
        torch.autograd.functional.jacobian(lambda s, r=row: flat_step(r, s), state)
        for row, state in zip(torch.tensor(x), torch.tensor(before), strict=True)
    ]
    J = numpy(found)
    largest = torch.linalg.matrix_norm(torch.tensor(J[:, :HIDDEN, :HIDDEN]), ord=2).numpy()
    return {"jacobian/x": x, "jacobian/before": before, "jacobian/J": J, "jacobian/spectral_norm": largest}


def activations() -> Arrays:
    """σ, tanh, ReLU and identity with their slopes, from deep saturation on one side to the other."""
    a = np.r_[np.linspace(-12, 12, 97), -700.0, -30.0, 30.0, 700.0, 0.0, 1e-9]
    found: Arrays = {"a": a}
    functions = {
        "sigmoid": torch.sigmoid,
        "tanh": torch.tanh,
        "relu": torch.relu,
        "identity": lambda t: t * 1,
    }
    for name, phi in functions.items():
        t = tensor(a)
        y = phi(t)
        y.sum().backward()
        found |= {f"{name}/y": y.detach().numpy(), f"{name}/slope": t.grad.numpy()}
    return found


def losses(rng: np.random.Generator) -> Arrays:
    """Cross-entropies of ordinary and of huge logits."""
    F = torch.nn.functional
    found: Arrays = {}
    for size, scale in (("small", 1.0), ("large", 50.0), ("huge", 1e4)):
        z, k = rng.normal(0, scale, (5, 7)), rng.integers(0, 7, 5)
        y = rng.uniform(0, 1, (5, 7))
        t = tensor(z)
        loss = F.cross_entropy(t, torch.tensor(k))
        loss.backward()
        found |= {f"{size}/logits": z, f"{size}/k": k}
        found |= {f"{size}/ce": loss.detach().numpy(), f"{size}/dce": t.grad.numpy()}
        found[f"{size}/softmax"] = torch.softmax(torch.tensor(z), dim=-1).numpy()
        t = tensor(z)
        loss = F.binary_cross_entropy_with_logits(t, torch.tensor(y), reduction="sum")
        loss.backward()
        found |= {f"{size}/y": y, f"{size}/bce": loss.detach().numpy(), f"{size}/dbce": t.grad.numpy()}
    return found


def optimisers(rng: np.random.Generator) -> Arrays:
    """Twelve updates of each, with gradients of very different sizes; and clipping."""
    start, gs = rng.normal(0, 1, 6), rng.normal(0, 1, (12, 6)) * 10.0 ** np.array([0, 1, -1, -3, -6, 2])
    found: Arrays = {"start": start, "gs": gs}
    makers: dict[str, Callable[..., torch.optim.Optimizer]] = {
        "SGD": lambda p: torch.optim.SGD(p, lr=0.1),
        "momentum": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9),
        "Adagrad": lambda p: torch.optim.Adagrad(p, lr=0.1),
        "Adam": lambda p: torch.optim.Adam(p, lr=0.1),
        "Adam-fast": lambda p: torch.optim.Adam(p, lr=0.01, betas=(0.5, 0.9), eps=1e-3),
    }
    for name, make in makers.items():
        theta = tensor(start)
        optimiser, path = make([theta]), []
        for g in gs:
            theta.grad = torch.tensor(g)
            optimiser.step()
            path.append(theta.detach().numpy().copy())
        found[f"{name}/path"] = np.stack(path)
    two = [tensor(start), tensor(gs[0])]
    for leaf, g in zip(two, (gs[1], gs[2]), strict=True):
        leaf.grad = torch.tensor(g)
    found["clip/norm"] = torch.nn.utils.clip_grad_norm_(two, 0.5).numpy()
    found |= {"clip/first": two[0].grad.numpy(), "clip/second": two[1].grad.numpy()}
    return found


def write(name: str, arrays: Arrays) -> None:
    path = GOLDEN / f"{name}.npz"
    np.savez_compressed(path, **{key: np.asarray(a) for key, a in arrays.items()})
    print(f"{path.relative_to(GOLDEN.parents[1])}: {len(arrays)} arrays, {path.stat().st_size / 1000:.0f} kB")


def main() -> None:
    torch.set_num_threads(1)
    GOLDEN.mkdir(exist_ok=True)
    makers: dict[str, Callable[..., tuple[Arrays, Step, Callable[[], Arrays]]]] = {
        **{
            f"rnn-{name}": lambda rng, a=name: rnn(a, rng) for name in ("tanh", "sigmoid", "relu", "identity")
        },
        "lstm": lstm,
        "gru": gru,
    }
    for seed, (name, make) in enumerate(makers.items()):
        rng = np.random.default_rng(seed)
        params, step, grads = make(rng)
        states = "hc" if name == "lstm" else "h"
        found = {f"params/{key}": value for key, value in params.items()}
        write(name, found | jacobians(step, states, rng) | runs(step, grads, states, rng))
    rng = np.random.default_rng(100)
    write("activations", activations())
    write("losses", losses(rng))
    write("optimisers", optimisers(rng))


if __name__ == "__main__":
    main()
