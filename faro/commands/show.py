"""``faro show``: a saved report in another format."""

from __future__ import annotations

from pathlib import Path

import click

from faro.commands.options import CONTEXT, FILE, OUT, format_, more
from faro.commands.output import columns, deliver
from faro.model.diagnostic import ExitCode


@click.command(
    context_settings=CONTEXT,
    short_help="Show a saved report.",
    epilog=more(
        "pull-requests.md",
        ("faro show report.json", "as text"),
        ("faro show report.json --format markdown", "as a comment shows it"),
    ),
)
@click.argument("report", type=FILE, metavar="FILE")
@format_("text", "markdown", "annotations")
@OUT
def show(*, report: Path, format_: str, out: Path | None) -> int:
    """Show a report saved by faro preview --out FILE.json: as text, as the Markdown of a pull
    request's comment, or as GitHub annotations on the lines that cause risks.
    """
    from faro.state import saved_report
    from faro.views import annotations, markdown, text

    found = saved_report.read(report)
    if format_ == "text":
        deliver(text.render(found, width=columns(out)), out)
    else:
        view = markdown if format_ == "markdown" else annotations
        deliver(view.render(found), out)
    return ExitCode.NOTHING_TO_DO
