"""How a type of resource is charged: fixed parts from its inputs, metered ones from its usage."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, NamedTuple, TypeAlias

from faro.cost.families.block import Block

HOURS_PER_MONTH = Decimal(730)


class Inputs(Block):
    """The inputs of a resource of one ``type``, secrets opened; ``region`` is its provider's.

    `links` leads to the resources that an input's value came from, `users` to those whose inputs
    came from this resource, `call` to the arguments of the function call that answered with an
    input's value. ``nodes``: so many of a pool carry what runs on it. ``waiting``: so many pods of
    a workload fit on no node. ``followed`` are the resources that a pricer went on to from here:
    what it left unread of them is left out of this resource's lines.
    """

    def __init__(
        self,
        given: Mapping[str, Any],
        *,
        type: str = "",
        region: str | None = None,
        links: Callable[[str], tuple[Inputs, ...]] = lambda _key: (),
        users: Callable[[], tuple[Inputs, ...]] = lambda: (),
        call: Callable[[str], Mapping[str, Any]] = lambda _key: {},
        nodes: Decimal | None = None,
        waiting: int = 0,
    ) -> None:
        super().__init__(given)
        self.type = type
        self.region = region
        self.users = users
        self.call = call
        self.nodes = nodes
        self.waiting = waiting
        self.followed: dict[str, Inputs] = {}
        self._links = links
        self._linked: dict[str, tuple[Inputs, ...]] = {}

    def links(self, key: str) -> tuple[Inputs, ...]:
        """The resources that an input's value came from."""
        self.seen.add(key)
        if key not in self._linked:
            self._linked[key] = self._links(key)
            self.followed |= {f"{key}.{n}": found for n, found in enumerate(self._linked[key])}
        return self._linked[key]

    def follow(self, key: str) -> Inputs | None:
        """The first of them; None where no resource gave it."""
        return next(iter(self.links(key)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixed:
    """A part that follows from the inputs alone; ``quantity`` None: an input is not known.

    ``of_account``: added up over the account before it is priced, because its price depends on how
    many there are. ``discount``: the share of the price that the vendor takes off by itself.
    ``least`` and ``most``: between which quantities an autoscaler keeps it, where there is one.
    """

    meter: str
    quantity: Decimal | None
    least: Decimal | None = None
    most: Decimal | None = None
    region: str | None = None
    of_account: bool = False
    discount: Decimal = Decimal(0)


class Count(NamedTuple):
    """How many an autoscaled group has: as ``wanted`` now, and between its least and its most."""

    wanted: Decimal | None
    least: Decimal | None = None
    most: Decimal | None = None


_SINGLE = Count(Decimal(1))


def scaled(part: Fixed, count: Count) -> Fixed:
    """The same part so many times, as a range where the count is one."""
    if count == _SINGLE:
        return part

    def at(number: Decimal | None) -> Decimal | None:
        return None if part.quantity is None or number is None else part.quantity * number

    wanted = at(count.wanted)
    least, most = (None if end == wanted else end for end in map(at, count[1:]))
    return replace(part, quantity=wanted, least=least, most=most)


@dataclass(frozen=True, slots=True, kw_only=True)
class Charged:
    """``meters`` are charged by usage, ``metered`` those that depend on the inputs.

    ``plan`` and ``region`` are read from the inputs, else the usage file names the plan: one of
    ``plans``, where the vendor sells several side by side. ``fees`` are the plan's; None: the
    family's.
    """

    meters: tuple[str, ...] = ()
    metered: Callable[[Inputs], Iterable[str]] = lambda _inputs: ()
    fixed: Callable[[Inputs], Iterable[Fixed]] = lambda _inputs: ()
    plan: Callable[[Inputs], str | None] = lambda _inputs: None
    plans: frozenset[str] = frozenset()
    fees: Callable[[Inputs], Iterable[str]] | None = None
    region: Callable[[Inputs], str | None] = lambda _inputs: None


def unpriced(
    *meters: str, region: Callable[[Inputs], str | None] = lambda _inputs: None
) -> Charged:
    """Charged by what the book has no price for: each meter is named."""
    parts = tuple(Fixed(meter=meter, quantity=None) for meter in meters)
    return Charged(fixed=lambda _inputs: parts, region=region)


BY_ITS_OPTIONS = Charged()
"""Nothing by itself; what it may ask for is among the priced properties."""


@dataclass(frozen=True, slots=True)
class Free:
    """Costs nothing by itself, for a reason."""

    reason: str


Pricing: TypeAlias = Charged | Free


def typed(before: str, names: str, pricing: Pricing) -> dict[str, Pricing]:
    """The same pricing for each type named in a text, by its token without the last part."""
    types = {name: name.rpartition("/")[2] for name in names.split()}
    return {f"{before}{name}:{t[0].upper()}{t[1:]}": pricing for name, t in types.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """One vendor's types. ``fees`` are charged once for each plan; ``plan`` is the only one."""

    vendor: str
    types: Mapping[str, Pricing]
    fees: tuple[str, ...] = ("plan_fee",)
    plan: str | None = None


def number(value: Any) -> Decimal | None:
    """An input as a quantity; None where it is not known."""
    return Decimal(str(value)) if isinstance(value, int | float) else None


def text(value: Any) -> str | None:
    """An input as a text; None where it is not known."""
    return value if isinstance(value, str) else None
