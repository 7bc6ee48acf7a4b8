"""Errors of vendors, worded for the person who runs the deployment.

No text here ever holds a token, a header or an address with credentials.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Left:
    """The remains of a failed create: the id and the properties for the state."""

    id: str
    properties: Mapping[str, Any]


@dataclass
class VendorError(Exception):
    """``summary`` names the failure, ``detail`` the vendor's response, ``remedy`` what to do.

    ``left`` is set where a create failed after the vendor had made something.
    """

    summary: str
    detail: str = ""
    remedy: str = ""
    left: Left | None = field(default=None, compare=False)

    def __str__(self) -> str:
        """One paragraph per part."""
        return "\n  ".join(part for part in (self.summary, self.detail, self.remedy) if part)


class NotFound(VendorError):
    """The vendor does not know it, or the token may not see it."""


class Unauthorized(VendorError):
    """The vendor does not accept the token."""


class Unanswered(VendorError):
    """The request may have been carried out: the answer was lost, or was an internal error."""


class Malformed(VendorError):
    """The answer has another shape than the vendor's own description."""


class NotAdopted(VendorError):
    """An existing resource cannot be changed to match the program."""


class Broken(VendorError):
    """The vendor gave up on it: it is in a failed state that no waiting ends."""
