"""The price ratio of two regions, from the prices that both have."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from statistics import median
from typing import NamedTuple

FEWEST_PAIRS = 3
"""Of prices of one service; fewer say too little."""
FEWEST_PAIRS_OF_VENDOR = 8
"""Of prices of any service, where one service has too few."""


class Ratio(NamedTuple):
    """``value``: the median over so many ``pairs`` of prices, against the region ``base``."""

    base: str
    value: Decimal
    pairs: int


class Ratios:
    """One vendor's prices by meter and region; a service is what its meters begin with."""

    def __init__(self, prices: Mapping[str, Mapping[str, Decimal]]) -> None:
        self._prices = prices
        self._meters: dict[str, list[str]] = defaultdict(list)
        for meter in prices:
            self._meters[_service(meter)].append(meter)
        self._found: dict[tuple[str, str, str], Ratio | None] = {}

    def of(self, meter: str, region: str) -> Ratio | None:
        """The ratio to the base with the most pairs; None where no base has enough."""
        service = _service(meter)
        known = [base for base in self._prices.get(meter, ()) if base != region]
        for name, fewest in ((service, FEWEST_PAIRS), ("", FEWEST_PAIRS_OF_VENDOR)):
            found = [one for base in known if (one := self._ratio(name, base, region))]
            enough = [one for one in found if one.pairs >= fewest]
            if enough:
                return max(enough, key=lambda one: (one.pairs, one.base))
        return None

    def _ratio(self, service: str, base: str, region: str) -> Ratio | None:
        key = (service, base, region)
        if key not in self._found:
            meters = self._meters[service] if service else self._prices
            pairs = [
                of[region] / of[base]
                for of in map(self._prices.__getitem__, meters)
                if of.get(base) and region in of
            ]
            self._found[key] = Ratio(base, median(pairs), len(pairs)) if pairs else None
        return self._found[key]


def _service(meter: str) -> str:
    return meter.partition("_")[0]
