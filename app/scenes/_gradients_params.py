"""What can be turned in the scene `gradients`."""

from typing import Annotated, Literal

from pydantic import Field as Param
from pydantic import field_validator

from app.scenes._gradients_nets import Activation, CellName, Signal
from app.scenes.scene import Params

NAMES: tuple[CellName, ...] = ("rnn", "lstm", "gru")


class GradientsParams(Params):
    """What can be turned."""

    cells: Annotated[
        tuple[CellName, ...],
        Param(
            min_length=1,
            max_length=3,
            title="Networks",
            description="Which networks run side by side, on the same input and with the same read-out.",
        ),
    ] = ("rnn", "lstm", "gru")
    activation: Annotated[
        Activation,
        Param(
            title="RNN activation",
            description="The function f in h = f(W_xh x + W_hh h + b) of the plain RNN.",
        ),
    ] = "tanh"
    length: Annotated[
        int,
        Param(
            ge=5,
            le=200,
            title="Length",
            description="How many steps the input has; the error walks back as many.",
            json_schema_extra={"unit": "steps"},
        ),
    ] = 50
    radius: Annotated[
        float,
        Param(
            ge=0.1,
            le=3,
            title="Spectral radius",
            description="The size of the recurrent matrices: each is this number times a random rotation.",
            json_schema_extra={"widget": "log"},
        ),
    ] = 0.9
    forget_bias: Annotated[
        float,
        Param(
            ge=-4,
            le=6,
            title="Forget-gate bias",
            description="How open the forget gate is at rest: at 1 it keeps 73 % a step, at 6 nearly all.",
        ),
    ] = 1.0
    input: Annotated[
        Signal,
        Param(title="Input", description="What the networks read: noise, one impulse at step 0, or a sine."),
    ] = "noise"
    hidden: Annotated[
        int,
        Param(
            ge=2,
            le=128,
            title="Hidden units",
            description="How many numbers each network remembers.",
            json_schema_extra={"unit": "units", "group": "more"},
        ),
    ] = 32
    precision: Annotated[
        Literal["float64", "float32"],
        Param(
            title="Precision",
            description="What the networks compute with. float32, usual in training, ends at 3.4·10³⁸.",
            json_schema_extra={"group": "more"},
        ),
    ] = "float64"
    seed: Annotated[
        int,
        Param(
            ge=0,
            le=2**31 - 1,
            title="Seed",
            description="Another number draws other weights and another noise.",
            json_schema_extra={"group": "more"},
        ),
    ] = 0

    @field_validator("cells")
    @classmethod
    def _in_order(cls, cells: tuple[CellName, ...]) -> tuple[CellName, ...]:
        """Each once and in one order: the same networks are the same run."""
        return tuple(name for name in NAMES if name in cells)
