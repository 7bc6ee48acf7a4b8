"""The ``faro`` command: its subcommands and their exit codes."""

from __future__ import annotations

import gc
import importlib
import sys
from collections.abc import Sequence
from typing import TextIO

import click

from faro.commands.corrected import corrected
from faro.commands.options import CONTEXT
from faro.commands.output import fail, internal
from faro.model.diagnostic import Failure, error

INTERRUPTED = 130
_OBJECTS_BETWEEN_COLLECTIONS = 200_000
GROUPS = {
    "Preview": ("preview", "show", "export", "comment"),
    "Cost": ("cost", "explain", "curve", "claims", "usage", "prices"),
    "Deploy": ("preflight", "promote", "rollback", "phases", "up"),
    "Set up": ("init", "completion"),
}
COMMANDS = tuple(name for names in GROUPS.values() for name in names)


class _Commands(click.Group):
    """Commands by the names of their files; one is loaded when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        found = getattr(importlib.import_module(f"faro.commands.{cmd_name}"), cmd_name)
        return found if isinstance(found, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands by use."""
        for title, names in GROUPS.items():
            found = [(name, self.get_command(ctx, name)) for name in names]
            rows = [(name, command.get_short_help_str()) for name, command in found if command]
            with formatter.section(title):
                formatter.write_dl(rows, col_max=len(max(COMMANDS, key=len)), col_spacing=3)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Suggest the nearest command for one that does not exist."""
        if args[0] not in COMMANDS:
            from faro.model.near import near  # noqa: PLC0415 not needed by a command that exists

            raise click.UsageError(f"No such command {args[0]!r}{near(args[0], COMMANDS)}.", ctx)
        return super().resolve_command(ctx, args)


@click.group(cls=_Commands, context_settings=CONTEXT, invoke_without_command=True)
@click.pass_context
@click.version_option(package_name="faro-scaling", prog_name="faro", message="%(prog)s %(version)s")
def app(context: click.Context) -> None:
    """Preview any Pulumi program before it is deployed: no account, no network, no plugins."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the console script's entry point."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    collect_rarely()
    for stream in (sys.stdout, sys.stderr):
        _make_tolerant(stream)
    try:
        return int(app.main(words, prog_name="faro", standalone_mode=False, obj=words) or 0)
    except Failure as failure:
        return fail(corrected(failure.diagnostics, words))
    except click.ClickException as wrong:
        return fail(_usage(wrong).diagnostics)
    except click.Abort:
        return INTERRUPTED
    except Exception as fault:  # noqa: BLE001 a user sees a diagnostic, never a traceback
        return fail((internal(fault),))


def collect_rarely() -> None:
    """Look for garbage less often: a command makes much, drops little and ends soon, and a third of
    the time of a large bill was this.
    """
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)


def _make_tolerant(stream: TextIO) -> None:
    """A terminal of another encoding shows escapes where it has no character."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="backslashreplace")


def _usage(wrong: click.ClickException) -> Failure:
    named = wrong.ctx.command.name if isinstance(wrong, click.UsageError) and wrong.ctx else None
    command = f"faro {named} --help" if named in COMMANDS else "faro --help"
    return error("Invalid usage", wrong.format_message(), command=command)
