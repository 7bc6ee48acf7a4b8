"""How much the product is used, as far as it affects costs or income.

Every figure but the users is assumed until it is given or measured; the low load has each assumed
figure at its low end, the high load at its high end. The low end is the cheaper one.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, field_validator

from faro.cost.yaml_model import Kind
from faro.model.near import near

Share = Annotated[Decimal, Field(ge=0, le=1)]
Count = Annotated[Decimal, Field(ge=0, le=Decimal(10) ** 9)]

_DAYS = Decimal("30.4")
_DERIVED = ("requests", "visits", "questions", "busy_seconds", "database_seconds")
"""Figures that follow from the others, and that the project's script is given with them."""


class Origin(Enum):
    """The origin of a figure."""

    ASSUMED = "assumed"
    GIVEN = "given"
    MEASURED = "measured"


def _of(typical: str, low: str, high: str, description: str) -> Any:
    """A figure that is assumed: its typical value and those of a low and a high load, its unit, and
    what speaks for it.
    """
    ends = {"low": low, "high": high}
    return Field(default=Decimal(typical), description=description, json_schema_extra={**ends})


class Workload(BaseModel):
    """One month of a chat product. Shares are of 1; sizes in the unit of their names.

    ``measured`` names the figures that were.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    mau: Annotated[int, Field(ge=0, le=10**9, description="monthly active users; always given")]
    daily_share: Share = _of(
        "0.3", "0.15", "0.5", "share of the monthly users who are active on a day"
    )
    requests_per_user_day: Count = _of("20", "10", "40", "API requests of an active user on a day")
    peak_factor: Annotated[Decimal, Field(ge=1, le=100)] = _of(
        "3",
        "2",
        "5",
        "busiest hour relative to an average hour; 3 if a day's use falls into 8 hours",
    )
    cpu_ms_per_request: Count = _of(
        "30", "15", "60", "ms of CPU time per request, without waiting for the model"
    )
    wall_ms_per_request: Count = _of(
        "250", "200", "500", "ms of wall time per request, without the model; N6: 200 to 500"
    )
    request_kb: Count = _of("2", "1", "4", "kB per request, with headers")
    response_kb: Count = _of("20", "10", "40", "kB per response")
    page_kb_per_user_day: Count = _of(
        "1500", "500", "3000", "kB of pages and files per active user and day"
    )
    ai_share: Share = _of("0.2", "0.1", "0.3", "share of requests that call the model")
    turns: Annotated[int, Field(ge=1, le=100)] = Field(
        default=4,
        description="questions per conversation; each is sent with the earlier questions and "
        "answers",
        json_schema_extra={"low": "2", "high": "8"},
    )
    instruction_tokens: Count = _of(
        "300", "150", "600", "tokens of instructions sent with each question"
    )
    tokens_in: Count = _of("100", "50", "200", "tokens of a question, without the history")
    tokens_out: Count = _of("400", "200", "800", "tokens of an answer, without thinking tokens")
    thinking_tokens: Count = _of(
        "500",
        "100",
        "2000",
        "tokens of thought for an answer, billed as output, where the model thinks and the program "
        "sets no smaller budget (ai.google.dev/gemini-api/docs/thinking)",
    )
    tokens_per_second: Annotated[Decimal, Field(gt=0, le=Decimal(10) ** 6)] = _of(
        "150", "250", "80", "tokens a second of a streamed answer; the function runs meanwhile"
    )
    cached_share: Share = _of(
        "0",
        "0.5",
        "0",
        "share of a prompt that the model has cached; none of prompts below its least size "
        "(ai.google.dev/gemini-api/docs/caching)",
    )
    retry_share: Share = _of("0.02", "0", "0.1", "share of questions that are retried")
    database_ms_per_request: Count = _of("5", "2", "15", "ms of database CPU time per request")
    database_kb_per_user: Count = _of("200", "100", "400", "kB per user in the database")
    database_change_share: Share = _of(
        "0.02",
        "0.01",
        "0.05",
        "share of the database that a day changes; backups hold one copy and the changes "
        "(cloud.google.com/sql/docs/postgres/backup-recovery/backups)",
    )
    error_share: Share = _of("0.002", "0.001", "0.01", "share of requests that fail")
    log_bytes_per_request: Count = _of("600", "300", "1200", "bytes of log per request")
    spans_per_request: Count = _of(
        "0.1", "0.05", "1", "trace spans per request; one request in ten is traced"
    )
    flow_records_per_request: Count = _of(
        "1", "0.2", "4", "flow records before sampling; connections are kept open and reused"
    )
    seats: Annotated[int, Field(ge=1, le=10_000)] = Field(
        default=3,
        description="people who deploy; Vercel's fee includes one (vercel.com/docs/plans)",
        json_schema_extra={"low": "1", "high": "10"},
    )
    paying_share: Share = _of("0.05", "0.05", "0.05", "share of users who pay; N4")
    usd_per_paying_user: Count = _of("9.99", "9.99", "9.99", "USD a month of a paying user; N4")
    measured: tuple[str, ...] = ()

    @field_validator("measured")
    @classmethod
    def _are_figures(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        for name in names:
            if name not in cls.model_fields:
                raise ValueError(
                    f"{name} is not a figure of a workload{near(name, cls.model_fields)}"
                )
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
    def questions(self) -> Decimal:
        """Requests to the model in a month, with those that are sent once more."""
        return self.requests * self.ai_share * (1 + self.retry_share)

    @property
    def busy_seconds(self) -> Decimal:
        """CPU seconds of the API in a month."""
        return self.requests * self.cpu_ms_per_request / 1000

    @property
    def database_seconds(self) -> Decimal:
        """CPU seconds of the database in a month."""
        return self.requests * self.database_ms_per_request / 1000

    @property
    def income(self) -> Decimal:
        """US dollars that the users pay in a month."""
        return self.mau * self.paying_share * self.usd_per_paying_user

    def figures(self) -> dict[str, Any]:
        """The figures for the project's script, with those that follow from them."""
        derived = {name: str(getattr(self, name)) for name in _DERIVED}
        return {**self.model_dump(mode="json", exclude={"measured"}), **derived}

    def origin(self, name: str) -> Origin:
        """The origin of a figure."""
        if name in self.measured:
            return Origin.MEASURED
        return Origin.GIVEN if name in self.model_fields_set else Origin.ASSUMED

    def at(self, mau: int) -> Workload:
        """The same habits of so many users."""
        return self.model_copy(update={"mau": mau})

    def with_assumed(self, figures: Mapping[str, Decimal | int]) -> Workload:
        """Other values for the figures that are assumed."""
        assumed = {k: v for k, v in figures.items() if self.origin(k) is Origin.ASSUMED}
        return self.model_copy(update=assumed)


def _ends(which: str) -> dict[str, Decimal | int]:
    """Each assumed figure at one end, in its own type."""
    found = {}
    for name, field in Workload.model_fields.items():
        if isinstance(extra := field.json_schema_extra, dict):
            found[name] = type(field.default)(str(extra[which]))
    return found


LOW, HIGH = _ends("low"), _ends("high")


def meaning(figure: str) -> str:
    """Return the description of a figure: its unit, and the reason for its value."""
    return Workload.model_fields[figure].description or ""


_FILE = Kind(
    called="workload",
    model=Workload,
    keys=tuple(Workload.model_fields),
    command="faro cost --mau 10000",
)


def read(path: Path | None, mau: int | None) -> Workload:
    """The workload of a file, with ``mau`` over it; Failure with everything that is wrong."""
    users = {} if mau is None else {"mau": mau}
    return _FILE.read(path, users) if path else _FILE.parse("", "workload", users)
