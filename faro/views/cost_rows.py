"""Forecasts side by side as rows of cells: the one table that text, Markdown and HTML draw."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from enum import Enum
from typing import NamedTuple

from faro.cost.bill import Bill
from faro.cost.bill import Line as BillLine
from faro.cost.book import ANY_PLAN
from faro.cost.estimate import NO_PLAN, Estimate
from faro.cost.plugins import modelled, not_modelled
from faro.cost.sums import Sums, by_component, by_vendor, total
from faro.model.cost import Cost, cents
from faro.pricing import Forecast
from faro.views.money import least


class Kind(Enum):
    """What a row is."""

    HEAD = "head"
    ITEM = "item"
    TOTAL = "total"
    PART = "part"


class Row(NamedTuple):
    """A label and a cell for each forecast; empty where it has no such part."""

    kind: Kind
    label: str
    cells: tuple[str, ...]


def rows(forecasts: Sequence[Forecast]) -> Iterator[Row]:
    """By vendor, the total with its parts and its range, by component."""
    names = tuple(f.name for f in forecasts)
    yield Row(Kind.HEAD, "USD a month", names)
    yield from _items(forecasts, by_vendor)
    yield Row(Kind.TOTAL, "total", tuple(_total(f.typical) for f in forecasts))
    for label, of in _PARTS.items():
        cells = tuple(of(f) for f in forecasts)
        if any(cells):
            yield Row(Kind.PART, label, cells)
    if any(f.typical.components for f in forecasts):
        yield Row(Kind.HEAD, "by component", ("",) * len(names))
        yield from _items(forecasts, by_component)


def _items(forecasts: Sequence[Forecast], by: Callable[[Estimate], Sums]) -> Iterator[Row]:
    found = [by(f.typical) for f in forecasts]
    labels = sorted({label for costs in found for label in costs}, key=_order)
    for label in labels:
        cells = tuple(_cell(costs[label]) if label in costs else "" for costs in found)
        yield Row(Kind.ITEM, label, cells)


def _order(label: str) -> tuple[bool, str]:
    return label.startswith("("), label


def vendors(estimate: Estimate) -> dict[str, Decimal]:
    """What is known of each vendor's part of the bill, where it is something."""
    found = ((vendor, cost) for vendor, cost in sorted(by_vendor(estimate).items()) if cost)
    return {vendor: cost.amount for vendor, cost in found if cost.amount > 0}


def _cell(cost: Cost | None) -> str:
    return "?" if cost is None else least(cost)


def _total(estimate: Estimate) -> str:
    ended = "! " if any(line.beyond for line in estimate.bill.lines) else ""
    return ended + least(total(estimate))


def _of_lines(fixed: bool) -> Callable[[Forecast], str]:
    def cell(forecast: Forecast) -> str:
        lines = [item for item in forecast.typical.bill.lines if item.usage.fixed is fixed]
        known = [item.gross for item in lines if item.gross is not None]
        if not known:
            return "?" if lines else ""
        return least(Cost(amount=sum(known, Decimal(0)), is_open=len(known) < len(lines)))

    return cell


def _negative(of: Callable[[Bill], Decimal]) -> Callable[[Forecast], str]:
    def cell(forecast: Forecast) -> str:
        amount = of(forecast.typical.bill)
        return f"{cents(amount):,.2f}" if amount else ""

    return cell


def _of_load(load: str) -> Callable[[Forecast], str]:
    def cell(forecast: Forecast) -> str:
        estimate = getattr(forecast, load)
        return least(total(estimate)) if estimate else ""

    return cell


def _per_user(forecast: Forecast) -> str:
    if forecast.workload is None or not forecast.workload.mau:
        return ""
    cost = total(forecast.typical)
    each = (cost.amount / forecast.workload.mau).quantize(Decimal("0.0001"))
    return f"{'≥ ' if cost.is_open else ''}{each:,f}"


def _income(forecast: Forecast) -> str:
    return f"{cents(forecast.workload.income):,.2f}" if forecast.workload else ""


def _margin(forecast: Forecast) -> str:
    """What is left of the income, and its share of it; at most, where the cost is at least."""
    if forecast.workload is None or not forecast.workload.income:
        return ""
    income, cost = forecast.workload.income, total(forecast.typical)
    left = income - cost.amount
    share = left / income * 100
    return f"{'≤ ' if cost.is_open else ''}{cents(left):,.2f} ({share:.0f} %)"


_PARTS: dict[str, Callable[[Forecast], str]] = {
    "fixed": _of_lines(fixed=True),
    "by usage": _of_lines(fixed=False),
    "free allowances": _negative(lambda bill: bill.allowances),
    "credits": _negative(lambda bill: sum((c.amount for c in bill.credits), Decimal(0))),
    "low load": _of_load("low"),
    "high load": _of_load("high"),
    "a user": _per_user,
    "income": _income,
    "margin": _margin,
}


class Notes(NamedTuple):
    """How far a total is to be trusted: the counts, then each thing that is open."""

    counts: str
    open: tuple[tuple[str, tuple[str, ...]], ...]


def notes(estimate: Estimate) -> Notes:
    """What stands below the table of one forecast."""
    counts = f"{len(estimate.charged)} charged, {len(estimate.free)} free, "
    counts += f"{len(estimate.unpriced)} without a price"
    missing = [item for item in estimate.bill.lines if item.amount is None]
    on_plan = [item for item in missing if item.usage.plan != NO_PLAN]
    found: dict[str, Iterable[str]] = {
        "beyond the plan": [_end(item) for item in estimate.bill.lines if item.beyond],
        "plan not named in the usage file": [
            item.usage.vendor for item in missing if item.usage.plan == NO_PLAN
        ],
        "usage not known": [_meter(item) for item in on_plan if item.price],
        "not in the price book": [_missing(item) for item in on_plan if not item.price],
        "no price yet": [resource.type for resource in estimate.unpriced if not resource.remote],
        "built by a plugin, what is in it is not known": not_modelled(estimate.unpriced),
        "built by a plugin, modelled": modelled((*estimate.charged, *estimate.free)),
    }
    return Notes(counts, tuple((k, tuple(dict.fromkeys(v))) for k, v in found.items() if v))


def _meter(item: BillLine) -> str:
    return f"{item.usage.vendor} {item.usage.meter}"


def _missing(item: BillLine) -> str:
    where = f" in {item.usage.region}" if item.usage.region else ""
    near = f" ({item.near})" if item.near else ""
    on = f" on {item.usage.plan}" if item.usage.plan != ANY_PLAN else ""
    return f"{_meter(item)}{on}{where}{near}"


def _end(item: BillLine) -> str:
    used, plan = item.usage, item.price
    allowed = f" of {plan.included.amount:,f}" if plan and plan.included else ""
    return f"{_meter(item)} {used.quantity:,.0f}{allowed} on {used.plan} ({item.beyond})"
