"""The number of users at which one target becomes cheaper than another, as a range over three
loads.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import floor, log10

from faro.cost.crossing import Crossing, Ranged, common, ranged
from faro.cost.curve import Band, Curve

_DIGITS = 2
"""Significant digits of a number of users."""
_LOADS = {"typical": "typical load", "low": "low load", "high": "high load"}


def sentence(one: Band, other: Band) -> str:
    """Which of two is cheaper where, under each load."""
    if not common(one.typical, other.typical):
        return f"{one.name}, {other.name}: no number of users has a known cost for both"
    found = ranged(one, other)
    if not found:
        return _throughout(one, other)
    first, *others = [_change(each, one, other) for each in found]
    return "; ".join((first, *_without(found[0], one, other), *others))


def _throughout(one: Band, other: Band) -> str:
    """No load has a change: the one that is cheaper from the first point to the last."""
    first, last = (common(one.typical, other.typical)[at][0] for at in (0, -1))
    cheaper = {load: _cheaper(one, other, load) for load in _LOADS}
    best = cheaper["typical"]
    dearer = _rival(best, one, other)
    said = f"{best} is cheaper than {dearer} from {upto(first)} to {upto(last)} users a month"
    others = [_LOADS[load] for load, name in cheaper.items() if name and name != best]
    if others:
        return f"{said}; {dearer} is cheaper at {' and '.join(others)}"
    return f"{said}, also at low and high load"


def _rival(name: str, one: Band, other: Band) -> str:
    return other.name if name == one.name else one.name


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


def _change(found: Ranged, one: Band, other: Band) -> str:
    """One change from the fewest users at which a load has it to the most."""
    loads = [load for load in _LOADS if getattr(found, load)]
    least, most = (pick(loads, key=lambda load: getattr(found, load).mau) for pick in (min, max))
    ends = [(about(getattr(found, load).mau), _LOADS[load]) for load in (least, most)]
    if ends[0][0] == ends[1][0]:
        where = f"at {ends[0][0]} users a month ({ends[0][1]})"
    else:
        first, last = (f"{users} ({load})" for users, load in ends)
        where = f"between {first} and {last} users a month"
        if found.typical and "typical" not in (least, most):
            where += f", typically at {about(found.typical.mau)}"
    said = f"{found.then} becomes cheaper than {_rival(found.then, one, other)} {where}"
    if found.typical and (short := _too_small(found.typical, one, other)):
        said += f", more than {short} {'are' if ' and ' in short else 'is'} sized for"
    return said


def _without(found: Ranged, one: Band, other: Band) -> Iterator[str]:
    """The loads under which it does not happen, and what holds there instead."""
    without = [load for load in _LOADS if getattr(found, load) is None]
    always = [load for load in without if _cheaper(one, other, load) == found.then]
    never = [load for load in without if load not in always]
    if always:
        yield f"at {_names(always)} it is the cheaper one throughout"
    if never:
        yield f"not at {_names(never)}"


def _names(loads: list[str]) -> str:
    return " or ".join(_LOADS[load] for load in loads)


def _too_small(crossing: Crossing, one: Band, other: Band) -> str:
    """Which of the two is too small for so many users, by its own limits."""
    sizes = [(band.name, band.typical.sized_for) for band in (one, other)]
    return " and ".join(name for name, size in sizes if size is not None and size < crossing.mau)


def about(count: int) -> str:
    """A number of users to two digits: it lies on a line between two points."""
    scale = _scale(count)
    return f"{round(count / scale) * scale:,}"


def upto(count: int) -> str:
    """The same, and not more than it is."""
    scale = _scale(count)
    return f"{count // scale * scale:,}"


def _scale(count: int) -> int:
    return int(10 ** max(floor(log10(max(count, 1))) - _DIGITS + 1, 0))
