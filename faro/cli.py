"""The ``faro`` command: words in, one call, one view, an exit code."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TextIO

import click

from faro.model.diagnostic import Diagnostic, ExitCode, Failure, Severity, error
from faro.model.report import Report
from faro.views import diagnostics, terminal
from faro.views.line import line, plain

if TYPE_CHECKING:
    from faro.cost.usage_file import UsageFile
    from faro.preview import PreviewRequest

INTERRUPTED = 130
_SHOWN_ONLY = frozenset({ExitCode.CHANGES, ExitCode.DATA_AT_RISK})
_ISSUES = "the issues of the faro project"

CONTEXT = {"help_option_names": ["-h", "--help"]}


class Format(StrEnum):
    """How the report is printed."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"


class Output(NamedTuple):
    """How and where the report is shown."""

    format: Format
    diff: bool
    show_same: bool
    out: Path | None
    exit_zero: bool


def _pairs(
    _context: click.Context, _parameter: click.Parameter, texts: tuple[str, ...]
) -> tuple[tuple[str, str], ...]:
    """Split each ``KEY=VALUE``; a value may hold an equals sign, or be empty."""
    pairs = [text.partition("=") for text in texts]
    for text, (key, sign, _) in zip(texts, pairs, strict=True):
        if not (key and sign):
            raise click.BadParameter(f"{text!r} is not KEY=VALUE")
    return tuple((key, value) for key, _, value in pairs)


def _in_a_folder(
    _context: click.Context, _parameter: click.Parameter, path: Path | None
) -> Path | None:
    """Refuse a file that could not be written, before the work is done."""
    if path is not None and not path.parent.is_dir():
        raise click.BadParameter(f"there is no folder {str(path.parent)!r}")
    return path


@click.group(context_settings=CONTEXT, invoke_without_command=True)
@click.pass_context
@click.version_option(package_name="faro-scaling", prog_name="faro", message="%(prog)s %(version)s")
def app(context: click.Context) -> None:
    """Preview any Pulumi program before it is deployed: no account, no network, no plugins."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


@app.command(short_help="Show what would change.")
@click.argument("phase", default="", metavar="[PHASE]")
@click.option(
    "--from",
    "against",
    default="",
    metavar="PHASE|FILE|none",
    help="What to compare with: a phase, a stack export, a preview JSON, or an empty stack. "
    "Without it: the phase before.",
)
@click.option(
    "--program",
    type=click.Path(path_type=Path),
    default=".",
    metavar="DIR",
    help="The folder of the Pulumi project.",
)
@click.option("--stack", default="", metavar="NAME", help="The stack; the same as PHASE.")
@click.option(
    "--config",
    multiple=True,
    callback=_pairs,
    metavar="KEY=VALUE",
    help="A config value of what is previewed; may be repeated.",
)
@click.option(
    "--placeholders",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Values for invokes and outputs.",
)
@click.option("--engine", is_flag=True, help="Ask the Pulumi CLI on PATH instead.")
@click.option(
    "--time-limit",
    type=click.FloatRange(min=0, min_open=True),
    default=60.0,
    metavar="SECONDS",
    show_default=True,
    help="For each run of the program.",
)
@click.option("--diff", is_flag=True, help="Show every property and every doubt.")
@click.option("--show-same", is_flag=True, help="Show what does not change, too.")
@click.option(
    "--format",
    "format_",
    type=click.Choice([choice.value for choice in Format]),
    default=Format.TEXT.value,
    show_default=True,
    help="How to print.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    callback=_in_a_folder,
    metavar="FILE",
    help="Write there, not to the screen.",
)
@click.option("--exit-zero", is_flag=True, help="End with 0 unless there is an error.")
def preview(*, phase: str, stack: str, **given: Any) -> int:
    """Show what would change if PHASE were deployed; without PHASE, each phase in order.

    Ends with 0 (nothing to do), 1 (error), 2 (changes) or 4 (data at risk).
    """
    from faro.preview import PreviewRequest  # noqa: PLC0415 help need not load the engine

    if phase and stack and phase != stack:
        raise click.UsageError(f"PHASE is {phase!r}, but --stack is {stack!r}: name one stack.")
    asked = ("program", "against", "config", "placeholders", "engine", "time_limit")
    request = PreviewRequest(stack=phase or stack, **{key: given[key] for key in asked})
    output = Output(
        Format(given["format_"]),
        given["diff"],
        given["show_same"],
        given["out"],
        given["exit_zero"],
    )
    return show(_report(request), output)


_PROGRAM = click.option(
    "--program",
    type=click.Path(path_type=Path),
    default=Path(),
    metavar="DIR",
    help="The folder of a Pulumi.yaml, or one below it.",
)
_MAU = click.option("--mau", type=click.IntRange(min=0), metavar="N", help="Users in a month.")
_WORKLOAD = click.option(
    "--workload",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="What a user does; --mau goes over it.",
)
_OWN_PRICES = click.option(
    "--prices",
    "own",
    multiple=True,
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="A price book of your own, over the one that comes along. Repeatable.",
)
_TEXT_OR_JSON = click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to print it.",
)


@app.command(context_settings=CONTEXT)
@click.argument("words", nargs=-1, metavar="[WORD]...")
@_OWN_PRICES
@_TEXT_OR_JSON
def prices(*, words: tuple[str, ...], own: tuple[Path, ...], format_: str) -> int:
    """List the prices that bills are made from: those in whose vendor, meter or plan each WORD is.

    Warns of entries that nobody has looked at for half a year.
    """
    from faro.cost.book import STALE_DAYS, load  # noqa: PLC0415 help need not load the book
    from faro.views import prices as view  # noqa: PLC0415

    try:
        found = list(load(own).entries(*words))
    except Failure as failure:
        return _fail(failure.diagnostics)
    if not found:
        return _fail((_no_price(words),))
    if format_ == "json":
        sys.stdout.write(view.document(found))
    else:
        terminal.write(view.render(found), sys.stdout)
    sys.stdout.flush()
    stale = sum(price.is_stale(date.today()) for _, price in found)
    if stale:
        old = f"{stale} of {len(found)} were read more than {STALE_DAYS} days ago."
        warning = Diagnostic(severity=Severity.WARNING, summary="Old prices", detail=old)
        terminal.write(diagnostics.render((warning,)), sys.stderr)
    return ExitCode.NOTHING_TO_DO


def _no_price(words: tuple[str, ...]) -> Diagnostic:
    return Diagnostic(
        severity=Severity.ERROR,
        summary="No price is found",
        detail=f"No vendor, meter or plan has {' and '.join(words)} in it.",
        command="faro prices",
    )


@app.command(context_settings=CONTEXT)
@click.argument("phases", nargs=-1, metavar="[PHASE]...")
@_PROGRAM
@click.option("--from", "before", metavar="PHASE", help="Compare with --to, resource by resource.")
@click.option("--to", "after", metavar="PHASE", help="What --from is compared with.")
@_MAU
@_WORKLOAD
@click.option(
    "--usage",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="How much a month uses of each meter, in place of a workload.",
)
@_OWN_PRICES
@_TEXT_OR_JSON
def cost(
    *,
    phases: tuple[str, ...],
    before: str | None,
    after: str | None,
    program: Path,
    own: tuple[Path, ...],
    format_: str,
    **load: Any,
) -> int:
    """Estimate a month of each PHASE, side by side; without PHASE, of every phase.

    What is not known is not zero: the total is then the least that it can be.
    """
    from faro.cost.book import load as load_book  # noqa: PLC0415 help need not load prices
    from faro.cost.estimate import estimate  # noqa: PLC0415
    from faro.preview import NOTHING, PreviewRequest  # noqa: PLC0415
    from faro.views import cost as view  # noqa: PLC0415
    from faro.views import cost_diff  # noqa: PLC0415

    compared = _compared(phases, before, after, format_)
    try:
        used = _usage_of(program, **load)
        book = load_book(own)
        stacks = compared or phases or ("",)
        reports = [
            _report(PreviewRequest(program=program, stack=stack, against=NOTHING))
            for stack in stacks
        ]
        wrong = [d for r in reports for d in r.all_diagnostics if d.severity is Severity.ERROR]
        if wrong:
            return _fail(tuple(wrong))
        snapshots = [plan.new for report in reports for plan in report.plans if plan.new]
        estimates = [estimate(s, used(s.stack), book, date.today()) for s in snapshots]
    except Failure as failure:
        return _fail(failure.diagnostics)
    if format_ == "json":
        sys.stdout.write(view.document(estimates))
    elif compared:
        terminal.write(cost_diff.render(*estimates), sys.stdout)
    else:
        terminal.write(view.render(estimates), sys.stdout)
    sys.stdout.flush()
    return ExitCode.NOTHING_TO_DO


def _compared(
    phases: tuple[str, ...], before: str | None, after: str | None, format_: str
) -> tuple[str, ...]:
    """The two phases of a comparison; empty where none is asked for."""
    if before is None and after is None:
        return ()
    if before is None or after is None or phases:
        raise click.UsageError("Give --from and --to together, and no PHASE beside them.")
    if format_ == "json":
        raise click.UsageError("A comparison is printed as text: leave out --format.")
    return before, after


@app.command(context_settings=CONTEXT)
@click.argument("phase")
@_PROGRAM
@_MAU
@_WORKLOAD
def usage(*, phase: str, program: Path, mau: int | None, workload: Path | None) -> int:
    """Print the usage file that a workload implies for PHASE, to edit and give to faro cost."""
    from faro.cost import usage_file  # noqa: PLC0415 help need not load prices
    from faro.cost import workload as workloads  # noqa: PLC0415
    from faro.program import usage_command  # noqa: PLC0415
    from faro.program.phases import Phases  # noqa: PLC0415
    from faro.program.project import Project  # noqa: PLC0415
    from faro.views import usage as view  # noqa: PLC0415

    project, load = Project.read(program), workloads.read(workload, mau)
    known = Phases.read(project).order
    if phase not in known:
        raise click.UsageError(f"There is no phase {phase!r}; the phases are {', '.join(known)}.")
    found = usage_file.parse(usage_command.ask(project, phase, load.document()), phase)
    sys.stdout.write(view.render(found, phase, load.mau))
    sys.stdout.flush()
    return ExitCode.NOTHING_TO_DO


def _usage_of(
    program: Path, usage: Path | None, workload: Path | None, mau: int | None
) -> Callable[[str], UsageFile]:
    """The usage of a stack: of a file, of a workload that the project works out, or none."""
    from faro.cost import usage_file  # noqa: PLC0415
    from faro.cost import workload as workloads  # noqa: PLC0415
    from faro.program import usage_command  # noqa: PLC0415
    from faro.program.project import Project  # noqa: PLC0415

    if usage and (workload or mau is not None):
        raise click.UsageError("--usage takes the place of --mau and --workload: give one.")
    if usage:
        given = usage_file.read(usage)
        return lambda _stack: given
    if workload is None and mau is None:
        return lambda _stack: usage_file.UsageFile()
    project, document = Project.read(program), workloads.read(workload, mau).document()
    return lambda stack: usage_file.parse(usage_command.ask(project, stack, document), stack)


def _report(request: PreviewRequest) -> Report:
    """The one call; a failure is a report of diagnostics alone."""
    from faro import preview as previewer  # noqa: PLC0415

    try:
        with terminal.progress(sys.stderr) as progress:
            return previewer.preview(request, progress)
    except Failure as failure:
        return Report(diagnostics=failure.diagnostics)
    except Exception as fault:  # noqa: BLE001 a user sees a diagnostic, never a traceback
        return Report(diagnostics=(_internal(fault),))


def _internal(fault: Exception) -> Diagnostic:
    trace = fault.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "?"
    return Diagnostic(
        severity=Severity.ERROR,
        summary="Internal error",
        # Not the exception's own text: it may quote a value of the program.
        detail=f"{type(fault).__name__} in {place}.\nThe fault is in faro: report it to {_ISSUES}.",
    )


def show(report: Report, output: Output) -> int:
    """Print the report and its diagnostics; the exit code."""
    found = report.all_diagnostics
    if output.format is Format.JSON:
        found = tuple(each for each in found if each.severity is Severity.ERROR)
    _deliver(report, output)
    apart = (line(),) if found and sys.stderr.isatty() else ()
    terminal.write((*apart, *diagnostics.render(found)), sys.stderr)
    if output.exit_zero and report.exit_code in _SHOWN_ONLY:
        return ExitCode.NOTHING_TO_DO
    return report.exit_code


def _deliver(report: Report, output: Output) -> None:
    """The document to its file or to the screen."""
    if output.out is not None:
        _save(_document(report, output), output.out)
    elif output.format is Format.TEXT:
        from faro.views import text  # noqa: PLC0415 one view is loaded

        lines = text.render(report, diff=output.diff, show_same=output.show_same)
        terminal.write(lines, sys.stdout)
    else:
        sys.stdout.write(_document(report, output))
    sys.stdout.flush()


def _document(report: Report, output: Output) -> str:
    from faro.views import json, markdown, text  # noqa: PLC0415 not for help

    if output.format is Format.JSON:
        return json.render(report, show_same=output.show_same)
    if output.format is Format.MARKDOWN:
        return markdown.render(report, diff=output.diff, show_same=output.show_same)
    return plain(text.render(report, diff=output.diff, show_same=output.show_same))


def _save(text: str, path: Path) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as wrong:
        raise error(
            "The report could not be written",
            f"{wrong.strerror}: --out names a file that can be written.",
            address=str(path),
        ) from wrong


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the console script's entry point."""
    for stream in (sys.stdout, sys.stderr):
        _make_tolerant(stream)
    try:
        return int(app.main(arguments, prog_name="faro", standalone_mode=False) or 0)
    except Failure as failure:
        return _fail(failure.diagnostics)
    except click.ClickException as wrong:
        return _fail((_usage(wrong),))
    except click.Abort:
        return INTERRUPTED
    except Exception as fault:  # noqa: BLE001 a user sees a diagnostic, never a traceback
        return _fail((_internal(fault),))


def _make_tolerant(stream: TextIO) -> None:
    """A terminal of another encoding shows escapes where it has no character."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="backslashreplace")


def _usage(wrong: click.ClickException) -> Diagnostic:
    return Diagnostic(
        severity=Severity.ERROR,
        summary="Wrong usage",
        detail=wrong.format_message(),
        command="faro preview --help",
    )


def _fail(found: tuple[Diagnostic, ...]) -> int:
    terminal.write(diagnostics.render(found), sys.stderr)
    return ExitCode.ERROR
