"""The report for a pull request or a job summary: a summary line, a table, risks, then each plan
in a folded section.

Whatever a program or a state file says stands in code (a span or a fenced block), where neither
Markdown nor HTML nor a mention means anything. Only the folded plans are ever cut.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence

from faro.model.diagnostic import Diagnostic, Severity
from faro.model.plan import Plan
from faro.model.report import Report
from faro.views import diagnostics, text, words
from faro.views.limits import limits
from faro.views.line import Line, plain, printable
from faro.views.money import difference, is_priced, sides
from faro.views.risks import Kind, Risk, risks

MOST = 59_000
"""Characters of the whole; GitHub takes 65,536, and a comment's hidden line comes on top."""
_LISTED = 10
"""Lines of one kind of risk, or of limits; the others are counted."""
_SAID = 6_000
"""Characters of all diagnostics."""
_MARKS = {"+": "+", "-": "-", "--": "-", "~": "!", "+-": "!", "-+": "!"}
"""What a ``diff`` block colours a line by, for each symbol; the other lines begin with a space."""


def render(report: Report, *, diff: bool = False, show_same: bool = False) -> str:
    """The whole document, the newest state only."""
    plans = report.plans
    parts = [f"## {_verdict(report)}"]
    parts += _found(report.all_diagnostics)
    if plans:
        parts.append("\n".join(_table(plans)))
        parts += _basis(plans)
    parts += _risks(plans)
    parts += _limits(plans)
    left = MOST - len("\n\n".join(parts))
    for number, plan in enumerate(plans):
        details = _details(plan, left // (len(plans) - number), diff=diff, show_same=show_same)
        left -= len(details)
        parts.append(details)
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


def cells(texts: Iterable[str]) -> str:
    """A row of a table."""
    return "| " + " | ".join(text.replace("|", "\\|") for text in texts) + " |"


def _verdict(report: Report) -> str:
    """What a reader has to know, in one line."""
    if any(found.severity is Severity.ERROR for found in report.all_diagnostics):
        return "Preview fails"
    changing = [plan for plan in report.plans if plan.has_changes]
    if not changing:
        return "Nothing changes"
    if len(report.plans) == 1:
        said = words.counts(changing[0])
    else:
        said = f"{len(changing)} of {len(report.plans)} stacks change"
    grave = [plan for plan in changing if any(r.kind is Kind.DATA for r in risks(plan))]
    where = ", ".join(code(plan.new.stack) for plan in grave)
    return f"{said}; data at risk in {where}" if grave else said


def _found(found: tuple[Diagnostic, ...]) -> Iterator[str]:
    if found:
        yield fenced("text", _cut(plain(diagnostics.render(found)), _SAID))


def _table(plans: Sequence[Plan]) -> Iterator[str]:
    """A column for each stack; only the actions that occur, and money where there is a price."""
    counts = [plan.counts for plan in plans]
    yield cells(["", *(code(plan.new.stack) for plan in plans)])
    yield cells(["---", *("---:" for _ in plans)])
    yield cells(["against", *(_base(plan) for plan in plans)])
    for action, label in words.COUNTED.items():
        if any(count[action] for count in counts):
            yield cells([label, *(str(count[action] or "") for count in counts)])
    if any(is_priced(plan.cost) for plan in plans):
        yield cells(["USD a month before usage", *(_cost(plan) for plan in plans)])


def _basis(plans: Sequence[Plan]) -> Iterator[str]:
    """What the row of costs holds for."""
    costs = [plan.cost for plan in plans if plan.cost and is_priced(plan.cost)]
    days = [day for cost in costs for day in cost.read or ()]
    if days:
        yield (
            "Monthly costs without usage-based ones, at list prices read "
            f"{min(days)} to {max(days)}; for a load: `faro cost --mau N` or `--usage FILE`."
        )


def _base(plan: Plan) -> str:
    return code(plan.old.origin or plan.old.stack) if plan.old else "an empty stack"


def _cost(plan: Plan) -> str:
    if plan.cost is None or not is_priced(plan.cost):
        return ""
    more = difference(plan.cost.before, plan.cost.after, plan.cost.whole)
    return f"{sides(plan.cost)} ({more})" if more else sides(plan.cost)


def _risks(plans: Sequence[Plan]) -> Iterator[str]:
    """A list for each kind, with its number; each resource with the stacks in which it is."""
    stacks: dict[Risk, list[str]] = {}
    for plan in plans:
        for risk in risks(plan):
            stacks.setdefault(risk, []).append(plan.new.stack)
    for kind in Kind:
        lines = [_risk(risk, found) for risk, found in stacks.items() if risk.kind is kind]
        yield from _listed(kind.value, lines)


def _risk(risk: Risk, stacks: Sequence[str]) -> str:
    place = f" ({code(risk.place)})" if risk.place else ""
    return f"- {code(risk.subject)} {risk.fate} in {_stacks(stacks)}{place}"


def _stacks(stacks: Sequence[str]) -> str:
    rest = len(stacks) - _LISTED
    shown = ", ".join(map(code, stacks[:_LISTED]))
    return f"{shown} and {rest} more" if rest > 0 else shown


def _limits(plans: Sequence[Plan]) -> Iterator[str]:
    lines = [
        f"- {code(plan.new.stack)}: {code(limit.resource)} {code(limit.path)} "
        f"{code(limit.old)} → {code(limit.new)}"
        for plan in plans
        for limit in limits(plan)
    ]
    yield from _listed("Limits", lines)


def _listed(heading: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        rest = len(lines) - _LISTED
        more = [f"- and {rest} more, below"] if rest > 0 else []
        yield "\n".join([f"**{heading}: {len(lines)}**", "", *lines[:_LISTED], *more])


def _details(plan: Plan, most: int, *, diff: bool, show_same: bool) -> str:
    summary = f"<code>{html.escape(printable(plan.new.stack))}</code>: {text.total(plan)}"
    tree = text.tree_lines(plan, diff=diff, show_same=show_same)
    told = (*tree, *text.output_lines(plan, diff=diff), *text.doubt_lines(plan, diff=diff))
    lines = [_marked(spans) for spans in told]
    shown = _cut("".join(lines) or "nothing to show\n", most - len(summary) - _FRAME)
    block = fenced("diff", shown)
    return f"<details>\n<summary>{summary}</summary>\n\n{block}\n\n</details>"


_FRAME = 150
"""Characters around the lines of a folded plan, at most."""


def _cut(lines: str, most: int) -> str:
    """As many whole lines as fit, and how many more there are."""
    if len(lines) <= most:
        return lines
    kept = lines[: max(most, 0)].rpartition("\n")[0]
    rest = lines.count("\n") - kept.count("\n") - (1 if kept else 0)
    return f"{kept}\n… {rest:,} more lines\n" if kept else f"… {rest:,} more lines\n"


def _marked(spans: Line) -> str:
    """A line of the tree with its mark in front; any other line one column to the right."""
    shown = plain([spans])
    sign = spans[0].text.strip() if len(spans[0].text) == text.MARGIN else ""
    mark = _MARKS.get(sign, " ")
    if sign and sign.startswith(mark):
        return f"{shown[: text.MARGIN]} {shown[text.MARGIN :]}"
    return mark + shown
