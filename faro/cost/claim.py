"""What somebody said that things cost, to be shown beside what they cost today."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from faro.model.diagnostic import Failure, error

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


def read(path: Path) -> Claims:
    """Read a claims file; Failure with everything that is wrong with it."""
    try:
        return Claims.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except OSError as problem:
        reason = problem.strerror or type(problem).__name__
        raise error("A claims file cannot be read", f"{path}: {reason}") from None
    except (yaml.YAMLError, UnicodeDecodeError) as problem:
        raise _wrong(path, str(problem)) from None
    except ValidationError as problem:
        said = [
            f"{'.'.join(map(str, found['loc'])) or 'file'}: {found['msg']}"
            for found in problem.errors(include_url=False)
        ]
        raise _wrong(path, "; ".join(said)) from None


def _wrong(path: Path, detail: str) -> Failure:
    return error("A claims file is wrong", f"{path.name}: {detail}")
