"""The price book as a list, and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from decimal import Decimal

from faro.cost.book import Price
from faro.views.line import Line, Span, line
from faro.views.wrapped import WIDTH, folded, wrapped

Found = Sequence[tuple[str, Price]]

_GAP = "  "
_NARROWEST = 30
"""Columns that the words have; a meter whose name is too long for the rest has its own line."""


def render(found: Found, width: int = WIDTH) -> Iterator[Line]:
    """Below each vendor a row per price: meter, US dollars, and what they hold for. A tier has a
    row of its own.
    """
    rows = [(vendor, *row) for vendor, price in found for row in _rows(price)]
    amounts = max(len(amount) for _, _, amount, _ in rows)
    room = width - amounts - 2 * len(_GAP)
    named = max(len(meter) for _, meter, _, _ in rows)
    meters = min(named, max(room - _NARROWEST, 1))
    left = max(room - meters, _NARROWEST)
    last = ""
    for vendor, meter, amount, words in rows:
        if vendor != last:
            yield line(Span(f"{vendor}, USD", "bold"))
            last = vendor
        name = meter
        if len(meter) > meters:
            yield line(meter)
            name = ""
        first, *more = wrapped(words, left, hang=2)
        yield line(_GAP.join((name.ljust(meters), amount.rjust(amounts), first)))
        for text in more:
            yield line(" " * (meters + amounts + 2 * len(_GAP)), text)
    yield line()
    for source in dict.fromkeys(price.source for _, price in found):
        yield from folded(line(Span(f"read in {source}", "dim")), width)


def document(found: Found) -> str:
    """Every field of each entry."""
    entries = [{"vendor": v, **p.model_dump(mode="json", exclude_defaults=True)} for v, p in found]
    return json.dumps({"prices": entries}, indent=2) + "\n"


def _rows(price: Price) -> Iterator[tuple[str, str, str]]:
    """Meter, amount and what it holds for: unit, plans and place, what is included, days."""
    plans = ", ".join(price.plans)
    per = price.unit if price.per == 1 else f"{_number(price.per)} {price.unit}"
    included = price.included
    free = f"{_number(included.amount)} {included.unit} per {included.per}" if included else ""
    for place, amount in _amounts(price):
        said = [
            f"per {per}",
            f"{plans}, {place}" if place else plans,
            f"{free} free" if free else "",
            f"from {price.valid_from}" if price.valid_from else "",
            f"until {price.valid_until}" if price.valid_until else "",
            f"read {price.as_of}",
            f"trust {price.confidence}",
        ]
        yield price.meter, amount, "; ".join(filter(None, said))


def _amounts(price: Price) -> Iterator[tuple[str, str]]:
    """Each amount and where it holds; no place for everywhere."""
    place = price.region or ("by region" if price.by_ratio else "")
    if price.price is not None:
        yield place, f"{price.price:f}"
    for tier in price.tiers:
        end = "above" if tier.up_to is None else f"to {_number(tier.up_to)}"
        yield place, f"{tier.price:f} {end}"
    for region, amount in price.regions.items():
        yield region, f"{amount:f}"


def _number(value: Decimal) -> str:
    return f"{value:,f}"
