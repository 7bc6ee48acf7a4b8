"""Words in, exit code out: the command with a report made by hand."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import faro.preview
from faro.cli import main
from faro.model.diagnostic import Diagnostic, Severity, error
from faro.model.plan import Action, Change, Plan, Reason
from faro.model.report import Report
from faro.model.snapshot import Resource, Snapshot
from faro.preview import PreviewRequest
from faro.program.runs import Progress

BUCKET = Resource(urn="urn:pulumi:dev::shop::t:m:Bucket::b", type="t:m:Bucket", name="b")
WARNING = Diagnostic(severity=Severity.WARNING, summary="Config key not used")


def report(action: Action, *, bears_data: bool = False) -> Report:
    """A report of one change and one warning."""
    change = Change(
        urn=BUCKET.urn,
        action=action,
        reason=Reason.NEW,
        old=BUCKET,
        new=BUCKET,
        bears_data=bears_data,
    )
    plan = Plan(old=None, new=Snapshot(project="shop", stack="dev"), changes=(change,))
    return Report(plans=(plan,), diagnostics=(WARNING,))


NOTHING = report(Action.SAME)
CHANGES = report(Action.CREATE)
AT_RISK = report(Action.DELETE, bears_data=True)

Answer = Callable[[PreviewRequest], Report]
Faro = Callable[..., int]
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def asked() -> list[PreviewRequest]:
    """The requests that reached the preview."""
    return []


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, asked: list[PreviewRequest]) -> Faro:
    """The command, with a preview that gives what the test says."""

    def command(*arguments: str, answer: Answer = lambda _: CHANGES) -> int:
        def preview(request: PreviewRequest, progress: Progress) -> Report:
            progress("running phase1", 0, 5)
            asked.append(request)
            return answer(request)

        monkeypatch.setattr(faro.preview, "preview", preview, raising=False)
        return main(arguments)

    return command


def gives(found: Report) -> Answer:
    return lambda _: found


def raises(fault: BaseException) -> Answer:
    def answer(_: PreviewRequest) -> Report:
        raise fault

    return answer


def test_every_option_reaches_the_request(run: Faro, asked: list[PreviewRequest]) -> None:
    """The words of the command line, once."""
    run(
        *("preview", "phase3", "--from", "phase2", "--program", "shop", "--engine"),
        *("--config", "gcp:project=a=b", "--config", "empty=", "--placeholders", "p.yaml"),
        *("--time-limit", "2.5"),
    )
    assert asked == [
        PreviewRequest(
            program=Path("shop"),
            stack="phase3",
            against="phase2",
            config=(("gcp:project", "a=b"), ("empty", "")),
            placeholders=Path("p.yaml"),
            engine=True,
            time_limit=2.5,
        )
    ]


def test_no_words_ask_for_every_phase(run: Faro, asked: list[PreviewRequest]) -> None:
    """The defaults of the command line are those of the request."""
    run("preview")
    run("preview", "--stack", "dev")
    assert asked == [PreviewRequest(), PreviewRequest(stack="dev")]


@pytest.mark.parametrize(
    ("arguments", "stack", "base"),
    [
        (["--base"], "", ""),
        (["--base="], "", ""),
        (["dev", "--base"], "dev", ""),
        (["dev", "--base", "HEAD~2"], "dev", "HEAD~2"),
        (["--base", "--detailed-exitcode"], "", ""),
    ],
)
def test_a_base_may_be_left_to_git(
    run: Faro, asked: list[PreviewRequest], arguments: list[str], stack: str, base: str
) -> None:
    """Without a revision it is empty."""
    run("preview", *arguments)
    assert [(request.stack, request.base) for request in asked] == [(stack, base)]


@pytest.mark.parametrize(
    ("arguments", "answer", "code"),
    [
        ([], gives(NOTHING), 0),
        ([], gives(CHANGES), 0),
        ([], gives(AT_RISK), 0),
        ([], raises(error("Broken", "x")), 1),
        ([], raises(KeyError("x")), 1),
        ([], raises(KeyboardInterrupt()), 130),
        (["--detailed-exitcode"], gives(NOTHING), 0),
        (["--detailed-exitcode"], gives(CHANGES), 2),
        (["--detailed-exitcode"], gives(AT_RISK), 4),
        (["--detailed-exitcode"], raises(error("Broken", "x")), 1),
        (["--expect-no-changes"], gives(NOTHING), 0),
        (["--expect-no-changes"], gives(CHANGES), 1),
        (["--expect-no-changes", "--detailed-exitcode"], gives(AT_RISK), 1),
    ],
)
def test_exit_codes(run: Faro, arguments: list[str], answer: Answer, code: int) -> None:
    """A preview that worked ends with 0, unless changes were asked about."""
    assert run("preview", *arguments, answer=answer) == code


def test_a_misspelt_command_is_corrected(capsys: Capture) -> None:
    assert main(["preveiw"]) == 1
    assert "No such command 'preveiw' (did you mean preview?)." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "found"),
    [("faro prev", ["preview"]), ("faro preview phase2", ["phase2", "phase2-cloudrun"])],
)
def test_a_shell_completes(monkeypatch: pytest.MonkeyPatch, words: str, found: list[str]) -> None:
    """As Bash asks: the words of the line, and which of them is being typed."""
    script = "from faro.cli import main; main()"
    given = {"COMP_WORDS": words, "COMP_CWORD": str(len(words.split()) - 1)}
    asked = {**os.environ, **given, "_FARO_COMPLETE": "bash_complete"}
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=root,
        env=asked,
        capture_output=True,
        text=True,
        check=True,
    )
    assert [line.partition(",")[2] for line in done.stdout.splitlines()] == found


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_completion_script_calls_the_command(shell: str, capsys: Capture) -> None:
    assert main(["completion", shell]) == 0
    assert f"_FARO_COMPLETE={shell}_complete" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        ["preview", "--bogus"],
        ["preview", "--config", "novalue"],
        ["preview", "--config", "=nokey"],
        ["preview", "--time-limit", "0"],
        ["preview", "--format", "yaml"],
        ["preview", "a", "b"],
        ["preview", "a", "--stack", "b"],
        ["preview", "--base=-x"],
        ["preview", "--base", "--from", "none"],
        ["preview", "--base", "HEAD", "--engine"],
        ["preview", "--base-environment", "venv"],
        ["preview", "--out", "no/such/folder.json"],
        ["plan"],
    ],
)
def test_wrong_usage_is_an_error(
    run: Faro, asked: list[PreviewRequest], capsys: Capture, arguments: list[str]
) -> None:
    """Exit 1, for 2 means changes; nothing was run; the help is named."""
    assert run(*arguments) == 1
    assert asked == []
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith("error: Invalid usage\n")
    named = "preview " if "preview" in arguments else ""
    assert shown.err.endswith(f"  run: faro {named}--help\n")


def test_text_splits_report_and_diagnostics(run: Faro, capsys: Capture) -> None:
    """The plan on stdout, what wants attention on stderr; no colours and no progress in a pipe."""
    run("preview")
    shown = capsys.readouterr()
    assert shown.out.startswith("dev  against an empty stack\n")
    assert shown.err.startswith("warning: Config key not used\n")
    assert "\x1b" not in shown.out + shown.err


def test_json_holds_the_diagnostics(run: Faro, capsys: Capture) -> None:
    """One document on stdout; a warning is not repeated."""
    run("preview", "--format", "json")
    shown = capsys.readouterr()
    assert json.loads(shown.out)["diagnostics"][0]["severity"] == "warning"
    assert shown.err == ""


@pytest.mark.parametrize("fault", [error("Broken stack file", "x"), ValueError("hunter2")])
def test_a_failure_in_json_is_still_a_document(
    run: Faro, capsys: Capture, fault: Exception
) -> None:
    """On both streams; the text of an unexpected exception on neither."""
    assert run("preview", "--format", "json", answer=raises(fault)) == 1
    shown = capsys.readouterr()
    assert json.loads(shown.out)["diagnostics"][0]["severity"] == "error"
    assert shown.err.startswith("error: ")
    assert "hunter2" not in shown.out + shown.err
    assert "Traceback" not in shown.err


def test_out_writes_only_there(run: Faro, capsys: Capture, tmp_path: Path) -> None:
    """Nothing on the screen but diagnostics."""
    assert run("preview", "--format", "markdown", "--out", str(tmp_path / "a.md")) == 0
    assert capsys.readouterr().out == ""
    assert (tmp_path / "a.md").read_text(encoding="utf-8").startswith("## 1 to create\n")


def test_out_that_cannot_be_written(run: Faro, capsys: Capture, tmp_path: Path) -> None:
    """One diagnostic."""
    assert run("preview", "--out", str(tmp_path)) == 1
    assert "Cannot write the report" in capsys.readouterr().err


def test_bare_command_is_help(run: Faro, capsys: Capture) -> None:
    """A new user types the name alone."""
    assert run() == 0
    assert "Preview:\n  preview" in capsys.readouterr().out


def test_version(run: Faro, capsys: Capture) -> None:
    """The name and the number."""
    assert run("--version") == 0
    assert capsys.readouterr().out.startswith("faro ")


def test_help_loads_neither_rich_nor_the_program_rooms() -> None:
    """What makes the command quick to answer."""
    code = (
        "import sys, faro.cli; faro.cli.main(['preview', '--help']);"
        "print(sorted({'rich', 'pydantic', 'pulumi', 'grpc'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr == "[]\n"


def test_a_closed_pipe_is_quiet() -> None:
    """``faro preview | head -1``."""
    code = (
        "import sys, faro.cli, faro.preview\n"
        "from faro.model.report import Report\n"
        "faro.preview.preview = lambda request, progress: Report()\n"
        "sys.exit(faro.cli.main(['preview', '--format', 'json']))\n"
    )
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-c", code], stdout=writing, stderr=subprocess.PIPE, text=True, check=False
    )
    os.close(writing)
    assert done.stderr == ""


def test_an_interrupted_command_is_quiet(run: Faro, capsys: Capture) -> None:
    """Ctrl-C ends it without a word."""
    run("preview", answer=raises(KeyboardInterrupt()))
    assert capsys.readouterr().err.strip() == ""
