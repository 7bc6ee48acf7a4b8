"""From users to a usage file: the figures, the project's own script, and what can go wrong."""

import fnmatch
import json
import subprocess
import sys
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from faro.cost.usage_file import FILE, UsageFile
from faro.cost.workload import Workload, read
from faro.model.diagnostic import Failure
from faro.model.snapshot import Snapshot
from faro.program.project import Project
from faro.program.usage_command import ask
from faro.targets import TargetRequest, resolve
from faro.usages import answers

from .test_estimate import SUPABASE, priced, resource

ROOT = Path(__file__).parents[2]
PHASES = ("phase1", "phase1.5", "phase2", "phase2-cloudrun", "phase3")


@cache
def programs() -> Mapping[str, Snapshot]:
    """What each phase asks for."""
    found = resolve(TargetRequest(targets=PHASES, program=ROOT), lambda *_: None)
    return {name: snapshot for name, [snapshot] in found.items()}


def usage(phase: str, mau: int = 10_000) -> UsageFile:
    load = Workload(mau=mau)
    return answers(Project.read(ROOT), {phase: programs()[phase]}, [load], ())[phase, load]


def test_requests_follow_from_users() -> None:
    load = Workload(mau=1000)
    assert load.requests == 1000 * Decimal("0.3") * 20 * Decimal("30.4")
    assert load.figures()["requests"] == str(load.requests)


def test_a_file_with_the_users_of_the_command_line_over_it(tmp_path: Path) -> None:
    path = tmp_path / "workload.yml"
    path.write_text("mau: 5\ndaily_share: 0.5\n")
    assert read(path, 7) == Workload(mau=7, daily_share=Decimal("0.5"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("mau: -1", "mau: Input should be greater"),
        ("mau: 1\ndaily_share: 2", "daily_share: Input should be less"),
        ("mau: 1\nusers: 2", "users: Extra inputs"),
        ("daily_share: 0.1", "mau: Field required"),
        ("a: [", "while parsing"),
        ("[1]", "workload.yml"),
    ],
)
def test_a_wrong_workload_is_one_diagnostic(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "workload.yml"
    path.write_text(text)
    with pytest.raises(Failure) as caught:
        read(path, None)
    [found] = caught.value.diagnostics
    assert said in found.detail


@pytest.mark.parametrize("phase", PHASES)
def test_every_phase_has_its_usage(phase: str) -> None:
    found = usage(phase)
    assert found.account_usage
    assert found.resource_usage["supabase-project"]["mau"] == 10_000


@pytest.mark.parametrize("phase", PHASES)
def test_ten_times_the_users_use_ten_times_as_much(phase: str) -> None:
    one, ten = usage(phase), usage(phase, 100_000)
    assert ten.account_usage[0].quantity == 10 * one.account_usage[0].quantity


def test_every_name_is_a_resource_of_the_phase() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("faro"), "cost", "--mau=1", "--format=json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for project in json.loads(done.stdout)["projects"]:
        phase = project["name"]
        there = {resource["name"] for resource in project["breakdown"]["resources"]}
        named = set(usage(phase).resource_usage)
        assert {n for n in named if not fnmatch.filter(there, n)} == set(), phase


def test_a_plan_that_does_not_carry_the_load() -> None:
    free = resource(SUPABASE, plan="free", compute_size="nano")
    found = priced(free, resource_usage={"one": {"mau": 60_000, "egress": 1}})
    ends = {line.usage.meter: line.beyond for line in found.bill.lines if line.beyond}
    assert list(ends) == ["mau"]
    paid = priced(
        resource(SUPABASE, plan="pro", compute_size="small"),
        resource_usage={"one": {"mau": 600_000}},
    )
    assert [line.beyond for line in paid.bill.lines if line.beyond] == []


def project(folder: Path, script: str | None) -> Project:
    (folder / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
    (folder / "Pulumi.dev.yaml").touch()
    (folder / "__main__.py").touch()
    line = 'usage = "usage.py"\n' if script is not None else ""
    (folder / "pyproject.toml").write_text(f"[tool.faro]\n{line}[tool.faro.phases]\ndev = []\n")
    (folder / "usage.py").write_text(script or "")
    return Project.read(folder)


@pytest.mark.parametrize(
    ("script", "said"),
    [
        (None, "names no script"),
        ("raise SystemExit('no such phase')", "usage.py: no such phase"),
        ("1 / 0", "ZeroDivisionError"),
        ("print('---')\nprint('---')", "2 documents for 1 questions"),
    ],
)
def test_a_script_that_does_not_answer(tmp_path: Path, script: str | None, said: str) -> None:
    with pytest.raises(Failure) as caught:
        ask(project(tmp_path, script), [("dev", {})], {})
    [found] = caught.value.diagnostics
    assert said in found.detail
    assert "Traceback" not in found.detail


def test_a_script_that_answers_something_else(tmp_path: Path) -> None:
    [answer] = ask(project(tmp_path, "print('---\\nusage: 1')"), [("dev", {})], {})
    with pytest.raises(Failure, match="usage: Extra inputs"):
        FILE.parse(answer, "dev")
