"""The frames of `house-generate`, one after another."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from app.models.painter import Painter
from app.models.painter.config import Moment
from app.models.painter.records import State, Stroke
from app.models.painter.window import Window, sigmoid
from app.models.reader_weights import shipped
from app.models.reading import read
from app.scenes import _house_generate_wire as wire
from app.scenes import _house_generate_words as words
from app.scenes._house_generate_back import Walk, check, costs, walk
from app.scenes._house_generate_reader import judge
from app.scenes._house_generate_street import Street
from app.scenes._house_generate_work import Painting
from app.scenes._house_read_net import sure_from
from app.scenes.frame import Frame, Value

Array = np.ndarray[Any, Any]
Values = dict[str, Value]


def plan(painting: Painting) -> list[tuple[int, int]]:
    """(place, nth) of every step: which digit, −1 for the ground, and which of its strokes; from 0."""
    wide = painting.painter.config.wide
    return [(-1, m.row) if m.wide else (m.place, m.row - wide) for m in moments(painting)]


def moments(painting: Painting) -> list[Moment]:
    """What each step is for."""
    work = painting.work
    return [painting.painter.config.moment(u, work.digits.shape[1]) for u in work.steps]


def middle(painter: Painter, moment: Moment) -> tuple[float, float]:
    """Where the middle of a digit has been learnt to be, in canvas pixels: the mean of its windows' biases."""
    c, p = painter.config, painter.params
    at = p["write.row"][c.wide :, :2].mean(axis=0) + p["write.place"][moment.length - 1, moment.place, :2]
    return float((c.width - 1) / 2 * (at[0] + 1)), float((c.height - 1) / 2 * (at[1] + 1))


def window(w: Window) -> Array:
    """(B, 7) float32: centre x, y, stride x, y, σ x, y, γ."""
    numbers = (w.x, w.y, w.stride_x, w.stride_y, w.sigma_x, w.sigma_y, w.strength)
    return np.stack(numbers, axis=1).astype(np.float32)


def frames(houses: Street, held: set[int], per_digit: int) -> Iterator[Frame]:
    """A stroke a frame, the finished picture, the way back, the check."""
    steps = len(houses.longest.work.steps)
    for t in range(steps):
        before = houses.first.state
        active = houses.stroke()
        yield stroke(houses, t, before, active, t in held, per_digit)
    yield finished(houses)
    back = walk(houses.first, houses.numbers[0])
    for t in reversed(range(len(back.decoder))):
        yield walked(houses, back, t)
    yield checked(houses)


def stroke(houses: Street, t: int, before: State, active: Array, held: bool, per_digit: int) -> Frame:
    """Frame of stroke t."""
    first, longest = houses.first, houses.longest
    made, wide = first.strokes[-1], longest.strokes[-1].moment.wide
    place, nth = plan(longest)[t]
    own = bool(active[0])
    digit = None if wide or not own else int(first.work.digits[0, place])
    x, y = middle(first.painter, made.moment) if digit is not None else (None, None)
    values: Values = {
        "stroke": t,
        "place": place,
        "nth": nth,
        "digit": digit,
        "held": held and own,
        "plate": float(sigmoid(made.state.ground[0, 0]).mean()),
        "added": _added(before, made) if own else 0.0,
        "middle_x": x,
        "middle_y": y,
    }
    values |= _arrays(houses, active, wide)
    if len(houses.numbers) == 1 or t == len(longest.work.steps) - 1:
        values["canvas"] = houses.of_all(lambda painting: wire.pixels(painting.picture))
    begin = f"Stroke {t + 1} of {len(longest.work.steps)}"
    if len(houses.numbers) > 1:
        caption = words.say_street(begin, place, nth, per_digit, int(active.sum()), len(active), held)
    else:
        caption = _caption(begin, first, made, nth, per_digit, held, _added(before, made))
    cue = "wall" if t == 0 else f"digit-{place + 1}" if place >= 0 and nth == 0 else None
    return Frame("forward", caption, values, cue)


def _added(before: State, made: Stroke) -> float:
    """The largest change of a layer of the first house."""
    after = made.state
    new, old = (after.ground, before.ground) if made.moment.wide else (after.ink, before.ink)
    return float(np.abs(new[0] - old[0]).max())


def _caption(
    begin: str, painting: Painting, made: Stroke, nth: int, of: int, held: bool, added: float
) -> str:
    """Of one house."""
    w, look = made.window, made.look
    x, y = float(w.x[0]), float(w.y[0])
    if made.moment.wide:
        across = float(w.stride_x[0]) * (made.patch.shape[3] - 1)
        plate = float(sigmoid(made.state.ground[0, 0]).mean())
        where = words.spread(x, across, painting.painter.config.width)
        return words.say_ground(begin, where, plate, held, look is not None)
    digit = int(painting.work.digits[0, made.moment.place])
    at = middle(painting.painter, made.moment)
    where = words.part(x, y, at)
    if look is None:
        return words.say_digit(begin, nth, of, digit, where, added, held)
    looks = words.part(float(look.window.x[0]), float(look.window.y[0]), at)
    return words.say_copied(begin, nth, of, digit, looks, where, float(made.kl[0]), held)


def _arrays(houses: Street, active: Array, wide: bool) -> Values:
    """Of all houses."""
    both: Values = {
        "ink": houses.of_all(lambda painting: wire.ink_bytes(painting.state)),
        "window": houses.of_last(lambda s: window(s.window)),
        "h": houses.of_last(lambda s: s.h),
        "c": houses.of_last(lambda s: s.state.c_dec),
        "z": houses.of_last(lambda s: s.z),
        "kl": houses.of_last(lambda s: s.kl),
        "active": active,
    }
    if wide:
        both["ground"] = houses.of_all(lambda painting: wire.ground_bytes(painting.state))
        both["patches"] = houses.of_last(lambda s: s.patch)
    else:
        both["patch"] = houses.of_last(lambda s: s.patch[:, 0])
    last = houses.first.strokes[-1]
    if last.look is not None:
        run = houses.first.run
        both["look"] = window(last.look.window)
        both["seen"] = last.look.patches
        both["h_enc"] = last.look.h
        both["c_enc"] = last.state.c_enc
        both["error"] = run.error(len(run.strokes) - 1)
    return both


def finished(houses: Street) -> Frame:
    """Frame of the finished picture, and what the reader sees in the first one."""
    first, number = houses.first, houses.numbers[0]
    judged = judge(shipped(), first.picture[:1], number)
    reading = read(shipped(), judged.grey[0])
    sure = all(digit.probability >= sure_from() for digit in reading.named)
    values: Values = {
        "canvas": houses.of_all(lambda painting: wire.pixels(painting.picture)),
        "ink": houses.of_all(lambda painting: wire.ink_bytes(painting.state)),
        "ground": houses.of_all(lambda painting: wire.ground_bytes(painting.state)),
        "read": reading.number,
        "probability": reading.probability,
        "sure": sure,
        "p": float(np.exp(-judged.loss)),
        "loss": judged.loss,
        "photo": wire.as_photo(first.painter, first.strokes, first.work.colours),
    }
    nats: tuple[float, ...] = ()
    if first.work.x is not None:
        found = costs(first)
        nats = (found.bound, found.reconstruction, found.kl)
        values |= {"loss": nats[0], "bound": nats[0], "reconstruction": nats[1], "kl_total": nats[2]}
    caption = words.say_finished(
        number, reading.number, reading.probability, sure, len(first.strokes), nats, len(houses.numbers)
    )
    return Frame("finished", caption, values, "finished")


def walked(houses: Street, back: Walk, t: int) -> Frame:
    """Frame of the way back at stroke t of the first house."""
    number, (place, nth) = houses.numbers[0], plan(houses.first)[t]
    digit = int(number[place]) if place >= 0 else None
    values: Values = {"stroke": t, "place": place, "nth": nth, "digit": digit, "dh": float(back.decoder[t])}
    if back.encoder is None:
        values |= {"dh_enc": None, "dh_digits": back.digits[t]}
        caption = words.say_walk(t, digit, number, back.digits[t])
    else:
        values["dh_enc"] = float(back.encoder[t])
        caption = words.say_walk_copied(t, digit, float(back.decoder[t]), float(back.encoder[t]))
    return Frame("backward", caption, values, "back" if t == len(back.decoder) - 1 else None)


def checked(houses: Street) -> Frame:
    """Frame of the check."""
    found = check(houses.first, houses.numbers[0], 0)
    caption, badge, note = words.say_check(found, houses.first.work.x is not None)
    values: Values = {
        "analytic": found.analytic,
        "numeric": found.numeric,
        "relative_error": found.relative_error if found.telling else None,
        "badge": badge,
        "note": note,
    }
    return Frame("check", caption, values, "check")
