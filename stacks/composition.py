"""Composition: one module per phase, loaded only when that phase is built."""

from __future__ import annotations

from importlib import import_module
from typing import Protocol, cast

import pulumi

from components.validation import InvalidArgs
from stacks.imports import Imports
from stacks.keys import Product
from stacks.settings import BY_PHASE, read

_MODULES = {
    "phase1": "stacks.phase1",
    "phase1.5": "stacks.phase1_5",
    "phase2": "stacks.phase2",
    "phase2-cloudrun": "stacks.phase2_cloudrun",
    "phase3": "stacks.phase3",
}


class _Phase(Protocol):
    def build(self, settings: Product) -> None: ...


def build(phase: str) -> None:
    """Read the config of ``phase`` and compose it; what is wrong with it ends as a RunError."""
    if phase not in _MODULES:
        raise pulumi.RunError(f"{phase!r} is not a phase; the phases are {', '.join(_MODULES)}")
    settings = read(BY_PHASE[phase])
    imports = Imports(settings.imports)
    module = cast(_Phase, import_module(_MODULES[phase]))
    imports.apply()
    try:
        module.build(settings)
    except InvalidArgs as error:
        raise pulumi.RunError(str(error)) from None
    imports.check()
