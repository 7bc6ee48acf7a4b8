"""``faro promote``: move what is deployed to the stack of the next phase."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from faro.commands.options import CONTEXT, PROGRAM, more, stacks
from faro.commands.preview import Format, Output, report_from, show
from faro.model.diagnostic import ExitCode, Failure, error
from faro.model.report import Report

if TYPE_CHECKING:
    from faro.move.plan import MovePlan
    from faro.move.promote import Move
    from faro.move.states import State

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
def promote(*, source: str, target: str, **given: Any) -> int:
    """Move everything that is deployed in stack FROM to stack TO, and preview TO from there.

    Only the state moves: nothing at a vendor changes. Both stacks are saved first, and what was
    moved is compared afterwards. Interrupted, the same command finishes it.
    """
    return move_state(source, target, given, forward=True)


def move_state(source: str, target: str, given: dict[str, Any], *, forward: bool) -> int:
    """Move from one stack to another, either way, and preview the one that has it then."""
    from faro.move.cli import Cli
    from faro.move.promote import Move
    from faro.program.phases import Phases
    from faro.program.project import Project

    project = Project.read(given["program"])
    _check_order(Phases.read(project), source, target, forward=forward)
    move = Move(project, Cli.find(project.directory), source, target)
    planned = move.plan()
    _tell(planned)
    if planned.problems:
        raise Failure(*planned.problems)
    if planned.is_done:
        return _show(_preview(move, planned.target))
    shown = given["dry_run"] or (forward and not move.journal.is_open)
    if shown:
        code = _show(_preview(move, planned.source))
        if given["dry_run"] or code == ExitCode.ERROR:
            return code
    if not _agreed(planned, yes=given["yes"]):
        return ExitCode.NOTHING_TO_DO
    move.run(planned, _say)
    if not shown:  # what was shown holds: what was moved is compared with what it was
        _show(_preview(move, move.reached()))
    return ExitCode.NOTHING_TO_DO  # the move is made, also where the preview has errors


def _check_order(phases: Any, source: str, target: str, *, forward: bool) -> None:
    earlier, later = (source, target) if forward else (target, source)
    for stack in (earlier, later):
        if stack not in phases.follows:
            raise error(
                "Unknown stack",
                f"{stack!r} is none of {', '.join(phases.order)}.",
                address=stack,
                command="faro phases",
            )
    if earlier not in phases.follows[later]:
        allowed = ", ".join(phases.follows[later]) or "no other"
        raise error(
            "Wrong order of phases",
            f"{later} follows {allowed}, not {earlier}.",
            address=f"tool.faro.phases.{later}",
            command="faro phases",
        )


def _tell(planned: MovePlan) -> None:
    source, target = planned.source.stack, planned.target.stack
    if planned.is_done:
        _say(f"Nothing is in {source} any more: {target} has it.")
        return
    _say(f"{len(planned.moves)} resources move from {source} to {target}.")
    for urn in planned.stays:
        _say(f"  stays, and is copied: {urn.rpartition('::')[2]} ({urn.split('::')[2]})")
    for reference in planned.dropped:
        _say(f"  reference that is lost: {reference}")


def _agreed(planned: MovePlan, *, yes: bool) -> bool:
    if yes:
        return True
    if not sys.stdin.isatty():
        raise error(
            "Confirmation required",
            "There is no terminal to ask on.",
            command=f"faro promote {planned.source.stack} {planned.target.stack} --yes",
        )
    return click.confirm("Move them?", err=True)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _preview(move: Move, holder: State) -> Report:
    """The preview of the target, from what ``holder`` has."""
    from faro.preview import PreviewRequest

    request = PreviewRequest(program=move.project.directory, stack=move.target)
    return report_from(request, holder.export, holder.stack)


def _show(report: Report) -> int:
    return show(report, Output(Format.TEXT, False, False, None))
