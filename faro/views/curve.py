"""Curves in words and sparklines, as CSV, and as a picture."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from math import floor, log10

from faro.cost.crossing import ranged
from faro.cost.curve import Band, Curve, Point
from faro.curves import Curves
from faro.model.cost import cents
from faro.views import flips, plot
from faro.views.columns import columns
from faro.views.crossing import sentence, upto
from faro.views.line import Line, Span, line
from faro.views.money import rough
from faro.views.wrapped import WIDTH, folded

_BLOCKS = "▁▂▃▄▅▆▇█"
_SPARKS = 20


def render(found: Curves, width: int = WIDTH) -> Iterator[Line]:
    """A row for each curve, then how far each carries, and where they cross."""
    bands = (*found.phases, *found.alternatives)
    shown = [band.typical for band in bands]
    yield from _table(shown, width)
    yield line()
    for band in bands:
        for said in _limits(band):
            yield from folded(line(said), width)
    yield line()
    for one, other in (*found.pairs, *found.alternative_pairs):
        yield from folded(line(sentence(one, other)), width)
    if found.flips:
        yield line()
        yield from flips.render(found.flips, _decades(shown[0].points), width)
    yield line()
    yield line(Span("low and high load: every assumed figure at its low or at its high end", "dim"))
    if any(point.ends or point.beyond for one in shown for point in one.points):
        yield line(Span("!: beyond what the plans, or the sizes in config, carry", "dim"))
    if any(point.cost and point.cost.about for one in shown for point in one.points):
        yield line(Span("≈: a price is estimated from other regions", "dim"))
    if any(point.cost and point.cost.is_open for one in shown for point in one.points):
        yield line(Span("≥: a part has no price or no usage; faro cost names it", "dim"))


def _limits(band: Band) -> Iterator[str]:
    """How far the plans and the sizes carry, and what config fixes at any load."""
    one = band.typical
    if one.end:
        yield f"{one.name} {_upto('carries', one.carries_to)}; beyond, {one.end.ends}"
    elif one.sized_for is not None:
        beyond = next(point.beyond for point in one.points if point.beyond)
        yield f"{one.name} {_upto('is sized for', one.sized_for)}; beyond, {beyond[0]}"
    if band.fixed:
        yield f"the largest fixed costs of {one.name}: {', '.join(band.fixed)}"


def _upto(verb: str, count: int | None) -> str:
    if not count:
        return f"{verb} fewer users than the first of the table"
    return f"{verb} up to {upto(count)} users a month"


def _table(shown: Sequence[Curve], width: int) -> Iterator[Line]:
    """A sparkline in one scale for all, and the cost at each power of ten."""
    sizes = (_size(point) for one in shown for point in one.points)
    amounts = [size for size in sizes if size is not None]
    low, high = min(amounts, default=0.0), max(amounts, default=0.0)
    decades = _decades(shown[0].points)
    rows = [["USD a month", "", *(plot.short(shown[0].points[at].mau) for at in decades)]]
    for one in shown:
        rows.append([one.name, _spark(one, low, high), *(_cell(one.points[at]) for at in decades)])
    yield from columns(rows, left=2, width=width)


def _decades(points: Sequence[Point]) -> list[int]:
    """The indices of the points at, or next to, the powers of ten, and of both ends."""
    first, last = points[0].mau, points[-1].mau
    powers = [10**p for p in range(floor(log10(max(first, 1))), floor(log10(max(last, 1))) + 1)]
    wanted = dict.fromkeys((first, *(p for p in powers if first < p < last), last))
    near = (min(range(len(points)), key=lambda at: abs(points[at].mau - w)) for w in wanted)
    return list(dict.fromkeys(near))


def _cell(point: Point) -> str:
    said = rough(point.cost) if point.cost else "?"
    return f"{'! ' if point.ends or point.beyond else ''}{said}"


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


def table(found: Curves) -> str:
    """A line for each point of each curve."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    names = ("usd_a_month", "usd_at_low_load", "usd_at_high_load", "at_least")
    writer.writerow(["name", "mau", *names, "beyond_the_plan", "beyond_its_size"])
    for band in (*found.phases, *found.alternatives):
        rows = zip(band.typical.points, band.low.points, band.high.points, strict=True)
        for point, low, high in rows:
            known = [cents(p.cost.amount) if p.cost else "" for p in (point, low, high)]
            is_open = str(point.cost.is_open).lower() if point.cost else ""
            beyond = "; ".join(point.beyond)
            writer.writerow([band.name, point.mau, *known, is_open, point.ends, beyond])
    return out.getvalue()


def picture(found: Curves) -> str:
    """The curves by powers of ten, a ring where two cross and a bar from low to high load."""
    series = [
        plot.Series(band.name, known, _carried(band.typical))
        for band in found.phases
        if (known := [(p.mau, p.cost.amount) for p in band.typical.points if p.cost])
    ]
    marks = [
        plot.Mark(each.typical.mau, each.typical.amount, each.found[0].mau, each.found[-1].mau)
        for one, other in found.pairs
        for each in ranged(one, other)
        if each.typical
    ]
    return plot.lines(series, marks)


def _carried(one: Curve) -> int | None:
    """Up to how many users the plans and the sizes of config carry; None for all."""
    ends = [end for end in (one.carries_to, one.sized_for) if end is not None]
    return min(ends, default=None)
