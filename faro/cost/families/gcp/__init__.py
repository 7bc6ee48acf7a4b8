"""Google Cloud, a file for each group of services."""

from faro.cost.families.family import Family
from faro.cost.families.gcp import (
    address,
    caches,
    compute,
    data,
    databases,
    disks,
    free,
    functions,
    gke,
    keys,
    made,
    named,
    network,
    operations,
    run,
    sql,
    storage,
)
from faro.cost.families.gcp.options import with_options

FAMILY = Family(
    vendor="gcp",
    plan="any",
    fees=(),
    types={
        token: with_options(token, pricing)
        for group in (
            address,
            caches,
            compute,
            data,
            databases,
            disks,
            free,
            functions,
            gke,
            keys,
            made,
            network,
            named,
            operations,
            run,
            sql,
            storage,
        )
        for token, pricing in group.TYPES.items()
    },
)
