"""``faro rollback``: the way back of ``faro promote``."""

from __future__ import annotations

from typing import Any

import click

from faro.commands.options import CONTEXT, PROGRAM
from faro.commands.promote import DRY_RUN, YES, move_state


@click.command(short_help="Move it back.", context_settings=CONTEXT)
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
@DRY_RUN
@YES
@PROGRAM
def rollback(*, source: str, target: str, **given: Any) -> int:
    """Undo `faro promote FROM TO`: move what is in stack TO back to stack FROM.

    What only TO has and must not be deleted stays there: what holds data, or is protected.
    """
    return move_state(target, source, given, forward=False)
