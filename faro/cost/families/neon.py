"""Neon: everything by usage."""

from faro.cost.families.family import Charged, Family, Free

_OF_THE_PROJECT = Free("part of the project")

FAMILY = Family(
    vendor="neon",
    types={
        "pulumi-python:dynamic/neon:Project": Charged(
            meters=("compute", "storage", "history", "egress")
        ),
        "pulumi-python:dynamic/neon:Branch": Charged(meters=("extra_branches",)),
        "pulumi-python:dynamic/neon:Endpoint": Charged(meters=("compute",)),
        "pulumi-python:dynamic/neon:Database": _OF_THE_PROJECT,
        "pulumi-python:dynamic/neon:Role": _OF_THE_PROJECT,
    },
)
