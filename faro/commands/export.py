"""``faro export``: what a stack declares, in the format of another tool."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from faro.commands.options import CONFIG, CONTEXT, PROGRAM, TIME_LIMIT, more, stacks
from faro.commands.output import deliver, progress, tell
from faro.model.diagnostic import ExitCode

if TYPE_CHECKING:
    from faro.export.result import Export
    from faro.model.snapshot import Snapshot

KUBERNETES = "kubernetes"
TERRAFORM_PLAN = "terraform-plan"


@click.command(
    context_settings=CONTEXT,
    short_help="Write manifests or a Terraform plan.",
    epilog=more(
        "export.md",
        ("faro export phase3 --format kubernetes --out manifests", "a file per object"),
        ("faro export phase3 --format terraform-plan --out plan", "plan/tfplan.json"),
    ),
)
@click.argument("phase", metavar="STACK|FILE", shell_complete=stacks)
@click.option(
    "--format",
    "format_",
    type=click.Choice((KUBERNETES, TERRAFORM_PLAN)),
    required=True,
    help="Kubernetes manifests, or the JSON of terraform show.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Folder for the files, instead of standard output; a plan also to a FILE.json.",
)
@PROGRAM
@CONFIG
@TIME_LIMIT
def export(*, phase: str, format_: str, out: Path | None, **asked: Any) -> int:
    """Write what STACK declares, for a scanner that does not read Pulumi.

    A secret is written as "redacted". A value that is unknown before the deployment is a
    placeholder in a manifest, and listed as unknown in a plan. Resources without an equivalent
    are left out and named on standard error.
    """
    from faro.export import folder
    from faro.targets import TargetRequest, resolve

    with progress() as told:
        [snapshots] = resolve(TargetRequest(targets=(phase,), **asked), told).values()
    if len(snapshots) != 1:
        raise click.UsageError(f"{phase!r} is not one stack: name one STACK or FILE.")
    made = _exporter(format_)(snapshots[0])
    if out is not None:
        folder.write(made.files, out)
        if format_ == KUBERNETES:
            folder.remove_stale(made.files, out)
    else:
        deliver("---\n".join(made.files.values()), None)
    tell(made.found)
    return ExitCode.NOTHING_TO_DO


def _exporter(format_: str) -> Callable[[Snapshot], Export]:
    if format_ == KUBERNETES:
        from faro.export.kubernetes import manifests

        return manifests
    from faro.export.terraform_plan import plan

    return plan
