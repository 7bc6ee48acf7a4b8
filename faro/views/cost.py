"""Forecasts as lines of text: the heading, the table, for a single one its bill, what is open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from faro.cost.heading import Heading
from faro.pricing import CostReport, Forecast
from faro.views import bill
from faro.views.cost_rows import FIXED_ONLY, Kind, Row, notes, rows
from faro.views.line import Line, Span, line
from faro.views.wrapped import WIDTH, side_by_side, wrapped

_GAP = "  "
_STYLES = {Kind.HEAD: "bold", Kind.TOTAL: "bold", Kind.PART: "dim", Kind.ITEM: ""}
_LEGEND = {
    "≥": "≥ at least: a part is not known",
    "≤": "≤ at most",
    "≈": "≈ partly estimated from prices in other regions",
    "?": "? not known",
    "!": "! beyond a limit, named below",
}


def render(report: CostReport, width: int = WIDTH) -> Iterator[Line]:
    """US dollars a month.

    `≥` where something is open, `?` where nothing is known, `!` where a plan or a limit of the
    program does not carry the load.
    """
    yield from heading(report.heading, width)
    yield line()
    found = list(rows(report.forecasts))
    yield from _table(found, width)
    yield line()
    legend = [said for sign, said in _LEGEND.items() if any(_has(row, sign) for row in found)]
    if legend:
        yield from (line(Span(text, "dim")) for text in wrapped("; ".join(legend), width))
        yield line()
    if len(report.forecasts) == 1 and report.forecasts[0].typical.bill.lines:
        yield from bill.render(report.forecasts[0].typical, width)
        yield line()
    for forecast in report.forecasts:
        yield from _notes(forecast, width)
    yield from hint(report)


def heading(found: Heading, width: int) -> Iterator[Line]:
    """Return the summary in a sentence, and its basis."""
    for text in wrapped(found.answer, width):
        yield line(Span(text, "bold"))
    for label, said in found.basis:
        for text in wrapped(f"{label}: {said}", width, hang=2):
            yield line(Span(text, "dim"))


def hint(report: CostReport) -> Iterator[Line]:
    """The command that prices a load, where none was given."""
    if report.hint:
        yield line()
        yield line(f"{FIXED_ONLY} {report.hint}")


def _has(row: Row, sign: str) -> bool:
    return any(sign in cell for cell in row.cells)


def _table(found: Sequence[Row], width: int) -> Iterator[Line]:
    """In blocks of as many targets as fit."""
    labels = [_label(row) for row in found]
    first = max(map(len, labels))
    widths = [max(map(len, column)) for column in zip(*(row.cells for row in found), strict=True)]
    for number, block in enumerate(side_by_side(widths, first, width, len(_GAP))):
        if number:
            yield line()
        for at, (row, label) in enumerate(zip(found, labels, strict=True)):
            if row.kind is not Kind.HEAD and not any(row.cells[block]):
                continue
            if row.kind is Kind.HEAD and at:
                yield line()
            cells = zip(row.cells[block], widths[block], strict=True)
            texts = [label.ljust(first), *(cell.rjust(size) for cell, size in cells)]
            yield line(Span(_GAP.join(texts), _STYLES[row.kind]))


def _label(row: Row) -> str:
    return f"  {row.label}" if row.kind is Kind.PART else row.label


def _notes(forecast: Forecast, width: int) -> Iterator[Line]:
    found = notes(forecast)
    yield line(f"{forecast.name}: {found.counts}")
    for label, things in found.open:
        for text in wrapped(f"{label}: {', '.join(things)}", width - 2, hang=2):
            yield line(Span(f"  {text}", "dim"))
