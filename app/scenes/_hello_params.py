"""What may be set in the scene `hello`, and what is checked about it."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, field_validator

from app.scenes._hello_text import alphabet, normalised, split_letters
from app.scenes.scene import Params

SHORTEST, LONGEST = 2, 24


def _normalised(text: object) -> object:
    return normalised(text) if isinstance(text, str) else text


def _spelled(text: str) -> str:
    letters = split_letters(text)
    if len(letters) < SHORTEST:
        raise ValueError(f"expected {SHORTEST} to {LONGEST} letters, got {len(letters)}")
    return text


class HelloParams(Params):
    text: Annotated[str, BeforeValidator(_normalised), AfterValidator(_spelled)] = Field(
        "hello",
        title="Text",
        description="What it learns to write: 2 to 24 letters of any script, some of them maybe twice.",
        min_length=SHORTEST,
        max_length=LONGEST,
    )
    cell: Literal["rnn", "lstm", "gru"] = Field(
        "rnn", title="Cell", description="What carries the state from letter to letter."
    )
    hidden: int = Field(8, ge=2, le=64, title="Hidden units", description="How many numbers its state has.")
    iterations: int = Field(
        200,
        ge=10,
        le=2000,
        title="Iterations",
        description="How often it reads the text and changes its weights.",
        json_schema_extra={"unit": "updates", "widget": "log"},
    )
    optimiser: Literal["sgd", "adagrad", "adam"] = Field(
        "adam", title="Optimiser", description="How a gradient becomes a change of the weights."
    )
    learning_rate: float = Field(
        0.01,
        ge=0.0001,
        le=10,
        title="Learning rate",
        description="How large a change: for adam about 0.01, for adagrad 0.1, for sgd 0.5.",
        json_schema_extra={"widget": "log"},
    )
    temperature: float = Field(
        0.0,
        ge=0,
        le=5,
        title="Temperature",
        description="How boldly it writes: 0 takes the likeliest letter, 1 draws by its probabilities.",
    )
    first: Annotated[str, BeforeValidator(_normalised)] = Field(
        "",
        max_length=LONGEST,
        title="First letter",
        description="The letter it starts from when it writes; empty for the first letter of the text.",
        json_schema_extra={"group": "more"},
    )
    clip: float = Field(
        5.0,
        ge=0,
        le=1000,
        title="Clip",
        description="The longest a gradient may be (its norm) before it is shortened; 0 never shortens it.",
        json_schema_extra={"group": "more"},
    )
    seed: int = Field(
        29,  # from “hhhhh” its letters turn right one after another
        ge=0,
        le=2**31 - 1,
        title="Seed",
        description="Where the random weights come from.",
        json_schema_extra={"group": "more"},
    )

    @field_validator("first")
    @classmethod
    def _is_in_the_text(cls, first: str, info: ValidationInfo) -> str:
        text = info.data.get("text")
        if first and text is not None:  # without a valid text there is nothing to compare with
            known = alphabet(split_letters(text))
            if first not in known:
                raise ValueError(f"expected one of the letters {' '.join(known)}, got {first[:LONGEST]!r}")
        return first

    @property
    def letters(self) -> tuple[str, ...]:
        """The text, letter by letter."""
        return split_letters(self.text)

    @property
    def start(self) -> str:
        """The letter that writing starts from."""
        return self.first or self.letters[0]
