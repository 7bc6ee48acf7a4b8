"""The name of a repository."""

from __future__ import annotations

import re

from faro.model.diagnostic import error

_NAME = re.compile(r"[A-Za-z0-9-]+/(?!\.{1,2}$)[A-Za-z0-9._-]+")


def path(repository: str) -> str:
    """Where the API has ``OWNER/NAME``. Failure where it is no such name."""
    if not _NAME.fullmatch(repository):
        raise error("Invalid repository name", f"{repository!r} is not OWNER/NAME.")
    return f"/repos/{repository}"
