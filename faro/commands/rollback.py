"""``faro rollback``: undo ``faro promote``."""

from __future__ import annotations

from typing import Any

import click

from faro.commands.options import CONTEXT, PROGRAM, TIME_LIMIT, more, stacks
from faro.commands.promote import DRY_RUN, YES, move_state


@click.command(
    short_help="Move it back.",
    context_settings=CONTEXT,
    epilog=more(
        "moving.md",
        ("faro rollback phase1 phase1.5", "undo faro promote phase1 phase1.5"),
    ),
)
@click.argument("source", metavar="FROM", shell_complete=stacks)
@click.argument("target", metavar="TO", shell_complete=stacks)
@DRY_RUN
@YES
@PROGRAM
@TIME_LIMIT
def rollback(*, source: str, target: str, **given: Any) -> int:
    """Undo `faro promote FROM TO`: move what is in stack TO back to stack FROM.

    What only TO has and must not be deleted stays there: what holds data, or is protected.
    """
    return move_state(target, source, given, forward=False)
