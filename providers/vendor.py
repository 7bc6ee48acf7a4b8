"""What tells one vendor's API from another's: its address, its token, how a request carries it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


def bearer(token: str) -> Mapping[str, str]:
    """Carry the token as most vendors want it."""
    return {"Authorization": f"Bearer {token}"}


@dataclass(frozen=True, kw_only=True)
class Vendor:
    """``namespace`` is where config holds ``token`` (a secret) and, for another region or host than
    the vendor's usual one, ``url``; ``page`` tells how to get the token.
    """

    name: str
    namespace: str
    url: str
    page: str
    credentials: Callable[[str], Mapping[str, str]] = field(default=bearer)

    @property
    def set_token(self) -> str:
        """The command that gives the stack a token."""
        return f"pulumi config set --secret {self.namespace}:token"
