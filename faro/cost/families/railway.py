"""Railway: a fee for the workspace that pays for usage; CPU and memory as they are used."""

from faro.cost.families.family import Charged, Family, Free

_OF_THE_SERVICE = Free("part of the service")

FAMILY = Family(
    vendor="railway",
    types={
        "pulumi-python:dynamic/railway:Service": Charged(
            meters=("vcpu_months", "memory_gb_months", "egress")
        ),
        "pulumi-python:dynamic/railway:Volume": Charged(meters=("volume",)),
        "pulumi-python:dynamic/railway:Project": Free("its services are charged"),
        "pulumi-python:dynamic/railway:Environment": Free("its services are charged"),
        "pulumi-python:dynamic/railway:CustomDomain": _OF_THE_SERVICE,
        "pulumi-python:dynamic/railway:DeploymentTrigger": _OF_THE_SERVICE,
        "pulumi-python:dynamic/railway:ServiceDomain": _OF_THE_SERVICE,
        "pulumi-python:dynamic/railway:Variables": _OF_THE_SERVICE,
    },
)
