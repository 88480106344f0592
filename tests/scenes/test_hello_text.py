"""What a text is made of, and what the params say about one that cannot be learnt."""

import unicodedata

import pytest
from pydantic import ValidationError

from app.scenes._hello_params import HelloParams
from app.scenes._hello_text import alphabet, split_letters


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("hello", ["h", "e", "l", "l", "o"]),
        ("Ωμέγα", ["Ω", "μ", "έ", "γ", "α"]),
        ("日本語", ["日", "本", "語"]),
        ("नमस्ते", ["न", "म", "स्", "ते"]),
        ("שלום", ["ש", "ל", "ו", "ם"]),
        ("👩‍🚀👍🏽", ["👩‍🚀", "👍🏽"]),
        ("a b", ["a", " ", "b"]),
        ("e\u0308a\u0301\u0323", ["e\u0308", "a\u0301\u0323"]),
    ],
)
def test_a_letter_is_what_a_reader_sees(text: str, letters: list[str]) -> None:
    assert list(split_letters(text)) == letters
    assert "".join(split_letters(text)) == text


@pytest.mark.parametrize("bad", ["a\nb", "a\tb", "a\u0000b", "\u200dab", "a\u202eb", "a\ud800b"])
def test_what_cannot_be_seen_is_named_with_its_place(bad: str) -> None:
    unseen = next(c for c in bad if unicodedata.category(c).startswith("C"))
    with pytest.raises(ValueError, match=f"U\\+{ord(unseen):04X} at place {bad.index(unseen) + 1}"):
        split_letters(bad)


def test_the_alphabet_keeps_the_order_of_first_appearance() -> None:
    assert alphabet(split_letters("hello")) == ("h", "e", "l", "o")


def test_both_ways_to_type_an_accent_are_the_same_text() -> None:
    assert HelloParams(text="cafe\u0301") == HelloParams(text="caf\u00e9")
    assert HelloParams(text="cafe\u0301", first="e\u0301").start == "\u00e9"


def message(**params: object) -> tuple[str, str]:
    with pytest.raises(ValidationError) as caught:
        HelloParams(**params)  # type: ignore[arg-type]
    (error,) = caught.value.errors()
    return str(error["loc"][0]), error["msg"]


@pytest.mark.parametrize("text", ["", "a", "e\u0301", "a" * 25, "x" * 10_000, "a\nb"])
def test_a_bad_text_is_the_texts_fault(text: str) -> None:
    assert message(text=text)[0] == "text"


def test_the_first_letter_must_be_in_the_text() -> None:
    field, words = message(text="hello", first="z")
    assert field == "first"
    assert "h e l o" in words
    assert "'z'" in words
    assert message(text="hello", first="he")[0] == "first"


def test_a_bad_text_is_not_blamed_on_the_first_letter() -> None:
    assert message(text="a", first="z")[0] == "text"


def test_without_a_first_letter_it_is_the_texts() -> None:
    assert HelloParams(text="Unrolled").start == "U"
    assert HelloParams(text="Unrolled", first="l").start == "l"
