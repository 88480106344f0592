"""Scene `house-read`: a network reads a house number through a moving window; then the gradient walks back.

Frames: one a glimpse (forward), until the reader stops; one a glimpse from the last to the first (backward);
one for each answer with the gradient of the picture's pixels (pixels); the check.
"""

from collections.abc import Iterator

import numpy as np

from app.models.reader import END, FIRST
from app.models.reader_weights import shipped
from app.models.reading import GLIMPSES, Box, Reading, Reason, read
from app.models.window import HEIGHT, WIDTH, sharpness
from app.scenes import _house_read_photo as photo
from app.scenes._house_read_fronts import FRONTS
from app.scenes._house_read_net import Array, check, reasons, sure_from
from app.scenes._house_read_params import HouseReadParams
from app.scenes._house_read_picture import Picture, colour_at, picture, pictures
from app.scenes._house_read_source import source
from app.scenes._house_read_words import Hands, say_check, say_look, say_pixels, say_walk
from app.scenes.frame import Field, Frame, Value
from app.scenes.scene import Cue, Run, Scene, Unavailable

CUES = (
    Cue("look", "The first glimpse"),
    *(Cue(f"digit-{n}", f"Digit {n}") for n in range(1, 6)),
    Cue("stop", "It stops"),
    Cue("back", "The gradient walks back"),
    Cue("pixels", "Which pixels?"),
    Cue("check", "Checked against differences"),
)
STORY = (
    "The network never sees the picture sharply as a whole. A glance at a small copy tells it where to"
    " begin; then it looks through a window, adds what it saw to its memory, says what it believes and"
    " decides where to look next: one glimpse to find the number, one to find its first digit, one for"
    " each digit, and one to notice that there are no more.",
    "Take the window and put it somewhere else: the reader goes on from there, and the path it would"
    " have taken stays as a ghost. Cover a digit, at any glimpse, and watch the belief turn. Draw a number yourself, or"
    " show it a photo: it is made small in your browser, goes to this server alone, and is not put into"
    " the link.",
    "What was learnt from what: to name the digits, by gradient descent through all glimpses. Where to"
    " look was taught with the known boxes of the digits in the training pictures; no gradient flowed"
    " through the window. The gradients shown at the end are exact, and hold the windows where they"
    " were.",
)
RATES = {"forward": 0.75, "backward": 1.6, "pixels": 0.7, "check": 0.7}


def run(p: HouseReadParams) -> Run:
    """The picture is drawn here; the reader looks as frames are asked for. Raises `Unavailable`."""
    try:
        config = shipped().config
    except FileNotFoundError as problem:
        raise Unavailable(str(problem)) from problem
    rgb, number = source(p, p.number)
    course = pictures(rgb, p.painted, p.frame, number)
    shown, covered = course[0], {t: then.grey for t, then in course.items() if t > 0}
    luma, chroma = photo.split(shown.rgb)
    constants: dict[str, Array] = {"luma": luma, "chroma": chroma, "grey": shown.grey}
    if covered:
        constants["later"] = np.stack(list(covered.values()))
    original, changed = None, [*p.forced, *(t for t, _ in p.painted)]
    if changed:
        by_itself = read(shipped(), picture(rgb, (), p.frame, number).grey)
        constants["ghost"] = np.concatenate(
            [_window(glimpse.window, shown)[None] for glimpse in by_itself.glimpses]
        )
        original = by_itself.number
    return Run(
        fields=_fields(config.patch, config.hidden),
        frames=_frames(p, shown, covered),
        constants=constants,
        cues=CUES,
        facts={
            "rates": RATES,
            "number": shown.number,
            "original": original,
            "cut": list(shown.cut),
            "seen": list(shown.seen),
            "fronts": len(FRONTS),
            "first": FIRST,
            "most": GLIMPSES,
            "sure": sure_from(),
            "forced": sorted(p.forced),
            "changed": min(changed, default=None),
            "patches": [[t, *place, *colour_at(course[t].rgb, place)] for t, place in p.painted],
            "later": sorted(covered),
        },
    )


def _frames(p: HouseReadParams, shown: Picture, covered: dict[int, Array]) -> Iterator[Frame]:
    overrule = {t: Box(*shown.to_reader(window)) for t, window in p.forced.items()}
    reading = read(shipped(), shown.grey, overrule=overrule, covered=covered)
    for t in range(len(reading.glimpses)):
        patches = [since for since, _ in p.painted if since <= t]
        yield _look(reading, t, shown, Hands(t in overrule, len(patches), t in patches))
    why = reasons(reading)
    for t in reversed(range(len(reading.glimpses))):
        yield _walk(reading, why, t)
    for row in range(len(why)):
        yield _pixels(reading, why, row)
    checked = check(shown.grey, reading, 0, covered)
    caption, badge, note = say_check(checked)
    values: dict[str, Value] = {
        "analytic": checked.analytic,
        "numeric": checked.numeric,
        "relative_error": checked.relative_error if checked.telling else None,
        "badge": badge,
        "note": note,
    }
    yield Frame("check", caption, values, "check")


def _window(window: Array, shown: Picture) -> Array:
    """(1, 4) of the network → (4,): centre, width and height in picture pixels."""
    return shown.to_picture(np.array(Box.of(window[0]), dtype=np.float32))


def _look(reading: Reading, t: int, shown: Picture, hands: Hands) -> Frame:
    """Frame of glimpse t."""
    glimpse, beliefs = reading.glimpses[t], reading.beliefs[t]
    answer = int(beliefs.argmax()) if t >= FIRST else None
    sure = bool(beliefs.max() >= sure_from())
    window = _window(glimpse.window, shown)
    digits = "".join(str(d.digit) for d in reading.digits if d.t < t)
    cue = {0: "look"}.get(
        t, None if answer is None else "stop" if answer == END else f"digit-{t - FIRST + 1}"
    )
    values: dict[str, Value] = {
        "glimpse": t,
        "window": window,
        "sigma": (sharpness(glimpse.window, glimpse.patch.shape[1])[0] * shown.unit).astype(np.float32),
        "patch": glimpse.patch[0].astype(np.float32),
        "h": glimpse.cell.h[0].astype(np.float32),
        "c": glimpse.cell.c[0].astype(np.float32),
        "beliefs": beliefs,
        "named": answer,
        "sure": sure,
        "forced": hands.forced,
        "covered": hands.covered,
    }
    return Frame("forward", say_look(t, window, beliefs, answer, sure, hands, digits), values, cue)


def _walk(reading: Reading, why: list[Reason], t: int) -> Frame:
    """Frame of the way back at glimpse t."""
    dh, dglimpse = np.full((2, GLIMPSES - FIRST), np.nan)
    for row, (digit, reason) in enumerate(zip(reading.named, why, strict=True)):
        if t <= digit.t:
            dh[row], dglimpse[row] = reason.hidden[t], reason.patches[t]
    answers = [digit.digit for digit in reading.named]
    values: dict[str, Value] = {"glimpse": t, "dh": dh, "dglimpse": dglimpse}
    return Frame(
        "backward", say_walk(t, answers, dglimpse), values, "back" if t == len(reading.glimpses) - 1 else None
    )


def _pixels(reading: Reading, why: list[Reason], row: int) -> Frame:
    """Frame of the pixels behind one answer."""
    digit, reason = reading.named[row], why[row]
    own = float(reason.patches[digit.t] / max(reason.patches.sum(), 1e-300))
    half = _half(reason.picture)
    values: dict[str, Value] = {
        "row": row,
        "glimpse": digit.t,
        "named": digit.digit,
        "own": own,
        "half": half,
        "dpicture": reason.picture.astype(np.float32),
    }
    return Frame(
        "pixels", say_pixels(digit.digit, digit.t, own, half), values, "pixels" if row == 0 else None
    )


def _half(gradient: Array) -> float:
    """The smallest share of the pixels in which half of the gradient's magnitude lies."""
    sizes = np.sort(np.abs(gradient.astype(np.float64)).ravel())[::-1]
    total = sizes.sum()
    return float((np.searchsorted(np.cumsum(sizes), total / 2) + 1) / len(sizes)) if total else 1.0


def _fields(patch: int, hidden: int) -> dict[str, Field]:
    return {
        "window": Field(
            (4,), "float32", "centre x, centre y, width, height of the window, in picture pixels (128 × 64)"
        ),
        "sigma": Field(
            (2,), "float32", "σ of the window's Gaussian filters along x and y, in picture pixels"
        ),
        "patch": Field((patch, patch), "float32", "what the window saw; mean 0, variance about 1"),
        "h": Field((hidden,), "float32", "hidden state h_t after the glimpse"),
        "c": Field((hidden,), "float32", "cell state c_t after the glimpse"),
        "beliefs": Field((END + 1,), "float64", "probabilities of the ten digits and of the end"),
        "dh": Field(
            (GLIMPSES - FIRST,),
            "float64",
            "‖∂log p(named_k)/∂h_t‖₂ for every named glimpse k; nan before it was named",
        ),
        "dglimpse": Field(
            (GLIMPSES - FIRST,),
            "float64",
            "‖∂log p(named_k)/∂patch_t‖₂ for every named glimpse k; nan before it was named",
        ),
        "dpicture": Field(
            (HEIGHT, WIDTH),
            "float32",
            "∂log p(named)/∂picture: the normalised grey picture that the reader got, its windows held",
        ),
    }


SCENE = Scene(
    id="house-read",
    title="A network reads a house number",
    summary="A small window glides over a house front, names one digit after another, and stops by itself.",
    params=HouseReadParams,
    run=run,
    story=STORY,
    cues=CUES,
    presets={
        "your number": {"source": "number", "number": "1782"},
        "overruled": {"overrule": (3, 20, 50, 20, 26)},
        "covered": {"covers": (4, 70, 11, 25, 36)},
    },
    order=30,
)
