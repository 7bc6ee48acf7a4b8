"""Curves, explanations, sensitivities and claims as JSON.

Money is a text of US dollars a month, for a number would lose digits; what is not known is null,
never zero.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from faro.claims import Checked, Compared
from faro.cost.curve import Band
from faro.cost.workload import Workload
from faro.curves import Curves
from faro.explain import Explained, Explanation
from faro.model.cost import Cost
from faro.sensitivity import Sensitivity, Swing
from faro.views.arithmetic import arithmetic


def curves(found: Curves) -> str:
    """Each point of each curve, under the typical, the low and the high load."""
    return _text(
        stacks=[_band(band) for band in found.phases],
        alternatives=[_band(band) for band in found.alternatives],
    )


def explanations(found: Sequence[Explanation]) -> str:
    """Each line of each resource, with its arithmetic, its price and what it is worked out from."""
    return _text(
        explanations=[
            {
                "target": one.target,
                "urn": one.urn,
                "lines": [_line(item, one.workload) for item in one.lines],
            }
            for one in found
        ]
    )


def sensitivities(found: Sequence[Sensitivity]) -> str:
    """Every assumption that moves the bill, the one that moves it most first."""
    return _text(
        targets=[
            {
                "target": one.target,
                "mau": one.workload.mau,
                "cost": cost(one.typical),
                "assumptions": [_swing(swing) for swing in one.swings],
            }
            for one in found
        ]
    )


def claims(found: Checked) -> str:
    """Each claim, today's figure, and whether it holds; null where that cannot be said."""
    return _text(document=found.document, claims=[_claim(one) for one in found.compared])


def cost(found: Cost | None) -> dict[str, Any] | None:
    """An amount with its range, the part that is estimated, and whether it is a lower bound."""
    if found is None:
        return None
    amount: dict[str, Any] = {"amount": f"{found.amount:f}"}
    if found.is_range:
        amount |= {"least": f"{found.least:f}", "most": f"{found.most:f}"}
    if found.about:
        amount["estimated"] = f"{found.about:f}"
    if found.is_open:
        amount["atLeast"] = True
    return amount


def _text(**document: Any) -> str:
    return json.dumps({"currency": "USD", "per": "month", **document}, indent=2) + "\n"


def _band(band: Band) -> dict[str, Any]:
    loads = zip(band.typical.points, band.low.points, band.high.points, strict=True)
    points = [
        {
            "mau": typical.mau,
            "cost": cost(typical.cost),
            "lowLoad": cost(low.cost),
            "highLoad": cost(high.cost),
            "beyondThePlan": typical.ends or None,
            "beyondItsSize": list(typical.beyond),
        }
        for typical, low, high in loads
    ]
    return {"name": band.name, "points": points}


def _line(item: Explained, workload: Workload | None) -> dict[str, Any]:
    usage, price = item.line.usage, item.line.price
    return {
        "vendor": usage.vendor,
        "meter": usage.meter,
        "quantity": None if usage.quantity is None else f"{usage.quantity:f}",
        "cost": None if item.line.amount is None else cost(item.line.cost),
        "arithmetic": arithmetic(item.line),
        "price": price.model_dump(mode="json", exclude_defaults=True) if price else None,
        "isFixed": usage.fixed,
        "givenBy": item.given_by or None,
        "workload": {
            name: {"value": str(getattr(workload, name)), "origin": workload.origin(name).value}
            for name in item.drivers
        }
        if workload
        else None,
    }


def _swing(swing: Swing) -> dict[str, Any]:
    return {
        "figure": swing.figure,
        "low": {"value": str(swing.low), "cost": cost(swing.at_low)},
        "typical": {"value": str(swing.typical)},
        "high": {"value": str(swing.high), "cost": cost(swing.at_high)},
        "difference": f"{swing.size:f}",
    }


def _claim(one: Compared) -> dict[str, Any]:
    claim = one.claim
    return {
        **claim.model_dump(mode="json", include={"id", "claim", "unit", "said", "reason", "read"}),
        "today": cost(one.today),
        "holds": one.holds,
    }
