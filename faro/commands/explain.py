"""``faro explain``: where the cost of one resource comes from."""

from __future__ import annotations

from typing import Any

import click

from faro.commands.options import (
    CONFIG,
    CONTEXT,
    MAU,
    OUT,
    OWN_PRICES,
    PROGRAM,
    USAGE,
    WORKLOAD,
    check_usage,
)
from faro.commands.output import deliver, progress
from faro.model.diagnostic import ExitCode


@click.command(context_settings=CONTEXT, short_help="Show where the cost of a resource comes from.")
@click.argument("resource", metavar="URN|NAME")
@click.argument("target", required=False, metavar="[PHASE|FILE]")
@PROGRAM
@CONFIG
@MAU
@WORKLOAD
@USAGE
@OWN_PRICES
@OUT
def explain(*, resource: str, target: str | None, out: Any, **asked: Any) -> int:
    """Show the arithmetic of each line that RESOURCE is charged, its price with source and date,
    and what its quantity comes from: the program, a usage file, or figures of the workload that
    were measured, given or assumed.
    """
    from faro import explain as explainer
    from faro.pricing import CostRequest
    from faro.views import explain as view

    check_usage(asked)
    request = CostRequest(targets=(target,) if target else (), **asked)
    with progress() as told:
        found = explainer.explain(request, resource, told)
    deliver(view.render(found), out)
    return ExitCode.NOTHING_TO_DO
