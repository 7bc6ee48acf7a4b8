"""A small project on disk, and its preview by the processes that a user's preview takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

from faro.model.diagnostic import Diagnostic, ExitCode, Failure, Severity
from faro.model.plan import Change, Plan
from faro.model.report import Report
from faro.preview import NOTHING, PreviewRequest, preview

PROJECT = "name: shop\nruntime: python\n"
THING = """\
import pulumi


class Thing(pulumi.CustomResource):
    def __init__(self, name, props=None, opts=None):
        super().__init__("test:index:Thing", name, props or {}, opts)
"""
"""A resource of no SDK, as a module that a program imports: so its lines start with its own."""


@dataclass(frozen=True, slots=True)
class Shop:
    """The project ``shop`` with the stack ``dev``."""

    directory: Path

    def put(self, name: str, text: str) -> Path:
        """Write one file of the project."""
        path = self.directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), encoding="utf-8")
        return path

    def follow(self, **follows: list[str]) -> None:
        """Give the project phases, each with a stack file where it has none yet."""
        lines = [f"{stack} = {before}" for stack, before in follows.items()]
        self.put("pyproject.toml", "\n".join(["[tool.faro.phases]", *lines, ""]))
        for stack in follows:
            (self.directory / f"Pulumi.{stack}.yaml").touch()

    def preview(
        self,
        program: str | None = None,
        *,
        stack: str = "dev",
        against: str = NOTHING,
        config: Mapping[str, str] | None = None,
        placeholders: str | None = None,
        time_limit: float = 30.0,
    ) -> Report:
        """Preview the project, after its ``__main__.py`` became ``program``."""
        if program is not None:
            self.put("__main__.py", program)
        pinned = self.directory / placeholders if placeholders else None
        request = PreviewRequest(
            program=self.directory,
            stack=stack,
            against=against,
            config=tuple((config or {}).items()),
            placeholders=pinned,
            time_limit=time_limit,
        )
        try:
            return preview(request, lambda _what, _done, _all: None)
        except Failure as failure:
            return Report(diagnostics=failure.diagnostics)

    def plan(self, program: str | None = None, **asked: str) -> Plan:
        """The one plan of a preview without an error."""
        report = self.preview(
            program,
            stack=asked.get("stack", "dev"),
            against=asked.get("against", NOTHING),
            placeholders=asked.get("placeholders"),
        )
        assert report.exit_code is not ExitCode.ERROR, report.all_diagnostics
        [plan] = report.plans
        return plan


def only_error(report: Report) -> Diagnostic:
    """The one diagnostic of a preview that failed; it shows nothing of our own code."""
    assert report.exit_code is ExitCode.ERROR
    assert report.plans == ()
    [found] = report.all_diagnostics
    assert found.severity is Severity.ERROR
    assert "Traceback" not in found.detail
    assert "faro/engine" not in found.detail
    return found


def place(found: Diagnostic) -> str:
    """Where in the program, as ``file:line``; empty for nowhere."""
    return f"{found.source.file}:{found.source.line}" if found.source else ""


def change_of(plan: Plan, name: str) -> Change:
    """What happens to the one resource of a name."""
    [change] = [change for change in plan.changes if change.resource.name == name]
    return change


def texts(plan: Plan) -> list[str]:
    """What the program printed or logged."""
    return [found.detail for found in plan.diagnostics]
