"""Which stack may follow which: ``[tool.faro]`` of the project's ``pyproject.toml``.

Without it the stacks are the ``Pulumi.<stack>.yaml`` files, and none follows another.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from faro.model.diagnostic import Diagnostic, Failure, Severity, error
from faro.program.project import Project, invalid


class _Settings(BaseModel):
    """``[tool.faro]``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    phases: dict[str, list[str]] = Field(default_factory=dict)
    usage: str | None = None
    alternatives: list[str] = Field(default_factory=list)
    claims: str | None = None


@dataclass(frozen=True, slots=True)
class Phases:
    """A graph of stacks: each with those it may follow, the usual one first.

    ``usage`` is the script that makes a stack's usage file from a workload, None for none;
    ``alternatives`` are names that it also answers for, though there is no such stack. ``claims``
    is a file of what was said that things cost.
    """

    follows: Mapping[str, tuple[str, ...]]
    usage: Path | None = None
    alternatives: tuple[str, ...] = ()
    claims: Path | None = None

    @classmethod
    def read(cls, project: Project) -> Phases:
        """The project's phases, checked against its stack files."""
        path = project.directory / "pyproject.toml"
        table = _table(path)
        if table is None:
            return cls(dict.fromkeys(project.stacks(), ()))
        if not isinstance(table, dict):
            raise Failure(_wrong(path, "tool.faro: it must be a table"))
        try:
            settings = _Settings.model_validate(table)
        except ValidationError as problem:
            raise Failure(*invalid(problem, path, "Invalid [tool.faro] section")) from None
        problems = [*_unknown(settings.phases, project), *_cycle(settings.phases)]
        if problems:
            raise Failure(*(_wrong(path, text) for text in problems))
        usage = project.directory / settings.usage if settings.usage else None
        claims = project.directory / settings.claims if settings.claims else None
        follows = {stack: tuple(before) for stack, before in settings.phases.items()}
        return cls(follows, usage, tuple(settings.alternatives), claims)

    @property
    def order(self) -> tuple[str, ...]:
        """Every stack after those it may follow, otherwise as they are written."""
        done: dict[str, None] = {}
        while len(done) < len(self.follows):
            ready = (
                stack
                for stack, before in self.follows.items()
                if stack not in done and done.keys() >= set(before)
            )
            done[next(ready)] = None
        return tuple(done)

    def before(self, stack: str) -> str | None:
        """The stack that a plan for ``stack`` starts from unless another is named."""
        before = self.follows.get(stack, ())
        return before[0] if before else None

    def edges(self) -> Iterator[tuple[str, str]]:
        """Every move that there is: from, to."""
        for stack, before in self.follows.items():
            for earlier in before:
                yield earlier, stack


def _table(path: Path) -> Any:
    """What stands under ``[tool.faro]``; None where there is no such table."""
    if not path.is_file():
        return None
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise error("Invalid pyproject.toml", f"{path}: {problem}.", address=str(path)) from None
    tools = document.get("tool")
    return tools.get("faro") if isinstance(tools, dict) else None


def _unknown(phases: Mapping[str, list[str]], project: Project) -> Iterator[str]:
    for stack, before in phases.items():
        if project.stack_file(stack) is None:
            yield f"phases.{stack}: there is no Pulumi.{stack}.yaml"
        for earlier in before:
            if earlier not in phases:
                yield f"phases.{stack}: follows {earlier!r}, which is no phase"


def _cycle(phases: Mapping[str, list[str]]) -> Iterator[str]:
    try:
        TopologicalSorter(phases).prepare()
    except CycleError as problem:
        yield f"phases: {' → '.join(problem.args[1])} goes in a circle"


def _wrong(path: Path, text: str) -> Diagnostic:
    return Diagnostic(
        severity=Severity.ERROR,
        summary="Invalid [tool.faro] section",
        detail=f"{path}: {text}.",
        address=text.partition(":")[0],
    )
