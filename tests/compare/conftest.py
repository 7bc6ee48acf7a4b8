"""Compares one registration with one resource of a state; the facts are the test's own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from faro.engine.compare import comparison as module
from faro.engine.compare.comparison import Comparison
from faro.engine.facts.types import Setting
from faro.model.snapshot import Options, Resource
from faro.model.value import Path

FACTS_TYPE = "known:index/thing:Thing"


@dataclass(frozen=True)
class Facts:
    """Knows one type, which keeps ``region`` when the program drops it."""

    def kept_when_dropped(self, path: Path) -> bool:
        return path == ("region",)


@pytest.fixture(autouse=True)
def facts(monkeypatch: pytest.MonkeyPatch) -> None:
    """No fact of the real tables decides a case."""
    monkeypatch.setattr(module, "facts_for", lambda type_: Facts() if type_ == FACTS_TYPE else None)


Compare = Callable[..., Comparison]


@pytest.fixture
def compare() -> Compare:
    """Sets the inputs of a program against the inputs and outputs of a state."""
    return compared


def compared(
    new: dict[str, Any],
    old: dict[str, Any],
    out: dict[str, Any] | None = None,
    *,
    type_: str = "made:index/thing:Thing",
    name: str = "thing",
    custom: bool = True,
    checked: bool = True,
    remote: bool = False,
    computed: frozenset[str] | None = None,
    old_provider: str = "",
    version: str = "",
    provider: dict[str, Any] | None = None,
) -> Comparison:
    """The comparison of one resource of a type without facts."""
    urn = f"urn:pulumi:dev::shop::{type_}::{name}"
    before = Resource(
        urn=urn,
        type=type_,
        name=name,
        custom=custom,
        checked=checked,
        provider=old_provider,
        inputs=old,
        outputs=out or {},
    )
    now = Resource(
        urn=urn,
        type=type_,
        name=name,
        custom=custom,
        remote=remote,
        inputs=new,
        computed=computed,
        options=Options(version=version),
    )
    configured = None
    if provider is not None:
        configured = Resource(urn="p", type="pulumi:providers:made", name="p", inputs=provider)
    setting = Setting(old=before, new=now, old_provider=configured, new_provider=configured)
    return module.compare(before, now, setting)
