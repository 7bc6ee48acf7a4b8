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

    ``nodes``: so many of a pool carry what runs on it. ``followed`` are the resources that a pricer
    went on to from here: what it left unread of them is left out of this resource's lines.
    """

    def __init__(
        self,
        given: Mapping[str, Any],
        *,
        type: str = "",
        region: str | None = None,
        follow: Callable[[str], Inputs | None] = lambda _key: None,
        nodes: Decimal | None = None,
    ) -> None:
        super().__init__(given)
        self.type = type
        self.region = region
        self.nodes = nodes
        self.followed: dict[str, Inputs] = {}
        self._follow = follow

    def follow(self, key: str) -> Inputs | None:
        """The resource that an input's value came from; None where no resource gave it."""
        self.seen.add(key)
        if key not in self.followed and (found := self._follow(key)) is not None:
            self.followed[key] = found
        return self.followed.get(key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixed:
    """A part that follows from the inputs alone; ``quantity`` None: an input is not known.

    ``least`` and ``most``: between which quantities an autoscaler keeps it, where there is one.
    """

    meter: str
    quantity: Decimal | None
    least: Decimal | None = None
    most: Decimal | None = None
    region: str | None = None
    once: bool = False
    """One for the whole account, however many resources have it."""


class Count(NamedTuple):
    """How many an autoscaled group has: as ``wanted`` now, and between its least and its most."""

    wanted: Decimal | None
    least: Decimal | None = None
    most: Decimal | None = None


def scaled(part: Fixed, count: Count) -> Fixed:
    """The same part so many times, as a range where the count is one."""

    def at(number: Decimal | None) -> Decimal | None:
        return None if part.quantity is None or number is None else part.quantity * number

    wanted = at(count.wanted)
    least, most = (None if end == wanted else end for end in map(at, count[1:]))
    return replace(part, quantity=wanted, least=least, most=most)


@dataclass(frozen=True, slots=True, kw_only=True)
class Charged:
    """``meters`` are charged by usage, ``metered`` those that depend on the inputs.

    ``plan`` and ``region`` are read from the inputs, else the usage file names the plan.
    """

    meters: tuple[str, ...] = ()
    metered: Callable[[Inputs], Iterable[str]] = lambda _inputs: ()
    fixed: Callable[[Inputs], Iterable[Fixed]] = lambda _inputs: ()
    plan: Callable[[Inputs], str | None] = lambda _inputs: None
    region: Callable[[Inputs], str | None] = lambda _inputs: None


@dataclass(frozen=True, slots=True)
class Free:
    """Costs nothing by itself, for a reason."""

    reason: str


Pricing: TypeAlias = Charged | Free


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
