"""Additional keys in a resource's state, and the migration of old states."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from providers.inputs import integral

Properties = dict[str, Any]

PROVIDER_KEY = "__provider"
"""Where the SDK keeps the pickled provider (pulumi/dynamic/dynamic.py)."""
UNFINISHED = "unfinished"
"""Set while the creation of a resource has failed half way: what it holds was asked for only."""
VERSION = "schema_version"
"""The version of a kind's properties, from 2 on."""
BOOKKEEPING = frozenset({"mark", "existing_id", "timeouts"})
"""Inputs that say nothing of the thing at the vendor."""


def own(properties: Mapping[str, Any]) -> Properties:
    """The properties without the SDK's; whole numbers are integers, as they are at the vendor."""
    plain: Properties = integral({k: v for k, v in properties.items() if k != PROVIDER_KEY})
    return plain


def version(properties: Mapping[str, Any]) -> int:
    """The version in which properties were written."""
    found = properties.get(VERSION, 1)
    return found if isinstance(found, int) else 1
