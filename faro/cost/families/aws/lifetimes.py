"""Versions whose standard support has ended, so that AWS charges for extended support.

Dates of EKS: https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html; of RDS and
Aurora: infracost/infracost:internal/resources/aws/db_instance.go@95ba4f4 (2026-08-21).
"""

from __future__ import annotations

import re
from datetime import date
from enum import Enum


class Support(Enum):
    """The extended support of a version."""

    STANDARD = "standard"
    EXTENDED = "extended"
    THIRD_YEAR = "third year of extended"


_EKS = {
    (1, 29): date(2025, 3, 23),
    (1, 30): date(2025, 7, 23),
    (1, 31): date(2025, 11, 26),
    (1, 32): date(2026, 3, 23),
    (1, 33): date(2026, 7, 29),
    (1, 34): date(2026, 12, 2),
}
"""When standard support ends. It has ended for older versions, and has not for newer ones."""

_POSTGRES = {
    "11": (date(2024, 4, 1), date(2026, 4, 1)),
    "12": (date(2025, 3, 1), date(2027, 3, 1)),
    "13": (date(2026, 3, 1), date(2028, 3, 1)),
    "14": (date(2027, 3, 1), date(2029, 3, 1)),
    "15": (date(2028, 3, 1), date(2030, 3, 1)),
    "16": (date(2029, 3, 1), date(2031, 3, 1)),
}
_NEVER = date.max
_DATABASES = {
    "postgres": _POSTGRES,
    "aurora-postgresql": _POSTGRES,
    "mysql": {
        "5": (date(2024, 3, 1), date(2026, 3, 1)),
        "8.0": (date(2026, 8, 1), date(2028, 8, 1)),
    },
    "aurora-mysql": {
        "5": (date(2024, 12, 1), _NEVER),
        "8.0": (date(2027, 5, 1), _NEVER),
    },
}
"""By engine and first figures of the version: when extended support begins, and its third year."""


def of_kubernetes(version: str | None, day: date) -> Support:
    """The support of a cluster's version; a cluster that names none has the newest."""
    figures = re.match(r"(\d+)\.(\d+)", version or "")
    if figures is None:
        return Support.STANDARD
    asked = (int(figures[1]), int(figures[2]))
    ended = asked < min(_EKS) or (asked in _EKS and day >= _EKS[asked])
    return Support.EXTENDED if ended else Support.STANDARD


def of_database(engine: str, version: str | None, day: date) -> Support:
    """The support of an engine's version; a server that names none has the newest."""
    for first, (extended, third) in _DATABASES.get(engine, {}).items():
        if version is not None and f"{version}.".startswith(f"{first}."):
            if day >= third:
                return Support.THIRD_YEAR
            return Support.EXTENDED if day >= extended else Support.STANDARD
    return Support.STANDARD
