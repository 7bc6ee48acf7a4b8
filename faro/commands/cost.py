"""``faro cost``: what a month costs, side by side or from one phase to another."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from faro.commands.options import (
    CONTEXT,
    MAU,
    OUT,
    OWN_PRICES,
    PROGRAM,
    USAGE,
    WORKLOAD,
    format_,
)
from faro.commands.output import deliver, progress, tell
from faro.model.diagnostic import ExitCode

if TYPE_CHECKING:
    from faro.pricing import CostReport
    from faro.views.line import Line


@click.command(context_settings=CONTEXT, short_help="Estimate what a month costs.")
@click.argument("targets", nargs=-1, metavar="[PHASE|FILE]...")
@PROGRAM
@click.option("--from", "before", metavar="PHASE|FILE", help="Compare with --to.")
@click.option("--to", "after", metavar="PHASE|FILE", help="What --from is compared with.")
@MAU
@WORKLOAD
@USAGE
@OWN_PRICES
@format_("text", "json", "markdown", "html")
@OUT
def cost(
    *,
    targets: tuple[str, ...],
    before: str | None,
    after: str | None,
    format_: str,
    out: Path | None,
    **asked: Any,
) -> int:
    """Estimate a month of each PHASE, stack export or preview JSON, side by side; without any, of
    every phase. PHASE+PHASE is both at the same time, none a usage file alone.

    What is not known is not zero: the total is then the least that it can be.
    """
    from faro.pricing import CostRequest, forecast

    compared = _compared(targets, before, after)
    _check_usage(asked)
    request = CostRequest(targets=compared or targets, **asked)
    with progress() as told:
        report = forecast(request, told)
    deliver(_made(report, format_, compared=bool(compared)), out)
    tell(report.diagnostics)
    return ExitCode.NOTHING_TO_DO


def _made(report: CostReport, format_: str, *, compared: bool) -> str | Iterable[Line]:
    from faro.views import cost as text
    from faro.views import cost_diff, cost_html, cost_markdown, infracost

    if format_ == "json":
        return infracost.render(report.forecasts, compared=compared)
    if format_ == "markdown":
        return cost_markdown.render(report)
    if format_ == "html":
        return cost_html.render(report)
    return cost_diff.render(*report.forecasts) if compared else text.render(report)


def _compared(targets: tuple[str, ...], before: str | None, after: str | None) -> tuple[str, ...]:
    """The two sides of a comparison; empty where none is asked for."""
    if before is None and after is None:
        return ()
    if before is None or after is None or targets:
        raise click.UsageError("Give --from and --to together, and no PHASE beside them.")
    return before, after


def _check_usage(asked: dict[str, Any]) -> None:
    if asked["usage"] and (asked["workload"] or asked["mau"] is not None):
        raise click.UsageError("--usage takes the place of --mau and --workload: give one.")
