"""Recognises variables that hold secrets by their names."""

from __future__ import annotations

import re

_SECRET = re.compile(r"(PASSWORD|PASSWD|SECRET|TOKEN|PRIVATE_KEY|API_KEY|SECRET_KEY|DATABASE_URL)$")
_PUBLIC = re.compile(r"^NEXT_PUBLIC_|PUBLISHABLE|_DSN$")


def reads_like_a_secret(key: str) -> bool:
    """Return whether a variable of that name belongs among the secrets; a Sentry DSN is public."""
    return bool(_SECRET.search(key)) and not _PUBLIC.search(key)
