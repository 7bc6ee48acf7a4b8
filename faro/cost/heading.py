"""The heading of every cost report: a one-sentence summary, load, prices and assumptions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from faro.cost import ages
from faro.cost.compare import total_delta
from faro.cost.estimate import Estimate
from faro.cost.sums import by_vendor, total
from faro.cost.workload import Origin, Workload
from faro.model.cost import cents

_MARGIN = "income less the vendors' bills; payment fees, taxes, refunds and wages are left out"


class Heading(NamedTuple):
    """``answer`` is one sentence; ``basis`` has a line for the load, one for the prices and others
    for what is assumed, each with its label.
    """

    answer: str
    basis: tuple[tuple[str, str], ...]


def heading(
    estimates: Sequence[tuple[str, Estimate]], workload: Workload | None, usage: str
) -> Heading:
    """The heading of a report; ``usage`` is the usage file that it is made from, if any."""
    basis = [("Load", _load(workload, usage))]
    if dates := ages.read([estimate for _, estimate in estimates]):
        basis.append(("Prices", f"list prices, read {dates.first} to {dates.last}"))
    if workload:
        figures = {name: getattr(workload, name) for name in _figures(workload, Origin.ASSUMED)}
        said = ", ".join(f"{name} {value}" for name, value in figures.items())
        basis += [("Assumed", said)] if said else []
        basis += [("Margin", _MARGIN)] if workload.income else []
    return Heading(_answer(estimates), tuple(basis))


def _load(workload: Workload | None, usage: str) -> str:
    if usage:
        return f"as in {usage}"
    if workload is None:
        return "none given, usage-based costs are not included"
    given = [
        f"{name} {getattr(workload, name)} ({origin.value})"
        for origin in (Origin.GIVEN, Origin.MEASURED)
        for name in _figures(workload, origin)
    ]
    return ", ".join([f"{workload.mau:,} users a month", *given])


def _figures(workload: Workload, origin: Origin) -> Iterator[str]:
    """The figures of one origin, without the number of users."""
    for name in type(workload).model_fields:
        if name not in ("mau", "measured") and workload.origin(name) is origin:
            yield name


def _answer(estimates: Sequence[tuple[str, Estimate]]) -> str:
    """What most of each bill is, and how much more it is than the one before."""
    parts = []
    before: Estimate | None = None
    for name, estimate in estimates:
        largest = _largest(estimate)
        parts.append(f"{name}: {', '.join(filter(None, (largest, _more(before, estimate))))}")
        before = estimate
    return f"{'; '.join(parts)}."


def _largest(estimate: Estimate) -> str:
    """The vendor that is most of a bill, with its share."""
    whole = total(estimate).amount
    known = {vendor: cost.amount for vendor, cost in by_vendor(estimate).items() if cost}
    if whole <= 0 or not known:
        return "nothing of it is known" if total(estimate).is_open else "nothing is charged"
    vendor = max(known, key=lambda one: known[one])
    least = " of what is known" if total(estimate).is_open else ""
    share = min(known[vendor] / whole, Decimal(1))
    return f"{share * 100:.0f} %{least} is {vendor}"


def _more(before: Estimate | None, after: Estimate) -> str:
    if before is None:
        return ""
    delta = total_delta(before, after)
    if delta.is_unknown:
        return "the difference is not known"
    more = cents(total(after).amount) - cents(total(before).amount)
    is_open = delta.may_be_more or delta.may_be_less
    bound = ("at least " if delta.may_be_more or more < 0 else "at most ") if is_open else ""
    return f"{bound}{abs(more):,.2f} {'more' if more >= 0 else 'less'}"
