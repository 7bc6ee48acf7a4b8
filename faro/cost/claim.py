"""Cost claims, to compare with current costs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from faro.cost.yaml_model import Kind

_Amount = Annotated[Decimal, Field(ge=0)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Modelled(_Part):
    """A month of a target at so many users: of some of its vendors or components, else whole; or
    its income.
    """

    target: str
    mau: Annotated[int, Field(ge=0)]
    vendors: tuple[str, ...] = ()
    components: tuple[str, ...] = ()
    income: bool = False


class Metered(_Part):
    """So much of a meter on a plan."""

    vendor: str
    plan: str
    meter: str
    quantity: _Amount
    region: str | None = None


class Read(_Part):
    """A figure that is not worked out but was read."""

    figure: str
    holds: bool
    source: str
    as_of: date


class Claim(_Part):
    """``said`` is the least and the most of it. Today's figure is modelled, metered or read;
    ``reason`` says why it is another.
    """

    id: str
    claim: str
    unit: str = "USD a month"
    said: tuple[Decimal, Decimal] | None = None
    modelled: Modelled | None = None
    metered: tuple[Metered, ...] = ()
    read: Read | None = None
    reason: str

    @model_validator(mode="after")
    def _one_figure(self) -> Self:
        if sum((self.modelled is not None, bool(self.metered), self.read is not None)) != 1:
            raise ValueError("give one of modelled, metered and read")
        if self.said and self.said[0] > self.said[1]:
            raise ValueError("the least of said is more than the most")
        return self


class Claims(_Part):
    """A file of claims; ``document`` says where they were made."""

    document: str
    claims: tuple[Claim, ...]


FILE = Kind(called="claims file", model=Claims)
