"""The figures of a workload, and what follows from them for any program."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

KB_PER_GB = Decimal(1_000_000)
BYTES_PER_GIB = Decimal(1024**3)
MS_PER_HOUR = Decimal(3_600_000)
SECONDS_PER_HOUR = Decimal(3600)
SECONDS_PER_MONTH = Decimal(2_628_000)
_BYTES_PER_TOKEN = Decimal(4)


class Load:
    """One month of a workload."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self._given = given
        self.requests = self["requests"]
        self.visits = self["visits"]
        self.questions = self["questions"]
        self.busy_seconds = self["busy_seconds"]

    def __getitem__(self, name: str) -> Decimal:
        return Decimal(str(self._given[name]))

    @property
    def prompts(self) -> list[Decimal]:
        """Tokens of each question of a conversation: the instructions, what was said before, and
        the question itself.
        """
        first, said = self["instruction_tokens"] + self["tokens_in"], self["tokens_out"]
        step = self["tokens_in"] + said
        return [first + turn * step for turn in range(int(self["turns"]))]

    @property
    def request_gb(self) -> Decimal:
        """What the API is sent in a month."""
        return self.requests * self["request_kb"] / KB_PER_GB

    @property
    def api_gb(self) -> Decimal:
        """What the API answers in a month."""
        return self.requests * self["response_kb"] / KB_PER_GB

    @property
    def pages_gb(self) -> Decimal:
        """What the frontend serves in a month."""
        return self.visits * self["page_kb_per_user_day"] / KB_PER_GB

    @property
    def model_gb(self) -> Decimal:
        """What goes to the model and comes back."""
        prompt = sum(self.prompts, Decimal(0)) / len(self.prompts)
        return self.questions * (prompt + self["tokens_out"]) * _BYTES_PER_TOKEN / 10**9

    @property
    def stored_gb(self) -> Decimal:
        """What the database holds."""
        return self["mau"] * self["database_kb_per_user"] / KB_PER_GB

    @property
    def logs_gb(self) -> Decimal:
        """What a service that sees every request writes in a month."""
        return self.requests * self["log_bytes_per_request"] / 10**9

    @property
    def busy_cpus(self) -> Decimal:
        """CPUs of the API that are busy on average."""
        return self.busy_seconds / SECONDS_PER_MONTH

    @property
    def database_cpus(self) -> Decimal:
        """CPUs of the database that are busy on average."""
        return self["database_seconds"] / SECONDS_PER_MONTH

    def share_of(self, service: str) -> Decimal:
        """The part of the requests that a service sees: workers answer those for the model."""
        return self["ai_share"] if service.endswith("ai-worker") else Decimal(1)
