"""The Google APIs a project has switched on.

Owns one ``projects.Service`` per API, so that a later phase only adds to the set. Leaves the APIs
of the language model to its own component, which exists before any platform does.
"""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
from pulumi_gcp import projects

from components.validation import CheckedArgs, Problems

_SUFFIX = ".googleapis.com"


@dataclass(frozen=True, kw_only=True)
class GoogleApisArgs(CheckedArgs):
    """The short names of the APIs, such as ``run`` for ``run.googleapis.com``."""

    names: tuple[str, ...]

    def _check(self, problems: Problems) -> None:
        problems.unless(bool(self.names), "at least one API is needed")
        problems.unless(len(set(self.names)) == len(self.names), "an API is named twice")
        for name in self.names:
            problems.unless("." not in name, f"{name!r}: leave out {_SUFFIX!r}")


class GoogleApis(pulumi.ComponentResource):
    """Enables APIs; an API stays on after a destroy, others in the project may use it."""

    def __init__(
        self, name: str, args: GoogleApisArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("faro:apis:GoogleApis", name, None, opts)
        self.services = {api: self._enable(name, api) for api in args.names}
        self.enabled = tuple(self.services.values())
        self.register_outputs({"services": sorted(self.services)})

    def _enable(self, name: str, api: str) -> projects.Service:
        return projects.Service(
            f"{name}-{api}",
            service=f"{api}{_SUFFIX}",
            disable_on_destroy=False,
            opts=pulumi.ResourceOptions(parent=self),
        )
