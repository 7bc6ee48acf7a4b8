"""``faro usage``: the usage file of a workload, or a template."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from faro.commands.options import (
    CONFIG,
    CONTEXT,
    MAU,
    OUT,
    OWN_PRICES,
    PROGRAM,
    TIME_LIMIT,
    WORKLOAD,
    more,
    stack,
    stacks,
)
from faro.commands.output import deliver, progress
from faro.commands.selected import named, or_selected
from faro.model.diagnostic import ExitCode


@click.command(
    context_settings=CONTEXT,
    short_help="Print a usage file, filled in or to fill in.",
    epilog=more(
        "estimates.md",
        ("faro usage dev", "a usage file to fill in"),
        ("faro usage dev --mau 10k", "one that a workload implies"),
    ),
)
@click.argument("target", default="", metavar="[STACK|FILE]", shell_complete=stacks)
@stack()
@PROGRAM
@CONFIG
@MAU
@WORKLOAD
@OWN_PRICES
@TIME_LIMIT
@OUT
def usage(
    *,
    target: str,
    stack: str,
    mau: int | None,
    workload: Path | None,
    out: Path | None,
    **asked: Any,
) -> int:
    """Print the usage file that a workload implies for a STACK, to edit and give to faro cost;
    without STACK, for the selected one.

    Without a workload, print one to fill in, of any program or file: every meter that is charged by
    usage, with its unit.
    """
    one = named(target, stack)
    chosen = or_selected((one,) if one else (), asked["program"], every=False)
    if not chosen:
        raise click.UsageError("Name a STACK or a FILE: no stack is selected.")
    [target] = chosen
    if mau is None and workload is None:
        deliver(_template(target, **asked), out)
    else:
        deliver(_filled_in(target, mau, workload, **asked), out)
    return ExitCode.NOTHING_TO_DO


def _template(target: str, **asked: Any) -> str:
    from faro.pricing import CostRequest
    from faro.usage_template import template
    from faro.usages import script_of
    from faro.views import usage as view

    with progress() as told:
        found = template(CostRequest(targets=(target,), **asked), told)
    return view.template(found, script=script_of(asked["program"]) is not None)


def _filled_in(phase: str, mau: int | None, workload: Path | None, **asked: Any) -> str:
    """What the project's script says of what the program asks for."""
    from faro.cost import workload as workloads
    from faro.program.phases import Phases
    from faro.program.project import Project
    from faro.targets import TargetRequest, by_stack, resolve
    from faro.usages import answers
    from faro.views import usage as view

    project, load = Project.read(asked["program"]), workloads.read(workload, mau)
    known = Phases.read(project).order
    if phase not in known:
        raise click.UsageError(f"{phase!r} is not a phase; the phases are {', '.join(known)}.")
    request = TargetRequest(
        targets=(phase,),
        program=asked["program"],
        config=asked["config"],
        time_limit=asked["time_limit"],
    )
    with progress() as told:
        found = resolve(request, told)
    said = answers(project, by_stack(found.values()), [load], request.config)
    return view.render(said[phase, load], phase, load.mau)
