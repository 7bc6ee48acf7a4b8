"""How much the product is used, as far as it costs money or brings some in.

Every figure but the users is assumed until somebody gives or measures it; only what is assumed is
lower in the low load and higher in the high one.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, field_validator

from faro.cost.near import near
from faro.cost.yaml_model import Kind

Share = Annotated[Decimal, Field(ge=0, le=1)]
Count = Annotated[Decimal, Field(ge=0, le=Decimal(10) ** 9)]

_DAYS = Decimal("30.4")


class Origin(Enum):
    """Where a figure comes from."""

    ASSUMED = "assumed"
    GIVEN = "given"
    MEASURED = "measured"


def _of(default: str, description: str) -> Any:
    """A figure that is assumed: its unit, and what speaks for it."""
    return Field(default=Decimal(default), description=description)


class Workload(BaseModel):
    """One month of a chat product. Shares are of 1; sizes in the unit of their names.

    ``measured`` names the figures that were.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    mau: Annotated[int, Field(ge=0, le=10**9, description="users in a month; given")]
    daily_share: Share = _of("0.3", "share of them on a day")
    requests_per_user_day: Count = _of("20", "requests to the API on such a day")
    cpu_ms_per_request: Count = _of("30", "ms of a CPU; the model answers meanwhile")
    wall_ms_per_request: Count = _of("250", "ms until the answer; N6 says 200 to 500")
    response_kb: Count = _of("20", "kB of an answer")
    page_kb_per_user_day: Count = _of("1500", "kB of pages and their files on a day")
    ai_share: Share = _of("0.2", "share of requests that ask the model")
    tokens_in: Count = _of("800", "tokens of a question with its history")
    tokens_out: Count = _of("400", "tokens of an answer")
    database_kb_per_user: Count = _of("200", "kB in the database")
    error_share: Share = _of("0.002", "share of requests that fail")
    log_bytes_per_request: Count = _of("600", "bytes of log")
    spans_per_request: Count = _of("0.1", "spans; one request in ten is traced")
    paying_share: Share = _of("0.05", "share of users who pay; N4")
    usd_per_paying_user: Count = _of("9.99", "US dollars a month of one who pays; N4")
    measured: tuple[str, ...] = ()

    @field_validator("measured")
    @classmethod
    def _are_figures(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        for name in names:
            if name not in cls.model_fields:
                raise ValueError(f"{name} is no figure{near(name, cls.model_fields)}")
        return names

    @property
    def requests(self) -> Decimal:
        """Requests to the API in a month of 30.4 days."""
        return self.mau * self.daily_share * self.requests_per_user_day * _DAYS

    @property
    def visits(self) -> Decimal:
        """Users times the days on which they come."""
        return self.mau * self.daily_share * _DAYS

    @property
    def income(self) -> Decimal:
        """US dollars that the users pay in a month."""
        return self.mau * self.paying_share * self.usd_per_paying_user

    def figures(self) -> dict[str, Any]:
        """The figures for the project's script, with those that follow from them."""
        derived = {"requests": str(self.requests), "visits": str(self.visits)}
        return {**self.model_dump(mode="json", exclude={"measured"}), **derived}

    def origin(self, name: str) -> Origin:
        """Where a figure comes from."""
        if name in self.measured:
            return Origin.MEASURED
        return Origin.GIVEN if name in self.model_fields_set else Origin.ASSUMED

    def at(self, mau: int) -> Workload:
        """The same habits of so many users."""
        return self.model_copy(update={"mau": mau})

    def with_assumed(self, figures: Mapping[str, Decimal]) -> Workload:
        """Other assumptions in place of those that nobody gave."""
        assumed = {k: v for k, v in figures.items() if self.origin(k) is Origin.ASSUMED}
        return self.model_copy(update=assumed)


LOW = {
    "daily_share": Decimal("0.15"),
    "requests_per_user_day": Decimal(10),
    "ai_share": Decimal("0.1"),
    "tokens_in": Decimal(400),
    "tokens_out": Decimal(200),
    "database_kb_per_user": Decimal(100),
}
HIGH = {
    "daily_share": Decimal("0.5"),
    "requests_per_user_day": Decimal(40),
    "ai_share": Decimal("0.3"),
    "tokens_in": Decimal(1600),
    "tokens_out": Decimal(800),
    "database_kb_per_user": Decimal(400),
}


_FILE = Kind(
    called="A workload",
    model=Workload,
    keys=tuple(Workload.model_fields),
    command="faro cost --mau 10000",
)


def read(path: Path | None, mau: int | None) -> Workload:
    """The workload of a file, with ``mau`` over it; Failure with everything that is wrong."""
    users = {} if mau is None else {"mau": mau}
    return _FILE.read(path, users) if path else _FILE.parse("", "workload", users)
