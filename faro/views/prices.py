"""The price book as a table, and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from decimal import Decimal

from faro.cost.book import Price
from faro.views.line import Line, Span, line

Found = Sequence[tuple[str, Price]]

_HEADINGS = ("vendor", "meter", "plans", "USD", "for", "included", "read on", "trust")
_GAP = "  "


def render(found: Found) -> Iterator[Line]:
    """One row per price, below a heading; a tier has a row of its own."""
    rows = [_HEADINGS, *(row for vendor, price in found for row in _rows(vendor, price))]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for number, row in enumerate(rows):
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
        yield line(Span(_GAP.join(cells), "" if number else "bold"))
    yield line()
    for source in dict.fromkeys(price.source for _, price in found):
        yield line(Span(f"read in {source}", "dim"))


def document(found: Found) -> str:
    """Every field of each entry."""
    entries = [{"vendor": v, **p.model_dump(mode="json", exclude_defaults=True)} for v, p in found]
    return json.dumps({"prices": entries}, indent=2) + "\n"


def _rows(vendor: str, price: Price) -> Iterator[tuple[str, ...]]:
    plans = ", ".join(price.plans)
    per = price.unit if price.per == 1 else f"{_number(price.per)} {price.unit}"
    included = price.included
    free = f"{_number(included.amount)} {included.unit} per {included.per}" if included else ""
    for place, amount in _amounts(price):
        yield (
            vendor,
            price.meter,
            f"{plans}, {place}" if place else plans,
            amount,
            per,
            free,
            price.as_of.isoformat(),
            price.confidence,
        )


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
