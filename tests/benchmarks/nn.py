"""How fast the networks are: `python -m tests.benchmarks.nn` prints ratios, side by side, on one thread.

A step of batch 1 cannot be quicker than its product W·[x; h]. Every step of ours writes the record that the
way back reads; so does PyTorch's with autograd on. Its rows appear where PyTorch is installed.
"""

# isort: off
from tests.benchmarks.timing import Times, paired, race, table, verdict  # first: it sets the threads
# isort: on

from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np

from app.nn import LSTM, Array, LSTMState
from app.nn.unroll import backward, forward

try:
    import torch as found_torch

    torch: ModuleType | None = found_torch
except ImportError:
    torch = None

Way = Callable[[], object]
F32: Any = np.float32

BARE = "bare product W·[x; h]"
OWN = "bare product, W laid out as in the step"
STEP = "LSTM.step along a tape"
TORCH_STEP = "torch.nn.LSTMCell"
OURS = "ours, with the norms of every step"
TORCH_CELLS = "torch.nn.LSTMCell + autograd, the same norms"
TORCH_FUSED = "torch.nn.LSTM, no norms"


def textbook_step(W: Array, b: Array, x: Array, h: Array, c: Array) -> tuple[Array, Array]:
    """The LSTM as a first exercise writes it."""
    H = len(h)
    z = W @ np.concatenate([x, h]) + b
    i, f, o = (1 / (1 + np.exp(-z[k * H : (k + 1) * H])) for k in range(3))
    g = np.tanh(z[3 * H :])
    c = f * c + i * g
    return o * np.tanh(c), c


def step(inputs: int, hidden: int, rounds: int) -> dict[str, Times]:
    """One LSTM step, batch 1, float32."""
    rng = np.random.default_rng(0)
    cell = LSTM(inputs, hidden, dtype=F32, rng=rng)
    W, b = cell.params["W"], cell.params["b"]
    x, h, c = (rng.standard_normal((1, n)).astype(F32) for n in (inputs, hidden, hidden))
    xh, z = np.concatenate((x, h), axis=1), np.empty((1, 4 * hidden), F32)
    W_rows = np.ascontiguousarray(W)
    state, records = LSTMState(h, c), cell.tape(100).steps

    def a_hundred_along_a_tape() -> None:
        now = state
        for record in records:
            now, _ = cell.step(x, now, record)

    ways: dict[str, Way] = {
        BARE: lambda: np.dot(W_rows, xh[0], out=z[0]),
        OWN: lambda: np.dot(xh, W.T, out=z),
        STEP: a_hundred_along_a_tape,
        "LSTM.step, a new record each time": lambda: cell.step(x, state),
        "textbook NumPy": lambda: textbook_step(W_rows, b, x[0], h[0], c[0]),
    }
    if torch is not None:
        theirs = torch.nn.LSTMCell(inputs, hidden)
        tx, ts = torch.from_numpy(x), (torch.from_numpy(h), torch.from_numpy(c))

        def without_autograd() -> object:
            with torch.inference_mode():
                return theirs(tx, ts)

        ways[TORCH_STEP] = lambda: theirs(tx, ts)
        ways["torch.nn.LSTMCell, inference mode: no way back"] = without_autograd
    times = race(ways, rounds=rounds)
    return times | {STEP: times[STEP].split(100)}


def through_time(steps: int, batch: int, inputs: int, hidden: int, rounds: int) -> dict[str, Times]:
    """Forward and backward, float32: a loss at every step, gradients of parameters and inputs."""
    rng = np.random.default_rng(0)
    cell = LSTM(inputs, hidden, dtype=F32, rng=rng)
    xs = rng.standard_normal((steps, batch, inputs)).astype(F32)
    dhs = rng.standard_normal((steps, batch, hidden)).astype(F32)
    tape = cell.tape(steps, batch)
    ways: dict[str, Way] = {
        OURS: lambda: backward(cell, forward(cell, xs, tape=tape), dhs),
        "ours, a new tape each time": lambda: backward(cell, forward(cell, xs), dhs),
        "ours, forward only": lambda: forward(cell, xs, tape=tape),
    }
    if torch is not None:
        txs, tdhs = torch.from_numpy(xs).requires_grad_(), torch.from_numpy(dhs)
        fused, single = torch.nn.LSTM(inputs, hidden), torch.nn.LSTMCell(inputs, hidden)

        def in_one_pass() -> None:
            fused.zero_grad()
            txs.grad = None
            hs, _ = fused(txs)
            hs.backward(tdhs)

        def cell_by_cell() -> object:
            single.zero_grad()
            txs.grad = None
            h, c = torch.zeros(batch, hidden), torch.zeros(batch, hidden)
            states = []
            for x in txs:
                h, c = single(x, (h, c))
                h.retain_grad()
                c.retain_grad()
                states.append((h, c))
            torch.stack([h for h, _ in states]).backward(tdhs)
            return [torch.stack([s[k].grad for s in states]).norm(dim=(1, 2)) for k in (0, 1)]

        ways[TORCH_FUSED] = in_one_pass
        if batch == 1:
            ways[TORCH_CELLS] = cell_by_cell
    return race(ways, rounds=rounds, seconds=0.02)


def main() -> None:
    """Print the tables and what was promised."""
    if torch is not None:
        torch.set_num_threads(1)
    version = torch.__version__ if torch else "not installed (pip install '.[bench]')"
    print(f"NumPy {np.__version__}, PyTorch {version}; one thread, float32")
    for hidden in (16, 128, 256):
        t = step(64, hidden, rounds=100)
        table(f"LSTM step, batch 1, input 64, hidden {hidden}", t)
        if hidden == 128:
            verdict("step / bare product", paired(t[STEP], t[BARE]), 2.3, at_most=True)
            print(f"         step / the quicker product it makes: {paired(t[STEP], t[OWN]):.2f}")
            if torch is not None:
                verdict("torch.nn.LSTMCell / step", paired(t[TORCH_STEP], t[STEP]), 4, at_most=False)
    t = through_time(100, 1, 64, 128, rounds=60)
    table("Forward + backward, 100 steps, batch 1, input 64, hidden 128", t, 1e-3, "ms")
    if torch is not None:
        verdict("cell + autograd / ours", paired(t[TORCH_CELLS], t[OURS]), 8, at_most=False)
        verdict("ours / torch.nn.LSTM", paired(t[OURS], t[TORCH_FUSED]), 1.3, at_most=True)
    t = through_time(40, 64, 64, 256, rounds=10)
    table("Training: forward + backward, 40 steps, batch 64, input 64, hidden 256", t, 1e-3, "ms")


if __name__ == "__main__":
    main()
