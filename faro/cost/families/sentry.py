"""Sentry: a fee for the organization, events beyond what it includes."""

from faro.cost.families.family import Charged, Family, Free

_OF_THE_PLAN = Free("part of the plan")

FAMILY = Family(
    vendor="sentry",
    types={
        "sentry:index/sentryProject:SentryProject": Charged(meters=("errors_payg", "spans_payg")),
        "sentry:index/sentryKey:SentryKey": _OF_THE_PLAN,
        "sentry:index/sentryTeam:SentryTeam": _OF_THE_PLAN,
        "pulumi-python:dynamic/sentry:Alert": _OF_THE_PLAN,
        "pulumi-python:dynamic/sentry:Dashboard": _OF_THE_PLAN,
        "pulumi-python:dynamic/sentry:Monitor": _OF_THE_PLAN,
    },
)
