"""Forecasts for a pull request or a job summary: the table, then what is open, folded."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence

from faro.pricing import CostReport, Forecast
from faro.views.cost_rows import Kind, Row, notes, rows
from faro.views.line import printable
from faro.views.markdown import cells, code


def render(report: CostReport) -> str:
    """The whole document."""
    parts = ["## Cost", "\n".join(_table(list(rows(report.forecasts))))]
    parts += [_notes(forecast) for forecast in report.forecasts]
    return "\n\n".join(parts) + "\n"


def _table(found: Sequence[Row]) -> Iterator[str]:
    head, *rest = found
    yield cells([head.label, *map(code, head.cells)])
    yield cells(["---", *("---:" for _ in head.cells)])
    for row in rest:
        strong = "**" if row.kind in (Kind.TOTAL, Kind.HEAD) else ""
        label = code(row.label) if row.kind is Kind.ITEM else row.label
        yield cells([f"{strong}{label}{strong}", *row.cells])


def _notes(forecast: Forecast) -> str:
    found = notes(forecast.typical)
    lines = [f"- {heading}: {', '.join(map(code, things))}" for heading, things in found.open]
    summary = f"<code>{html.escape(printable(forecast.name))}</code>: {found.counts}"
    return "\n".join(["<details>", f"<summary>{summary}</summary>", "", *lines, "", "</details>"])
