"""``faro preview``: the changes of a deployment."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from faro.commands.corrected import corrected
from faro.commands.options import (
    ALL_STACKS,
    CONFIG,
    CONTEXT,
    OUT,
    PROGRAM,
    STRICT,
    TIME_LIMIT,
    format_,
    more,
    stacks,
)
from faro.commands.options import stack as stack_option
from faro.commands.output import columns, deliver, internal
from faro.commands.selected import named, or_selected
from faro.model.diagnostic import Diagnostic, ExitCode, Failure, Severity
from faro.model.report import Report
from faro.views import diagnostics, terminal
from faro.views.line import Line, line

if TYPE_CHECKING:
    from concurrent.futures import Future

    from faro.fixed_cost import Prices
    from faro.preview import PreviewRequest

_CHANGED = frozenset({ExitCode.CHANGES, ExitCode.DATA_AT_RISK})
_UNEXPECTED = Diagnostic(
    severity=Severity.ERROR,
    summary="Unexpected changes",
    detail="--expect-no-changes was given, and the preview has changes.",
    address="--expect-no-changes",
)


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
    detailed_exitcode: bool = False
    expect_no_changes: bool = False


@click.command(
    short_help="Show what would change.",
    context_settings=CONTEXT,
    epilog=more(
        "preview.md",
        ("faro preview dev --from state.json", "compare with a pulumi stack export"),
        ("faro preview dev --base main", "compare with the main branch"),
        ("faro preview dev --format markdown", "print what a pull request shows"),
    ),
)
@click.argument("name", default="", metavar="[STACK]", shell_complete=stacks)
@click.option(
    "--from",
    "against",
    default="",
    metavar="STACK|FILE|none",
    shell_complete=stacks,
    help="Compare with another stack, a stack export, a preview in JSON, or an empty stack.  "
    "[default: the phase before]",
)
@click.option(
    "--step",
    default="",
    metavar="NAME|all",
    help="One step of the move to STACK, as [tool.faro.steps] names it, compared with the step "
    "before.",
)
@click.option(
    "--base",
    is_flag=False,
    flag_value="",
    metavar="[REV]",
    help="Compare each stack with itself at a Git revision; without REV, at the merge base with "
    "the default branch.",
)
@click.option(
    "--base-environment",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Virtual environment of the base, if its packages differ.",
)
@PROGRAM
@stack_option()
@ALL_STACKS
@CONFIG
@click.option(
    "--placeholders",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Values for invokes and outputs.",
)
@click.option("--engine", is_flag=True, help="Preview with the Pulumi CLI on PATH instead.")
@TIME_LIMIT
@STRICT
@click.option("--diff", is_flag=True, help="Show every property and every assumed result.")
@click.option("--show-same", is_flag=True, help="Also show unchanged resources.")
@format_(*(choice.value for choice in Format))
@OUT
@click.option(
    "--save",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="PLAN",
    help="Preview STACK from what is deployed, and save the plan for `faro up`.",
)
@click.option(
    "--detailed-exitcode",
    is_flag=True,
    help="Exit with 2 if there are changes, and with 4 if data is at risk.",
)
@click.option(
    "--expect-no-changes", is_flag=True, help="Exit with an error if anything would change."
)
# What has become the default is still accepted.
@click.option("--exit-zero", is_flag=True, hidden=True, expose_value=False)
def preview(*, name: str, stack: str, all_stacks: bool, **given: Any) -> int:
    """Show what would change if STACK were deployed; without STACK, the selected stack, else each
    stack in order.
    """
    from faro.preview import PreviewRequest

    stack = named(name, stack)
    if given["step"] and not stack:
        raise click.UsageError("--step needs a STACK.")
    if given["step"] and given["base"] is not None:
        raise click.UsageError("--step cannot be combined with --base.")
    if given["base"] is not None and (given["against"] or given["engine"]):
        raise click.UsageError("--base cannot be combined with --from or --engine.")
    if given["base_environment"] and given["base"] is None:
        raise click.UsageError("--base-environment needs --base.")
    asked = (
        *(
            "program",
            "step",
            "against",
            "config",
            "placeholders",
            "engine",
            "base",
            "base_environment",
        ),
        "time_limit",
    )
    output = Output(
        Format(given["format_"]),
        given["diff"],
        given["show_same"],
        given["out"],
        given["detailed_exitcode"],
        given["expect_no_changes"],
    )
    try:
        names = or_selected((stack,) if stack else (), given["program"], every=all_stacks)
    except Failure as failure:
        return show(Report(diagnostics=failure.diagnostics), output)
    request = PreviewRequest(stack="".join(names), **{key: given[key] for key in asked})
    if given["save"]:
        return _save(request, output, given["save"])
    return show(report_of(request, strict=given["strict"]), output)


_NOT_DEPLOYED = ("against", "base", "step", "config", "placeholders", "engine")


def _save(request: PreviewRequest, output: Output, plan: Path) -> int:
    """Preview from the stack's own state, and bind the plan to what it was made from."""
    from faro.move.cli import Cli
    from faro.program.project import Project
    from faro.saved_plan import SavedPlan
    from faro.state.deployed import Deployed

    if not request.stack or any(getattr(request, name) for name in _NOT_DEPLOYED):
        raise click.UsageError(
            "--save is of what `pulumi up` would do: name the STACK, and leave out --from, --base, "
            "--step, --config, --placeholders and --engine."
        )
    project = Project.read(request.program)
    export = Cli.find(project.directory).export(request.stack)
    deployed = Deployed(holder=request.stack, export=export)
    report = report_of(replace(request, deployed=lambda: deployed))
    code = show(report, output)
    if report.exit_code is not ExitCode.ERROR:
        SavedPlan.of(project, request.stack, export, plan).save(plan)
    return code


def report_of(request: PreviewRequest, *, strict: bool = False) -> Report:
    """The one call; a failure is a report of diagnostics alone."""
    from faro import preview as previewer

    try:
        with terminal.progress(sys.stderr) as progress, ThreadPoolExecutor(1) as pool:
            prices = pool.submit(_prices, request.program, request.config, strict)
            return _with_costs(previewer.preview(request, progress), prices)
    except Failure as failure:
        return Report(diagnostics=failure.diagnostics)
    except Exception as fault:  # noqa: BLE001 a user sees a diagnostic, never a traceback
        return Report(diagnostics=(internal(fault),))


def _prices(program: Path, overrides: tuple[tuple[str, str], ...], strict: bool) -> Prices:
    """The book and the plans that were bought, while the program runs."""
    from faro import fixed_cost

    return fixed_cost.prepare(program, overrides, strict=strict)


def _with_costs(report: Report, prices: Future[Prices]) -> Report:
    from faro import fixed_cost

    return fixed_cost.add(report, prices.result())


def show(report: Report, output: Output) -> int:
    """Print the report and its diagnostics; the exit code."""
    found = corrected(report.all_diagnostics, click.get_current_context().obj)
    code = report.exit_code
    if output.expect_no_changes and code in _CHANGED:
        found, code = (*found, _UNEXPECTED), ExitCode.ERROR
    if output.format is Format.JSON:
        found = tuple(each for each in found if each.severity is Severity.ERROR)
    deliver(_made(report, output), output.out)
    apart = (line(),) if found and sys.stderr.isatty() else ()
    terminal.write((*apart, *diagnostics.render(found)), sys.stderr)
    is_told = output.detailed_exitcode or code not in _CHANGED
    return code if is_told else ExitCode.NOTHING_TO_DO


def _made(report: Report, output: Output) -> str | tuple[Line, ...]:
    from faro.views import json, markdown, text

    if output.format is Format.JSON:
        # A file is for another command, which needs what does not change as well.
        whole = output.show_same or output.out is not None
        return json.render(report, show_same=whole)
    if output.format is Format.MARKDOWN:
        return markdown.render(report, diff=output.diff, show_same=output.show_same)
    width = columns(output.out)
    return text.render(report, diff=output.diff, show_same=output.show_same, width=width)
