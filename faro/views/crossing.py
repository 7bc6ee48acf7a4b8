"""Where one of two targets becomes the cheaper one: a range, and the typical load."""

from __future__ import annotations

from collections.abc import Iterator
from math import floor, log10

from faro.cost.crossing import Crossing, Ranged, common, ranged
from faro.cost.curve import Band, Curve

_DIGITS = 2
"""That a number of users is good for, where two straight lines cross."""
_LOADS = {"typical": "typically", "low": "at low load", "high": "at high load"}


def sentence(one: Band, other: Band) -> str:
    """Which of two is cheaper where, under each load."""
    if not common(one.typical, other.typical):
        return f"{one.name}, {other.name}: no load that both carry has a known cost"
    found = ranged(one, other)
    if not found:
        return _throughout(one, other)
    said = [_changes(each, one, other) for each in found]
    said[0] = "; ".join((said[0], *_without(found[0], one, other)))
    return f"{one.name}, {other.name}: {'; '.join(said)}"


def _throughout(one: Band, other: Band) -> str:
    """No load has a change: the one that is cheaper from the first point to the last."""
    first, last = (common(one.typical, other.typical)[at][0] for at in (0, -1))
    cheaper = {load: _cheaper(one, other, load) for load in _LOADS}
    best = cheaper["typical"]
    dearer = other.name if best == one.name else one.name
    said = f"{best} is cheaper than {dearer} from {first:,} to {last:,} users a month"
    others = [_LOADS[load] for load, name in cheaper.items() if name and name != best]
    if others:
        return f"{said}, {dearer} {' and '.join(others)}"
    return f"{said}, at low and high load as well"


def _cheaper(one: Band, other: Band, load: str) -> str:
    """The name of the one that is cheaper where both begin; empty where nothing is known."""
    known = common(_curve(one, load), _curve(other, load))
    if not known:
        return ""
    _, a, b = known[0]
    return one.name if a <= b else other.name


def _curve(band: Band, load: str) -> Curve:
    curve: Curve = getattr(band, load)
    return curve


def _changes(found: Ranged, one: Band, other: Band) -> str:
    ends = [about(each.mau) for each in found.found]
    first, last = ends[0], ends[-1]
    where = f"at {first}" if first == last else f"between {first} and {last}"
    parts = [f"{found.then} becomes the cheaper one {where} users a month"]
    if found.typical and first != last:
        parts[0] += f", {about(found.typical.mau)} typically"
    if found.typical and (beyond := _beyond(found.typical, one, other)):
        parts.append(beyond)
    return "; ".join(parts)


def _without(found: Ranged, one: Band, other: Band) -> Iterator[str]:
    """The loads under which it does not happen, and what holds there instead."""
    for load, words in _LOADS.items():
        if getattr(found, load) is None:
            always = _cheaper(one, other, load) == found.then
            yield f"from the fewest users on {words}" if always else f"not at all {words}"


def _beyond(crossing: Crossing, one: Band, other: Band) -> str:
    """Which of the two is too small for so many users, by its own limits."""
    sizes = [(band.name, band.typical.sized_for) for band in (one, other)]
    short = [name for name, size in sizes if size is not None and size < crossing.mau]
    return f"more than {' and '.join(short)} is sized for" if short else ""


def about(mau: int) -> str:
    """A number of users to two digits."""
    scale = 10 ** max(floor(log10(max(mau, 1))) - _DIGITS + 1, 0)
    return f"{round(mau / scale) * scale:,}"
