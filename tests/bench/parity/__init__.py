"""Bills of programs of the shapes that Infracost tests, line by line against its amounts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from faro.cost.bill import Line
from faro.cost.book import Book, load
from faro.cost.estimate import Priceable
from faro.cost.usage_file import UsageFile
from faro.model import urn
from faro.model.cost import cents
from faro.model.snapshot import Resource, Snapshot
from faro.model.value import UNKNOWN

FOLDER = Path(__file__).parent
DAY = date(2026, 11, 27)


class Found(Enum):
    """What became of a line of a golden."""

    SAME = "same to the cent"
    DIFFERENT = "another amount"
    OPEN = "open and named"
    NONE = "no line"


class Compared(NamedTuple):
    """One line: what the golden and the bill say, and why they may differ."""

    golden: str
    resource: str
    meter: str
    expected: Decimal
    amount: Decimal | None
    found: Found
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One golden's resources, what is used of them and its amounts.

    ``resources`` are inputs by name, ``is`` the type; an input ``@name`` comes from that resource.
    ``reasons``: why a line of the golden is not ours, by ``resource.meter``.
    """

    golden: str
    region: str = ""
    resources: dict[str, dict[str, Any]]
    lines: dict[str, dict[str, str]]
    usage: dict[str, dict[str, Any]]
    reasons: dict[str, str]


def shapes(vendor: str) -> Iterator[Shape]:
    """The shapes in a vendor's file."""
    content = yaml.safe_load((FOLDER / f"{vendor}.yml").read_text(encoding="utf-8"))
    for one in content["shapes"]:
        yield Shape(**{"usage": {}, "reasons": {}, **one})


def compare(vendor: str) -> Iterator[Compared]:
    """Every line of a vendor's goldens."""
    for shape in shapes(vendor):
        yield from _compared(vendor, shape, _book())


@cache
def _book() -> Book:
    return load()


def _compared(vendor: str, shape: Shape, book: Book) -> Iterator[Compared]:
    ours: dict[tuple[str, str], list[Line]] = {}
    usage = UsageFile.model_validate({"resource_usage": shape.usage})
    bill = Priceable(_snapshot(vendor, shape)).estimate(usage, book, DAY, strict=True).bill
    for line in bill.lines:
        name = urn.name_of(line.usage.resource) if line.usage.resource else ""
        ours.setdefault((name, line.usage.meter), []).append(line)
    for resource, meters in shape.lines.items():
        for meter, text in meters.items():
            found = ours.get((resource, meter), [])
            amount, verdict = _verdict(found, Decimal(text))
            reason = shape.reasons.get(f"{resource}.{meter}", "")
            yield Compared(shape.golden, resource, meter, Decimal(text), amount, verdict, reason)


def _verdict(lines: list[Line], expected: Decimal) -> tuple[Decimal | None, Found]:
    """The gross amount of the lines: a golden knows no allowance of an account."""
    if not lines:
        return None, Found.NONE
    amounts = [line.gross for line in lines if line.gross is not None]
    if len(amounts) < len(lines):
        return None, Found.OPEN
    amount = sum(amounts, Decimal(0))
    return amount, Found.SAME if cents(amount) == expected else Found.DIFFERENT


def _snapshot(vendor: str, shape: Shape) -> Snapshot:
    types = {name: given["is"] for name, given in shape.resources.items()}
    urns = {name: f"urn:pulumi:dev::p::{type_}::{name}" for name, type_ in types.items()}
    return Snapshot(
        project="p",
        stack="dev",
        resources=tuple(_resource(n, g, urns) for n, g in shape.resources.items()),
        defaults={vendor: {"region": shape.region}} if shape.region else {},
    )


def _resource(name: str, given: dict[str, Any], urns: dict[str, str]) -> Resource:
    inputs = {key: value for key, value in given.items() if key != "is"}
    from_others = {
        key: (urns[value[1:]],)
        for key, value in inputs.items()
        if isinstance(value, str) and value.startswith("@")
    }
    return Resource(
        urn=urns[name],
        type=given["is"],
        name=name,
        inputs=inputs | dict.fromkeys(from_others, UNKNOWN),
        property_dependencies=from_others,
    )


def table(vendors: tuple[str, ...]) -> Iterator[tuple[str, Counter[Found]]]:
    """How many lines of each vendor's goldens are which."""
    for vendor in vendors:
        yield vendor, Counter(one.found for one in compare(vendor))


VENDORS = ("aws",)
"""Those whose shapes are in this form; `google.py` has Google's."""
