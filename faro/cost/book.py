"""The price book: list prices with unit, source and date, one file per vendor, or several whose
names begin with the vendor and a dot.

Leaves out discounts and contracts (a user's own book overrides it). A meter that is missing has no
price, never the price zero.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from math import ceil
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from faro.cost.families.places import how_to_name
from faro.cost.ratios import Ratios
from faro.cost.yaml_model import Kind
from faro.model.cost import cents
from faro.model.near import nearest

FOLDER = Path(__file__).parent / "prices"
STALE_DAYS = 180
ANY_PLAN = "any"
NO_REGION = "the region is unknown"

Amount = Annotated[Decimal, Field(ge=0)]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Tier(_Entry):
    """The price of the units up to ``up_to``, above those of the tier before; None: of the rest."""

    up_to: Decimal | None
    price: Amount


class Included(_Entry):
    """What a plan gives before anything is charged, once for each ``per``.

    In the unit of its price; or, with ``covers``, in money that pays for the meters named there.
    """

    amount: Amount
    unit: str
    per: str
    covers: tuple[str, ...] = ()


class Price(_Entry):
    """One meter: ``price`` for every ``per`` units, or by ``tiers``, or in each of the ``regions``.

    Tiers are graduated: each has the units that fall into it. With ``volume`` all units have the
    price of the tier that they reach together.

    Of one ``region``, or of every one; ``by_ratio``: of every region by the ratio of its file.
    ``whole_packages``: what is begun of ``per`` units is charged whole. ``prompt_over``: of the
    requests alone whose prompt has more than so many tokens, and of all their tokens.
    """

    meter: str
    plans: tuple[str, ...] = Field(min_length=1)
    price: Amount | None = None
    tiers: tuple[Tier, ...] = ()
    regions: dict[str, Amount] = Field(default_factory=dict)
    per: Annotated[Decimal, Field(gt=0)] = Decimal(1)
    unit: str
    included: Included | None = None
    region: str | None = None
    by_ratio: bool = False
    whole_packages: bool = False
    volume: bool = False
    prompt_over: Annotated[Decimal, Field(gt=0)] | None = None
    at_limit: str | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    source: str = Field(min_length=1)
    as_of: date
    confidence: Literal["high", "medium", "low"]

    @model_validator(mode="after")
    def _one_way_to_charge(self) -> Self:
        if sum((self.price is not None, bool(self.tiers), bool(self.regions))) != 1:
            raise ValueError("give one of price, tiers and regions")
        if self.volume and not self.tiers:
            raise ValueError("volume applies to tiers only")
        if self.regions and (self.region or self.by_ratio):
            raise ValueError("regions cannot be combined with region or by_ratio")
        tops = [tier.up_to for tier in self.tiers]
        if self.tiers and (tops[-1] is not None or None in tops[:-1]):
            raise ValueError("only the last tier may be without an end")
        ends = [top for top in tops if top is not None]
        if ends != sorted(set(ends)):
            raise ValueError("tiers must be in ascending order")
        return self

    def holds_on(self, day: date) -> bool:
        """Return whether the price is valid on that day."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_until is None or day <= self.valid_until)

    @property
    def threshold(self) -> Decimal:
        """The tokens of a prompt from which on it holds."""
        return self.prompt_over or Decimal(0)

    def is_of_prompt(self, tokens: Decimal | None) -> bool:
        """Return whether it holds for a request whose prompt has so many tokens; None: for a short
        one.
        """
        return self.prompt_over is None or (tokens or Decimal(0)) > self.prompt_over

    def scaled(self, ratio: Decimal) -> Price:
        """The same at so many times the price, in whole cents as vendors print it."""
        if self.price is None:
            raise ValueError(f"{self.meter}: by_ratio does not apply to tiers")
        return self.model_copy(update={"price": cents(self.price * ratio)})

    def estimated(self, ratio: Decimal, region: str) -> Price:
        """The same in another region at so many times the price, not rounded."""
        tiers = tuple(t.model_copy(update={"price": t.price * ratio}) for t in self.tiers)
        price = None if self.price is None else self.price * ratio
        return self.model_copy(update={"price": price, "tiers": tiers, "region": region})

    def of_region(self, region: str | None) -> Price | None:
        """The price in one region; None where it is not known there."""
        if self.regions:
            amount = self.regions.get(region or "")
            if amount is None:
                return None
            return self.model_copy(update={"price": amount, "regions": {}, "region": region})
        return self if self.region in (None, region) else None

    def by_region(self) -> Iterator[tuple[str, Decimal]]:
        """Each region that it names, with the price there; that of the first units of tiers."""
        if self.region:
            yield self.region, self.tiers[0].price if self.price is None else self.price
        yield from self.regions.items()

    def is_stale(self, day: date) -> bool:
        """Return whether it was read more than half a year earlier."""
        return (day - self.as_of).days > STALE_DAYS

    def cost(self, quantity: Decimal) -> Decimal:
        """Return the cost of a quantity, before any allowance."""
        if self.price is not None:
            packages = quantity / self.per
            return (ceil(packages) if self.whole_packages else packages) * self.price
        return sum((part / self.per * rate for part, rate in self.parts(quantity)), Decimal(0))

    def parts(self, quantity: Decimal) -> Iterator[tuple[Decimal, Decimal]]:
        """Yield the part of the quantity in each tier, and the tier's price."""
        if self.volume:
            yield (
                quantity,
                next(t.price for t in self.tiers if t.up_to is None or quantity <= t.up_to),
            )
            return
        below = Decimal(0)
        for tier in self.tiers:
            top = quantity if tier.up_to is None else min(quantity, tier.up_to)
            yield top - below, tier.price
            below = top
            if below >= quantity:
                return


class VendorPrices(_Entry):
    """One vendor's file."""

    vendor: str
    currency: Literal["USD"]
    ratios: dict[str, Amount] = Field(default_factory=dict)
    rounds_lines: bool = False
    prices: tuple[Price, ...]

    def at(self, price: Price, region: str | None) -> Price | None:
        """The price in a region; None where it is another region's, or has no ratio there."""
        if price.by_ratio:
            ratio = self.ratios.get(region or "")
            return None if ratio is None else price.scaled(ratio)
        return price.of_region(region)

    def regions(self, price: Price) -> Iterable[str]:
        """The regions that a price is known in; empty for one of every region."""
        if price.by_ratio:
            return self.ratios
        return price.regions or ((price.region,) if price.region else ())

    def line(self, amount: Decimal) -> Decimal:
        """The amount of a line as the vendor's invoice has it."""
        return cents(amount) if self.rounds_lines else amount


class _Vendor:
    """One vendor's prices by meter, those of a later file before those of an earlier one."""

    def __init__(self, files: Sequence[VendorPrices]) -> None:
        self.by_meter: dict[str, list[tuple[VendorPrices, Price]]] = defaultdict(list)
        self.sold: dict[str, set[str]] = defaultdict(set)
        for file in reversed(files):
            for price in file.prices:
                self.by_meter[price.meter].append((file, price))
                for plan in price.plans:
                    self.sold[plan].add(price.meter)


class Book:
    """All vendors' prices; those of ``shipped`` vendors are read when they are first asked for."""

    def __init__(self, files: Sequence[VendorPrices], shipped: Sequence[str] = ()) -> None:
        self._own = files
        self._shipped = shipped

    @property
    def files(self) -> tuple[VendorPrices, ...]:
        """Every file, the user's own last."""
        return (*(file for vendor in self._shipped for file in _shipped(vendor)), *self._own)

    @cache  # noqa: B019 one book lives as long as the command
    def _of(self, vendor: str) -> _Vendor:
        own = [file for file in self._own if file.vendor == vendor]
        return _Vendor([*_shipped(vendor), *own] if vendor in self._shipped else own)

    def entries(self, *words: str) -> Iterator[tuple[str, Price]]:
        """Yield vendor and price of each entry with every word in vendor, meter or plans."""
        for file in self.files:
            for price in file.prices:
                text = f"{file.vendor} {price.meter} {' '.join(price.plans)}".lower()
                if all(word.lower() in text for word in words):
                    yield file.vendor, price

    def sells(self, vendor: str, plan: str, meter: str) -> bool:
        """Return whether a plan has a meter, in any region and on any day. A plan without any
        price may have it, and any plan may have a meter without a price.
        """
        sold = self._of(vendor).sold
        of_plan = [sold[name] for name in (plan, ANY_PLAN) if name in sold]
        if not of_plan or any(meter in meters for meters in of_plan):
            return True
        return not any(meter in meters for meters in sold.values())

    @property
    def own(self) -> tuple[VendorPrices, ...]:
        """The user's own files."""
        return tuple(self._own)

    @property
    def vendors(self) -> set[str]:
        """Every vendor that has a file."""
        return {*self._shipped, *(file.vendor for file in self._own)}

    def meters(self, vendor: str) -> Iterable[str]:
        """Every meter of a vendor."""
        return self._of(vendor).by_meter.keys()

    def has(self, vendor: str, meter: str) -> bool:
        """Return whether a vendor has a meter, on any plan."""
        return meter in self._of(vendor).by_meter

    def plans(self, vendor: str) -> set[str]:
        """Every plan of a vendor."""
        return set(self._of(vendor).sold)

    def unit(self, vendor: str, meter: str) -> str:
        """The unit that a meter counts, on any plan; empty for a meter without a price."""
        entries = self._of(vendor).by_meter.get(meter, ())
        return entries[0][1].unit if entries else ""

    @cache  # noqa: B019
    def find(
        self,
        vendor: str,
        plan: str,
        meter: str,
        *,
        region: str | None,
        day: date,
        prompt: Decimal | None = None,
    ) -> tuple[VendorPrices, Price] | None:
        """The price of a meter on a plan in a region on a day, and the file it is in; None where
        the book has none. ``prompt``: for requests of so many tokens; None: of the shortest.
        """
        best: tuple[VendorPrices, Price] | None = None
        for file, price in self._of(vendor).by_meter.get(meter, ()):
            if best and file is not best[0]:
                break
            if not {plan, ANY_PLAN}.isdisjoint(price.plans) and price.holds_on(day):
                found = file.at(price, region) if price.is_of_prompt(prompt) else None
                if found and (best is None or found.threshold > best[1].threshold):
                    best = file, found
        return best

    @cache  # noqa: B019
    def about(
        self, vendor: str, plan: str, meter: str, *, region: str | None, day: date
    ) -> tuple[tuple[VendorPrices, Price], str] | None:
        """Estimate a price that the book has in other regions only, with the basis of the
        estimate: the price of another region times the ratio of the two regions' other prices.
        """
        ratio = self._ratios(vendor, plan, day).of(meter, region) if region else None
        base = ratio and self.find(vendor, plan, meter, region=ratio.base, day=day)
        if not (ratio and base and region):
            return None
        file, price = base
        basis = f"{ratio.base} × {ratio.value:.3f}, the median of {ratio.pairs} prices"
        return (file, price.estimated(ratio.value, region)), basis

    @cache  # noqa: B019
    def _ratios(self, vendor: str, plan: str, day: date) -> Ratios:
        prices: dict[str, dict[str, Decimal]] = defaultdict(dict)
        for meter, entries in self._of(vendor).by_meter.items():
            for _, price in entries:
                if not {plan, ANY_PLAN}.isdisjoint(price.plans) and price.holds_on(day):
                    for region, amount in price.by_region():
                        prices[meter].setdefault(region, amount)
        return Ratios(prices)

    @cache  # noqa: B019
    def near(self, vendor: str, plan: str, meter: str, region: str | None) -> str:
        """Describe the nearest known price; empty if there is none."""
        meters = self._of(vendor).by_meter
        entries = [price for _, price in meters.get(meter, ())]
        known = [
            name
            for file, price in meters.get(meter, ())
            if not {plan, ANY_PLAN}.isdisjoint(price.plans)
            for name in file.regions(price)
        ]
        if known and not region:
            return f"{NO_REGION}: {how_to_name(vendor)}"
        if known:
            return f"known in {nearest(region or '', known, alike=0)}"
        plans = sorted({plan for price in entries for plan in price.plans})
        if plans:
            return f"sold on {', '.join(plans)}"
        likely = nearest(meter, meters)
        return f"the nearest is {likely}" if likely else ""


def load(own: Sequence[Path] = ()) -> Book:
    """The book that comes with the command, overridden by the user's own files.

    Failure with every entry that is wrong, by its place in the file.
    """
    return Book(
        [_FILE.read(path) for path in own],
        sorted({path.name.partition(".")[0] for path in FOLDER.glob("*.yml")}),
    )


@cache
def _shipped(vendor: str) -> tuple[VendorPrices, ...]:
    return tuple(_FILE.read(path) for path in sorted(FOLDER.glob(f"{vendor}.*yml")))


_FILE = Kind(
    called="price book",
    model=VendorPrices,
    keys=(*VendorPrices.model_fields, *Price.model_fields, *Included.model_fields),
    help_="The fields of an entry are in docs/prices.md.",
)
