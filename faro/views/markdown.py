"""The report for a pull request or a job summary: counts, risks, and each plan folded away.

Whatever a program or a state file says stands in code (a span or a fenced block), where neither
Markdown nor HTML nor a mention means anything.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator

from faro.model.diagnostic import Diagnostic
from faro.model.plan import Plan
from faro.model.report import Report
from faro.views import diagnostics, text, words
from faro.views.line import Line, plain, printable
from faro.views.money import is_priced, sides

MARK = "<!-- faro preview -->"
"""The first line, by which a bot finds its own comment again."""
_MARKS = {"+": "+", "-": "-", "--": "-", "~": "!", "+-": "!", "-+": "!"}
"""What a ``diff`` block colours a line by, for each symbol; the other lines begin with a space."""


def render(report: Report, *, diff: bool = False, show_same: bool = False) -> str:
    """The whole document."""
    parts = [MARK, "## Preview"]
    parts += _found(report.all_diagnostics)
    if report.plans:
        parts.append("\n".join(_table(report.plans)))
    parts += _risks(report.plans)
    parts += [_details(plan, diff=diff, show_same=show_same) for plan in report.plans]
    return "\n\n".join(parts) + "\n"


def code(untrusted: str) -> str:
    """A code span that the text cannot end."""
    shown = printable(untrusted)
    fence = "`" * (_longest_run(shown) + 1)
    pad = " " if "`" in shown else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def fenced(language: str, lines: str) -> str:
    """A fenced block that the lines cannot end."""
    fence = "`" * max(3, _longest_run(lines) + 1)
    return f"{fence}{language}\n{lines}{fence}"


def _longest_run(lines: str) -> int:
    return max((len(run) for run in re.findall("`+", lines)), default=0)


def _found(found: tuple[Diagnostic, ...]) -> Iterator[str]:
    if found:
        yield fenced("text", plain(diagnostics.render(found)))


def _table(plans: tuple[Plan, ...]) -> Iterator[str]:
    """Counts with a column for each phase; only the actions that occur."""
    counts = [plan.counts for plan in plans]
    yield cells(["", *(code(plan.new.stack) for plan in plans)])
    yield cells(["---", *("---:" for _ in plans)])
    yield cells(["against", *(_base(plan) for plan in plans)])
    for action, label in words.COUNTED.items():
        if any(count[action] for count in counts):
            yield cells([label, *(str(count[action] or "") for count in counts)])
    if any(is_priced(plan.cost) for plan in plans):
        yield cells(["USD a month before usage", *(_cost(plan) for plan in plans)])


def _cost(plan: Plan) -> str:
    return sides(plan.cost) if plan.cost and is_priced(plan.cost) else ""


def _base(plan: Plan) -> str:
    return code(plan.old.origin or plan.old.stack) if plan.old else "an empty stack"


def cells(texts: Iterable[str]) -> str:
    """A row of a table."""
    return "| " + " | ".join(text.replace("|", "\\|") for text in texts) + " |"


def _risks(plans: tuple[Plan, ...]) -> Iterator[str]:
    lines = [_risk(plan, risk) for plan in plans for risk in words.risks(plan)]
    if lines:
        yield "\n".join(["**Data at risk**", "", *lines])


def _risk(plan: Plan, risk: words.Risk) -> str:
    place = f" ({code(risk.place)})" if risk.place else ""
    return f"- {code(plan.new.stack)}: {code(risk.subject)} {risk.fate}{place}"


def _details(plan: Plan, *, diff: bool, show_same: bool) -> str:
    summary = f"<code>{html.escape(printable(plan.new.stack))}</code>: {text.total(plan)}"
    tree = text.tree_lines(plan, diff=diff, show_same=show_same)
    lines = [_marked(spans) for spans in (*tree, *text.doubt_lines(plan, diff=diff))]
    block = fenced("diff", "".join(lines) or "nothing to show\n")
    return f"<details>\n<summary>{summary}</summary>\n\n{block}\n\n</details>"


def _marked(spans: Line) -> str:
    """A line of the tree with its mark in front; any other line one column to the right."""
    shown = plain([spans])
    sign = spans[0].text.strip() if len(spans[0].text) == text.MARGIN else ""
    mark = _MARKS.get(sign, " ")
    if sign and sign.startswith(mark):
        return f"{shown[: text.MARGIN]} {shown[text.MARGIN :]}"
    return mark + shown
