"""``faro curve``: monthly cost by number of users."""

from __future__ import annotations

from pathlib import Path

import click

from faro.commands.options import (
    ALL_STACKS,
    CONFIG,
    CONTEXT,
    OUT,
    OWN_PRICES,
    PROGRAM,
    STRICT,
    TIME_LIMIT,
    WORKLOAD,
    Users,
    format_,
    more,
    stack,
    stacks,
)
from faro.commands.output import columns, deliver, progress
from faro.commands.selected import or_selected
from faro.model.diagnostic import ExitCode


@click.command(
    context_settings=CONTEXT,
    short_help="Show cost over the number of users.",
    epilog=more(
        "estimates.md",
        ("faro curve dev prod", "from 1,000 to 10 million users"),
        ("faro curve dev --format svg --out c.svg", "as a picture"),
    ),
)
@click.argument("targets", nargs=-1, metavar="[STACK|FILE]...", shell_complete=stacks)
@stack(multiple=True)
@ALL_STACKS
@click.option(
    "--mau-from",
    type=Users(),
    default="1k",
    show_default=True,
    metavar="N",
    help="The fewest users.",
)
@click.option(
    "--mau-to", type=Users(), default="10m", show_default=True, metavar="N", help="The most users."
)
@PROGRAM
@CONFIG
@WORKLOAD
@OWN_PRICES
@TIME_LIMIT
@STRICT
@format_("text", "csv", "svg", "json")
@OUT
def curve(
    *,
    targets: tuple[str, ...],
    stack: tuple[str, ...],
    all_stacks: bool,
    mau_from: int,
    mau_to: int,
    program: Path,
    config: tuple[tuple[str, str], ...],
    workload: Path | None,
    prices: tuple[Path, ...],
    time_limit: float,
    strict: bool,
    format_: str,
    out: Path | None,
) -> int:
    """Estimate each STACK from few users to many, and where one becomes the cheaper one; without
    STACK, the selected stack, else every stack.
    """
    from faro.curves import CurveRequest, curves
    from faro.views import cost_json
    from faro.views import curve as view

    if not 0 < mau_from <= mau_to:
        raise click.UsageError("--mau-from must be at least 1 and not more than --mau-to.")
    request = CurveRequest(
        targets=or_selected((*targets, *stack), program, every=all_stacks),
        program=program,
        config=config,
        workload=workload,
        prices=prices,
        time_limit=time_limit,
        strict=strict,
        mau_from=mau_from,
        mau_to=mau_to,
    )
    with progress() as told:
        found = curves(request, told)
    if format_ == "json":
        deliver(cost_json.curves(found), out)
    elif format_ == "text":
        deliver(view.render(found, columns(out)), out)
    else:
        deliver(view.table(found) if format_ == "csv" else view.picture(found), out)
    return ExitCode.NOTHING_TO_DO
