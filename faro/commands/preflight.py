"""``faro preflight``: what must be there before a stack's first deployment."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from faro.commands.options import CONFIG, CONTEXT, OUT, PROGRAM, TIME_LIMIT, format_, more, stacks
from faro.commands.output import deliver, progress
from faro.model.diagnostic import ExitCode


@click.command(
    context_settings=CONTEXT,
    short_help="List what a first deployment needs beforehand.",
    epilog=more(
        "first-deployment.md",
        ("faro preflight phase1", "a checklist"),
        ("faro preflight phase1 --format commands", "a shell script to review"),
        ("faro preflight state.json", "of a stack export"),
    ),
)
@click.argument("target", metavar="STACK|FILE", shell_complete=stacks)
@PROGRAM
@CONFIG
@TIME_LIMIT
@format_("text", "commands", "json")
@OUT
def preflight(*, target: str, format_: str, out: Path | None, **asked: Any) -> int:
    """List what must exist before STACK, a stack export or a preview JSON is deployed for the
    first time: plans, credentials and their scopes, Google APIs and roles, quotas, images, DNS.
    The list comes from the program alone; no vendor is contacted. Unknown types are named.
    """
    from faro.preflight.checklist import checklist
    from faro.targets import TargetRequest, resolve
    from faro.views import preflight as view

    if "+" in target:
        raise click.UsageError("One stack at a time: the checklist is of a single deployment.")
    with progress() as told:
        found = resolve(TargetRequest(targets=(target,), **asked), told)
    [(snapshot,)] = found.values()
    deliver(view.render(checklist(snapshot), format_), out)
    return ExitCode.NOTHING_TO_DO
