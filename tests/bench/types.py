"""How many of the types that Infracost prices are priced here: `types.yml` names both."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from enum import Enum
from functools import cache
from pathlib import Path

import yaml

from faro.cost.book import load
from faro.cost.estimate import Priceable
from faro.cost.families import CHARGED, without_charge
from faro.model.snapshot import Resource, Snapshot
from faro.model.value import Inputs

from .parity import VENDORS, goldens, snapshot

_FILE = Path(__file__).with_name("types.yml")


class Kind(Enum):
    """What becomes of a type: the book has a price for a meter of it, or for none."""

    PRICED = "priced"
    NAMED = "named, without a price"
    FREE = "free"
    UNKNOWN = "not supported"


def count(vendor: str) -> Counter[Kind]:
    """How many of a vendor's types are which."""
    return Counter(kinds(vendor).values())


@cache
def kinds(vendor: str) -> Mapping[str, Kind]:
    """Each of Infracost's types of a vendor, by Infracost's name."""
    named = yaml.safe_load(_FILE.read_text(encoding="utf-8"))[vendor]
    return {
        name: _kind(one["type"], one["inputs"]) if isinstance(one, dict) else _kind(one, {})
        for name, one in named.items()
    }


def _kind(type_: str, inputs: Inputs) -> Kind:
    if type_ not in CHARGED:
        return Kind.FREE if without_charge(type_) else Kind.UNKNOWN
    vendor = CHARGED[type_][0].vendor
    every = _meters()[type_] | set(_own(type_, inputs))
    has_price = any(load().has(vendor, meter) for meter in every)
    return Kind.PRICED if has_price else Kind.NAMED


def _own(type_: str, inputs: Inputs) -> Iterator[str]:
    """The meters of one that sets these inputs alone."""
    urn = f"urn:pulumi:dev::p::{type_}::one"
    one = Resource(urn=urn, type=type_, name="one", inputs=inputs)
    for _, _, meters in Priceable(Snapshot(project="p", stack="dev", resources=(one,))).meters():
        yield from meters


@cache
def _meters() -> Mapping[str, set[str]]:
    """The meters of each type in the goldens' programs, and those that their usage names."""
    found: dict[str, set[str]] = defaultdict(set)
    for golden in (golden for vendor in VENDORS for golden in goldens(vendor)):
        for resource, _, meters in Priceable(snapshot(golden)).meters():
            found[resource.type].update(meters)
        for name, given in golden["resources"].items():
            found[given["type"]].update(golden.get("usage", {}).get(name, {}))
    return found
