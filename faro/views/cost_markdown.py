"""Forecasts for a pull request or a job summary: the heading, the table, the difference of a
comparison, then what is open, folded.
"""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence

from faro.pricing import CostReport, Forecast
from faro.views import cost_diff
from faro.views.cost_rows import FIXED_ONLY, Kind, Row, notes, rows
from faro.views.line import printable
from faro.views.markdown import cells, code


def render(report: CostReport, *, compared: bool = False) -> str:
    """The whole document."""
    found = report.heading
    parts = ["## Cost", f"**{_plain(found.answer)}**"]
    parts.append("\n".join(f"- {label}: {_plain(said)}" for label, said in found.basis))
    if compared:
        parts.append("\n".join(_difference(*report.forecasts)))
    parts.append("\n".join(_table(list(rows(report.forecasts)))))
    parts += [_notes(forecast) for forecast in report.forecasts]
    if report.hint:
        parts.append(f"{FIXED_ONLY} {code(report.hint)}")
    return "\n\n".join(parts) + "\n"


def _plain(said: str) -> str:
    """A text with names of the user's in it, as text."""
    return html.escape(printable(said)).replace("*", "\\*").replace("`", "\\`").replace("_", "\\_")


def _difference(old: Forecast, new: Forecast) -> Iterator[str]:
    yield cells(["", "difference", "resource", "vendor", "USD a month"])
    yield cells(["---", "---:", "---", "---", "---:"])
    for row in cost_diff.rows(old, new):
        yield cells([row.sign, row.more, code(row.name), row.vendor, row.both])
    yield f"\n**{cost_diff.totals(old, new)}**"


def _table(found: Sequence[Row]) -> Iterator[str]:
    head, *rest = found
    yield cells([head.label, *map(code, head.cells)])
    yield cells(["---", *("---:" for _ in head.cells)])
    for row in rest:
        strong = "**" if row.kind in (Kind.TOTAL, Kind.HEAD) else ""
        label = code(row.label) if row.kind is Kind.ITEM else row.label
        yield cells([f"{strong}{label}{strong}", *row.cells])


def _notes(forecast: Forecast) -> str:
    found = notes(forecast)
    lines = [f"- {heading}: {', '.join(map(code, things))}" for heading, things in found.open]
    summary = f"<code>{html.escape(printable(forecast.name))}</code>: {found.counts}"
    return "\n".join(["<details>", f"<summary>{summary}</summary>", "", *lines, "", "</details>"])
