"""A comment, and the hidden first line that identifies it: a tag and a time."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self

from faro.model.diagnostic import error

_TAG = re.compile(r"[A-Za-z0-9._-]{1,50}")
_LINE = re.compile(
    rf"<!-- faro:comment tag=(?P<tag>{_TAG.pattern}) "
    r"valid-at=(?P<at>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)Z -->(\r?\n|$)"
)


@dataclass(frozen=True, slots=True)
class Mark:
    """The hidden line: which of a pull request's comments it is, and when it was true."""

    tag: str
    valid_at: datetime

    def __post_init__(self) -> None:
        if not _TAG.fullmatch(self.tag):
            raise error(
                "Invalid comment tag",
                f"{self.tag!r} is not 1 to 50 letters, digits, '.', '_' or '-'.",
            )

    def __str__(self) -> str:
        at = self.valid_at.astimezone(UTC)
        return f"<!-- faro:comment tag={self.tag} valid-at={at:%Y-%m-%dT%H:%M:%S}Z -->"

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The mark that a text begins with."""
        found = _LINE.match(text)
        try:
            at = datetime.fromisoformat(found["at"]) if found else None
        except ValueError:
            return None
        return cls(found["tag"], at.replace(tzinfo=UTC)) if found and at else None


_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment of a pull request; without a mark its tag is empty."""

    id: int
    node_id: str
    url: str
    text: str
    author: str
    is_bot: bool
    is_hidden: bool
    tag: str
    valid_at: datetime

    @classmethod
    def read(cls, answer: Mapping[str, Any]) -> Self:
        """Read GitHub's JSON; the author is empty if the account was deleted."""
        text, user = answer.get("body") or "", answer.get("user") or {}
        mark = Mark.read(text)
        return cls(
            id=answer["id"],
            node_id=answer["node_id"],
            url=answer["html_url"],
            text=text,
            author=user.get("login", ""),
            is_bot=user.get("type") == "Bot",
            is_hidden=bool(answer.get("minimized")),
            tag=mark.tag if mark else "",
            valid_at=mark.valid_at if mark else _NEVER,
        )
