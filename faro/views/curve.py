"""Curves in words and sparklines, as CSV, and as a picture."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from decimal import Decimal
from math import floor, log10

from faro.cost.curve import Curve, Point, common, crossings
from faro.model.cost import cents
from faro.pricing import Curves
from faro.views import plot
from faro.views.line import Line, Span, line
from faro.views.money import least

_BLOCKS = "▁▂▃▄▅▆▇█"
_SPARKS = 30
_DIGITS = 2
"""That a number of users is good for, where two straight lines cross."""


def render(found: Curves) -> Iterator[Line]:
    """A row for each curve, then where they cross."""
    shown = (*found.phases, *found.alternatives)
    yield from _table(shown)
    yield line()
    for one in shown:
        if one.end:
            upto = one.carries_to or 0
            said = f"carries up to {upto:,}" if upto else "does not carry the first point"
            yield line(f"{one.name} {said} users a month: beyond, {one.end.ends}")
    for one, other in (*found.pairs, *found.alternative_pairs):
        yield line(_compared(one, other))
    if any(point.cost and point.cost.is_open for one in shown for point in one.points):
        yield line(Span("≥: a part is not known; faro cost names it", "dim"))


def _table(shown: Sequence[Curve]) -> Iterator[Line]:
    """A sparkline in one scale for all, and the cost at each power of ten."""
    sizes = (_size(point) for one in shown for point in one.points)
    amounts = [size for size in sizes if size is not None]
    low, high = min(amounts, default=0.0), max(amounts, default=0.0)
    decades = _decades(shown[0].points)
    rows = [["USD a month", "", *(plot.short(shown[0].points[at].mau) for at in decades)]]
    for one in shown:
        rows.append([one.name, _spark(one, low, high), *(_cell(one.points[at]) for at in decades)])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for number, (name, spark, *cells) in enumerate(rows):
        right = (cell.rjust(w) for cell, w in zip(cells, widths[2:], strict=True))
        text = "  ".join((name.ljust(widths[0]), spark.ljust(widths[1]), *right))
        yield line(Span(text, "" if number else "bold"))


def _decades(points: Sequence[Point]) -> list[int]:
    """The indices of the points at, or next to, the powers of ten, and of both ends."""
    first, last = points[0].mau, points[-1].mau
    powers = [10**p for p in range(floor(log10(max(first, 1))), floor(log10(max(last, 1))) + 1)]
    wanted = dict.fromkeys((first, *(p for p in powers if first < p < last), last))
    near = (min(range(len(points)), key=lambda at: abs(points[at].mau - w)) for w in wanted)
    return list(dict.fromkeys(near))


def _cell(point: Point) -> str:
    said = least(point.cost) if point.cost else "?"
    return f"{'! ' if point.ends else ''}{said}"


def _size(point: Point) -> float | None:
    return log10(max(float(point.cost.amount), 1.0)) if point.cost else None


def _spark(one: Curve, low: float, high: float) -> str:
    """A block for each of some points, a space where nothing is known."""
    step = max(len(one.points) / _SPARKS, 1)
    picked = [one.points[floor(at * step)] for at in range(floor(len(one.points) / step))]
    span = (high - low) or 1.0
    sizes = (_size(point) for point in picked)
    return "".join(
        " " if size is None else _BLOCKS[round((size - low) / span * (len(_BLOCKS) - 1))]
        for size in sizes
    )


def _compared(one: Curve, other: Curve) -> str:
    """Which of two is cheaper where."""
    known = common(one, other)
    if not known:
        return f"{one.name}, {other.name}: no load that both carry has a known cost"
    (first, a, b), (last, *_) = known[0], known[-1]
    cheaper, dearer = (one, other) if a <= b else (other, one)
    found = list(crossings(one, other))
    if not found:
        span = f"from {first:,} to {last:,} users a month"
        return f"{cheaper.name} is cheaper than {dearer.name} {span}"
    parts = [f"below {_about(found[0].mau)} users a month {cheaper.name} is cheaper"]
    parts.append(f"above {found[0].then}")
    parts += [f"above {_about(crossing.mau)} again {crossing.then}" for crossing in found[1:]]
    return f"{one.name}, {other.name}: {', '.join(parts)}"


def _about(mau: int) -> str:
    """A number of users to two digits."""
    scale = 10 ** max(floor(log10(max(mau, 1))) - _DIGITS + 1, 0)
    return f"{round(mau / scale) * scale:,}"


def table(found: Curves) -> str:
    """A line for each point of each curve."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["name", "mau", "usd_a_month", "at_least", "beyond_the_plan"])
    for one in (*found.phases, *found.alternatives):
        for point in one.points:
            cost = point.cost
            known = (cents(cost.amount), str(cost.is_open).lower()) if cost else ("", "")
            writer.writerow([one.name, point.mau, *known, point.ends])
    return out.getvalue()


def picture(found: Curves) -> str:
    """The curves by powers of ten, with rings where they cross."""
    series = [
        plot.Series(one.name, known, one.carries_to)
        for one in found.phases
        if (known := [(p.mau, p.cost.amount) for p in one.points if p.cost])
    ]
    marks: list[tuple[int, Decimal]] = [
        (crossing.mau, crossing.amount)
        for one, other in found.pairs
        for crossing in crossings(one, other)
    ]
    return plot.lines(series, marks)
