"""The ``faro`` command: which commands there are, and how each of them ends."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from typing import TextIO

import click

from faro.commands.options import CONTEXT
from faro.commands.output import fail, internal
from faro.model.diagnostic import Failure, error

INTERRUPTED = 130
COMMANDS = (
    *("preview", "show", "comment"),
    *("promote", "rollback", "phases", "up"),
    *("cost", "explain", "curve", "claims", "usage", "prices"),
)


class _Commands(click.Group):
    """Commands by the names of their files; one is loaded when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        found = getattr(importlib.import_module(f"faro.commands.{cmd_name}"), cmd_name)
        return found if isinstance(found, click.Command) else None


@click.group(cls=_Commands, context_settings=CONTEXT, invoke_without_command=True)
@click.pass_context
@click.version_option(package_name="faro-scaling", prog_name="faro", message="%(prog)s %(version)s")
def app(context: click.Context) -> None:
    """Preview any Pulumi program before it is deployed: no account, no network, no plugins."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the console script's entry point."""
    for stream in (sys.stdout, sys.stderr):
        _make_tolerant(stream)
    try:
        return int(app.main(arguments, prog_name="faro", standalone_mode=False) or 0)
    except Failure as failure:
        return fail(failure.diagnostics)
    except click.ClickException as wrong:
        return fail(_usage(wrong).diagnostics)
    except click.Abort:
        return INTERRUPTED
    except Exception as fault:  # noqa: BLE001 a user sees a diagnostic, never a traceback
        return fail((internal(fault),))


def _make_tolerant(stream: TextIO) -> None:
    """A terminal of another encoding shows escapes where it has no character."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="backslashreplace")


def _usage(wrong: click.ClickException) -> Failure:
    named = wrong.ctx.command.name if isinstance(wrong, click.UsageError) and wrong.ctx else None
    command = f"faro {named} --help" if named in COMMANDS else "faro --help"
    return error("Wrong usage", wrong.format_message(), command=command)
