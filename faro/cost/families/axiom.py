"""Axiom: a fee for the organization, data beyond what it includes."""

from faro.cost.families.family import Charged, Family, Free

_OF_THE_PLAN = Free("part of the plan")

FAMILY = Family(
    vendor="axiom",
    types={
        "pulumi-python:dynamic/axiom:Dataset": Charged(meters=("data_loading",)),
        "pulumi-python:dynamic/axiom:Dashboard": _OF_THE_PLAN,
        "pulumi-python:dynamic/axiom:Monitor": _OF_THE_PLAN,
        "pulumi-python:dynamic/axiom:Notifier": _OF_THE_PLAN,
        "pulumi-python:dynamic/axiom:Token": _OF_THE_PLAN,
    },
)
