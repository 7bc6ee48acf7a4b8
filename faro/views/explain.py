"""Each line of a resource's bill: its arithmetic, its price entry, where its quantity is from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from faro.cost.book import Price
from faro.cost.sums import of_lines
from faro.cost.workload import Workload
from faro.explain import Explained, Explanation
from faro.views.arithmetic import arithmetic, figure
from faro.views.bill import name
from faro.views.line import Line, Span, line
from faro.views.money import least, money
from faro.views.wrapped import WIDTH, folded


def render(found: Sequence[Explanation], width: int = WIDTH) -> Iterator[Line]:
    """A block for each resource, an empty line between two."""
    for number, one in enumerate(found):
        if number:
            yield line()
        for said in _block(one):
            yield from folded(said, width, hang=6)


def _block(one: Explanation) -> Iterator[Line]:
    cost = of_lines(item.line for item in one.lines)
    total = f"{least(cost) if cost else '?'} USD a month"
    yield line(Span(name(one.urn), "bold"), f"  in {one.target}: {total}")
    for item in one.lines:
        yield line(
            f"  {item.line.usage.vendor} {item.line.usage.meter}: {arithmetic(item.line)} = ",
            Span(money(item.line.amount), "bold"),
        )
        yield line(Span(f"    quantity: {_quantity(item, one.workload)}", "dim"))
        if item.line.price:
            yield line(Span(f"    price: {_entry(item.line.price)}", "dim"))


def _quantity(item: Explained, workload: Workload | None) -> str:
    if item.line.usage.fixed:
        return "follows from the program alone"
    if item.line.usage.quantity is None:
        return "unknown: set by neither a workload nor a usage file"
    if item.given_by:
        return f"given in {item.given_by}"
    if not item.drivers or workload is None:
        return "the same at ten times the load"
    return "from " + ", ".join(_figure(name, workload) for name in item.drivers)


def _figure(name: str, workload: Workload) -> str:
    value = getattr(workload, name)
    return f"{name} {figure(Decimal(value))} ({workload.origin(name).value})"


def _entry(price: Price) -> str:
    where = f" in {price.region}" if price.region else ""
    return (
        f"{', '.join(price.plans)}{where}; {price.source}; read on {price.as_of}; "
        f"trust {price.confidence}"
    )
