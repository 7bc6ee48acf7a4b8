"""``faro claims``: cost claims beside current costs."""

from __future__ import annotations

from pathlib import Path

import click

from faro.commands.options import (
    CONTEXT,
    OUT,
    OWN_PRICES,
    PROGRAM,
    STRICT,
    TIME_LIMIT,
    format_,
    more,
)
from faro.commands.output import columns, deliver, progress
from faro.model.diagnostic import ExitCode


@click.command(
    context_settings=CONTEXT,
    short_help="Check cost claims against current prices.",
    epilog=more(
        "claims.md",
        ("faro claims", "as text"),
        ("faro claims --json", "for a script"),
    ),
)
@PROGRAM
@OWN_PRICES
@TIME_LIMIT
@STRICT
@format_("text", "markdown", "json")
@OUT
def claims(
    *,
    program: Path,
    prices: tuple[Path, ...],
    time_limit: float,
    strict: bool,
    format_: str,
    out: Path | None,
) -> int:
    """Show each number of the project's claims file beside today's figure, and why they differ."""
    from faro.claims import check
    from faro.views import claims as view
    from faro.views import cost_json

    with progress() as told:
        checked = check(program, prices, told, time_limit, strict=strict)
    if format_ == "json":
        deliver(cost_json.claims(checked), out)
    elif format_ == "markdown":
        deliver(view.document(checked), out)
    else:
        deliver(view.render(checked, columns(out)), out)
    return ExitCode.NOTHING_TO_DO
