"""``faro prices``: entries of the price book."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from faro.commands.options import CONTEXT, OWN_PRICES, format_, more
from faro.commands.output import columns, deliver, tell
from faro.model.diagnostic import Diagnostic, ExitCode, Failure, Severity, error


@click.command(
    context_settings=CONTEXT,
    short_help="List the prices of the book.",
    epilog=more(
        "prices.md",
        ("faro prices neon", "one vendor"),
        ("faro prices gcp redis --json", "several words, for a script"),
    ),
)
@click.argument("words", nargs=-1, metavar="[WORD]...")
@OWN_PRICES
@format_("text", "json")
def prices(*, words: tuple[str, ...], prices: tuple[Path, ...], format_: str) -> int:
    """List the prices that bills are made from: those in whose vendor, meter or plan each WORD is.

    Warns of entries that were read more than half a year ago.
    """
    from faro.cost import checks
    from faro.cost.book import STALE_DAYS
    from faro.views import prices as view

    found = list(checks.book(prices, date.today()).entries(*words))
    if not found:
        raise _no_price(words)
    deliver(view.document(found) if format_ == "json" else view.render(found, columns(None)), None)
    stale = sum(price.is_stale(date.today()) for _, price in found)
    if stale:
        old = f"{stale} of {len(found)} were read more than {STALE_DAYS} days ago."
        warning = Diagnostic(severity=Severity.WARNING, summary="Old prices", detail=old)
        tell((warning,))
    return ExitCode.NOTHING_TO_DO


def _no_price(words: tuple[str, ...]) -> Failure:
    detail = f"No vendor, meter or plan contains {' and '.join(words)}."
    return error("No matching price", detail, command="faro prices")
