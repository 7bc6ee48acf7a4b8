"""AWS, a file for each group of services."""

from faro.cost.families.aws import (
    cache,
    compute,
    containers,
    data,
    databases,
    free,
    messaging,
    network,
    serverless,
    watching,
)
from faro.cost.families.family import Family

FAMILY = Family(
    vendor="aws",
    plan="any",
    fees=(),
    types={
        **cache.TYPES,
        **compute.TYPES,
        **containers.TYPES,
        **data.TYPES,
        **databases.TYPES,
        **messaging.TYPES,
        **network.TYPES,
        **serverless.TYPES,
        **watching.TYPES,
        **free.TYPES,
    },
)
