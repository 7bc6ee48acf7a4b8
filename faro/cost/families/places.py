"""The region that a provider takes from the environment if no configuration sets one.

The variables are those of the providers' schemas (pulumi-aws 7, pulumi-gcp 9, ``region`` and
``zone`` of the provider).
"""

from __future__ import annotations

import os
from typing import NamedTuple

from faro.cost.families.family import Inputs


class _Variables(NamedTuple):
    regions: tuple[str, ...]
    zones: tuple[str, ...] = ()
    """A zone is in the region that its name begins with."""


_VARIABLES = {
    "aws": _Variables(("AWS_REGION", "AWS_DEFAULT_REGION")),
    "gcp": _Variables(
        ("GOOGLE_REGION", "GCLOUD_REGION", "CLOUDSDK_COMPUTE_REGION"),
        ("GOOGLE_ZONE", "GCLOUD_ZONE", "CLOUDSDK_COMPUTE_ZONE"),
    ),
}


def of_environment(package: str) -> str | None:
    """The region that the package's provider reads; None where no variable is set."""
    known = _VARIABLES.get(package, _Variables(()))
    regions = (os.environ.get(name) for name in known.regions)
    of_zones = (os.environ.get(name, "").rpartition("-")[0] for name in known.zones)
    return next((region for region in (*regions, *of_zones) if region), None)


def place(inputs: Inputs) -> str | None:
    """The region of a resource: its own, else its provider's."""
    own = inputs.get("region", inputs.get("location"))
    return own if isinstance(own, str) else inputs.region


def how_to_name(vendor: str) -> str:
    """Describe how to set the region."""
    known = _VARIABLES.get(vendor)
    return f"set {vendor}:region or {known.regions[0]}" if known else "name it in the program"
