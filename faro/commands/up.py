"""``faro up``: deploy a saved plan, unless it is stale."""

from __future__ import annotations

from pathlib import Path

import click

from faro.commands.options import CONTEXT, FILE, PROGRAM, more


@click.command(
    short_help="Deploy a saved plan, unless it is stale.",
    context_settings=CONTEXT,
    epilog=more(
        "moving.md",
        ("faro preview dev --save plan.json", "make the plan"),
        ("faro up --plan plan.json", "deploy it"),
    ),
)
@click.option("--plan", type=FILE, required=True, metavar="PLAN", help="What was saved.")
@click.option("--yes", "-y", is_flag=True, help="Do not ask before anything is deployed.")
@PROGRAM
def up(*, plan: Path, yes: bool, program: Path) -> int:
    """Run `pulumi up` for a plan that `faro preview --save` saved.

    It fails if the stack's state, the program, its configuration or the price book is not what the
    plan was made from, or if the file was edited.
    """
    from faro.move.cli import Cli
    from faro.program.project import Project
    from faro.saved_plan import SavedPlan

    saved = SavedPlan.read(plan)
    project = Project.read(program)
    cli = Cli.find(project.directory)
    saved.check(SavedPlan.of(project, saved.stack, cli.export(saved.stack), plan))
    return cli.up(saved.stack, yes=yes)
