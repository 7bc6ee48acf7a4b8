"""The bill of one estimate, line by line: each resource's charges and the account's, the most
expensive first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from faro.cost.bill import Line as BillLine
from faro.cost.estimate import Estimate
from faro.cost.sums import OF_ACCOUNT
from faro.model import urn
from faro.views.arithmetic import arithmetic
from faro.views.line import Line, Span, line
from faro.views.money import least, money
from faro.views.wrapped import WIDTH, wrapped

_NARROWEST = 24
"""Columns that the arithmetic has; a meter whose name is too long for the rest has its own line."""


_HANG = 2


class _Row(NamedTuple):
    meter: str
    arithmetic: str
    amount: Decimal | None
    shown: str


def name(resource: str) -> str:
    """The logical name of a URN; what the account is charged has none."""
    return urn.name_of(resource) if resource else OF_ACCOUNT


def render(estimate: Estimate, width: int = WIDTH) -> Iterator[Line]:
    """A block for each resource: its vendor and plan, then meter, arithmetic and amount."""
    blocks: dict[tuple[str, str, str], list[_Row]] = defaultdict(list)
    for item in estimate.bill.lines:
        row = _Row(item.usage.meter, arithmetic(item), item.amount, _amount(item))
        blocks[_key(item)].append(row)
    for credit in estimate.bill.credits:
        key = ("", credit.vendor, credit.plan)
        blocks[key].append(
            _Row("credit", "what the plan's fee pays for", credit.amount, money(credit.amount))
        )
    every = [row for rows in blocks.values() for row in rows]
    amounts = max((len(row.shown) for row in every), default=0)
    room = width - amounts - 6
    longest = max((len(word) for row in every for word in row.arithmetic.split()), default=0)
    narrowest = max(_NARROWEST, longest + _HANG)
    named = max((len(row.meter) for row in every), default=0)
    meters = min(named, max(room - narrowest, 1))
    middle = min(_longest(every), max(room - meters, narrowest))
    for (resource, vendor, plan), rows in sorted(blocks.items(), key=_dearest):
        yield line(Span(name(resource), "bold"), Span(f"  {vendor} {plan}", "dim"))
        for row in sorted(rows, key=_dearest_line):
            yield from _lines(row, meters, middle, amounts)


def _lines(row: _Row, meters: int, middle: int, amounts: int) -> Iterator[Line]:
    """One charge, its amount after the last line of its arithmetic."""
    name = row.meter
    if len(name) > meters:
        yield line(f"  {name}")
        name = ""
    texts = list(wrapped(row.arithmetic, middle, hang=_HANG))
    names = [name, *("" for _ in texts[1:])]
    shown = [*("" for _ in texts[1:]), row.shown]
    for name, text, amount in zip(names, texts, shown, strict=True):
        yield line(f"  {name:<{meters}}  {text:<{middle}}  {amount:>{amounts}}")


def _dearest(block: tuple[tuple[str, str, str], Sequence[_Row]]) -> tuple[Decimal, str]:
    (resource, vendor, _), rows = block
    return -sum((row.amount or Decimal(0) for row in rows), Decimal(0)), f"{name(resource)}{vendor}"


def _dearest_line(row: _Row) -> tuple[bool, Decimal]:
    """What is not known comes last."""
    return row.amount is None, -(row.amount or Decimal(0))


def _amount(item: BillLine) -> str:
    return "?" if item.amount is None else least(item.cost)


def _key(item: BillLine) -> tuple[str, str, str]:
    return item.usage.resource, item.usage.vendor, item.usage.plan


def _longest(rows: Sequence[_Row]) -> int:
    return max((len(row.arithmetic) for row in rows), default=0)
