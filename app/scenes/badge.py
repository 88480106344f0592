"""What a badge says where a check of a gradient is not `telling`."""

from app.nn.gradcheck import Check


def say_unchecked(check: Check, what: str) -> tuple[str, str, str]:
    """Caption, badge and footnote. `what` was differentiated, as it stands in a sentence."""
    if not check.resolved:
        caption = "This gradient is too small to be checked with finite differences."
        note = f"The gradient along the random direction is smaller than the rounding of {what}."
    else:
        caption = "This gradient cannot be checked: finite differences of no two steps agree."
        note = f"Along the random direction {what} bends within every step that rounding allows."
    return caption, "cannot be checked", note
