"""The usage file: the monthly usage of each meter, which is not in the program.

Keys are those of Infracost's usage files where they mean the same: a resource by its logical name,
with ``*`` for any part of it, and defaults per type. What is not in the file is not known.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal
from fnmatch import fnmatchcase
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from faro.cost.yaml_model import Kind
from faro.model.near import near
from faro.model.snapshot import Resource

Quantity = Annotated[Decimal, Field(ge=0, le=Decimal(10) ** 15)]


def _known(value: object) -> object:
    """A mapping without what a template leaves empty: that is not known."""
    if value is None:
        return {}
    if isinstance(value, dict):
        return {key: item for key, item in value.items() if item is not None}
    return value


Meters = Annotated[dict[str, Quantity], BeforeValidator(_known)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class OfAccount(_Part):
    """Usage that no resource has: tokens, for one. ``prompt``: the tokens of each prompt, where the
    price depends on them.
    """

    vendor: str
    meter: str
    quantity: Quantity
    region: str | None = None
    prompt: Quantity | None = None


class UsageFile(_Part):
    """One month. ``plans`` names the plan that was bought at each vendor."""

    version: float = 0.1
    plans: Annotated[dict[str, str], BeforeValidator(_known)] = Field(default_factory=dict)
    resource_type_default_usage: dict[str, Meters] = Field(default_factory=dict)
    resource_usage: dict[str, Meters] = Field(default_factory=dict)
    account_usage: tuple[OfAccount, ...] = ()

    def unmatched(self, resources: Iterable[Resource]) -> Iterator[str]:
        """Yield names and types without a resource, each with the nearest existing one."""
        all_ = tuple(resources)
        names, types = {r.name for r in all_}, {r.type for r in all_}
        for pattern in self.resource_usage:
            if not any(self.fits(resource, pattern) for resource in all_):
                yield f"resource_usage.{pattern}{near(pattern, names)}"
        for type_ in self.resource_type_default_usage:
            if type_ not in types:
                yield f"resource_type_default_usage.{type_}{near(type_, types)}"

    def of(
        self, resource: Resource, meters: Collection[str] | None = None
    ) -> Mapping[str, Decimal]:
        """What a resource uses: its type's defaults, then each name that fits, the longest last. A
        name with ``*`` gives it only the ``meters`` that it may be charged for; None: any.
        """
        found = dict(self.resource_type_default_usage.get(resource.type, {}))
        for name in sorted(self.resource_usage, key=len):
            if self.fits(resource, name):
                given = self.resource_usage[name]
                every = meters is None or "*" not in name
                found |= {k: v for k, v in given.items() if every or k in (meters or ())}
        return found

    @staticmethod
    def fits(resource: Resource, pattern: str) -> bool:
        """Return whether a name of the file is that of a resource."""
        return fnmatchcase(resource.name, pattern)

    def named(self, resource: Resource) -> Mapping[str, Decimal]:
        """Return the usage that the file sets for a resource by its type or full name, not by a
        pattern.
        """
        of_type = self.resource_type_default_usage.get(resource.type, {})
        return {**of_type, **self.resource_usage.get(resource.name, {})}


def together(files: Iterable[UsageFile]) -> UsageFile:
    """The usage of stacks that run at the same time; what two of them name, the later one's."""
    found = list(files)
    return UsageFile(
        plans=dict(ChainMap(*(f.plans for f in reversed(found)))),
        resource_type_default_usage=dict(
            ChainMap(*(f.resource_type_default_usage for f in reversed(found)))
        ),
        resource_usage=dict(ChainMap(*(f.resource_usage for f in reversed(found)))),
        account_usage=tuple(item for f in found for item in f.account_usage),
    )


FILE = Kind(called="usage file", model=UsageFile, keys=tuple(UsageFile.model_fields))
