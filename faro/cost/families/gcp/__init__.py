"""Google Cloud, a file for each group of services."""

from faro.cost.families.family import Family
from faro.cost.families.gcp import compute, data, free, functions, gke, network, run, sql

FAMILY = Family(
    vendor="gcp",
    plan="any",
    fees=(),
    types={
        **compute.TYPES,
        **data.TYPES,
        **functions.TYPES,
        **gke.TYPES,
        **network.TYPES,
        **run.TYPES,
        **sql.TYPES,
        **free.TYPES,
    },
)
