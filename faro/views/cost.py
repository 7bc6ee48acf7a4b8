"""Forecasts as lines of text: the table, for a single one its bill, then what is open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from faro.pricing import CostReport, Forecast
from faro.views import bill
from faro.views.cost_rows import Kind, Row, notes, rows
from faro.views.line import Line, Span, line

_GAP = "  "
_STYLES = {Kind.HEAD: "bold", Kind.TOTAL: "bold", Kind.PART: "dim", Kind.ITEM: ""}


def render(report: CostReport) -> Iterator[Line]:
    """US dollars a month.

    `≥` where something is open, `?` where nothing is known, `!` where a plan does not carry the
    load.
    """
    yield from _table(report.forecasts)
    if len(report.forecasts) == 1 and report.forecasts[0].typical.bill.lines:
        yield line()
        yield from bill.render(report.forecasts[0].typical)
    yield line()
    for forecast in report.forecasts:
        yield from _notes(forecast)


def _table(forecasts: Sequence[Forecast]) -> Iterator[Line]:
    found = list(rows(forecasts))
    labels = [_label(row) for row in found]
    first = max(map(len, labels))
    widths = [max(map(len, column)) for column in zip(*(row.cells for row in found), strict=True)]
    for number, (row, label) in enumerate(zip(found, labels, strict=True)):
        if row.kind is Kind.HEAD and number:
            yield line()
        cells = (cell.rjust(width) for cell, width in zip(row.cells, widths, strict=True))
        yield line(Span(_GAP.join([label.ljust(first), *cells]), _STYLES[row.kind]))


def _label(row: Row) -> str:
    return f"  {row.label}" if row.kind is Kind.PART else row.label


def _notes(forecast: Forecast) -> Iterator[Line]:
    found = notes(forecast.typical)
    yield line(f"{forecast.name}: {found.counts}")
    for heading, things in found.open:
        yield line(Span(f"  {heading}: {', '.join(things)}", "dim"))
