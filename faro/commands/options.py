"""Options that several commands have."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import click
from click.core import ParameterSource

from faro.model.diagnostic import Failure
from faro.program.time_limit import TIME_LIMIT as SECONDS_OF_A_RUN

Command = TypeVar("Command", bound=Callable[..., Any])

CONTEXT = {"help_option_names": ["-h", "--help"]}
FILE = click.Path(path_type=Path, dir_okay=False)


def _in_a_folder(
    _context: click.Context, _parameter: click.Parameter, path: Path | None
) -> Path | None:
    """Refuse a file that could not be written, before the work is done."""
    if path is not None and not path.parent.is_dir():
        raise click.BadParameter(f"there is no folder {str(path.parent)!r}")
    return path


def _pairs(
    _context: click.Context, _parameter: click.Parameter, texts: tuple[str, ...]
) -> tuple[tuple[str, str], ...]:
    """Split each ``KEY=VALUE``; a value may hold an equals sign, or be empty."""
    pairs = [text.partition("=") for text in texts]
    for text, (key, sign, _) in zip(texts, pairs, strict=True):
        if not (key and sign):
            raise click.BadParameter(f"{text!r} is not KEY=VALUE")
    return tuple((key, value) for key, _, value in pairs)


def stacks(context: click.Context, _parameter: click.Parameter, begun: str) -> list[str]:
    """The stacks of the project whose names begin so, for a shell's completion."""
    from faro.program.project import Project

    try:
        names = Project.read(Path(context.params.get("program") or ".")).stacks()
    except Failure:
        return []  # a shell that completes shows no errors; the command itself will
    return [name for name in names if name.startswith(begun)]


class Users(click.ParamType[int]):
    """A number of users: ``41000``, ``41k`` or ``10m``."""

    name = "users"
    _SCALES = {"k": 1_000, "m": 1_000_000}  # noqa: RUF012 never changed
    _DIGITS = 18

    def convert(
        self, value: str | int, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        """The number; a usage error for any other text."""
        text = str(value).lower().replace(",", "").replace("_", "")
        digits, scale = (text[:-1], text[-1]) if text[-1:] in self._SCALES else (text, "")
        if not digits.isdecimal() or len(digits) > self._DIGITS:
            self.fail(f"{value!r} is not a number of users such as 41000, 41k or 10m", param, ctx)
        return int(digits) * self._SCALES.get(scale, 1)


PROGRAM = click.option(
    "-C",
    "--program",
    type=click.Path(path_type=Path),
    default=Path(),
    metavar="DIR",
    help="Folder of the Pulumi project, or one below it.",
)
CONFIG = click.option(
    "-c",
    "--config",
    multiple=True,
    callback=_pairs,
    metavar="KEY=VALUE",
    help="Config value of the program; repeatable.",
)
OUT = click.option(
    "--out",
    type=click.Path(path_type=Path),
    callback=_in_a_folder,
    metavar="FILE",
    help="Write to FILE instead of standard output.",
)
MAU = click.option("--mau", type=Users(), metavar="N", help="Users in a month: 41000, 41k, 10m.")
WORKLOAD = click.option(
    "--workload",
    type=FILE,
    metavar="FILE",
    help="Workload file; --mau overrides its user count.",
)
USAGE = click.option(
    "--usage",
    type=FILE,
    metavar="FILE",
    help="Usage file with monthly quantities, instead of a workload.",
)
OWN_PRICES = click.option(
    "--prices",
    multiple=True,
    type=FILE,
    metavar="FILE",
    help="Price book that overrides the built-in one; repeatable.",
)
STRICT = click.option(
    "--strict",
    is_flag=True,
    help="Do not estimate a missing price from the prices of other regions.",
)
TIME_LIMIT = click.option(
    "--time-limit",
    type=click.FloatRange(min=0, min_open=True),
    default=SECONDS_OF_A_RUN,
    metavar="SECONDS",
    show_default=True,
    help="Time limit of each run of the program.",
)


def stack(*, multiple: bool = False) -> Callable[[Command], Command]:
    """The stack; ``--phase`` is an alias."""
    return click.option(
        "-s",
        "--stack",
        "--phase",
        "stack",
        multiple=multiple,
        default=None if multiple else "",
        metavar="NAME",
        shell_complete=stacks,
        help="The same as STACK." + " Repeatable." * multiple,
    )


ALL_STACKS = click.option(
    "--all-stacks",
    is_flag=True,
    help="Every stack of the project, even if one is selected.",
)


def more(page: str, *examples: tuple[str, str]) -> str:
    """What ends a command's help: examples with what each is for, and the page of the docs."""
    widest = max((len(example) for example, _ in examples), default=0)
    lines = [f"  {example:<{widest}}  {use}" for example, use in examples]
    return "\n".join(["\b", "Examples:", *lines, "", f"Documentation: docs/{page}"])


def format_(*choices: str) -> Callable[[Command], Command]:
    """How to print: the first choice, unless another is asked for; ``--json`` is short for one."""

    def add(command: Command) -> Command:
        if _JSON in choices:
            command = click.option(
                "--json",
                is_flag=True,
                is_eager=True,
                expose_value=False,
                callback=_note_json,
                help="Short for --format json.",
            )(command)
        return click.option(
            "--format",
            "format_",
            type=click.Choice(choices),
            default=choices[0],
            show_default=True,
            callback=_or_json,
            help="Output format.",
        )(command)

    return add


_JSON = "json"


def _note_json(context: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    context.meta[_JSON] = wanted


def _or_json(context: click.Context, _parameter: click.Parameter, format_: str) -> str:
    """The format that --json stands for, as if it had been named."""
    if not context.meta.get(_JSON):
        return format_
    named = context.get_parameter_source("format_") is not ParameterSource.DEFAULT
    if named and format_ != _JSON:
        raise click.UsageError(f"--json and --format {format_} contradict each other.", context)
    context.set_parameter_source("format_", ParameterSource.COMMANDLINE)
    return _JSON


def check_usage(asked: Mapping[str, Any]) -> None:
    """Refuse a usage file beside the workload that it takes the place of."""
    if asked["usage"] and (asked["workload"] or asked["mau"] is not None):
        raise click.UsageError("--usage cannot be combined with --mau or --workload.")
