"""Every value and every gradient of every cell, against PyTorch in float64, to a relative error of 1e-8."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from app.nn import LSTM
from app.nn.cell import Array, Cell
from app.nn.norms import spectral_norm
from app.nn.unroll import Unrolled, backward, forward

Read = Callable[[str], dict[str, Array]]
Close = Callable[..., None]


@pytest.fixture
def numbers(golden: Read, name: str) -> dict[str, Array]:
    return golden(name)


@pytest.fixture
def cell(make: Callable[..., Cell[Any, Any, Any]], numbers: dict[str, Array]) -> Cell[Any, Any, Any]:
    """The cell with the weights of the golden file."""
    inputs, hidden = numbers["T1B1/xs"].shape[2], numbers["T1B1/w"].shape[2]
    made = make(inputs, hidden)
    for key, value in made.params.items():
        value[...] = numbers[f"params/{key}"]
    return made


def run(cell: Cell[Any, Any, Any], numbers: dict[str, Array], case: str) -> Unrolled[Any, Any, Any]:
    start = type(cell.initial_state())(*numbers[f"{case}/start"])
    return forward(cell, numbers[f"{case}/xs"], start)


@pytest.mark.parametrize("batch", [1, 4])
@pytest.mark.parametrize("steps", [1, 2, 7, 60])
def test_states(
    cell: Cell[Any, Any, Any], numbers: dict[str, Array], assert_close: Close, steps: int, batch: int
) -> None:
    case = f"T{steps}B{batch}"
    found = run(cell, numbers, case)
    assert_close(found.hs, numbers[f"{case}/hs"], "hs", per_step=True)
    assert_close(found.state[0], numbers[f"{case}/hs"][-1], "the last h")
    if isinstance(cell, LSTM):
        assert found.cs is not None
        assert_close(found.cs, numbers[f"{case}/cs"], "cs", per_step=True)
        assert_close(found.state[1], numbers[f"{case}/cs"][-1], "the last c")
    else:
        assert found.cs is None


@pytest.mark.parametrize("loss", ["every", "last"])
@pytest.mark.parametrize("batch", [1, 4])
@pytest.mark.parametrize("steps", [1, 2, 7, 60])
def test_gradients(
    cell: Cell[Any, Any, Any],
    numbers: dict[str, Array],
    assert_close: Close,
    steps: int,
    batch: int,
    loss: str,
) -> None:
    case = f"T{steps}B{batch}"
    w = numbers[f"{case}/w"]
    dhs = w if loss == "every" else np.concatenate([np.zeros_like(w[:-1]), w[-1:]])
    found = backward(cell, run(cell, numbers, case), dhs)
    theirs = {
        key.rpartition("/")[2]: value for key, value in numbers.items() if key.startswith(f"{case}/{loss}/")
    }
    for key, value in found.params.items():
        assert_close(value, theirs.pop(f"d{key}"), f"∂L/∂{key}")
    assert_close(found.dxs, theirs.pop("dxs"), "∂L/∂x", per_step=True)
    assert_close(np.stack(found.dstate0), theirs.pop("dstart"), "∂L/∂(initial state)", per_step=True)
    for what, ours, norms in (("dhs", found.dhs, found.h_norms), ("dcs", found.dcs, found.c_norms)):
        if what in theirs:
            assert ours is not None
            assert norms is not None
            expected = theirs.pop(what)
            assert_close(ours, expected, what, per_step=True)
            assert_close(
                norms, np.linalg.norm(expected.reshape(steps, -1), axis=1), f"‖{what}‖", per_step=True
            )
    assert not theirs, "numbers of PyTorch that nothing was compared with"


def test_one_step_at_a_time_gives_the_same_gradients(
    cell: Cell[Any, Any, Any], numbers: dict[str, Array], assert_close: Close
) -> None:
    case = "T7B4"
    state, records = type(cell.initial_state())(*numbers[f"{case}/start"]), []
    for x in numbers[f"{case}/xs"]:
        state, record = cell.step(x, state)
        records.append(record)
    assert_close(state[0], numbers[f"{case}/hs"][-1], "the last h")
    grads, back = cell.zero_grads(), cell.initial_state(4)
    for t in reversed(range(7)):
        back = back._replace(h=back.h + numbers[f"{case}/w"][t])
        assert_close(back.h, numbers[f"{case}/every/dhs"][t], f"∂L/∂h_{t}")
        dx, back = cell.backward(back, records[t], grads)
        assert_close(dx, numbers[f"{case}/every/dxs"][t], f"∂L/∂x_{t}")
    assert_close(np.stack(back), numbers[f"{case}/every/dstart"], "∂L/∂(initial state)")
    for key, value in grads.items():
        assert_close(value, numbers[f"{case}/every/d{key}"], f"∂L/∂{key}")


def test_jacobians(cell: Cell[Any, Any, Any], numbers: dict[str, Array], assert_close: Close) -> None:
    H, J = cell.hidden_size, numbers["jacobian/J"]
    parts = np.split(numbers["jacobian/before"], J.shape[1] // H, axis=1)
    _, record = cell.step(numbers["jacobian/x"], type(cell.initial_state())(*parts))
    ours = cell.jacobian(record)
    assert_close(ours, J[:, :H, :H], "∂h/∂h")
    assert_close(spectral_norm(ours), numbers["jacobian/spectral_norm"], "its spectral norm")
    if isinstance(cell, LSTM):
        assert_close(cell.full_jacobian(record), J, "∂(h, c)/∂(h, c)")
