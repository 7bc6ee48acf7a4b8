"""AWS: how each resource type is charged, a file per group of services."""

from dataclasses import replace

from faro.cost.families.aws import (
    analytics,
    autoscaling,
    balancing,
    cache,
    compute,
    containers,
    database,
    edge,
    free,
    messaging,
    monitoring,
    network,
    security,
    serverless,
    storage,
)
from faro.cost.families.family import Charged, Family, Inputs, Pricing, text

_GROUPS = (
    analytics.TYPES,
    autoscaling.TYPES,
    balancing.TYPES,
    cache.TYPES,
    compute.TYPES,
    containers.TYPES,
    database.TYPES,
    edge.TYPES,
    free.TYPES,
    messaging.TYPES,
    monitoring.TYPES,
    network.TYPES,
    security.TYPES,
    serverless.TYPES,
    storage.TYPES,
)


def _region(inputs: Inputs) -> str | None:
    return text(inputs.get("region")) or inputs.region


def _where_it_is(pricing: Pricing) -> Pricing:
    return replace(pricing, region=_region) if isinstance(pricing, Charged) else pricing


FAMILY = Family(
    vendor="aws",
    plan="any",
    fees=(),
    types={token: _where_it_is(p) for types in _GROUPS for token, p in types.items()},
)
