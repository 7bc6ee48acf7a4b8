"""Gets usage files from the project's script: for workloads, or without a load for the plans."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from faro.cost import usage_file, workload
from faro.cost.usage_file import UsageFile
from faro.cost.workload import Workload
from faro.model.diagnostic import Diagnostic, Failure, Severity
from faro.model.snapshot import Snapshot
from faro.program import usage_command
from faro.program.phases import Phases
from faro.program.project import Project
from faro.program.runs import Overrides


def script_of(program: Path) -> Project | None:
    """The project, where it has a script that works out usage."""
    try:
        project = Project.read(program)
    except Failure:
        return None
    return project if Phases.read(project).usage else None


def answers(
    project: Project,
    stacks: Mapping[str, Snapshot | None],
    loads: Sequence[Workload],
    overrides: Overrides = (),
) -> dict[tuple[str, Workload], UsageFile]:
    """The usage of each stack under each load, by one run of the project's script, which receives
    what each program declares.
    """
    questions = [(stack, load) for stack in stacks for load in loads]
    asked = {s: usage_command.asked_of(project, s, found, overrides) for s, found in stacks.items()}
    said = usage_command.ask(project, [(s, load.figures()) for s, load in questions], asked)
    return {(s, x): usage_file.FILE.parse(y, s) for (s, x), y in zip(questions, said, strict=True)}


def bought(
    program: Path, overrides: Overrides = ()
) -> tuple[dict[str, UsageFile], tuple[Diagnostic, ...]]:
    """The plans that were bought in each phase, and no usage: what the project's script says of no
    users at all. Nothing where there is no script; a warning where it fails.
    """
    try:
        project = script_of(program)
        if project is None:
            return {}, ()
        phases = dict.fromkeys(Phases.read(project).order)
        said = answers(project, phases, [workload.read(None, 0)], overrides)
    except Failure as failure:
        return {}, tuple(replace(d, severity=Severity.WARNING) for d in failure.diagnostics)
    return {stack: UsageFile(plans=usage.plans) for (stack, _), usage in said.items()}, ()
