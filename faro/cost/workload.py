"""How much the product is used, as far as it costs money; every figure but the users is assumed
until somebody measures it.
"""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from faro.model.diagnostic import error

Share = Annotated[Decimal, Field(ge=0, le=1)]
Count = Annotated[Decimal, Field(ge=0, le=Decimal(10) ** 9)]


class Workload(BaseModel):
    """One month of a chat product. Shares are of 1; sizes in the unit of their names."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    mau: Annotated[int, Field(ge=0, le=10**9)]
    daily_share: Share = Decimal("0.3")
    requests_per_user_day: Count = Decimal(20)
    cpu_ms_per_request: Count = Decimal(30)
    wall_ms_per_request: Count = Decimal(250)
    response_kb: Count = Decimal(20)
    page_kb_per_user_day: Count = Decimal(1500)
    ai_share: Share = Decimal("0.2")
    tokens_in: Count = Decimal(800)
    tokens_out: Count = Decimal(400)
    database_kb_per_user: Count = Decimal(200)
    error_share: Share = Decimal("0.002")
    log_bytes_per_request: Count = Decimal(600)
    spans_per_request: Count = Decimal("0.1")

    def document(self) -> str:
        """The figures as JSON, with those that follow from them."""
        derived = {"requests": str(self.requests), "visits": str(self.visits)}
        return json.dumps({**self.model_dump(mode="json"), **derived})

    @property
    def requests(self) -> Decimal:
        """Requests to the API in a month of 30.4 days."""
        return self.mau * self.daily_share * self.requests_per_user_day * _DAYS

    @property
    def visits(self) -> Decimal:
        """Users times the days on which they come."""
        return self.mau * self.daily_share * _DAYS


_DAYS = Decimal("30.4")


def read(path: Path | None, mau: int | None) -> Workload:
    """The workload of a file, with ``mau`` over it; Failure with everything that is wrong."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8")) if path else {}
        users = {} if mau is None else {"mau": mau}
        return Workload.model_validate({**(content or {}), **users})
    except OSError as problem:
        reason = problem.strerror or type(problem).__name__
        raise error("A workload cannot be read", f"{path}: {reason}") from None
    except (yaml.YAMLError, UnicodeDecodeError, TypeError) as problem:
        raise error("A workload is wrong", f"{path}: {problem}") from None
    except ValidationError as problem:
        said = "; ".join(
            f"{'.'.join(map(str, found['loc']))}: {found['msg']}"
            for found in problem.errors(include_url=False)
        )
        raise error("A workload is wrong", said, command="faro cost --mau 10000") from None
