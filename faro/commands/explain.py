"""``faro explain``: where the cost of a resource, a component, a vendor or a meter comes from."""

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
    STRICT,
    TIME_LIMIT,
    USAGE,
    WORKLOAD,
    check_usage,
)
from faro.commands.output import columns, deliver, progress
from faro.model.diagnostic import ExitCode


@click.command(context_settings=CONTEXT, short_help="Show where a cost comes from.")
@click.argument("word", required=False, metavar="[WORD]")
@click.argument("target", required=False, metavar="[PHASE|FILE]")
@click.option(
    "--sensitivity",
    "of_phase",
    metavar="PHASE|FILE",
    help="Instead of a word: the five assumptions that move this bill most. Needs a load.",
)
@PROGRAM
@CONFIG
@MAU
@WORKLOAD
@USAGE
@OWN_PRICES
@TIME_LIMIT
@STRICT
@OUT
def explain(
    *, word: str | None, target: str | None, of_phase: str | None, out: Any, **asked: Any
) -> int:
    """Show the arithmetic of each line of a bill that WORD names: a resource by name or URN, a
    component, a vendor, a meter, or account for what is not charged to a resource. With its price,
    source and date, and what its quantity comes from: the program, a usage file, or figures of the
    workload that were measured, given or assumed.

    --sensitivity prices a PHASE with one assumption after the other at its low and its high end.
    """
    from faro import explain as explainer
    from faro.pricing import CostRequest
    from faro.views import explain as view

    check_usage(asked)
    if of_phase is not None:
        return _sensitivity(of_phase, word, out, asked)
    if word is None:
        raise click.UsageError("Give a WORD of a bill, or --sensitivity PHASE.")
    request = CostRequest(targets=(target,) if target else (), **asked)
    with progress() as told:
        found = explainer.explain(request, word, told)
    deliver(view.render(found, columns(out)), out)
    return ExitCode.NOTHING_TO_DO


def _sensitivity(target: str, word: str | None, out: Any, asked: Any) -> int:
    """The largest swings of one bill."""
    from faro import sensitivity
    from faro.pricing import CostRequest, typical
    from faro.views import sensitivity as view

    request = CostRequest(targets=(target,), **asked)
    habits = typical(request)
    if word is not None or habits is None:
        raise click.UsageError(
            "--sensitivity needs a load and no WORD: faro explain --sensitivity PHASE --mau 10k"
        )
    with progress() as told:
        found = sensitivity.sensitivity(request, habits, told)
    deliver(view.render(found, columns(out)), out)
    return ExitCode.NOTHING_TO_DO
