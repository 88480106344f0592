"""Scene `house-generate`: a network paints a house number stroke by stroke; then the gradient walks back.

Frames: one a stroke (forward); the finished picture with what the reader of house-read sees in it (finished);
one a stroke from the last to the first (backward), for the first house; the check.
"""

from typing import Any

import numpy as np

from app.models.reader_weights import shipped
from app.scenes import _house_generate_wire as wire
from app.scenes import _house_read_photo as photo
from app.scenes._house_generate_back import painter
from app.scenes._house_generate_fields import fields
from app.scenes._house_generate_frames import frames, plan, window
from app.scenes._house_generate_hands import MOST, colours, hands, street
from app.scenes._house_generate_params import HouseGenerateParams
from app.scenes._house_generate_sitter import sitter
from app.scenes._house_generate_street import Street
from app.scenes._house_read_fronts import FRONTS
from app.scenes._house_read_net import sure_from
from app.scenes.scene import Cue, Run, Scene, Unavailable

Array = np.ndarray[Any, Any]

CUES = (
    Cue("wall", "The wall", 0),
    *(Cue(f"digit-{n}", f"Digit {n}") for n in range(1, 5)),
    Cue("finished", "Finished"),
    Cue("back", "The gradient walks back"),
    Cue("check", "Checked against differences"),
)
STORY = (
    "The network is told up to four digits, and nothing of how they look. It begins with an empty canvas: a"
    " wide window lays wall and plate in four strokes, then a small one goes from digit to digit. What differs"
    " from painting to painting (the lettering, the plate, where it hangs) comes from z: a few random numbers"
    " at each stroke, counted from what it has learnt to expect. Type another number; take another hand.",
    "Take the window and put a stroke somewhere else: the network goes on, with no idea that anything"
    " happened, for it never looks at its canvas while it paints. While it copies, it does: then it compares"
    " picture and canvas through a second window before every stroke, and covers up what it can. At the end"
    " the gradient says which strokes the reader of house-read owes a digit to.",
    "What was learnt from what: from rendered plates alone, by gradient descent on the bound of the paper"
    " (Gregor et al. 2015). What was given: the canvas is four layers that mix three colours, not free"
    " red, green and blue; the window of a digit's stroke is kept small; and every digit has six strokes of"
    " its own, by schedule. So the order was not learnt; the strokes were.",
)
RATES = {"forward": 2.5, "finished": 0.5, "backward": 4.0, "check": 0.7}


def run(p: HouseGenerateParams) -> Run:
    """The picture to be copied, if any, is prepared here; strokes are made as frames are asked for.

    Raises `Unavailable`.
    """
    try:
        network = painter()
        shipped()  # the reader, which has the last word
    except FileNotFoundError as problem:
        raise Unavailable(str(problem)) from problem
    config = network.config
    constants: dict[str, Array] = {}
    x, found, known, cut = None, None, True, None
    if p.mode == "copy":
        shown = sitter(p, p.number)
        x, found, known, cut = shown.x, shown.colours, shown.known, list(shown.cut)
        numbers = [shown.number]
        luma, chroma = photo.split(shown.rgb)
        constants |= {"luma": luma, "chroma": chroma, "target": shown.target}
    else:
        numbers = street(p.number) if p.street else [p.number]
    B = len(numbers)
    z = hands(p.hand, p.second, p.blend, p.temperature, B)
    chosen = colours(p.colours, p.chosen, B, found)
    houses = Street(network, numbers, z, chosen, p.per_digit, p.forced, x)
    whole = plan(houses.longest)
    T, back = len(whole), len(houses.first.work.steps)
    held = sorted(t for t in p.forced if t < T)
    empty = network.start(1)
    constants |= {
        "colours": chosen,
        "logit": wire.LOGIT,
        "light": wire.LIGHT,
        "empty_ink": wire.ink_bytes(empty)[0, 0, :1],
        "empty_ground": wire.ground_bytes(empty)[0, 0, 0],
    }
    if held:
        constants["ghost"] = _ghost(Street(network, numbers, z, chosen, p.per_digit, {}, x), T)
    return Run(
        fields=fields(config, B, len(numbers[0]), x is not None),
        frames=frames(houses, set(held), p.per_digit),
        constants=constants,
        cues=_cues(whole, T + 1 + back),
        length=T + 1 + back + 1,
        facts={
            "rates": RATES,
            "mode": p.mode,
            "number": numbers[0],
            "numbers": numbers,
            "known": known,
            "cut": cut,
            "houses": B,
            "steps": T,
            "walk": back,
            "wide": config.wide,
            "per_digit": p.per_digit,
            "plan": [list(step) for step in whole],
            "height": config.height,
            "width": config.width,
            "write": config.write,
            "read": config.read,
            "sure": sure_from(),
            "fronts": {
                "count": len(FRONTS),
                "refused": [i for i, (n, _) in enumerate(FRONTS) if len(n) > MOST],
            },
            "forced": held,
        },
    )


def _cues(whole: list[tuple[int, int]], last: int) -> tuple[Cue, ...]:
    """The moments of a run with this plan, and when they come."""
    T = len(whole)
    digits = [(place, t) for t, (place, nth) in enumerate(whole) if place >= 0 and nth == 0]
    times = {"wall": 0, "finished": T, "back": T + 1, "check": last}
    times |= {f"digit-{place + 1}": t for place, t in digits}
    return tuple(Cue(cue.name, cue.title, times[cue.name]) for cue in CUES if cue.name in times)


def _ghost(houses: Street, T: int) -> Array:
    """(T, B, 7): the windows when nothing is put by hand."""
    windows = []
    for _ in range(T):
        houses.stroke()
        windows.append(houses.of_last(lambda stroke: window(stroke.window)))
    return np.stack(windows)


SCENE = Scene(
    id="house-generate",
    title="A network paints a house number",
    summary="Type a number: a small window lays wall and plate, then paints digit after digit, stroke by stroke.",
    params=HouseGenerateParams,
    run=run,
    story=STORY,
    cues=CUES,
    presets={
        "a street": {"street": True, "number": "95"},
        "between two hands": {"blend": 0.5},
        "unfinished": {"per_digit": 3},
        "a stroke put elsewhere": {"overrule": (13, 20, 8)},
        "a copy": {"mode": "copy", "source": "number", "style": 20},
    },
    order=40,
)
