"""``faro completion``: a script that completes commands, options and stacks in a shell."""

from __future__ import annotations

import click

from faro.commands.options import CONTEXT, more
from faro.model.diagnostic import ExitCode

_SHELLS = ("bash", "zsh", "fish")
_VARIABLE = "_FARO_COMPLETE"


@click.command(
    context_settings=CONTEXT,
    short_help="Print a shell completion script.",
    epilog=more(
        "README.md",
        ("faro completion bash", "the script for Bash"),
    ),
)
@click.argument("shell", type=click.Choice(_SHELLS), metavar="|".join(_SHELLS))
def completion(shell: str) -> int:
    r"""Print the script that completes commands, options and stack names in a shell.

    \b
    Bash: add this line to ~/.bashrc
      eval "$(faro completion bash)"
    Zsh: add this line to ~/.zshrc
      eval "$(faro completion zsh)"
    Fish:
      faro completion fish > ~/.config/fish/completions/faro.fish
    """
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    if kind is None:
        raise click.BadParameter(f"{shell!r} is not supported")
    click.echo(
        kind(click.get_current_context().find_root().command, {}, "faro", _VARIABLE).source()
    )
    return ExitCode.NOTHING_TO_DO
