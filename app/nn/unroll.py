"""A cell unrolled through time: forward over a sequence, and back-propagation through time (Werbos 1990).

The gradients reported for step t are total derivatives: what the loss says about h_t itself plus all that
comes back to it through later steps. Their norms are the picture of vanishing and exploding gradients
(Pascanu, Mikolov & Bengio 2013).
"""

from dataclasses import dataclass
from typing import Any, Generic, cast

import numpy as np

from app.nn.cell import Array, Cell, Grads, L, R, S, Tape, accumulate
from app.nn.norms import norm, spectral_norm

__all__ = ["Gradients", "Unrolled", "backward", "forward", "gather", "spectral_norm"]


@dataclass(frozen=True, slots=True)
class Unrolled(Generic[S, R, L]):
    """A forward run. hs (T, B, H); cs the same for an LSTM, else None; records[t] of step t; the last state.

    All of it lies on the tape, and lives until the tape is used again; `use` counts which run this is.
    """

    hs: Array
    cs: Array | None
    records: list[R]
    state: S
    tape: Tape[R, L]
    use: int


@dataclass(frozen=True, slots=True)
class Gradients(Generic[S]):
    """What came back through time.

    params   ∂L/∂θ by name
    dxs      ∂L/∂x (T, B, I)
    dstate0  ∂L/∂(initial state)
    h_norms  ‖∂L/∂h_t‖₂ of the total derivative, over the batch, (T,) float64; c_norms: the same of c, or None
    dhs      ∂L/∂h_t, total, (T, B, H); dcs the same of c, or None
    jacobians, factors   if asked for: ∂h_t/∂h_{t−1} (T, B, H, H) and its spectral norm (T, B)
    """

    params: Grads
    dxs: Array
    dstate0: S
    h_norms: Array
    c_norms: Array | None
    dhs: Array
    dcs: Array | None
    jacobians: Array | None
    factors: Array | None


def forward(
    cell: Cell[S, R, L], xs: Array, state: S | None = None, tape: Tape[R, L] | None = None
) -> Unrolled[S, R, L]:
    """Run over xs (T, B, I) from `state` (zeros by default), on `tape` (a new one by default)."""
    if xs.ndim != 3 or xs.shape[2] != cell.input_size or 0 in xs.shape:
        raise ValueError(f"forward: expected xs (T ≥ 1, B ≥ 1, {cell.input_size}), got {xs.shape}")
    steps, batch = xs.shape[:2]
    if tape is None:
        tape = cell.tape(steps, batch)
    elif tape.whole[0].shape[:2] != (steps, batch):
        raise ValueError(
            f"forward: expected a tape of {(steps, batch)} steps × batch, got {tape.whole[0].shape[:2]}"
        )
    if state is None:
        state = cell.initial_state(batch)
    _check_state("forward", state, (batch, cell.hidden_size))
    tape.uses += 1
    with np.errstate(over="ignore", invalid="ignore"):  # overflow is inf here, and a lesson
        cell.run(xs, state, tape)
    return gather(tape)


def gather(tape: Tape[R, L]) -> Unrolled[Any, R, L]:
    """The run on a tape that was filled step by step, `state, _ = cell.step(x, state, tape.steps[t])`.

    For networks whose next input depends on what they did last; `backward` treats it like any other run.
    """
    whole, last = cast(Any, tape.whole), cast(Any, tape.steps[-1])
    return Unrolled(whole.h, getattr(whole, "c", None), tape.steps, last.state, tape, tape.uses)


def backward(
    cell: Cell[S, R, L],
    run: Unrolled[S, R, L],
    dhs: Array,
    dstate: S | None = None,
    *,
    grads: Grads | None = None,
    jacobians: bool = False,
) -> Gradients[S]:
    """Back through `run`, given what the loss says about each h_t itself, dhs (T, B, H).

    `dstate` is a further gradient at the last state, as from a run that went on; gradients are added to
    `grads`.
    """
    if dhs.shape != run.hs.shape:
        raise ValueError(f"backward: expected dhs {run.hs.shape}, got {dhs.shape}")
    tape, (steps, batch, _) = run.tape, dhs.shape
    if run.use != tape.uses:
        raise ValueError(
            "backward: expected the last run on this tape, got one that a later run has written over"
        )
    if tape.back is None:
        tape.back = cell.way_back(steps, batch)
    local = tape.back
    one = batch == 1  # where calling NumPy takes longer than what it computes
    W_h = cell.W_h if one else np.ascontiguousarray(cell.W_h)
    total = np.empty(dhs.shape, cell.dtype)
    total[...] = dhs
    last = cell.initial_state(batch) if dstate is None else dstate
    _check_state("backward", last, dhs.shape[1:])
    back: tuple[Array, ...] = last
    with np.errstate(over="ignore", invalid="ignore"):
        if one:
            cell.slopes(tape.whole, local.whole)
        for dh, record, slopes in zip(total[::-1], reversed(tape.steps), reversed(local.steps), strict=True):
            if not one:
                cell.slopes(record, slopes)  # step by step it stays in the cache
            dh += back[0]  # what the loss says of h_t itself, and what came back from step t+1
            back = cell.pull((dh, *back[1:]), record, slopes, W_h)
        params, dxs = cell.collect(tape.whole, local.whole)
        if grads is not None:
            accumulate(grads, params)
            params = grads
        dcs = getattr(local.whole, "c", None)
        J = cell.jacobian(tape.whole) if jacobians else None
        return Gradients(
            params=params,
            dxs=dxs,
            dstate0=type(last)(*back),
            h_norms=_norms(total),
            c_norms=None if dcs is None else _norms(dcs),
            dhs=total,
            dcs=None if dcs is None else dcs.copy(),
            jacobians=J,
            factors=None if J is None else spectral_norm(J),
        )


def _check_state(where: str, state: tuple[Array, ...], shape: tuple[int, ...]) -> None:
    if any(s.shape != shape for s in state):
        raise ValueError(f"{where}: expected a state of {shape}, got {[s.shape for s in state]}")


def _norms(d: Array) -> Array:
    """‖d_t‖ for each t. Where a later one is inf, nan (inf − inf) is too large as well: inf."""
    norms = norm(d, axes=(1, 2))
    overflowed = np.logical_or.accumulate(np.isinf(norms)[::-1])[::-1]
    return np.where(np.isnan(norms) & overflowed, np.inf, norms)
