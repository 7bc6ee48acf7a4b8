"""What a month is charged for though the program no longer has it, and what it is not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from faro.cli import main

from .states import ROOT, written

Capture = pytest.CaptureFixture[str]
VOLUME = "aws:ebs/volume:Volume"
PROVIDER = "urn:pulumi:dev::p::pulumi:providers:aws::default"


def state(folder: Path, name: str, *resources: dict[str, Any]) -> str:
    """A state in us-east-1, where 100 GB of gp3 cost 8.00 a month."""
    provider = {"urn": PROVIDER, "custom": True, "id": "p", "type": "pulumi:providers:aws"}
    provider |= {"inputs": {"region": "us-east-1"}}
    deployment = {"manifest": {}, "resources": [ROOT, provider, *resources]}
    text = json.dumps({"version": 3, "deployment": deployment})
    return str(written(folder / f"{name}.json", text))


def volume(name: str, **more: Any) -> dict[str, Any]:
    return {
        "urn": f"urn:pulumi:dev::p::{VOLUME}::{name}",
        "custom": True,
        "id": name,
        "type": VOLUME,
        "inputs": {"size": 100, "type": "gp3"},
        "provider": f"{PROVIDER}::p",
        **more,
    }


@pytest.mark.parametrize(("retained", "total"), [(False, "-8.00"), (True, "+0.00")])
def test_what_is_kept_when_it_is_deleted_is_no_saving(
    capsys: Capture, tmp_path: Path, retained: bool, total: str
) -> None:
    old = state(tmp_path, "old", volume("a", retainOnDelete=retained), volume("b"))
    new = state(tmp_path, "new", volume("b"))
    assert main(["cost", f"--from={old}", f"--to={new}"]) == 0
    shown = capsys.readouterr()
    [line] = [line for line in shown.out.splitlines() if line.startswith("total ")]
    assert line.partition(": ")[2].split(" ")[0] == total
    assert ("retainOnDelete keeps a at the vendor" in shown.err) is retained


def test_a_renamed_resource_is_not_kept_beside_itself(capsys: Capture, tmp_path: Path) -> None:
    old = state(tmp_path, "old", volume("a", retainOnDelete=True))
    alias = f"urn:pulumi:dev::p::{VOLUME}::a"
    new = state(tmp_path, "new", volume("b", retainOnDelete=True, aliases=[alias]))
    assert main(["cost", f"--from={old}", f"--to={new}"]) == 0
    shown = capsys.readouterr()
    assert "total 8.00 => 8.00: +0.00 (+0 %)" in shown.out.splitlines()
    assert "retainOnDelete" not in shown.err


def test_what_is_pending_deletion_is_named_and_not_charged(capsys: Capture, tmp_path: Path) -> None:
    found = state(tmp_path, "state", volume("a"), volume("a", delete=True, id="old"))
    assert main(["cost", found]) == 0
    shown = capsys.readouterr()
    assert ["total", "8.00"] in [line.split() for line in shown.out.splitlines()]
    assert "warning: Resources pending deletion\n" in shown.err
    assert "state.json still has to delete a, which is not in the bill" in shown.err
