"""The report as lines of text: a tree by component for each plan, then risks, doubts and counts."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from faro.model.diagnostic import Severity
from faro.model.plan import Action, DiffKind, Plan
from faro.model.report import Report
from faro.views import words
from faro.views.line import Line, Span, line, printable
from faro.views.money import change, is_priced, of_account, sides
from faro.views.risks import Kind, risks
from faro.views.tree import Property, Row, doubted, outputs, rows
from faro.views.values import WIDTH, cut, short, short_pair
from faro.views.wrapped import folded

STYLES = {
    Action.CREATE: "green",
    Action.UPDATE: "yellow",
    Action.REPLACE: "bright_magenta",
    Action.DELETE: "red",
    Action.DELETE_REPLACED: "bright_red",
    Action.READ: "bright_cyan",
    Action.DISCARD: "red",
    Action.IMPORT: "green",
}
"""Pulumi's own colours (``sdk/go/common/diag/colors``)."""
SIGNS = {
    DiffKind.ADD: ("+", "green"),
    DiffKind.DELETE: ("-", "red"),
    DiffKind.UPDATE: ("~", "yellow"),
}
_TOLD = {
    Kind.DATA: Span("warning: ", "bold red"),
    Kind.RESTART: Span("downtime: ", "bold yellow"),
    Kind.TRAFFIC: Span("traffic: ", "bold"),
}
"""Risks that the tree alone does not tell."""
_INDENT = "  "
MARGIN = 3
_WIDEST_NAME = 40
_FEES = "(account)"


def render(
    report: Report, *, diff: bool = False, show_same: bool = False, width: int | None = None
) -> tuple[Line, ...]:
    """Every plan of the report, an empty line between two; in ``width`` columns, if it is given.

    With ``diff`` the lines stay whole: a value that is cut in two cannot be copied.
    """
    blocks = (plan_lines(plan, diff=diff, show_same=show_same) for plan in report.plans)
    lines = chain.from_iterable((line(), *block) for block in blocks)
    if width is not None and not diff:
        lines = chain.from_iterable(_fitted(each, width) for each in lines)
    return tuple(lines)[1:]


def _fitted(long: Line, width: int) -> Iterator[Line]:
    """A line of a plan in lines of so many columns, the further ones below its first word."""
    text = "".join(span.text for span in long)
    if len(text) <= width:
        return iter((long,))
    start = next((at for at, sign in enumerate(text) if sign.isalnum()), 0)
    return folded(long, width, hang=min(start + len(_INDENT), width // 2))


def plan_lines(plan: Plan, *, diff: bool, show_same: bool) -> Iterator[Line]:
    """One plan from its header to its line of counts."""
    yield line(Span(words.target(plan), "bold"), f"  {words.against(plan)}")
    yield from tree_lines(plan, diff=diff, show_same=show_same)
    yield from output_lines(plan, diff=diff)
    for risk in risks(plan):
        if risk.kind not in _TOLD:
            continue
        place = f"  {risk.place}" if risk.place else ""
        yield line(_TOLD[risk.kind], f"{risk.subject} {risk.fate}", Span(place, "dim"))
    yield from doubt_lines(plan, diff=diff)
    yield line(Span(total(plan), "bold"))


def total(plan: Plan) -> str:
    """The counts, and whether they are all."""
    failed = any(found.severity is Severity.ERROR for found in plan.diagnostics)
    cost = (
        f"; {sides(plan.cost)} USD a month before usage"
        if plan.cost and is_priced(plan.cost)
        else ""
    )
    return f"{words.counts(plan)}{cost}{'; not complete, see the errors' if failed else ''}"


def tree_lines(plan: Plan, *, diff: bool, show_same: bool) -> Iterator[Line]:
    """The rows, their types in one column, each followed by its properties."""
    tree = rows(plan, diff=diff, show_same=show_same)
    column = max((min(len(_label(row)), _WIDEST_NAME) for row in tree), default=0)
    money = [change((*row.changes, *row.inside), plan.cost) for row in tree]
    fees = of_account(plan.cost)
    widest = max(map(len, [*money, fees]), default=0)
    width = None if diff else WIDTH
    for row, amount in zip(tree, money, strict=True):
        yield row_line(row, column, f"{amount:>{widest}}" if widest else "")
        for item in row.properties:
            yield property_line(item, row.depth, width)
    if fees:
        amount = f"{fees:>{widest}}"
        yield line(
            " " * MARGIN, f"{_FEES:<{column}}", f"  {amount}", Span("  fees and credits", "dim")
        )


def _label(row: Row) -> str:
    return _INDENT * row.depth + printable(words.name(row))


def row_line(row: Row, column: int, amount: str = "") -> Line:
    """Symbol, name, what it costs more, type and what else is to be said of one resource or of many
    alike.
    """
    style = STYLES.get(row.change.action, "")
    note = words.note(row.change)
    members = words.members(row)
    return line(
        Span(f"{words.symbol(row.change):<{MARGIN}}", style),
        Span(f"{_label(row):<{column}}", style),
        f"  {amount}" if amount else "",
        Span(f"  {words.short_type(row.change.resource.type)}", "dim"),
        f"  {members}" if members else "",
        f"  ({note})" if note else "",
    )


def property_line(item: Property, depth: int, width: int | None) -> Line:
    """Return the line of a property: old and new value, and whether it forces replacement."""
    sign, style = SIGNS[item.kind] if item.kind else ("", "")
    return line(
        " " * MARGIN + _INDENT * (depth + 1),
        Span(f"{sign} " if sign else "", style),
        f"{cut(item.path, width)}: {property_text(item, width)}",
        Span("  (forces replacement)" if item.replaces else "", "bright_magenta"),
    )


def property_text(item: Property, width: int | None) -> str:
    """The value, or both with an arrow between them."""
    if item.kind is DiffKind.UPDATE:
        return " => ".join(short_pair(item.old, item.new, width))
    return short(item.old if item.kind is DiffKind.DELETE else item.new, width)


def output_lines(plan: Plan, *, diff: bool) -> Iterator[Line]:
    """The outputs of the stack that change."""
    changed = outputs(plan)
    if changed:
        yield line(Span("outputs", "bold"))
    for item in changed:
        yield property_line(item, 0, None if diff else WIDTH)


def doubt_lines(plan: Plan, *, diff: bool) -> Iterator[Line]:
    """Yield the number of assumed results; with ``diff`` each of them."""
    summary = words.doubts(plan)
    if not summary:
        return
    yield line(Span("note: ", "bold"), summary, "" if diff else "; --diff lists them")
    if diff:
        for change, doubt in doubted(plan):
            yield line(f"  {words.doubt_line(change, doubt)}")
