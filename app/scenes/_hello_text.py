"""What a typed text is made of: letters as a reader sees them, not code points."""

import unicodedata
from collections.abc import Sequence

JOINER = "\u200d"
SELECTORS = ("\ufe0e", "\ufe0f")
SKIN_TONES = ("\U0001f3fb", "\U0001f3ff")
# What cannot be seen: controls, formats, halves of surrogate pairs, unassigned, separators of lines.
UNSEEN = {"Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"}


def normalised(text: str) -> str:
    """The same text in its shortest form (NFC): “é” is one character whichever way it was typed."""
    return unicodedata.normalize("NFC", text)


def _continues(character: str, before: str) -> bool:
    """Whether `character` belongs to the letter before it: an accent, a vowel sign, a part of one emoji."""
    return (
        unicodedata.category(character).startswith("M")
        or character == JOINER
        or character in SELECTORS
        or SKIN_TONES[0] <= character <= SKIN_TONES[1]
        or before.endswith(JOINER)
    )


def split_letters(text: str) -> tuple[str, ...]:
    """The letters of a text. Raises ValueError for a character that cannot be seen."""
    found: list[str] = []
    for place, character in enumerate(text):
        joins = bool(found) and _continues(character, found[-1])
        if unicodedata.category(character) in UNSEEN and not (joins and character == JOINER):
            raise ValueError(
                f"expected letters that can be seen, got U+{ord(character):04X} at place {place + 1}"
            )
        if joins:
            found[-1] += character
        else:
            found.append(character)
    return tuple(found)


def alphabet(letters: Sequence[str]) -> tuple[str, ...]:
    """Every letter once, in the order of its first appearance."""
    return tuple(dict.fromkeys(letters))
