"""The page of what is priced, from where, and how old it is: written from the book itself."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from faro.cost.book import STALE_DAYS, VendorPrices, load
from faro.cost.families import CHARGED, WITHOUT_CHARGE
from faro.cost.workload import HIGH, LOW, Workload
from tests.bench import types
from tests.bench.parity import VENDORS, Found, count

_LEVELS = ("high", "medium", "low")
_HEAD = """\
# What is priced

From the price book and the families of resources, by `make goldens`. How an estimate is made: \
[estimates](estimates.md); how the book is kept: [prices](prices.md).

## The book

"Old" entries were read more than {days} days before {day}.

"""

_PARITY = """
## Against Infracost

Programs of the shapes of Infracost's own tests (`tests/bench/parity`), line by line against the \
amounts of its goldens of 2026-08-21, without estimates from other regions. Why an amount is \
another stands in the file; `make bench` prints each of them.

"""


_TYPES = """
The types that Infracost prices (`tests/bench/types.yml`): a type is priced where the \
book has a price for one of its meters.

"""


def page(day: date) -> str:
    """The whole page."""
    files = load().files
    vendors = sorted({file.vendor for file in files})
    return "".join(
        [
            _HEAD.format(days=STALE_DAYS, day=day),
            *_table(["vendor", "prices", "read between", "old", "trust"]),
            *(_row(_vendor(name, files, day)) for name in vendors),
            _PARITY,
            *_table(["vendor", "lines", *(each.value for each in Found)]),
            *(_row(_parity(vendor, count(vendor))) for vendor in VENDORS),
            _TYPES,
            *_table(["vendor", "types", *(each.value for each in types.Kind)]),
            *(_row(_types(vendor)) for vendor in VENDORS),
            "\n## Charged\n\n",
            *_table(["vendor", "resources"]),
            *(_row([vendor, types]) for vendor, types in _charged()),
            "\n## What is assumed of a user\n\n",
            "A workload file gives or measures any of them; only what is assumed is varied.\n\n",
            *_table(["figure", "unit", "low", "typical", "high"]),
            *(_row(_figure(name)) for name in Workload.model_fields if name != "measured"),
            "\n## Free, and why\n\n",
            *_table(["why", "resources"]),
            *(_row([reason, types]) for reason, types in _free()),
        ]
    )


def _vendor(name: str, files: Sequence[VendorPrices], day: date) -> list[str]:
    prices = [price for file in files if file.vendor == name for price in file.prices]
    days = [price.as_of for price in prices]
    trust = Counter(price.confidence for price in prices)
    said = ", ".join(
        f"{trust[level]} {level}" for level in ("high", "medium", "low") if trust[level]
    )
    old = sum(price.is_stale(day) for price in prices)
    count = sum(len(price.regions) or 1 for price in prices)
    span = f"{min(days)} and {max(days)}"
    return [name, str(count), span, str(old), said]


def _parity(vendor: str, found: Counter[Found]) -> list[str]:
    return [vendor, str(found.total()), *(str(found[each]) for each in Found)]


def _types(vendor: str) -> list[str]:
    found = types.count(vendor)
    return [vendor, str(found.total()), *(str(found[each]) for each in types.Kind)]


def _figure(name: str) -> list[str]:
    field = Workload.model_fields[name]
    typical = "" if field.is_required() else str(field.default)
    low, high = (str(load.get(name, typical)) for load in (LOW, HIGH))
    return [f"`{name}`", field.description or "", low, typical, high]


def _charged() -> Iterator[tuple[str, str]]:
    types: dict[str, list[str]] = defaultdict(list)
    for token, (family, _) in CHARGED.items():
        types[family.vendor].append(token)
    for vendor, tokens in sorted(types.items()):
        yield vendor, _names(tokens)


def _free() -> Iterator[tuple[str, str]]:
    types: dict[str, list[str]] = defaultdict(list)
    for token, free in WITHOUT_CHARGE.items():
        types[free.reason].append(token)
    for reason, tokens in sorted(types.items()):
        yield reason, _names(tokens)


def _names(tokens: list[str]) -> str:
    return ", ".join(f"`{_short(token)}`" for token in sorted(tokens))


def _short(token: str) -> str:
    """A type without the module's file, which repeats its name."""
    parts = token.removeprefix("pulumi-python:dynamic/").split(":")
    return ":".join(part.partition("/")[0] for part in parts)


def _table(heads: list[str]) -> Iterator[str]:
    yield _row(heads)
    yield _row(["---"] * len(heads))


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |\n"
