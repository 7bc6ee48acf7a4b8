"""``faro cost``: monthly costs, side by side or as a difference."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from faro.commands.options import (
    ALL_STACKS,
    CONFIG,
    CONTEXT,
    FILE,
    MAU,
    OUT,
    OWN_PRICES,
    PROGRAM,
    STRICT,
    TIME_LIMIT,
    USAGE,
    WORKLOAD,
    check_usage,
    format_,
    more,
    stack,
    stacks,
)
from faro.commands.output import columns, deliver, of_suffix, progress, tell
from faro.commands.selected import or_selected
from faro.model.diagnostic import Diagnostic, ExitCode, Severity

if TYPE_CHECKING:
    from faro.cost.budget import Budget
    from faro.pricing import CostReport
    from faro.views.line import Line


@click.command(
    context_settings=CONTEXT,
    short_help="Estimate what a month costs.",
    epilog=more(
        "estimates.md",
        ("faro cost dev --mau 10k", "at ten thousand users a month"),
        ("faro cost --from dev --to prod --mau 10k", "what prod costs more"),
        ("faro cost state.json --usage usage.yml", "a stack export, by quantities"),
    ),
)
@click.argument("targets", nargs=-1, metavar="[STACK|FILE]...", shell_complete=stacks)
@stack(multiple=True)
@ALL_STACKS
@PROGRAM
@CONFIG
@click.option(
    "--from", "before", metavar="STACK|FILE", shell_complete=stacks, help="Compare with --to."
)
@click.option(
    "--to",
    "after",
    metavar="STACK|FILE",
    shell_complete=stacks,
    help="What --from is compared with.",
)
@MAU
@WORKLOAD
@USAGE
@OWN_PRICES
@TIME_LIMIT
@STRICT
@format_("text", "json", "markdown", "html")
@OUT
@click.option(
    "--budget",
    type=FILE,
    metavar="FILE",
    help="Budget file; exit with 3 if a limit is exceeded.",
)
def cost(
    *,
    targets: tuple[str, ...],
    stack: tuple[str, ...],
    all_stacks: bool,
    before: str | None,
    after: str | None,
    format_: str,
    out: Path | None,
    budget: Path | None,
    **asked: Any,
) -> int:
    """Estimate a month of each STACK, stack export or preview JSON, side by side; without any, of
    the selected stack, else of every stack. STACK+STACK is both at the same time, none a usage file
    alone.

    What is not known is not zero: the total is then the least that it can be. Ends with 3 where a
    budget is exceeded.
    """
    from faro.cost import budget as budgets
    from faro.pricing import CostRequest, forecast

    targets = (*targets, *stack)
    compared = _compared(targets, before, after)
    check_usage(asked)
    limits = budgets.FILE.read(budget) if budget else None
    if limits and limits.on_increase and not compared:
        raise click.UsageError("The budget limits an increase: give --from and --to.")
    chosen = compared or or_selected(targets, asked["program"], every=all_stacks)
    request = CostRequest(targets=chosen, compared=bool(compared), **asked)
    with progress() as told:
        report = forecast(request, told)
    made = _made(report, of_suffix(format_, out), columns(out), compared=bool(compared))
    deliver(made, out)
    tell(report.diagnostics)
    return _gate(limits, report, compared=bool(compared)) if limits else ExitCode.NOTHING_TO_DO


def _gate(budget: Budget, report: CostReport, *, compared: bool) -> int:
    """A line for each limit that is exceeded; the exit code."""
    from faro.cost.budget import exceeded, unmatched

    *before, last = report.forecasts
    pairs = [(last, before[0])] if compared else [(each, None) for each in report.forecasts]
    found = [
        reason
        for new, old in pairs
        for reason in exceeded(budget, new.name, new.typical, old.typical if old else None)
    ]
    absent = list(unmatched(budget, {each.name: each.typical for each in report.forecasts}))
    tell(_diagnostic(Severity.WARNING, "Budget limit matches nothing", a) for a in absent)
    tell(_diagnostic(Severity.ERROR, "Budget exceeded", reason) for reason in found)
    return ExitCode.POLICY_VIOLATED if found else ExitCode.NOTHING_TO_DO


def _diagnostic(severity: Severity, summary: str, detail: str) -> Diagnostic:
    return Diagnostic(severity=severity, summary=summary, detail=detail)


def _made(report: CostReport, format_: str, width: int, *, compared: bool) -> str | Iterable[Line]:
    from faro.views import cost as text
    from faro.views import cost_diff, cost_html, cost_markdown, infracost

    if format_ == "json":
        return infracost.render(report, compared=compared)
    if format_ == "markdown":
        return cost_markdown.render(report, compared=compared)
    if format_ == "html":
        return cost_html.render(report, compared=compared)
    return cost_diff.render(report, width) if compared else text.render(report, width)


def _compared(targets: tuple[str, ...], before: str | None, after: str | None) -> tuple[str, ...]:
    """The two sides of a comparison; empty where none is asked for."""
    if before is None and after is None:
        return ()
    if before is None or after is None or targets:
        raise click.UsageError("Give --from and --to together, without a STACK.")
    if before == after:
        raise click.UsageError(f"--from and --to are both {before!r}: name two different targets.")
    return before, after
