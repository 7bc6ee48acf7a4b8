"""Forecasts side by side as rows of cells: the one table that text, Markdown and HTML draw."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from enum import Enum
from typing import NamedTuple

from faro.cost.bill import Line as BillLine
from faro.cost.book import ANY_PLAN
from faro.cost.estimate import NO_PLAN, Estimate
from faro.cost.limits import exceeded
from faro.cost.plugins import modelled, not_modelled
from faro.cost.sums import (
    Sums,
    by_component,
    by_usage,
    by_vendor,
    credit,
    fixed,
    margin,
    per_user,
    total,
)
from faro.model import urn
from faro.model.cost import Cost
from faro.pricing import Forecast
from faro.views.money import least, money


class Kind(Enum):
    """The kind of a row."""

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
    """Yield rows by vendor, the total with its parts and its range, and rows by component; the
    most expensive first.
    """
    names = tuple(f.name for f in forecasts)
    yield Row(Kind.HEAD, "USD a month", names)
    yield from _items(forecasts, by_vendor)
    yield Row(Kind.TOTAL, "total", tuple(map(_total, forecasts)))
    for label, of in _PARTS.items():
        cells = tuple(of(f) for f in forecasts)
        if any(cells):
            yield Row(Kind.PART, label, cells)
    if any(f.typical.components for f in forecasts):
        yield Row(Kind.HEAD, "by component", ("",) * len(names))
        yield from _items(forecasts, by_component)


def _items(forecasts: Sequence[Forecast], by: Callable[[Estimate], Sums]) -> Iterator[Row]:
    found = [by(f.typical) for f in forecasts]
    most: dict[str, Decimal] = {}
    for costs in found:
        for label, cost in costs.items():
            most[label] = max(most.get(label, Decimal(-1)), cost.amount if cost else Decimal(-1))
    for label in sorted(most, key=lambda one: (one.startswith("("), -most[one], one)):
        cells = tuple(_cell(costs[label]) if label in costs else "" for costs in found)
        yield Row(Kind.ITEM, label, cells)


def vendors(estimate: Estimate) -> dict[str, Decimal]:
    """What is known of each vendor's part of the bill, where it is something."""
    found = ((vendor, cost) for vendor, cost in sorted(by_vendor(estimate).items()) if cost)
    return {vendor: cost.amount for vendor, cost in found if cost.amount > 0}


def _cell(cost: Cost | None) -> str:
    return "?" if cost is None else least(cost)


def _total(forecast: Forecast) -> str:
    return f"{'! ' if beyond(forecast) else ''}{least(total(forecast.typical))}"


def _part(of: Callable[[Estimate], Cost | None], of_load: bool) -> Callable[[Forecast], str]:
    def cell(forecast: Forecast) -> str:
        lines = forecast.typical.bill.lines
        there = any(line.usage.fixed is not of_load for line in lines)
        return _cell(of(forecast.typical)) if there else ""

    return cell


def _amount(of: Callable[[Estimate], Decimal]) -> Callable[[Forecast], str]:
    def cell(forecast: Forecast) -> str:
        amount = of(forecast.typical)
        return money(amount) if amount else ""

    return cell


def _of_load(load: str) -> Callable[[Forecast], str]:
    def cell(forecast: Forecast) -> str:
        estimate = getattr(forecast, load)
        return least(total(estimate)) if estimate else ""

    return cell


def _per_user(forecast: Forecast) -> str:
    if forecast.workload is None or not forecast.workload.mau:
        return ""
    cost = per_user(forecast.typical, forecast.workload.mau)
    return f"{'≥ ' if cost.is_open else ''}{cost.amount.quantize(Decimal('0.0001')):,f}"


def _income(forecast: Forecast) -> str:
    return money(forecast.workload.income) if forecast.workload else ""


def _margin(forecast: Forecast) -> str:
    left = _left(forecast)
    return f"{'≤ ' if left.is_open else ''}{money(left.amount)}" if left else ""


def _margin_share(forecast: Forecast) -> str:
    left, load = _left(forecast), forecast.workload
    if left is None or load is None:
        return ""
    return f"{'≤ ' if left.is_open else ''}{left.amount / load.income * 100:.0f} %"


def _left(forecast: Forecast) -> Cost | None:
    if forecast.workload is None or not forecast.workload.income:
        return None
    return margin(forecast.typical, forecast.workload.income)


_PARTS: dict[str, Callable[[Forecast], str]] = {
    "fixed": _part(fixed, of_load=False),
    "usage-based": _part(by_usage, of_load=True),
    "credits": _amount(credit),
    "allowances": _amount(lambda estimate: -estimate.bill.allowances),
    "discounts": _amount(lambda estimate: -estimate.bill.discounts),
    "low load": _of_load("low"),
    "high load": _of_load("high"),
    "per user": _per_user,
    "income": _income,
    "margin": _margin,
    "margin %": _margin_share,
}
"""Fixed and usage-based costs and credits make up the total. Allowances (what free units would have
cost) and discounts (what vendors take off by themselves) are not in it."""

FIXED_ONLY = "Usage-based costs are not included. For a load:"
"""Before the command that prices a load."""


class Notes(NamedTuple):
    """Notes on the completeness of a total: counts, then each unknown part."""

    counts: str
    open: tuple[tuple[str, tuple[str, ...]], ...]


def notes(forecast: Forecast) -> Notes:
    """The notes below the table of one forecast."""
    estimate = forecast.typical
    counts = f"{len(estimate.charged)} charged, {len(estimate.free)} free, "
    counts += f"{len(estimate.unpriced)} without a price"
    opened = [item for item in estimate.bill.lines if item.amount is None]
    missing = [item for item in opened if not item.usage.left_out]
    on_plan = [item for item in missing if item.usage.plan != NO_PLAN]
    found: dict[str, Iterable[str]] = {
        "beyond a limit": beyond(forecast),
        "plan not named": [item.usage.vendor for item in missing if item.usage.plan == NO_PLAN],
        "not priced": [_left_out(item) for item in opened if item.usage.left_out],
        "estimated from other regions": [_meter(i) for i in estimate.bill.lines if i.basis],
        "usage not known": [_meter(item) for item in on_plan if item.price],
        "no price": [_missing(item) for item in on_plan if not item.price],
        "not supported yet": [one.type for one in estimate.unpriced if not one.remote],
        "built by a plugin, contents not known": not_modelled(estimate.unpriced),
        "built by a plugin, modelled": modelled((*estimate.charged, *estimate.free)),
    }
    return Notes(counts, tuple((k, tuple(dict.fromkeys(v))) for k, v in found.items() if v))


def beyond(forecast: Forecast) -> tuple[str, ...]:
    """Each limit of a plan or of the program that the load goes beyond."""
    ends = (_end(item) for item in forecast.typical.bill.lines if item.beyond)
    return (*ends, *exceeded(forecast.typical, forecast.workload))


def _left_out(item: BillLine) -> str:
    name = urn.name_of(item.usage.resource)
    return f"{item.usage.meter} of {name} ({item.usage.left_out})"


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
