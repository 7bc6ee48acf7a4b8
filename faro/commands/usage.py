"""``faro usage``: the usage file that a workload implies."""

from __future__ import annotations

from pathlib import Path

import click

from faro.commands.options import CONTEXT, MAU, PROGRAM, WORKLOAD
from faro.commands.output import deliver
from faro.model.diagnostic import ExitCode


@click.command(context_settings=CONTEXT, short_help="Print the usage file of a workload.")
@click.argument("phase")
@PROGRAM
@MAU
@WORKLOAD
def usage(*, phase: str, program: Path, mau: int | None, workload: Path | None) -> int:
    """Print the usage file that a workload implies for PHASE, to edit and give to faro cost."""
    from faro.cost import usage_file
    from faro.cost import workload as workloads
    from faro.program import usage_command
    from faro.program.phases import Phases
    from faro.program.project import Project
    from faro.views import usage as view

    project, load = Project.read(program), workloads.read(workload, mau)
    known = Phases.read(project).order
    if phase not in known:
        raise click.UsageError(f"There is no phase {phase!r}; the phases are {', '.join(known)}.")
    [said] = usage_command.ask(project, [(phase, load.figures())])
    found = usage_file.FILE.parse(said, phase)
    deliver(view.render(found, phase, load.mau), None)
    return ExitCode.NOTHING_TO_DO
