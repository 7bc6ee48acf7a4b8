"""The order of stacks and their steps: ``[tool.faro]`` in the project's ``pyproject.toml``.

Without it the stacks are the ``Pulumi.<stack>.yaml`` files, and none follows another.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    StrictStr,
    ValidationError,
)

from faro.model.diagnostic import Diagnostic, Failure, Severity, error
from faro.program.project import Project, full_key, invalid


class _Settings(BaseModel):
    """``[tool.faro]``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    phases: dict[str, list[str]] = Field(default_factory=dict)
    steps: dict[str, dict[str, dict[str, StrictStr | StrictBool | StrictInt]]] = Field(
        default_factory=dict
    )
    usage: str | None = None
    alternatives: list[str] = Field(default_factory=list)
    claims: str | None = None


@dataclass(frozen=True, slots=True)
class Phases:
    """A graph of stacks: each with those it may follow, the usual one first.

    ``steps`` are those that a stack goes through once it is promoted to, each with the config it
    sets over the stack's file and the steps before it; full keys, values as texts.
    ``usage`` is the script that makes a stack's usage file from a workload, None for none;
    ``alternatives`` are names that it also answers for, though there is no such stack. ``claims``
    is a file of what was said that things cost.
    """

    follows: Mapping[str, tuple[str, ...]]
    steps: Mapping[str, Mapping[str, Mapping[str, str]]] = field(default_factory=dict)
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
        problems = [
            *_unknown(settings.phases, project),
            *_cycle(settings.phases),
            *_steps_of_no_phase(settings),
        ]
        if problems:
            raise Failure(*(_wrong(path, text) for text in problems))
        usage = project.directory / settings.usage if settings.usage else None
        claims = project.directory / settings.claims if settings.claims else None
        follows = {stack: tuple(before) for stack, before in settings.phases.items()}
        return cls(
            follows,
            _steps(settings, project),
            usage=usage,
            alternatives=tuple(settings.alternatives),
            claims=claims,
        )

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

    def step_before(self, stack: str, step: str) -> str | None:
        """The step of the same stack that ``step`` comes after; None for its first."""
        steps = list(self.steps[stack])
        at = steps.index(step)
        return steps[at - 1] if at else None

    def first_step(self, stack: str) -> str:
        """The step a stack begins with, empty for a stack without steps."""
        return next(iter(self.steps.get(stack, {})), "")

    def last_step(self, stack: str) -> str:
        """The step a stack ends with, empty for a stack without steps."""
        return (list(self.steps.get(stack, {})) or [""])[-1]

    def config_at(self, stack: str, step: str) -> tuple[tuple[str, str], ...]:
        """The config that ``step`` and those before it set; a Failure for a step that is not there.

        Nothing for an empty ``step``: the stack is as its file says.
        """
        if not step:
            return ()
        steps = self.steps.get(stack, {})
        if step not in steps:
            raise error(
                "Unknown step",
                f"{stack} has no step {step!r}; it has {', '.join(steps) or 'none'}.",
                address=f"tool.faro.steps.{stack}",
                command=f"faro preview {stack}",
                correction=(step, next(iter(steps))) if steps else None,
            )
        found: dict[str, str] = {}
        for name, config in steps.items():
            found |= config
            if name == step:
                break
        return tuple(found.items())

    def edges(self) -> Iterator[tuple[str, str]]:
        """Yield every possible move: from, to."""
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
                yield f"phases.{stack}: follows {earlier!r}, which is not a phase"


def _steps(settings: _Settings, project: Project) -> dict[str, Mapping[str, Mapping[str, str]]]:
    return {
        stack: {
            step: {full_key(key, project.name): _text(value) for key, value in config.items()}
            for step, config in steps.items()
        }
        for stack, steps in settings.steps.items()
    }


def _text(value: str | bool | int) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _steps_of_no_phase(settings: _Settings) -> Iterator[str]:
    for stack in settings.steps.keys() - settings.phases.keys():
        yield f"steps.{stack}: {stack!r} is no phase"


def _cycle(phases: Mapping[str, list[str]]) -> Iterator[str]:
    try:
        TopologicalSorter(phases).prepare()
    except CycleError as problem:
        yield f"phases: {' → '.join(problem.args[1])} is a cycle"


def _wrong(path: Path, text: str) -> Diagnostic:
    return Diagnostic(
        severity=Severity.ERROR,
        summary="Invalid [tool.faro] section",
        detail=f"{path}: {text}.",
        address=text.partition(":")[0],
    )
