"""Physical names: ``project-role``, never a phase or a stack.

The same resource keeps its name while the product moves from phase to phase; that makes a move an
update. The price: a replacement has to delete first, because the name is taken.
"""

from __future__ import annotations

import re

import pulumi

_ALLOWED = re.compile(r"[a-z]([a-z0-9-]*[a-z0-9])?")

# Longest names the services take, from their API references.
SERVICE_ACCOUNT_LIMIT = 30
GKE_CLUSTER_LIMIT = 40
DNS_LABEL_LIMIT = 63
CLOUD_SQL_LIMIT = 84


def compose(project: str, role: str, *, limit: int, generation: int | None = None) -> str:
    """Join the parts of a physical name; ``generation`` only where a deleted name stays reserved.

    Raises ValueError when the name is too long or has other signs than ``a-z``, ``0-9``, ``-``:
    a name cut to fit could collide with another.
    """
    name = f"{project}-{role}" if generation is None else f"{project}-{role}-g{generation}"
    if not _ALLOWED.fullmatch(name):
        raise ValueError(f"name {name!r}: only a-z, 0-9 and - are allowed, a letter first")
    if len(name) > limit:
        raise ValueError(f"name {name!r}: {len(name)} characters; the limit is {limit}")
    return name


def labels() -> dict[str, str]:
    """Return the labels of a resource at Google, by which the bill can be told apart."""
    return {"app": pulumi.get_project(), "managed-by": "pulumi"}


def physical_name(role: str, *, limit: int = DNS_LABEL_LIMIT, generation: int | None = None) -> str:
    """Compose the name of ``role`` in the running Pulumi project."""
    return compose(pulumi.get_project(), role, limit=limit, generation=generation)
