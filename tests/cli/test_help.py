"""The help of each command: examples that its own parser takes, and a page that is there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from faro.cli import COMMANDS, app

ROOT = Path(__file__).parents[2]
EVERY = pytest.mark.parametrize("name", COMMANDS)
RUNS_THE_PROGRAM = (
    *("preview", "cost", "curve", "explain", "claims", "usage", "comment"),
    *("promote", "rollback", "export", "preflight"),
)
TAKE_A_STACK = ("preview", "cost", "curve", "explain", "usage", "promote", "rollback", "phases")
WITH_A_TABLE = ("preview", "cost", "curve", "explain", "claims", "prices", "phases")


def command(name: str) -> click.Command:
    found = app.get_command(click.Context(app), name)
    assert found
    return found


def shown(name: str) -> str:
    return command(name).get_help(click.Context(command(name), info_name=f"faro {name}"))


@EVERY
def test_it_shows_examples_that_work(name: str) -> None:
    """Each is taken by the parser of the command that it names, one at least by this one's."""
    examples = re.findall(r"^ +faro (.+?)(?:  .*)?$", shown(name).partition("Examples:")[2], re.M)
    named = [shlex.split(example) for example in examples]
    assert name in [first for first, *_ in named]
    for first, *words in named:
        command(first).make_context(first, words, resilient_parsing=False)


@EVERY
def test_it_names_a_page(name: str) -> None:
    [page] = re.findall(r"^Documentation: (\S+)$", shown(name).replace("  Doc", "Doc"), re.M)
    assert (ROOT / page).is_file()


@EVERY
def test_it_fits_a_terminal(name: str) -> None:
    assert [line for line in shown(name).splitlines() if len(line) > 80] == []


@pytest.mark.parametrize("name", RUNS_THE_PROGRAM)
def test_a_command_that_runs_the_program_has_a_limit(name: str) -> None:
    assert "--time-limit SECONDS" in shown(name)


@pytest.mark.parametrize("name", WITH_A_TABLE)
def test_a_table_is_also_json(name: str) -> None:
    """In one way: --json stands for --format json."""
    options = {word for option in command(name).params for word in option.opts}
    assert {"--json", "--format"} <= options


@pytest.mark.parametrize("name", TAKE_A_STACK)
def test_stacks_are_completed(name: str, tmp_path: Path) -> None:
    """Wherever a command takes one, by name or by option; in the folder that -C names."""
    (tmp_path / "Pulumi.yaml").write_text("name: p\nruntime: python\nstackConfigDir: conf\n")
    (tmp_path / "conf").mkdir()
    for stack in ("dev", "prod"):
        (tmp_path / "conf" / f"Pulumi.{stack}.yaml").touch()
    context = click.Context(command(name))
    context.params["program"] = tmp_path
    takers = [p for p in command(name).params if _takes_a_stack(p)]
    assert takers
    for parameter in takers:
        found = [item.value for item in parameter.shell_complete(context, "p")]
        assert found == ["prod"], parameter.name


def _takes_a_stack(parameter: click.Parameter) -> bool:
    words = str(parameter.metavar)
    return "STACK" in words or "--stack" in parameter.opts or words in ("FROM", "TO")


def test_a_folder_without_a_project_completes_nothing(tmp_path: Path) -> None:
    context = click.Context(command("preview"))
    context.params["program"] = tmp_path
    assert command("preview").params[0].shell_complete(context, "") == []
