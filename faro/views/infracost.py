"""Costs as Infracost prints them in JSON, version 0.2 (``schema/infracost.schema.json`` there, at
0b97cc5df).

A target is a project. What an account pays beside its resources, free allowances and credits are
resources of their own, so that the resources add up to the total; what is ours stands in each
resource's ``metadata``. Targets side by side are alternatives and have no common total.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from faro.cost.bill import Line
from faro.cost.compare import Difference, compare, total_delta
from faro.cost.estimate import ACCOUNT, Estimate
from faro.cost.families.family import HOURS_PER_MONTH
from faro.cost.heading import Heading
from faro.cost.sums import OF_ACCOUNT, by_usage, total
from faro.model import urn
from faro.model.snapshot import Resource
from faro.pricing import CostReport, Forecast

VERSION = "0.2"
_SPANS = ("Hourly", "Monthly", "MonthlyUsage")
_NOTHING: dict[str, Any] = {"resources": [], **{f"total{span}Cost": "0" for span in _SPANS}}
_NO_COMMIT = {
    "vcsBranch": "",
    "vcsCommitSha": "",
    "vcsCommitAuthorName": "",
    "vcsCommitAuthorEmail": "",
    "vcsCommitTimestamp": "0001-01-01T00:00:00Z",
    "vcsCommitMessage": "",
}
"""What Infracost says outside of a repository."""


def render(report: CostReport, *, compared: bool) -> str:
    """The document; a comparison is one project with a past."""
    about = _about(report.heading)
    if compared:
        old, new = report.forecasts
        projects = [_project(about, new, old)]
    else:
        projects = [_project(about, forecast) for forecast in report.forecasts]
    command = "diff" if compared else "breakdown"
    return json.dumps(_root(projects, command), indent=2) + "\n"


def _root(projects: Sequence[dict[str, Any]], command: str) -> dict[str, Any]:
    sides = {"total": "breakdown", "pastTotal": "pastBreakdown", "diffTotal": "diff"}
    only = projects[0] if len(projects) == 1 else None
    totals = {
        f"{side}{span}Cost": only[key][f"total{span}Cost"] if only else None
        for side, key in sides.items()
        for span in _SPANS
    }
    return {
        "version": VERSION,
        "metadata": {"infracostCommand": command, **_NO_COMMIT},
        "currency": "USD",
        "projects": list(projects),
        **totals,
        "timeGenerated": datetime.now(UTC).isoformat(timespec="seconds"),
        "summary": _sum(project["summary"] for project in projects),
    }


def _about(found: Heading) -> dict[str, Any]:
    """What the report holds for, at the only place that the schema leaves open."""
    basis = {label.lower(): said for label, said in found.basis}
    return {"code": 0, "message": found.answer, "data": basis, "isError": False}


def _project(about: dict[str, Any], new: Forecast, old: Forecast | None = None) -> dict[str, Any]:
    diff = compare(old.typical, new.typical) if old else ()
    return {
        "name": new.name,
        "displayName": new.name,
        "metadata": {"path": new.name, "type": "pulumi_python", "warnings": [about]},
        "pastBreakdown": _breakdown(old.typical) if old else _NOTHING,
        "breakdown": _breakdown(new.typical),
        "diff": _of([_difference(each) for each in diff], *_more(old, new)) if old else _NOTHING,
        "summary": _summary(new.typical),
    }


def _more(old: Forecast, new: Forecast) -> Iterator[Decimal | None]:
    """How much more all of it costs, and what is used of it; None where it is not known."""
    unknown = total_delta(old.typical, new.typical).is_unknown
    for of in (_total, _by_usage):
        before, after = of(old.typical), of(new.typical)
        yield None if unknown or before is None or after is None else after - before


def _breakdown(estimate: Estimate) -> dict[str, Any]:
    resources = [*_resources(estimate), *_beside(estimate)]
    return _of(resources, _total(estimate), _by_usage(estimate))


def _total(estimate: Estimate) -> Decimal | None:
    """The sum of what is known; None where that is nothing, though something is there."""
    nothing = all(line.amount is None for line in estimate.bill.lines)
    return None if nothing and estimate.is_at_least else total(estimate).amount


def _by_usage(estimate: Estimate) -> Decimal | None:
    """What follows from the load; None where nothing of it is known."""
    found = by_usage(estimate)
    return None if found is None else found.amount


def _of(
    resources: list[dict[str, Any]], total: Decimal | None, by_usage: Decimal | None
) -> dict[str, Any]:
    used = None if by_usage is None else _number(by_usage)
    return {"resources": resources, **_costs("total", total), "totalMonthlyUsageCost": used}


def _costs(prefix: str, amount: Decimal | None) -> dict[str, str | None]:
    """An amount by the month and by the hour; null where it is not known."""
    hourly, monthly = (f"{prefix}{span}Cost" for span in ("Hourly", "Monthly"))
    if not prefix:
        hourly, monthly = "hourlyCost", "monthlyCost"
    return {
        hourly: None if amount is None else _number(amount / HOURS_PER_MONTH),
        monthly: None if amount is None else _number(amount),
    }


def _number(number: Decimal) -> str:
    return f"{number.normalize():f}"


def _resources(estimate: Estimate) -> Iterator[dict[str, Any]]:
    """The charged resources, then what the account is charged at each vendor."""
    lines: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for line in estimate.bill.lines:
        vendor = line.usage.vendor if line.usage.resource == ACCOUNT else ""
        lines[line.usage.resource, vendor].append(line)
    for (resource, vendor), own in lines.items():
        name = urn.name_of(resource) if resource else f"{vendor} account"
        about = {"urn": resource, "type": urn.type_of(resource)} if resource else {}
        component = estimate.components.get(resource)
        yield _resource(name, own, {**about, **({"component": component} if component else {})})


def _resource(name: str, lines: Sequence[Line], about: dict[str, Any]) -> dict[str, Any]:
    known = [line.gross for line in lines if line.gross is not None]
    return {
        "name": name,
        "metadata": {**about, "faro": {"lines": [_line(line) for line in lines]}},
        **_costs("", sum(known, Decimal(0)) if known or not lines else None),
        "costComponents": [part for line in lines for part in _components(line)],
    }


def _components(line: Line) -> Iterator[dict[str, Any]]:
    """A component for each tier that the quantity reaches, before any allowance."""
    price, quantity = line.price, line.usage.quantity
    about = {"usageBased": not line.usage.fixed, "priceNotFound": price is None}
    unit = price.unit if price else ""
    if price is None or quantity is None:
        yield _component(line.usage.meter, unit, quantity, None, None) | about
        return
    per = f"{price.per:f} {unit}" if price.per != 1 else unit
    if price.price is not None:
        units = quantity / price.per
        yield _component(line.usage.meter, per, units, price.price, line.gross) | about
        return
    for number, (part, rate) in enumerate(price.parts(quantity), 1):
        name, units = f"{line.usage.meter} tier {number}", part / price.per
        yield _component(name, per, units, rate, units * rate) | about


def _component(
    name: str, unit: str, quantity: Decimal | None, price: Decimal | None, amount: Decimal | None
) -> dict[str, Any]:
    return {
        "name": name,
        "unit": unit,
        "hourlyQuantity": None if quantity is None else _number(quantity / HOURS_PER_MONTH),
        "monthlyQuantity": None if quantity is None else _number(quantity),
        "price": None if price is None else _number(price),
        **_costs("", amount),
        "priceNotFound": False,
    }


def _line(line: Line) -> dict[str, Any]:
    """What Infracost has no place for: vendor and plan, the allowance, the price's own entry."""
    return {
        "vendor": line.usage.vendor,
        "plan": line.usage.plan,
        "meter": line.usage.meter,
        "fixed": line.usage.fixed,
        "included": _number(line.included),
        "monthlyCost": None if line.amount is None else _number(line.amount),
        "beyondPlan": line.beyond,
        "price": line.price.model_dump(mode="json", exclude_defaults=True) if line.price else None,
    }


def _beside(estimate: Estimate) -> Iterator[dict[str, Any]]:
    """Free allowances, discounts and credits, negative, by vendor."""
    taken: dict[str, list[Line]] = defaultdict(list)
    for line in estimate.bill.lines:
        if line.allowance:
            taken[line.usage.vendor].append(line)
    for vendor, lines in taken.items():
        yield {
            "name": f"{vendor} free allowances",
            "metadata": {"vendor": vendor},
            **_costs("", sum((line.allowance for line in lines), Decimal(0))),
            "costComponents": [
                _component(
                    line.usage.meter,
                    line.price.unit if line.price else "",
                    line.included,
                    None,
                    line.allowance,
                )
                for line in lines
            ],
        }
    for vendor in sorted({line.usage.vendor for line in estimate.bill.lines if line.discount}):
        off = [li for li in estimate.bill.lines if li.discount and li.usage.vendor == vendor]
        yield {
            "name": f"{vendor} discounts",
            "metadata": {"vendor": vendor},
            **_costs("", sum((line.discount for line in off), Decimal(0))),
            "costComponents": [
                _component(line.usage.meter, "", line.usage.discount, None, line.discount)
                for line in off
            ],
        }
    for credit in estimate.bill.credits:
        yield {
            "name": f"{credit.vendor} credit",
            "metadata": {"vendor": credit.vendor, "plan": credit.plan},
            **_costs("", credit.amount),
            "costComponents": [],
        }


def _difference(each: Difference) -> dict[str, Any]:
    """To the last digit, so that the differences add up to their total; null where not even the
    sign is known.
    """
    return {
        "name": each.name or f"{each.vendor} {OF_ACCOUNT}",
        "metadata": {
            "vendor": each.vendor,
            "was": None if each.old is None else _number(each.old.amount),
            "becomes": None if each.new is None else _number(each.new.amount),
            "mayBeMore": each.delta.may_be_more,
            "mayBeLess": each.delta.may_be_less,
        },
        **_costs("", None if each.delta.is_unknown else each.delta.amount),
        "costComponents": [],
    }


def _summary(estimate: Estimate) -> dict[str, Any]:
    """Resources counted by what is known of them."""
    no_price = {line.usage.resource for line in estimate.bill.lines if line.price is None}
    by_usage = {line.usage.resource for line in estimate.bill.lines if not line.usage.fixed}
    supported = [*estimate.charged, *estimate.free]
    missing = [resource for resource in estimate.charged if resource.urn in no_price]
    everything = len(supported) + len(estimate.unpriced)
    return {
        "totalResources": everything,
        "totalDetectedResources": everything,
        "totalSupportedResources": len(supported),
        "totalUnsupportedResources": len(estimate.unpriced),
        "totalUsageBasedResources": sum(r.urn in by_usage for r in estimate.charged),
        "totalNoPriceResources": len(missing),
        "supportedResourceCounts": _by_type(supported),
        "unsupportedResourceCounts": _by_type(estimate.unpriced),
        "noPriceResourceCounts": _by_type(missing),
    }


def _by_type(resources: Iterable[Resource]) -> dict[str, int]:
    return dict(sorted(Counter(resource.type for resource in resources).items()))


def _sum(summaries: Iterable[dict[str, Any]]) -> dict[str, Any]:
    total: dict[str, Any] = {}
    for summary in summaries:
        for key, value in summary.items():
            if isinstance(value, int):
                total[key] = total.get(key, 0) + value
            else:
                total[key] = dict(Counter(total.get(key, {})) + Counter(value))
    return total
