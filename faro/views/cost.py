"""Estimates side by side: a row per vendor, a column per stack."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from faro.cost.bill import Bill
from faro.cost.bill import Line as BillLine
from faro.cost.book import cents
from faro.cost.estimate import NO_PLAN, Estimate
from faro.views.line import Line, Span, line

_GAP = "  "


def render(estimates: Sequence[Estimate]) -> Iterator[Line]:
    """US dollars a month, and the total in its parts.

    `≥` where something is open, `?` where nothing is known, `!` where a plan does not carry the
    load.
    """
    vendors = sorted({v for e in estimates for v in _vendors(e.bill)})
    rows = [("USD a month", *(e.stack for e in estimates))]
    rows += [(vendor, *(_of_vendor(e.bill, vendor) for e in estimates)) for vendor in vendors]
    rows.append(("total", *(_total(e) for e in estimates)))
    rows += [(kind, *(of(e.bill) for e in estimates)) for kind, of in _PARTS.items()]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for number, row in enumerate(rows):
        first, *rest = row
        cells = [
            first.ljust(widths[0]),
            *(c.rjust(w) for c, w in zip(rest, widths[1:], strict=True)),
        ]
        yield line(Span(_GAP.join(cells), _style(number, len(vendors))))
    yield line()
    for one in estimates:
        yield from _coverage(one)


def _style(row: int, vendors: int) -> str:
    """Of the head and the total, of a vendor, or of a part of the total."""
    return "bold" if row in (0, vendors + 1) else "" if row <= vendors else "dim"


def _fixed(bill: Bill) -> str:
    return _of([item for item in bill.lines if item.usage.fixed])


def _by_usage(bill: Bill) -> str:
    return _of([item for item in bill.lines if not item.usage.fixed])


def _credits(bill: Bill) -> str:
    amount = sum((credit.amount for credit in bill.credits), Decimal(0))
    return least(amount, open_=False) if amount else ""


_PARTS: dict[str, Callable[[Bill], str]] = {
    "  fixed": _fixed,
    "  by usage": _by_usage,
    "  credits": _credits,
}


def _coverage(one: Estimate) -> Iterator[Line]:
    counts = (len(one.charged), len(one.free), len(one.unpriced))
    yield line("{}: {} charged, {} free, {} without a price".format(one.stack, *counts))
    open_ = [item for item in one.bill.lines if item.amount is None]
    without_plan = [o.usage.vendor for o in open_ if o.usage.plan == NO_PLAN]
    rest = [o for o in open_ if o.usage.plan != NO_PLAN]
    unknown = [f"{o.usage.vendor} {o.usage.meter}" for o in rest if o.price]
    missing = [f"{o.usage.vendor} {o.usage.meter} on {o.usage.plan}" for o in rest if not o.price]
    ends = [_end(item) for item in one.bill.lines if item.beyond]
    yield from _list("beyond the plan", ends)
    yield from _list("plan not named in the usage file", without_plan)
    yield from _list("usage not known", unknown)
    yield from _list("not in the price book", missing)
    yield from _list("no price yet", [resource.type for resource in one.unpriced])


def _end(item: BillLine) -> str:
    used, plan = item.usage, item.price
    allowed = f" of {plan.included.amount:,f}" if plan and plan.included else ""
    return (
        f"{used.vendor} {used.meter} {used.quantity:,.0f}{allowed} on {used.plan} ({item.beyond})"
    )


def _list(heading: str, things: Sequence[str]) -> Iterator[Line]:
    if things:
        yield line(Span(f"  {heading}: {', '.join(dict.fromkeys(things))}", "dim"))


def document(estimates: Sequence[Estimate]) -> str:
    """Each line with its quantity, price entry, source and date."""
    return json.dumps({"estimates": [_estimate(e) for e in estimates]}, indent=2) + "\n"


def _estimate(one: Estimate) -> dict[str, object]:
    return {
        "stack": one.stack,
        "currency": "USD",
        "totalMonthlyCost": f"{cents(one.bill.total):f}",
        "atLeast": one.is_at_least,
        "lines": [
            {
                "vendor": item.usage.vendor,
                "plan": item.usage.plan,
                "meter": item.usage.meter,
                "resource": item.usage.scope or None,
                "fixed": item.usage.fixed,
                "quantity": None if item.usage.quantity is None else f"{item.usage.quantity:f}",
                "included": f"{item.included:f}",
                "monthlyCost": None if item.amount is None else f"{item.amount:f}",
                "beyondPlan": item.beyond,
                "price": item.price.model_dump(mode="json", exclude_defaults=True)
                if item.price
                else None,
            }
            for item in one.bill.lines
        ],
        "credits": [
            {"vendor": c.vendor, "plan": c.plan, "monthlyCost": f"{c.amount:f}"}
            for c in one.bill.credits
        ],
        "free": [resource.urn for resource in one.free],
        "unpriced": [resource.urn for resource in one.unpriced],
    }


def _vendors(bill: Bill) -> Iterator[str]:
    yield from (item.usage.vendor for item in bill.lines)


def _of_vendor(bill: Bill, vendor: str) -> str:
    lines = [item for item in bill.lines if item.usage.vendor == vendor]
    credit = sum((c.amount for c in bill.credits if c.vendor == vendor), Decimal(0))
    return _of(lines, credit)


def _of(lines: Sequence[BillLine], credit: Decimal = Decimal(0)) -> str:
    """The sum of lines; empty where there are none, `?` where nothing is known of any."""
    known = [item.amount for item in lines if item.amount is not None]
    if not known:
        return "?" if lines else ""
    return least(sum(known, credit), open_=len(known) < len(lines))


def _total(one: Estimate) -> str:
    ended = "! " if any(item.beyond for item in one.bill.lines) else ""
    return ended + least(one.bill.total, open_=one.is_at_least)


def least(amount: Decimal, *, open_: bool) -> str:
    """An amount in cents, marked where it is the least that it can be."""
    return f"{'≥ ' if open_ else ''}{cents(amount):,.2f}"
