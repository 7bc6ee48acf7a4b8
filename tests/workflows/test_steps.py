"""The shell steps of the action, run as a workflow runs them."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.program.projects import PROJECT, THING, Shop
from tests.program.test_revision import commit, git

ROOT = Path(__file__).parents[2]
SCRIPTS = ROOT / ".github"
BUCKET = """
    import pulumi

    class Bucket(pulumi.CustomResource):
        def __init__(self, name):
            super().__init__("gcp:storage/bucket:Bucket", name, {"location": "US"})
"""


@dataclass(frozen=True)
class Step:
    """What a step left behind."""

    code: int
    said: str
    outputs: dict[str, str]
    summary: str
    environment: str

    @property
    def commands(self) -> list[str]:
        """The lines that the runner takes for commands."""
        found: list[str] = []
        stopped = ""
        for line in self.said.splitlines():
            if stopped:
                stopped = "" if line == f"::{stopped}::" else stopped
            elif line.startswith("::stop-commands::"):
                stopped = line.removeprefix("::stop-commands::")
            elif line.startswith("::"):
                found.append(line)
        return found


@dataclass(frozen=True)
class Runner:
    """A machine with the command on its PATH and a folder for temporary files."""

    folder: Path

    def run(self, script: str, at: Path, **given: str) -> Step:
        files = {name: self.folder / name for name in ("OUTPUT", "STEP_SUMMARY", "ENV", "PATH")}
        for file in files.values():
            file.touch()
        path = os.pathsep.join([str(Path(sys.executable).parent), "/usr/bin", "/bin"])
        done = subprocess.run(
            [SCRIPTS / script],
            cwd=at,
            env={
                "PATH": path,
                "HOME": str(self.folder),
                "RUNNER_TEMP": str(self.folder),
                "LC_ALL": "C.UTF-8",
                **{f"GITHUB_{name}": str(file) for name, file in files.items()},
                **given,
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        pairs = (line.partition("=") for line in files["OUTPUT"].read_text().splitlines())
        return Step(
            code=done.returncode,
            said=done.stdout,
            outputs={key: value for key, _, value in pairs},
            summary=files["STEP_SUMMARY"].read_text(),
            environment=files["ENV"].read_text(),
        )

    def preview(self, shop: Shop, base: str = "HEAD", stack: str = "") -> Step:
        return self.run("preview", shop.directory, PROGRAM=".", STACK=stack, BASE=base)


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    folder = tmp_path / "runner"
    folder.mkdir()
    return Runner(folder)


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    """A repository with a program that keeps data."""
    found = Shop(tmp_path / "repository")
    found.directory.mkdir()
    git(found.directory, "init", "--quiet")
    found.put("Pulumi.yaml", PROJECT)
    found.put("Pulumi.dev.yaml", "config: {}\n")
    found.put("thing.py", THING)
    found.put("bucket.py", BUCKET)
    found.put("__main__.py", "import bucket\nbucket.Bucket('media')\n")
    commit(found.directory)
    return found


def test_nothing_changes(runner: Runner, shop: Shop) -> None:
    step = runner.preview(shop)
    assert step.outputs["exit-code"] == "0"
    assert Path(step.outputs["report"]).is_file()
    assert step.summary.startswith("## Nothing changes\n")
    assert step.commands == []


def test_a_change(runner: Runner, shop: Shop) -> None:
    shop.put("__main__.py", "import bucket\nbucket.Bucket('media')\nbucket.Bucket('more')\n")
    step = runner.preview(shop)
    assert step.outputs["exit-code"] == "2"
    assert step.summary.startswith("## 1 to create, 1 unchanged\n")


def test_data_at_risk_is_noted_in_the_summary(runner: Runner, shop: Shop) -> None:
    shop.put("__main__.py", "")
    step = runner.preview(shop)
    assert step.outputs["exit-code"] == "4"
    assert "data at risk in `dev`" in step.summary


def test_a_program_that_fails_still_fills_the_summary(runner: Runner, shop: Shop) -> None:
    shop.put("__main__.py", "raise ValueError('no such shop')\n")
    step = runner.preview(shop)
    assert step.outputs["exit-code"] == "1"
    assert step.summary.startswith("## Preview fails\n")
    assert "no such shop" in step.summary
    [annotation] = step.commands
    assert annotation.startswith(
        "::error file=__main__.py,line=1,title=Program raised an exception::"
    )


HOSTILE = """\
import sys
import pulumi
for stream in (sys.stdout, sys.stderr):
    print("::error::owned", file=stream)
    print("::set-output name=exit-code::0", file=stream)
    print("::stop-commands::x", file=stream)
    print("::add-mask::dev", file=stream)
pulumi.log.warn("a\\n::error::owned\\n::x::")
raise ValueError("b\\n::error::owned")
"""


def test_no_text_of_a_program_is_a_command(runner: Runner, shop: Shop) -> None:
    shop.put("__main__.py", HOSTILE)
    step = runner.preview(shop)
    assert step.outputs["exit-code"] == "1"
    assert [line.partition("::")[2].split(" ")[0] for line in step.commands] == ["error"]
    assert not any("owned" in line.partition("title=")[0] for line in step.commands)


@pytest.mark.parametrize("base", ["--engine", "$(touch owned)", "HEAD; touch owned", "a b"])
def test_a_base_is_no_option_and_no_shell(runner: Runner, shop: Shop, base: str) -> None:
    step = runner.preview(shop, base=base)
    assert step.outputs["exit-code"] == "1"
    assert "Unknown revision" in step.said
    assert not (shop.directory / "owned").exists()


def test_a_stack_is_no_option_and_no_shell(runner: Runner, shop: Shop) -> None:
    step = runner.preview(shop, stack="--out=owned")
    assert step.outputs["exit-code"] == "1"
    assert not (shop.directory / "owned").exists()


def packages(runner: Runner, shop: Shop) -> Step:
    given = {"PROGRAM": ".", "REQUIREMENTS": "requirements.txt", "BASE": "HEAD"}
    return runner.run("packages", shop.directory, **given)


def test_packages_are_not_installed_twice(runner: Runner, shop: Shop) -> None:
    """The Python on PATH has the SDK."""
    step = packages(runner, shop)
    assert (step.code, step.environment) == (0, "")
    assert "has an environment" in step.said


def test_packages_of_a_program_with_an_environment_of_its_own(runner: Runner, shop: Shop) -> None:
    (shop.directory / ".venv").mkdir()
    step = packages(runner, shop)
    assert (step.code, step.environment) == (0, "")


def test_a_base_that_fixes_other_packages_has_an_environment_of_its_own(
    runner: Runner, shop: Shop
) -> None:
    """Of no packages here, so that nothing is asked of an index: what runs there has no SDK."""
    shop.put("requirements.txt", "# none\n")
    commit(shop.directory)
    shop.put("requirements.txt", "# none at all\n")
    step = packages(runner, shop)
    assert (step.code, step.environment) == (0, f"BASE_ENVIRONMENT={runner.folder}/base\n")
    given = {"BASE_ENVIRONMENT": f"{runner.folder}/base"}
    shown = runner.run("preview", shop.directory, PROGRAM=".", STACK="", BASE="HEAD", **given)
    assert shown.outputs["exit-code"] == "1"
    assert "Pulumi SDK not installed" in shown.summary
    assert f"{runner.folder}/base" in shown.summary


def test_a_comment_is_printed_from_what_a_step_kept(runner: Runner, shop: Shop) -> None:
    shop.put("__main__.py", "")
    report = runner.preview(shop).outputs["report"]
    faro = Path(sys.executable).with_name("faro")
    done = subprocess.run(
        [faro, "comment", report, "--dry-run"], capture_output=True, text=True, check=True
    )
    assert "data at risk in `dev`" in done.stdout.splitlines()[1]
