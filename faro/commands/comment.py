"""``faro comment``: posts a report as a comment of a pull request."""

from __future__ import annotations

import os
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import click

from faro.commands.options import CONTEXT, FILE, PROGRAM, TIME_LIMIT, more
from faro.commands.output import deliver
from faro.commands.preview import report_of
from faro.model.diagnostic import ExitCode, error
from faro.model.report import Report

_MODES = ("update", "new", "hide-and-new")


@click.command(
    context_settings=CONTEXT,
    short_help="Post a report to a pull request.",
    epilog=more(
        "pull-requests.md",
        ("faro comment report.json --pr 7", "on a pull request"),
        ("faro comment --dry-run", "print it only"),
    ),
)
@click.argument("report", type=FILE, required=False, metavar="[FILE]")
@PROGRAM
@TIME_LIMIT
@click.option("--pr", type=click.IntRange(min=1), metavar="N", help="Number of the pull request.")
@click.option(
    "--sha", metavar="SHA", help="Head commit of the pull request, instead of its number."
)
@click.option(
    "--repository",
    envvar="GITHUB_REPOSITORY",
    metavar="OWNER/NAME",
    help="Repository of the pull request.",
)
@click.option("--tag", default="preview", show_default=True, help="Keeps several comments apart.")
@click.option(
    "--mode",
    type=click.Choice(_MODES),
    default=_MODES[0],
    show_default=True,
    help="Update the comment, add a new one, or add one and hide the older ones.",
)
@click.option(
    "--valid-at",
    type=click.DateTime(["%Y-%m-%dT%H:%M:%SZ"]),
    help="Time of the report; a newer comment is not overwritten.  [default: now]",
)
@click.option("--dry-run", is_flag=True, help="Print the comment; send nothing to GitHub.")
def comment(
    *,
    report: Path | None,
    program: Path,
    time_limit: float,
    pr: int | None,
    sha: str | None,
    repository: str | None,
    tag: str,
    mode: str,
    valid_at: datetime | None,
    dry_run: bool,
) -> int:
    """Post FILE, a report saved by faro preview --out FILE.json, to a GitHub pull request as a
    comment that later runs update. Without FILE, preview the program against the merge base.

    Reads the token from GITHUB_TOKEN. FILE is treated as untrusted.
    """
    from faro.github.api import URL, Api
    from faro.github.comment import Mark
    from faro.github.publish import Mode, publish
    from faro.github.pull_request import find
    from faro.views import markdown

    at = (valid_at or datetime.now(UTC)).replace(tzinfo=UTC)
    body = markdown.render(_saved(report) if report else _made(program, time_limit))
    if dry_run:
        deliver(f"{Mark(tag, at)}\n{body}", None)
        return ExitCode.NOTHING_TO_DO
    if (pr is None) == (sha is None):
        raise click.UsageError("Give --pr or --sha.")
    if not repository:
        raise click.UsageError("Give --repository OWNER/NAME, or set GITHUB_REPOSITORY.")
    url = os.environ.get("GITHUB_API_URL", URL)
    with closing(Api(_token(), url)) as api:
        number = pr or find(api, repository, sha or "")
        done = publish(api, repository, number, body, tag=tag, valid_at=at, mode=Mode(mode))
    deliver(f"{done.outcome} {done.url}\n", None)
    return ExitCode.NOTHING_TO_DO


def _saved(path: Path) -> Report:
    from faro.state import saved_report

    return saved_report.read(path)


def _made(program: Path, time_limit: float) -> Report:
    """What the working tree changes; a failure is a report, too."""
    from faro.preview import PreviewRequest
    from faro.program.revision import MERGE_BASE

    return report_of(PreviewRequest(program=program, base=MERGE_BASE, time_limit=time_limit))


def _token() -> str:
    token = os.environ.get("GITHUB_TOKEN", "")
    if not token:
        raise error(
            "Missing GitHub token",
            "GITHUB_TOKEN is not set. It needs the permission pull-requests: write.",
            command="faro comment FILE --dry-run",
        )
    return token
