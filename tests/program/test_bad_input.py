"""Whatever is wrong with a project ends in one diagnostic that says where, what and what to do."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from faro.model.diagnostic import ExitCode, Severity
from faro.program import host

from .projects import PROJECT, Shop, only_error, place

WITH_VENV = f"{PROJECT.replace('python', '')}\n  name: python\n  options: {{virtualenv: venv}}\n"
HIDDEN = "hunter2hunter2"
DECLARED = (
    "name: shop\nruntime: python\nconfig:\n  {key}: {{type: {type}, description: The size.}}\n"
)


@pytest.mark.parametrize(
    ("program", "summary", "where", "says"),
    [
        pytest.param(
            """\
            import pulumi

            raise ValueError("no such colour: mauve")
            """,
            "Program raised an exception",
            "__main__.py:3",
            ["ValueError", "no such colour: mauve"],
            id="raises",
        ),
        pytest.param(
            """\
            from helper import half

            half(None)
            """,
            "Program raised an exception",
            "helper.py:2",
            ["TypeError", "--placeholders FILE"],
            id="raises in a module of its own",
        ),
        pytest.param(
            """\
            import pulumi

            def halve(number):
                return 1 / number

            pulumi.Output.from_input(0).apply(halve)
            """,
            "Program raised an exception",
            "__main__.py:4",
            ["ZeroDivisionError"],
            id="raises in an apply",
        ),
        pytest.param(
            """\
            import pulumi

            async def main():
                raise LookupError("too late")

            pulumi.run(main)
            """,
            "Program raised an exception",
            "__main__.py:4",
            ["LookupError", "too late"],
            id="raises in an async main",
        ),
        pytest.param(
            """\
            import pulumi

            raise pulumi.RunError("set a region first")
            """,
            "Program stopped",
            "__main__.py:3",
            ["set a region first"],
            id="stops on purpose",
        ),
        pytest.param(
            """\
            import json

            json.loads("{")
            """,
            "Program raised an exception",
            "__main__.py:3",
            ["JSONDecodeError"],
            id="raises in a library",
        ),
        pytest.param(
            """\
            open("no-such-file.txt")
            """,
            "Program raised an exception",
            "__main__.py:1",
            ["no-such-file.txt", "Create the file"],
            id="reads a missing file",
        ),
        pytest.param(
            """\
            input()
            """,
            "Program raised an exception",
            "__main__.py:1",
            ["EOFError"],
            id="asks a question",
        ),
        pytest.param(
            """\
            import pulumi

            def broken(:
                pass
            """,
            "Invalid Python code",
            "__main__.py:3",
            ["invalid syntax"],
            id="is no Python",
        ),
        pytest.param(
            """\
            import broken
            """,
            "Invalid Python code",
            "broken.py:2",
            ["expected an indented block"],
            id="imports what is no Python",
        ),
        pytest.param(
            """\
            import pulumi
            import no_such_package.part
            """,
            "Missing package",
            "__main__.py:2",
            ["no_such_package", "runtime.options.virtualenv"],
            id="imports a missing package",
        ),
        pytest.param(
            """\
            import sys

            sys.exit(3)
            """,
            "Program exited",
            "__main__.py:3",
            ["sys.exit(3)"],
            id="exits",
        ),
        pytest.param(
            """\
            import sys

            sys.exit("set a region first")
            """,
            "Program exited",
            "__main__.py:3",
            ["set a region first"],
            id="exits with words",
        ),
        pytest.param(
            """\
            import os

            os._exit(0)
            """,
            "Program ended without a result",
            "",
            ["exit status 0"],
            id="leaves at once",
        ),
        pytest.param(
            """\
            import os
            import signal

            os.kill(os.getpid(), signal.SIGKILL)
            """,
            "Program ended without a result",
            "",
            ["signal 9"],
            id="crashes",
        ),
        pytest.param(
            """\
            from thing import Thing

            Thing("one", {"x": 1})
            Thing("one", {"x": 2})
            """,
            "Duplicate URN",
            "__main__.py:4",
            ["urn:pulumi:dev::shop::test:index:Thing::one", "rename one of the two"],
            id="registers one URN twice",
        ),
        pytest.param(
            """\
            from thing import Thing

            Thing("one")
            try:
                Thing("one")
            except BaseException:
                pass
            """,
            "Duplicate URN",
            "__main__.py:5",
            ["rename one of the two"],
            id="registers one URN twice and hides it",
        ),
        pytest.param(
            """\
            import pulumi

            pulumi.Config().require("size")
            """,
            "Missing configuration value",
            "__main__.py:3",
            ["shop:size"],
            id="requires what nobody declares",
        ),
        pytest.param(
            """\
            import pulumi

            pulumi.Config("gcp").require_secret("project")
            """,
            "Missing configuration value",
            "__main__.py:3",
            ["gcp:project"],
            id="requires a secret of a provider",
        ),
    ],
)
def test_a_program_that_fails(
    shop: Shop, program: str, summary: str, where: str, says: list[str]
) -> None:
    """The place is in the program's own code, however deep it failed."""
    shop.put("helper.py", "def half(number):\n    return number / 2\n")
    shop.put("broken.py", "def half(number):\nreturn number / 2\n")
    found = only_error(shop.preview(program))
    assert found.summary == summary
    assert place(found) == where
    assert [text for text in says if text not in found.detail] == []


@pytest.mark.parametrize(
    ("program", "command"),
    [
        ("import pulumi\npulumi.Config().require('size')\n", "--config shop:size=VALUE"),
        ("import no_such_package.part\n", "-m pip install no-such-package"),
    ],
)
def test_the_command_that_mends_a_program(shop: Shop, program: str, command: str) -> None:
    """Where one command mends it, it is given."""
    assert only_error(shop.preview(program)).command.endswith(command)


@pytest.mark.parametrize(
    ("program", "where", "says"),
    [
        pytest.param(
            """\
            import time

            time.sleep(60)
            """,
            "__main__.py:3",
            "still running its own code",
            id="sleeps",
        ),
        pytest.param(
            """\
            import pulumi

            def slow(_):
                while True:
                    pass

            pulumi.Output.from_input(1).apply(slow)
            """,
            "__main__.py:",
            "still running its own code",
            id="works on in an apply",
        ),
        pytest.param(
            """\
            import asyncio
            from thing import Thing

            Thing("waiting", {"x": asyncio.get_event_loop().create_future()})
            """,
            "",
            "resource waiting (test:index:Thing)",
            id="registers with an output nobody resolves",
        ),
        pytest.param(
            """\
            import asyncio
            import pulumi

            pulumi.export("x", asyncio.get_event_loop().create_future())
            """,
            "",
            "an output that is never resolved",
            id="exports an output nobody resolves",
        ),
        pytest.param(
            """\
            import asyncio
            import pulumi
            from pulumi_gcp import compute

            never = pulumi.Output.from_input(asyncio.get_event_loop().create_future())
            compute.get_network_output(name=never)
            """,
            "",
            "call of gcp:compute/getNetwork:getNetwork",
            id="calls with an output nobody resolves",
        ),
    ],
)
def test_a_program_that_does_not_end(shop: Shop, program: str, where: str, says: str) -> None:
    """The line that it is at, else what it waits for."""
    found = only_error(shop.preview(program, time_limit=1.5))
    assert found.summary == "Program timed out"
    assert says in found.detail
    assert "1.5 s" in found.detail
    assert place(found).startswith(where)
    assert bool(place(found)) == bool(where)
    assert "--time-limit SECONDS" in found.detail


@pytest.mark.parametrize("program", ["", "import pulumi\n", "import sys\nsys.exit(0)\n"])
def test_a_program_that_registers_nothing(shop: Shop, program: str) -> None:
    """An empty plan is no error."""
    report = shop.preview(program)
    assert report.all_diagnostics == ()
    assert [sum(plan.counts.values()) for plan in report.plans] == [0]


PRINTS = f"""\
import os
import sys

import pulumi
from thing import Thing

password = pulumi.Config().require("password")
print("the password is", password)
print("warning:", password[:0], file=sys.stderr)
os.system("echo from a shell")
pulumi.log.warn(f"{{password}} is weak")
Thing("one", {{"token": pulumi.Output.secret("{HIDDEN.upper()}")}})
print("{HIDDEN.upper()}")
"""


def test_what_a_program_prints_is_told_without_its_secrets(shop: Shop) -> None:
    """Standard output, standard error and child processes, as one note; the log as a warning."""
    shop.put("Pulumi.yaml", f"{PROJECT}config:\n  password: {{type: string, secret: true}}\n")
    shop.put("Pulumi.dev.yaml", f"config:\n  shop:password: {HIDDEN}\n")
    report = shop.preview(PRINTS)
    assert report.exit_code is ExitCode.CHANGES
    said, printed = report.all_diagnostics
    assert (said.severity, said.detail) == (Severity.WARNING, "[secret] is weak")
    assert (printed.severity, printed.summary) == (Severity.INFO, "Program output")
    assert "the password is [secret]" in printed.detail
    assert "warning:" in printed.detail
    assert "from a shell" in printed.detail
    assert HIDDEN not in printed.detail.lower()


def test_what_a_program_prints_stays_out_of_the_document(shop: Shop) -> None:
    """The command's standard output is JSON and nothing else."""
    shop.put("__main__.py", 'import os\nprint("{not json")\nos.system("echo [")\n')
    command = "import sys; from faro.cli import main; sys.exit(main(sys.argv[1:]))"
    words = ["preview", "dev", "--from", "none", "--format", "json", "--program"]
    done = subprocess.run(
        [sys.executable, "-c", command, *words, str(shop.directory)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == ExitCode.NOTHING_TO_DO
    [printed] = json.loads(done.stdout)["diagnostics"]
    assert printed["severity"] == "info"
    assert printed["faro"]["detail"] == "{not json\n["


# What is wrong with the files


@pytest.mark.parametrize(
    ("stack", "hint"), [("dve", "(did you mean dev?)"), ("prod", "it has dev.")]
)
def test_a_missing_stack_file(shop: Shop, stack: str, hint: str) -> None:
    """The stacks that there are, and the one that was meant."""
    found = only_error(shop.preview("", stack=stack))
    assert found.summary == "Unknown stack"
    assert f"Pulumi.{stack}.yaml" in found.detail
    assert hint in found.detail
    assert found.command == "faro preview dev"


@pytest.mark.parametrize(
    ("file", "text", "summary", "says"),
    [
        ("Pulumi.dev.yaml", "config:\n  a: [\n", "Invalid YAML", "line 3"),
        ("Pulumi.dev.yaml", "a: 1\n b: 2\n", "Invalid YAML", "line 2"),
        ("Pulumi.dev.yaml", "a: !!python/object:os.system x\n", "Invalid YAML", "tag"),
        ("Pulumi.dev.yaml", "- a\n- b\n", "Invalid project file", "a list"),
        ("Pulumi.dev.yaml", "only words\n", "Invalid project file", "a text"),
        ("Pulumi.dev.yaml", "config: [a]\n", "Invalid stack file", "config must be"),
        ("Pulumi.yaml", "name: [\n", "Invalid YAML", "line 2"),
        ("Pulumi.yaml", "runtime: python\n", "Invalid project file", "name: Field"),
        ("Pulumi.yaml", "name: shop\n", "Invalid project file", "runtime: Field"),
        ("Pulumi.yaml", "name: shop\nruntime: nodejs\n", "Unsupported runtime", "'nodejs'"),
        ("Pulumi.yaml", f"{PROJECT}main: app\n", "Program not found", "main 'app'"),
        ("pyproject.toml", "[tool.faro\n", "Invalid pyproject.toml", "line 1"),
        (
            "pyproject.toml",
            "[tool.faro]\nphase = 1\n",
            "Invalid [tool.faro] section",
            "phase: Extra",
        ),
        ("pyproject.toml", "[tool.faro]\nphases = 1\n", "Invalid [tool.faro] section", "phases: "),
        (
            "pyproject.toml",
            '[tool.faro.phases]\ndev = ["next"]\nnext = ["dev"]\n',
            "Invalid [tool.faro] section",
            "is a cycle",
        ),
        (
            "pyproject.toml",
            '[tool.faro.phases]\ndev = ["first"]\n',
            "Invalid [tool.faro] section",
            "phases.dev: follows 'first', which is not a phase",
        ),
        (
            "pyproject.toml",
            "[tool.faro.phases]\nlater = []\n",
            "Invalid [tool.faro] section",
            "there is no Pulumi.later.yaml",
        ),
    ],
)
def test_a_broken_file(shop: Shop, file: str, text: str, summary: str, says: str) -> None:
    """The file, what is wrong with it and where in it."""
    shop.put("Pulumi.next.yaml", "")
    shop.put(file, text)
    found = only_error(shop.preview("import pulumi\n"))
    assert found.summary.startswith(summary)
    assert file in found.detail
    assert says in found.detail
    assert found.address


@pytest.mark.parametrize(
    ("text", "summary", "says"),
    [
        ("invokes: [\n", "Invalid YAML", "line 2"),
        ("- a\n", "Invalid project file", "a list"),
        ("invokes: 3\n", "Invalid placeholder file", "invokes: "),
        ("invokes:\n- token: a:b:c\n", "Invalid placeholder file", "invokes.0.result: "),
        ("outputs:\n  db: 3\n", "Invalid placeholder file", "outputs.db: "),
        ("output: {}\n", "Invalid placeholder file", "output: Extra"),
        (None, "Cannot read a project file", "No such file"),
    ],
)
def test_a_broken_placeholder_file(shop: Shop, text: str | None, summary: str, says: str) -> None:
    """The key that is wrong, by its place in the file."""
    if text is not None:
        shop.put("pinned.yaml", text)
    found = only_error(shop.preview("", placeholders="pinned.yaml"))
    assert found.summary == summary
    assert "pinned.yaml" in found.detail
    assert says in found.detail


@pytest.mark.parametrize(
    ("type_", "value", "shown"),
    [("integer", "many", "'many'"), ("boolean", "3", "3"), ("array", "3", "3")],
)
def test_a_value_of_the_wrong_type(shop: Shop, type_: str, value: str, shown: str) -> None:
    """The key, the value, the type that it must have and the command that sets it."""
    shop.put("Pulumi.yaml", DECLARED.format(key="size", type=type_))
    shop.put("Pulumi.dev.yaml", f"config:\n  shop:size: {value}\n")
    found = only_error(shop.preview("raise AssertionError\n"))
    assert found.summary == "Invalid configuration value"
    assert found.detail == f"shop:size is {shown}; it must be of type {type_}."
    assert found.address == "shop:size"
    assert found.command == "pulumi config set size VALUE --stack dev"


def test_a_declared_value_that_is_missing(shop: Shop) -> None:
    """Found before the program runs, with what the project says of it."""
    shop.put("Pulumi.yaml", DECLARED.format(key="size", type="integer"))
    found = only_error(shop.preview("raise AssertionError\n"))
    assert found.summary == "Missing configuration value"
    assert "Stack dev has no value for shop:size (The size)" in found.detail
    assert found.command == "pulumi config set size VALUE --stack dev"


@pytest.mark.parametrize(
    ("against", "text", "summary"),
    [("no-such.json", None, "Cannot read the file"), ("state.json", "{", "Incomplete JSON")],
)
def test_a_start_that_cannot_be_read(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, against: str, text: str | None, summary: str
) -> None:
    """The file of ``--from`` is named, and how to make one."""
    monkeypatch.chdir(shop.directory)
    if text is not None:
        shop.put(against, text)
    found = only_error(shop.preview("", against=against))
    assert found.summary.startswith(summary)
    assert against in found.detail + found.address
    assert found.command.startswith("pulumi ")


def test_no_project_at_all(tmp_path: Path) -> None:
    """The folder that was searched, and how to name another."""
    found = only_error(Shop(tmp_path).preview())
    assert found.summary == "No Pulumi project found"
    assert str(tmp_path) in found.detail
    assert found.command == "faro preview --program DIR"


def test_no_folder_at_all(tmp_path: Path) -> None:
    """A folder that is not there is no project without a file."""
    found = only_error(Shop(tmp_path / "no-such").preview())
    assert found.summary == "Folder not found"
    assert "no-such" in found.detail


def test_no_stack_at_all(shop: Shop) -> None:
    """Without stack files there is nothing to preview unless one stack is named."""
    (shop.directory / "Pulumi.dev.yaml").unlink()
    found = only_error(shop.preview("", stack=""))
    assert found.summary == "No stack to preview"
    assert shop.preview(stack="dev").all_diagnostics == ()


# What is wrong with the interpreter


def test_a_virtual_environment_without_python(shop: Shop) -> None:
    """Half of an environment is none; the command makes it anew."""
    shop.put("Pulumi.yaml", WITH_VENV)
    shop.put("venv/pyvenv.cfg", "")
    found = only_error(shop.preview(""))
    assert found.summary == "No Python in the virtual environment"
    assert str(shop.directory / "venv" / "bin" / "python") in found.detail
    assert found.command.endswith(str(shop.directory / "venv"))


@pytest.mark.parametrize(
    ("text", "summary", "says"),
    [
        pytest.param("no program", "Python interpreter does not start", "format", id="no program"),
        pytest.param(
            "#!/bin/sh\nsleep 1\necho out of order >&2\nexit 7\n",
            "Python interpreter failed",
            "out of order",
            id="fails",
        ),
        pytest.param(
            f'#!/bin/sh\nsleep 1\nexec "{sys.executable}" -I -S "$@"\n',
            "Pulumi SDK not installed",
            "runtime.options.virtualenv",
            id="without pulumi",
        ),
    ],
)
def test_an_interpreter_that_does_not_work(shop: Shop, text: str, summary: str, says: str) -> None:
    """The interpreter and its own last word, or what it lacks."""
    shop.put("Pulumi.yaml", WITH_VENV)
    python = shop.put("venv/bin/python", text)
    python.chmod(0o755)
    found = only_error(shop.preview("import pulumi\n"))
    assert found.summary == summary
    assert str(python) in found.detail
    assert says in found.detail


# What a preview leaves behind


def tree(folder: Path) -> dict[str, bytes | None]:
    """Every file below a folder with its content, every folder with None."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
        for path in folder.rglob("*")
    }


@pytest.mark.parametrize("end", ["", "raise ValueError\n", "import os\nos._exit(0)\n"])
def test_nothing_is_written_into_the_project(shop: Shop, end: str) -> None:
    """No bytecode and no other file, whether the program comes to its end or not."""
    shop.put("Pulumi.yaml", f"{PROJECT}main: app\n")
    shop.put("app/parts/__init__.py", "NAME = 'one'\n")
    shop.put("app/thing.py", (shop.directory / "thing.py").read_text(encoding="utf-8"))
    shop.put("app/__main__.py", f"from parts import NAME\nimport thing\nthing.Thing(NAME)\n{end}")
    shop.follow(dev=[], next=["dev"])
    before = tree(shop.directory)
    shop.preview(stack="next", against="")
    assert tree(shop.directory) == before


def test_a_program_that_cannot_be_interrupted(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """Compiled code that never gives way is ended from outside, with all that it started."""
    monkeypatch.setattr(host, "_GRACE_SECONDS", 1.0)
    program = "import re\nre.match('(a+)+$', 'a' * 40 + 'b')\n"
    found = only_error(shop.preview(program, time_limit=1.0))
    assert found.summary == "Program timed out"
    assert "cannot be interrupted" in found.detail


@pytest.mark.parametrize(
    ("program", "said"),
    [
        ("import os\nos.environ['NO_SUCH']\n", "NO_SUCH"),
        ("import sys\nsys.stdout.close()\nraise ValueError('why')\n", "why"),
        ("class E(Exception):\n    def __str__(self): 1 / 0\nraise E\n", "has no message"),
        ("eval('1 +')\n", "SyntaxError"),
    ],
)
def test_unusual_ends(shop: Shop, program: str, said: str) -> None:
    """Each is told with its place in the program."""
    found = only_error(shop.preview(program))
    assert said in found.detail
    assert place(found).startswith("__main__.py:")


def test_a_folder_without_a_program(shop: Shop) -> None:
    """Another program that Python would find instead is not run."""
    assert only_error(shop.preview()).summary == "Program not found"


def test_a_mistyped_phase(shop: Shop) -> None:
    """It is not taken for a file."""
    shop.follow(one=[], dev=["one"])
    found = only_error(shop.preview("", against="onee"))
    assert "(did you mean one?)" in found.detail
