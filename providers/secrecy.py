"""Recognises variables that hold secrets by their names and values."""

from __future__ import annotations

import re

_SECRET = re.compile(
    r"(PASSWORD|PASSWD|SECRET|TOKEN|PRIVATE_KEY|API_KEY|SECRET_KEY|ACCESS_KEY|CREDENTIALS"
    r"|CONNECTION_STRING|DATABASE(_\w+)?_URL|REDIS_URL)$"
)
_PUBLIC = re.compile(r"^NEXT_PUBLIC_|PUBLISHABLE|_DSN$")
_CREDENTIALS = re.compile(r"[a-z][a-z0-9+.-]*://[^/?#\s@:]*:[^/?#\s@]+@", re.IGNORECASE)


def reads_like_a_secret(key: str) -> bool:
    """Return whether a variable of that name belongs among the secrets; a Sentry DSN is public."""
    return bool(_SECRET.search(key)) and not _PUBLIC.search(key)


def holds_credentials(value: str) -> bool:
    """Return whether a value is a URL with a password; the key of a Sentry DSN is a user name."""
    return bool(_CREDENTIALS.search(value))
