"""``faro init``: set up a project for previews on its pull requests."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from faro.commands.options import CONTEXT, PROGRAM, more
from faro.model.diagnostic import ExitCode

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from faro.setup.files import File

_ACTION = re.compile(r"[\w.-]+/[\w.-]+@[\w./-]+", re.ASCII)


def _action(_context: click.Context, _parameter: click.Parameter, given: str | None) -> str | None:
    if given is not None and not _ACTION.fullmatch(given):
        raise click.BadParameter(f"{given!r} is not OWNER/REPOSITORY@COMMIT")
    return given


@click.command(
    context_settings=CONTEXT,
    short_help="Set up a project and its workflows.",
    epilog=more(
        "pull-requests.md",
        ("faro init --dry-run", "print what would be written"),
        ("faro init --action OWNER/faro-scaling@SHA", "write it"),
    ),
)
@PROGRAM
@click.option(
    "--action",
    metavar="OWNER/REPOSITORY@COMMIT",
    callback=_action,
    help="The faro action that the workflows use.  [default: a placeholder to fill in]",
)
@click.option("--force", is_flag=True, help="Overwrite workflows that differ.")
@click.option("--dry-run", is_flag=True, help="Print what would be written; write nothing.")
def init(*, program: Path, action: str | None, force: bool, dry_run: bool) -> int:
    """Add a [tool.faro] table with the project's stacks to its pyproject.toml, and the GitHub
    workflows that preview each pull request and comment on it.

    A pyproject.toml keeps its text, comments and order. A file that is there already is kept, and
    it is said, unless --force is given.
    """
    from faro.program.project import Project
    from faro.setup.files import planned, write
    from faro.setup.tools import tool_of
    from faro.setup.workflows import ACTION

    project = Project.read(program)
    tool = tool_of(project)
    files = planned(project, tool, action or ACTION, force=force)
    if not dry_run:
        write(files)
    stacks = ", ".join(project.stacks()) or "none"
    _say(f"Project {project.name}: Python with {tool.called}; stacks: {stacks}.")
    for text in _told(files, dry_run=dry_run):
        _say(text)
    if action is None and any(ACTION.partition("@")[2] in file.text for file in files):
        _say(f"Replace {ACTION} in the workflows by the repository and commit of the action.")
    return ExitCode.NOTHING_TO_DO


def _told(files: Sequence[File], *, dry_run: bool) -> Iterator[str]:
    """A line for each file; in a dry run with the text that would be written."""
    for file in files:
        deed = file.deed.value
        yield f"{f'Would {deed}' if dry_run else deed.capitalize()} {file.path}"
        if dry_run and file.is_written:
            yield from (f"  {line}".rstrip() for line in file.text.splitlines())


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
