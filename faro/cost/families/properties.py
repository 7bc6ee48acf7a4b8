"""The properties that change what a type of resource costs, as data, and which of them a bill
leaves out.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, field_validator

from faro.cost.families.block import Block, may_reach, set_at
from faro.cost.yaml_model import Kind
from faro.model.value import Unknown


class Property(BaseModel):
    """One property that changes a price.

    ``path`` is `a.b` for nested blocks, `a[].b` for lists of them and `a.*` for maps. ``called``
    names it in a sentence. It costs nothing where its value is in ``free`` (texts may hold `*`) or
    a number of at most ``up_to``, and where it is not set, false or empty.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: str
    called: str
    free: tuple[Any, ...] = ()
    up_to: Decimal | None = None

    @property
    def steps(self) -> tuple[str, ...]:
        """The path, key by key."""
        return tuple(self.path.replace("[]", ".[]").split("."))

    def costs(self, value: Any) -> bool:
        """Return whether a known value is charged for."""
        if value is None or value is False or value in ("", 0) or value in ([], {}):
            return False
        if isinstance(value, str):
            return not any(fnmatchcase(value, str(one)) for one in self.free)
        if self.up_to is not None and isinstance(value, int | float):
            return Decimal(str(value)) > self.up_to
        return value not in self.free


class TypeProperties(BaseModel):
    """The properties of some types, and the page that says what they cost."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    types: tuple[str, ...]
    source: str = Field(min_length=1)
    properties: tuple[Property, ...]

    @field_validator("types", mode="before")
    @classmethod
    def _one_or_several(cls, value: Any) -> Any:
        return (value,) if isinstance(value, str) else value


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    listed: tuple[TypeProperties, ...]


_FOLDER = Path(__file__).parent
_FILE = Kind(called="list of priced properties", model=_File)


def priced_properties(package: str) -> tuple[TypeProperties, ...]:
    """Return the properties listed for the types of a package; empty if it has no list."""
    path = _FOLDER / package / "properties.yml"
    return _FILE.read(path).listed if path.is_file() else ()


_Listed = tuple[tuple[Property, tuple[str, ...]], ...]


@cache
def _by_type(package: str) -> dict[str, _Listed]:
    found: dict[str, _Listed] = {}
    for one in priced_properties(package):
        for type_ in one.types:
            found[type_] = found.get(type_, ()) + tuple((p, p.steps) for p in one.properties)
    return found


def left_out(type_: str, inputs: Block) -> Iterator[tuple[str, str]]:
    """Yield what the bill of a resource leaves out, and why: a priced property that was not
    read, or one whose value is not known yet.
    """
    for listed, steps in _by_type(type_.partition(":")[0]).get(type_, ()):
        if not may_reach(inputs, steps):
            continue
        why = ""
        for value, read in set_at(inputs, steps):
            if isinstance(value, Unknown):
                why = "not known yet"
            elif not read and listed.costs(value):
                why = why or "not priced"
        if why:
            yield listed.called, why
