"""`--strict` on each command that prints money: an open total, and no estimate."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from faro.cli import main
from tests.cost.states import export, written
from tests.cost.test_estimate import resource

ROOT = Path(__file__).parents[2]
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def cache(tmp_path: Path) -> str:
    """A cache in a region for which the book has no list price."""
    made = resource(
        "gcp:redis/instance:Instance",
        "cache",
        tier="STANDARD_HA",
        memorySizeGb=5,
        region="asia-northeast1",
    )
    return str(export(tmp_path / "state.json", made))


@pytest.mark.parametrize(
    "words",
    [
        ("cost", "STATE"),
        ("explain", "cache", "STATE"),
        ("explain", "--sensitivity=STATE", "--mau=1k"),
        ("curve", "STATE", "--mau-from=1k", "--mau-to=1k"),
        ("preview", "dev", "--from=none"),
    ],
    ids=lambda words: " ".join(words[:2]),
)
def test_an_estimate_becomes_open(
    capsys: Capture, tmp_path: Path, cache: str, words: tuple[str, ...]
) -> None:
    folder = project(tmp_path / "program")
    said = [word.replace("STATE", cache) for word in words]
    for strict, (there, absent) in {False: ("≈", "≥"), True: ("≥|\\?", "≈")}.items():
        more = ("--strict",) if strict else ()
        assert main([*said, *more, f"--program={folder}"]) == 0
        shown = capsys.readouterr().out
        assert re.search(there, shown), shown
        assert absent not in shown


def project(folder: Path) -> Path:
    """A program with the same cache, and a script that says nothing of usage."""
    folder.mkdir()
    written(folder / "Pulumi.yaml", "name: p\nruntime: python\n")
    written(folder / "Pulumi.dev.yaml", "")
    written(folder / "pyproject.toml", '[tool.faro]\nusage = "usage.py"\n')
    written(folder / "usage.py", "import sys\nfor _ in sys.stdin: print('---\\n{}')\n")
    written(
        folder / "__main__.py",
        "import pulumi_gcp as gcp\n"
        "gcp.redis.Instance('cache', tier='STANDARD_HA', memory_size_gb=5, "
        "region='asia-northeast1')\n",
    )
    return folder


def test_claims_are_of_list_prices(capsys: Capture) -> None:
    """Phase 3 of the strategy has a cache whose price is estimated."""
    assert main(["claims", "--strict", f"--program={ROOT}"]) == 0
    assert "≈" not in capsys.readouterr().out
