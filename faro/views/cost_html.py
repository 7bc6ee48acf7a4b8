"""Costs as one page that needs nothing else: no network, no script, light or dark as the reader is.

What a program says is escaped; every figure is in the table, the plots only show it.
"""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence

from faro.pricing import CostReport, Forecast
from faro.views import bill, cost_diff
from faro.views.cost_rows import FIXED_ONLY, Kind, Row, notes, rows, vendors
from faro.views.line import plain, printable
from faro.views.plot import Bar, bars

_STYLE = """
:root { color-scheme: light dark; --ink: #1f2328; --soft: #59636e; --line: #d1d9e0; --page: #fff }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6edf3; --soft: #9198a1; --line: #3d444d; --page: #0d1117 }
}
body { background: var(--page); color: var(--ink); font: 16px/1.5 system-ui, sans-serif;
  margin: 2rem auto; max-width: 72rem; padding: 0 1rem }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; white-space: nowrap }
.wide { overflow-x: auto }
th, td { border-bottom: 1px solid var(--line); padding: .25rem .75rem; text-align: right }
th:first-child, td:first-child { text-align: left }
.head th, .total td { border-top: 2px solid var(--line); font-weight: 600 }
.part td, figcaption, summary + ul { color: var(--soft) }
figure { margin: 1.5rem 0 } svg { height: auto; max-width: 100% }
dl { color: var(--soft); display: grid; gap: 0 1rem; grid-template-columns: max-content 1fr }
dd { margin: 0 }
details { margin: .5rem 0 } pre { overflow-x: auto }
"""


def render(report: CostReport, *, compared: bool = False) -> str:
    """The page."""
    found = report.forecasts
    body = [
        "<h1>Cost of a month</h1>",
        *_heading(report),
        *(_difference(*found) if compared else ()),
        _figure(found),
        f'<div class="wide">{_table(list(rows(found)))}</div>',
        *(_details(forecast) for forecast in found),
    ]
    return (
        '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width">\n<title>Cost of a month</title>\n'
        f"<style>{_STYLE}</style>\n" + "\n".join(body) + "\n</html>\n"
    )


def text(said: str) -> str:
    """Escape a text of a program."""
    return html.escape(printable(said))


def _heading(report: CostReport) -> Iterator[str]:
    """Return the summary in a sentence, and its basis."""
    found = report.heading
    yield f"<p><strong>{text(found.answer)}</strong></p>"
    basis = "".join(f"<dt>{label}</dt><dd>{text(said)}</dd>" for label, said in found.basis)
    yield f"<dl>{basis}</dl>"
    if report.hint:
        yield (f"<p>{FIXED_ONLY} <code>{text(report.hint)}</code></p>")


def _difference(old: Forecast, new: Forecast) -> Iterator[str]:
    yield f"<h2>{text(cost_diff.title(old, new))}</h2>"
    head = "".join(f"<th>{label}</th>" for label in ("resource", "vendor", "difference", ""))
    rows_ = "".join(
        f"<tr><td>{text(f'{row.sign} {row.name}')}</td><td>{text(row.vendor)}</td>"
        f"<td>{row.more}</td><td>{text(row.both)}</td></tr>"
        for row in cost_diff.rows(old, new)
    )
    yield f'<div class="wide"><table><tr class="head">{head}</tr>{rows_}</table></div>'
    yield f"<p><strong>{text(cost_diff.totals(old, new))}</strong></p>"


def _figure(found: Sequence[Forecast]) -> str:
    stacks = [Bar(f.name, vendors(f.typical)) for f in found]
    caption = (
        "US dollars a month by vendor, as far as they are known. In the table ≥: at least, for a "
        "part is not known; ?: nothing is known; !: the load goes beyond a limit, named below."
    )
    return f"<figure>{bars(stacks)}<figcaption>{caption}</figcaption></figure>"


def _table(found: Sequence[Row]) -> str:
    return "<table>\n" + "\n".join(map(_row, found)) + "\n</table>"


def _row(row: Row) -> str:
    tag = "th" if row.kind is Kind.HEAD else "td"
    cells = "".join(f"<{tag}>{text(cell)}</{tag}>" for cell in (row.label, *row.cells))
    return f'<tr class="{row.kind.value}">{cells}</tr>'


def _details(forecast: Forecast) -> str:
    found = notes(forecast)
    items = "".join(f"<li>{text(k)}: {text(', '.join(v))}</li>" for k, v in found.open)
    lines = html.escape(plain(bill.render(forecast.typical)))
    head = f"<summary>{text(forecast.name)}: {found.counts}</summary>"
    return f"<details>{head}<ul>{items}</ul><pre>{lines}</pre></details>"
