"""``faro phases``: the status of each stack of the project."""

from __future__ import annotations

from pathlib import Path

import click

from faro.commands.options import CONTEXT, OUT, PROGRAM, format_, more, stacks
from faro.commands.output import columns, deliver
from faro.model.diagnostic import ExitCode


@click.command(
    short_help="Show where each phase stands.",
    context_settings=CONTEXT,
    epilog=more(
        "moving.md",
        ("faro phases", "every phase"),
        ("faro phases --check phase2", "fail if phase2 is not promoted to"),
    ),
)
@click.option(
    "--check",
    metavar="STACK",
    shell_complete=stacks,
    help="Fail if STACK has no resources and one that it may follow has: promote first.",
)
@PROGRAM
@format_("text", "json")
@OUT
def phases(*, check: str | None, program: Path, format_: str, out: Path | None) -> int:
    """Show each phase: which it may follow, and what its stack holds in the backend."""
    from faro.move.cli import Cli
    from faro.move.standing import check_promoted, standings
    from faro.program.phases import Phases
    from faro.program.project import Project
    from faro.views import phases as view

    project = Project.read(program)
    found = standings(project, Phases.read(project), Cli.find(project.directory))
    made = view.document(found) if format_ == "json" else view.render(found, columns(out))
    deliver(made, out)
    if check is not None:
        check_promoted(found, check)
    return ExitCode.NOTHING_TO_DO
