"""Which rules of comparison a resource of a state falls under."""

from __future__ import annotations

from enum import Enum, auto

from faro.engine.compare.keys import DEFAULTS
from faro.model.snapshot import Resource
from faro.model.urn import PROVIDER_PREFIX


class Family(Enum):
    """A kind of provider, as far as its Check and Diff are concerned."""

    RAW = auto()
    """No Check stands between program and state: components, dynamic resources, other programs."""
    PROVIDER = auto()
    KUBERNETES = auto()
    SDK2 = auto()
    FRAMEWORK = auto()
    """The plugin framework's bridge, and native providers."""


def family_of(old: Resource) -> Family:
    """The family, by the signs that the old side shows."""
    if not old.checked or not old.custom or is_dynamic(old.type):
        return Family.RAW
    if old.type.startswith(PROVIDER_PREFIX):
        return Family.PROVIDER
    if old.type.startswith("kubernetes:") and not old.type.startswith("kubernetes:helm.sh/"):
        return Family.KUBERNETES
    return Family.SDK2 if DEFAULTS in old.inputs else Family.FRAMEWORK


def is_dynamic(type_: str) -> bool:
    """Return whether the program itself implements the resource."""
    language, _, kind = type_.partition(":")
    return language in ("pulumi-python", "pulumi-nodejs") and kind.startswith("dynamic")
