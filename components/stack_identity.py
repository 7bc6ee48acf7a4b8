"""The identity of a stack, different from every other stack, also one of the same name in another
backend.

Owns one random text that lives in the state alone. The vendors' resources make their marks from it.
"""

from __future__ import annotations

import pulumi
from pulumi_random import RandomId

_BYTES = 16


class StackIdentity(pulumi.ComponentResource):
    """``owner`` is no secret: it proves nothing to a vendor, it only keeps marks apart."""

    def __init__(self, name: str, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("faro:identity:StackIdentity", name, None, opts)
        own = pulumi.ResourceOptions(parent=self)
        self.owner = RandomId(f"{name}-owner", byte_length=_BYTES, opts=own).hex
        self.register_outputs({"owner": self.owner})
