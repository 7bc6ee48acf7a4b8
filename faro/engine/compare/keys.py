"""Property names that belong to the bridge and the engine, not to the resource."""

from __future__ import annotations

from typing import Final

DEFAULTS: Final = "__defaults"
"""Lists the keys of an object that the provider's Check filled in (SDKv2 bridge)."""

RESERVED: Final = frozenset(
    {
        DEFAULTS,
        "__meta",
        "__pulumi_raw_state_delta",
        "__inputs",
        "__initialApiVersion",
        "__fieldManager",
    }
)
"""Never compared (``pulumi-terraform-bridge/pkg/reservedkeys``, ``pulumi-kubernetes``)."""
