"""A preview of a program with its costs, whatever becomes of the script that knows the plans."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from faro.cli import main
from tests.cost.states import written

PROGRAM = """\
from pulumi import CustomResource

CustomResource("pulumi-python:dynamic/supabase:Project", "db", {"compute_size": "large"})
"""
GOOD = "print('---\\nplans: {supabase: Pro}')"
FAILS = {
    "ends": ("raise SystemExit('no such phase')", "usage.py: no such phase"),
    "answers something else": ("print('---\\nplan: 1')", "plan: Extra inputs"),
    "says what is no text": (
        "import sys; sys.stdout.buffer.write(b'---\\nplans: {\\xff')",
        "Invalid usage file",
    ),
}


def project(folder: Path, script: str) -> str:
    written(folder / "Pulumi.yaml", "name: shop\nruntime: python\n")
    written(folder / "Pulumi.dev.yaml", "")
    written(folder / "__main__.py", PROGRAM)
    written(
        folder / "pyproject.toml", '[tool.faro]\nusage = "usage.py"\n[tool.faro.phases]\ndev = []\n'
    )
    written(folder / "usage.py", script)
    return f"--program={folder}"


def test_the_plan_that_the_script_names_is_paid(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["preview", "dev", "--format=json", project(tmp_path, GOOD)]) == 0
    found = json.loads(capsys.readouterr().out)
    # the fee of 25 and 730 x 0.1517 less the credit of 10
    new = found["faro"]["monthlyCostBeforeUsage"]["new"]
    assert new == {"amount": "125.74"}
    [db] = [step for step in found["steps"] if step["urn"].endswith("::db")]
    assert db["faro"]["monthlyCostBeforeUsage"] == {
        "new": {"amount": "110.74"},
        "change": {"amount": "110.74"},
    }


@pytest.mark.parametrize("case", FAILS)
def test_a_preview_goes_on_where_the_script_fails(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, case: str
) -> None:
    script, said = FAILS[case]
    assert main(["preview", "dev", project(tmp_path, script)]) == 0
    shown = capsys.readouterr()
    assert shown.out.splitlines()[-1].startswith("1 to create")
    assert "warning: " in shown.err
    assert said in shown.err
    assert "error: " not in shown.err


KEPT = """\
from pulumi import CustomResource, ResourceOptions

opts = ResourceOptions(retain_on_delete=True)
if not __import__("pathlib").Path("gone").exists():
    CustomResource("aws:ec2/eip:Eip", "address", {"region": "us-east-1"}, opts)
"""


def test_what_a_deletion_keeps_running_is_no_saving(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    written(tmp_path / "Pulumi.yaml", "name: shop\nruntime: python\n")
    written(tmp_path / "Pulumi.dev.yaml", "")
    written(tmp_path / "__main__.py", KEPT)
    before = tmp_path / "before.json"
    words = ["preview", "dev", f"--program={tmp_path}"]
    assert main([*words, "--format=json", "--show-same", f"--out={before}"]) == 0
    written(tmp_path / "gone", "")
    assert main([*words, f"--from={before}"]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert "-  address  aws:ec2:Eip" in shown
    assert shown[-1] == "1 to delete; 3.65 USD a month before usage"
