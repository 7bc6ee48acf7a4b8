"""Existing resources that the program takes over: config ``imports``.

Owns the way from a resource's name to the id that it has at its vendor. A resource of an SDK is
imported by the engine, one of this project's providers adopts what has the id. Either is a step of
the preview. After deployment, the key may be removed.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping

import pulumi

_DYNAMIC = "pulumi-python:dynamic"


class Imports:
    """A transformation of every resource that ``ids`` names."""

    def __init__(self, ids: Mapping[str, str]) -> None:
        self._ids = ids
        self._seen: set[str] = set()

    def apply(self) -> None:
        """Have it transform what the program registers from here on."""
        if self._ids:
            pulumi.runtime.register_stack_transformation(self._imported)

    def check(self) -> None:
        """Raise RunError for a name that no resource has, once all are registered."""
        for name in self._ids.keys() - self._seen:
            near = difflib.get_close_matches(name, self._seen, n=1)
            raise pulumi.RunError(
                f"faro:imports names {name!r}, but stack {pulumi.get_stack()} has no resource of "
                f"that name{f'; did you mean {near[0]!r}?' if near else ''}\n"
                f"  pulumi config rm --path 'faro:imports[\"{name}\"]' --stack {pulumi.get_stack()}"
            )

    def _imported(
        self, args: pulumi.ResourceTransformationArgs
    ) -> pulumi.ResourceTransformationResult | None:
        if not isinstance(args.resource, pulumi.CustomResource):
            return None
        self._seen.add(args.name)
        if args.name not in self._ids:
            return None
        existing = self._ids[args.name]
        if args.type_.startswith(_DYNAMIC):
            return pulumi.ResourceTransformationResult(
                {**args.props, "existing_id": existing}, args.opts
            )
        opts = pulumi.ResourceOptions.merge(args.opts, pulumi.ResourceOptions(import_=existing))
        return pulumi.ResourceTransformationResult(args.props, opts)
