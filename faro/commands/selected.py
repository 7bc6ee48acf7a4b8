"""Which stacks a command is about: those that are named, else the selected one, else every one."""

from __future__ import annotations

from pathlib import Path

import click

from faro.commands.output import tell
from faro.model.diagnostic import Diagnostic, Severity


def named(stack: str, option: str) -> str:
    """The one stack, given as STACK, with --stack, or both; empty for none."""
    if stack and option and stack != option:
        raise click.UsageError(f"STACK is {stack!r}, but --stack is {option!r}: name one stack.")
    return stack or option


def or_selected(names: tuple[str, ...], program: Path, *, every: bool) -> tuple[str, ...]:
    """The names; without any, the stack that Pulumi has selected for the project, if there is one.

    The choice is reported. ``every``: without names, none, which stands for every stack.
    """
    if names and every:
        raise click.UsageError(f"--all-stacks contradicts {' '.join(names)}.")
    if names or every:
        return names
    from faro.program.project import Project
    from faro.program.selection import selected

    found = selected(Project.read(program))
    if found is None:
        return ()
    detail = f"{found.stack}, from {found.source}; --all-stacks takes every stack."
    tell((Diagnostic(severity=Severity.INFO, summary="Selected stack", detail=detail),))
    return (found.stack,)
