"""The bill of one estimate, line by line: each resource's charges, then the account's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from faro.cost.bill import Line as BillLine
from faro.cost.estimate import Estimate
from faro.cost.sums import OF_ACCOUNT
from faro.model import urn
from faro.views.arithmetic import arithmetic
from faro.views.line import Line, Span, line
from faro.views.money import least, money


def name(resource: str) -> str:
    """The logical name of a URN; what the account is charged has none."""
    return urn.name_of(resource) if resource else OF_ACCOUNT


def render(estimate: Estimate) -> Iterator[Line]:
    """A block for each resource: its vendor and plan, then meter, arithmetic and amount."""
    blocks: dict[tuple[str, str, str], list[tuple[str, str, str]]] = defaultdict(list)
    for item in estimate.bill.lines:
        blocks[_key(item)].append((item.usage.meter, arithmetic(item), _amount(item)))
    for credit in estimate.bill.credits:
        key = ("", credit.vendor, credit.plan)
        blocks[key].append(("credit", "what the plan's fee pays for", money(credit.amount)))
    widths = _widths([row for rows in blocks.values() for row in rows])
    for (resource, vendor, plan), rows in sorted(blocks.items(), key=lambda block: not block[0][0]):
        yield line(Span(name(resource), "bold"), Span(f"  {vendor} {plan}", "dim"))
        for meter, sum_, amount in rows:
            yield line(
                f"  {meter:<{widths[0]}}  {sum_:<{widths[1]}}  ", Span(f"{amount:>{widths[2]}}")
            )


def _amount(item: BillLine) -> str:
    return "?" if item.amount is None else least(item.cost)


def _key(item: BillLine) -> tuple[str, str, str]:
    return item.usage.resource, item.usage.vendor, item.usage.plan


def _widths(rows: Sequence[tuple[str, str, str]]) -> list[int]:
    return [max(map(len, column)) for column in zip(*rows, strict=True)] or [0, 0, 0]
