"""One case of a comparison, and what it must find."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from faro.engine.compare.comparison import Comparison
from faro.model.value import path_text


@dataclass(frozen=True)
class Case:
    """A name, the program's inputs, the state's inputs and outputs, the diffs and the doubts."""

    name: str
    new: dict[str, Any]
    old: dict[str, Any]
    out: dict[str, Any] = field(default_factory=dict)
    diffs: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    with_: dict[str, Any] = field(default_factory=dict)


def table(*cases: Case) -> pytest.MarkDecorator:
    """Runs a test once for each case, under the case's name."""
    return pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in cases])


def check(case: Case, comparison: Comparison) -> None:
    """The comparison finds what the case says, in any order, and nothing else."""
    diffs = sorted(f"{diff.kind.value} {path_text(diff.path)}" for diff in comparison.diffs)
    doubts = sorted(f"{doubt.why.name} {path_text(doubt.path)}" for doubt in comparison.doubts)
    assert (diffs, doubts) == (sorted(case.diffs), sorted(case.doubts))
