"""Finds the class of each resource type.

State files hold a reference to ``load`` and a type's token, nothing else. The token says where its
class is: ``neon:Role`` is ``RoleLifecycle`` in ``providers/neon/role.py``. A class that is renamed
or moved gets a row in ``LIFECYCLES``, which keeps old states working.
"""

from __future__ import annotations

import re
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from providers.lifecycle import Lifecycle

LIFECYCLES: dict[str, str] = {}
"""The place of each type whose token does not say it: ``providers.neon.user:UserLifecycle``."""


def load(token: str) -> Lifecycle[Any]:
    """Make the provider of a type; the only function that a pickled provider calls."""
    module, _, name = (LIFECYCLES.get(token) or _place(token)).partition(":")
    lifecycle: Lifecycle[Any] = getattr(import_module(module), name)()
    return lifecycle


def _place(token: str) -> str:
    vendor, _, name = token.partition(":")
    module = re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
    return f"providers.{vendor}.{module}:{name}Lifecycle"
