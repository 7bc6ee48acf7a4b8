"""The share of a path's requests per backend, in numbers that a preview can show.

Owns nothing at a vendor. The share itself is set in a variable of the frontend, which its SDK
hides, or in the weights of a load balancer, which are keyed by ids. `faro` reads this component: it
prints every change of a share, and refuses a phase that starts where the one before did not end.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi

from components.validation import CheckedArgs, Problems, share_problems


@dataclass(frozen=True, kw_only=True)
class TrafficSplitArgs(CheckedArgs):
    """``percent`` by the name of the backend; 0 for one that runs without requests."""

    path: str
    percent: Mapping[str, int]

    def _check(self, problems: Problems) -> None:
        problems.add(share_problems(self.percent.values()))


class TrafficSplit(pulumi.ComponentResource):
    """The shares of one path."""

    def __init__(
        self, name: str, args: TrafficSplitArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        stated = {"path": args.path, "percent": dict(args.percent)}
        super().__init__("faro:traffic:Split", name, stated, opts)
        self.register_outputs(stated)
