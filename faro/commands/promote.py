"""``faro promote``: move deployed resources to the stack of the next phase."""

from __future__ import annotations

import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

import click

from faro.commands.options import CONTEXT, PROGRAM, TIME_LIMIT, more, stacks
from faro.commands.preview import Format, Output, report_of, show
from faro.model.diagnostic import Diagnostic, ExitCode, Failure, error
from faro.model.report import Report
from faro.model.snapshot import same_resources
from faro.model.urn import parse

if TYPE_CHECKING:
    from faro.move.plan import MovePlan
    from faro.move.promote import Move
    from faro.move.states import State
    from faro.program.project import Project
    from faro.state.deployed import Deployed

Preview: TypeAlias = "Callable[[str, Callable[[], Deployed]], Report]"
"""Previews a stack against what is deployed."""

DRY_RUN = click.option("--dry-run", is_flag=True, help="Show what would move; move nothing.")
YES = click.option("--yes", "-y", is_flag=True, help="Do not ask before anything moves.")


@click.command(
    short_help="Move what is deployed to the next phase's stack.",
    context_settings=CONTEXT,
    epilog=more(
        "moving.md",
        ("faro promote phase1 phase1.5 --dry-run", "what would move"),
        ("faro promote phase1 phase1.5", "move it"),
    ),
)
@click.argument("source", metavar="FROM", shell_complete=stacks)
@click.argument("target", metavar="TO", shell_complete=stacks)
@DRY_RUN
@YES
@PROGRAM
@TIME_LIMIT
def promote(*, source: str, target: str, **given: Any) -> int:
    """Move all deployed resources of stack FROM to stack TO, and preview TO against them.

    Only the state moves: nothing at a vendor changes. Both stacks are saved first, and what was
    moved is compared afterwards. Interrupted, the same command finishes it.
    """
    return move_state(source, target, given, forward=True)


def move_state(source: str, target: str, given: dict[str, Any], *, forward: bool) -> int:
    """Move from one stack to another, either way, and preview the one that has it then."""
    from faro.program.phases import Phases
    from faro.program.project import Project

    project = Project.read(given["program"])
    preview = partial(_report, project, given["time_limit"])
    _check_order(Phases.read(project), source, target, forward=forward)
    move, planned, report = _planned(project, source, target, preview, forward=forward)
    if report is None and given["dry_run"]:
        report = preview(target, lambda: _deployed(planned))
    _tell(planned)
    if report is not None:
        code = _show(report)
        if given["dry_run"] or planned.is_done or code == ExitCode.ERROR:
            return code
    if not _agreed(move, yes=given["yes"]):
        return ExitCode.NOTHING_TO_DO
    _show(_preview_after(move, move.run(planned, _say), report, preview))
    return ExitCode.NOTHING_TO_DO  # the move is made, also where the preview has errors


def _planned(
    project: Project, source: str, target: str, preview: Preview, *, forward: bool
) -> tuple[Move, MovePlan, Report | None]:
    """What moves, and the preview of the target before it does; none of an interrupted move.

    The stacks are read while the program's interpreter starts.
    """
    from faro.move.cli import Cli
    from faro.move.journal import Journal
    from faro.move.promote import Move

    def read() -> tuple[Move, MovePlan]:
        move = Move(project, Cli.find(project.directory), source, target, forward)
        planned = move.plan()
        if forward:
            _refuse(planned)
        return move, planned

    if Journal.of(project.directory, source, target).is_open:
        return *read(), None
    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(read)
        report = preview(target, lambda: _deployed(reading.result()[1]))
        move, planned = reading.result()
    planned, report = _without_what_stays(move, planned, report, preview)
    if report.plans:
        _refuse(planned)
    return move, planned, _with_commands_for(planned, report)


def _refuse(planned: MovePlan) -> None:
    if planned.problems:
        raise Failure(*planned.problems)


def _without_what_stays(
    move: Move, planned: MovePlan, report: Report, preview: Preview
) -> tuple[MovePlan, Report]:
    """The plan and the preview of a rollback, which leaves what must not be deleted."""
    from faro.move.plan import plan
    from faro.move.staying import staying

    if move.forward or not report.plans:
        return planned, report
    kept = staying(planned.source, planned.target, report.plans[0])
    if not kept:
        return planned, report
    planned = replace(plan(planned.source, planned.target, kept), opened=planned.opened)
    return planned, preview(move.target, lambda: _deployed(planned))


def _with_commands_for(planned: MovePlan, report: Report) -> Report:
    """The report with commands that name the stack in which everything is before the move."""
    source, target = planned.source.stack, planned.target.stack

    def named(found: Diagnostic) -> Diagnostic:
        command = found.command.replace(
            f"--stack {target} 'urn:pulumi:{target}::", f"--stack {source} 'urn:pulumi:{source}::"
        )
        return replace(found, command=command)

    plans = (
        replace(plan, diagnostics=tuple(map(named, plan.diagnostics))) for plan in report.plans
    )
    return replace(report, plans=tuple(plans))


def _check_order(phases: Any, source: str, target: str, *, forward: bool) -> None:
    earlier, later = (source, target) if forward else (target, source)
    for stack in (earlier, later):
        if stack not in phases.follows:
            raise error(
                "Unknown stack",
                f"{stack!r} is not a phase; the phases are {', '.join(phases.order)}.",
                address=stack,
                command="faro phases",
            )
    if earlier not in phases.follows[later]:
        allowed = ", ".join(phases.follows[later]) or "no other"
        raise error(
            "Invalid phase order",
            f"{later} follows {allowed}, not {earlier}.",
            address=f"tool.faro.phases.{later}",
            command="faro phases",
        )


def _tell(planned: MovePlan) -> None:
    from faro.move.states import counted

    source, target = planned.source.stack, planned.target.stack
    if planned.is_done:
        _say(
            f"No more resources move from {source}; the others are already in {target}."
            if planned.kept
            else f"{source} is empty; its resources are already in {target}."
        )
        return
    verb = "moves" if len(planned.moves) == 1 else "move"
    _say(f"{counted(len(planned.moves))} {verb} from {source} to {target}.")
    for urn in planned.stays:
        _say(f"  copied, not moved: {_shown(urn)}")
    for urn in planned.kept:
        if "$" not in parse(urn).qualified_type:
            _say(f"  stays in {source}: {_shown(urn)}")
    if planned.kept:
        _say(
            f"{counted(len(planned.kept))} stay in {source}, because {target} does not declare "
            "them and they hold data, are protected, or are dependencies of such resources. They "
            f"still cost money. `faro promote {target} {source}` takes them over again; to delete "
            f"them, run `pulumi state unprotect --all --stack {source}` and "
            f"`pulumi destroy --stack {source}`."
        )
    for reference in planned.dropped:
        _say(f"  reference removed: {reference}")


def _shown(urn: str) -> str:
    parts = parse(urn)
    return f"{parts.name} ({parts.qualified_type})"


def _agreed(move: Move, *, yes: bool) -> bool:
    if yes:
        return True
    if not sys.stdin.isatty():
        raise error(
            "Confirmation required",
            "Standard input is not a terminal, so the command cannot ask. Nothing was moved.",
            command=f"{move.command} --yes",
        )
    return click.confirm("Move them?", err=True)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _deployed(planned: MovePlan) -> Deployed:
    """What the target will have: what moves, and what is there already."""
    from faro.state.deployed import Deployed

    source, target = planned.source.without(planned.kept), planned.target
    if planned.is_done:
        return Deployed(holder=target.stack, export=target.export)
    return Deployed(holder=source.stack, export=source.export, beside=target.export)


def _preview_after(move: Move, now: State, before: Report | None, preview: Preview) -> Report:
    """The preview of the target from where it stands; the one before holds if nothing differs."""
    from faro.program.config import passphrase
    from faro.state.deployed import Deployed

    deployed = Deployed(holder=now.stack, export=now.export)
    there = deployed.snapshot(now.stack, passphrase())
    (plan,) = before.plans if before and before.plans else (None,)
    if before is None or plan is None or plan.old is None or not same_resources(plan.old, there):
        return preview(move.target, lambda: deployed)
    return replace(before, plans=(replace(plan, old=replace(plan.old, origin=there.origin)),))


def _report(
    project: Project, time_limit: float, stack: str, deployed: Callable[[], Deployed]
) -> Report:
    from faro.preview import PreviewRequest

    return report_of(
        PreviewRequest(
            program=project.directory, stack=stack, deployed=deployed, time_limit=time_limit
        )
    )


def _show(report: Report) -> int:
    return show(report, Output(Format.TEXT, False, False, None))
