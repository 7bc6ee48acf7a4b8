"""``faro explain``: where the cost of a resource, a component, a vendor or a meter comes from."""

from __future__ import annotations

from typing import Any

import click

from faro.commands.options import (
    ALL_STACKS,
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
    format_,
    more,
    stack,
    stacks,
)
from faro.commands.output import columns, deliver, progress
from faro.commands.selected import named, or_selected
from faro.model.diagnostic import ExitCode


@click.command(
    context_settings=CONTEXT,
    short_help="Show where a cost comes from.",
    epilog=more(
        "estimates.md",
        ("faro explain gemini dev --mau 10k", "each line of a component"),
        ("faro explain --sensitivity dev --mau 10k", "the assumptions that matter most"),
    ),
)
@click.argument("word", required=False, metavar="[WORD]")
@click.argument("target", default="", metavar="[STACK|FILE]", shell_complete=stacks)
@stack()
@ALL_STACKS
@click.option(
    "--sensitivity",
    "of_phase",
    metavar="STACK|FILE",
    shell_complete=stacks,
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
@format_("text", "json")
@OUT
def explain(
    *,
    word: str | None,
    target: str,
    stack: str,
    all_stacks: bool,
    of_phase: str | None,
    format_: str,
    out: Any,
    **asked: Any,
) -> int:
    """Show the arithmetic of each line of a bill that WORD names: a resource by name or URN, a
    component, a vendor, a meter, or account for what is not charged to a resource. With its price,
    source and date, and what its quantity comes from: the program, a usage file, or figures of the
    workload that were measured, given or assumed.

    --sensitivity prices a STACK with one assumption after the other at its low and its high end.
    """
    from faro import explain as explainer
    from faro.pricing import CostRequest
    from faro.views import cost_json
    from faro.views import explain as view

    check_usage(asked)
    if of_phase is not None:
        return _sensitivity(of_phase, word, format_, out, asked)
    if word is None:
        raise click.UsageError("Give a WORD of a bill, or --sensitivity STACK.")
    one = named(target, stack)
    every = all_stacks or word.startswith("urn:")  # a URN names its stack
    chosen = or_selected((one,) if one else (), asked["program"], every=every and not one)
    request = CostRequest(targets=chosen, **asked)
    with progress() as told:
        found = explainer.explain(request, word, told)
    deliver(
        cost_json.explanations(found) if format_ == "json" else view.render(found, columns(out)),
        out,
    )
    return ExitCode.NOTHING_TO_DO


def _sensitivity(target: str, word: str | None, format_: str, out: Any, asked: Any) -> int:
    """The largest swings of one bill."""
    from faro import sensitivity
    from faro.pricing import CostRequest, typical
    from faro.views import cost_json
    from faro.views import sensitivity as view

    request = CostRequest(targets=(target,), **asked)
    habits = typical(request)
    if word is not None or habits is None:
        raise click.UsageError(
            "--sensitivity needs a load and no WORD: faro explain --sensitivity STACK --mau 10k"
        )
    with progress() as told:
        found = sensitivity.sensitivity(request, habits, told)
    deliver(
        cost_json.sensitivities(found) if format_ == "json" else view.render(found, columns(out)),
        out,
    )
    return ExitCode.NOTHING_TO_DO
