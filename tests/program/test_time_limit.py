"""The time limit is that of a run: neither the import of the SDKs nor other runs count."""

from __future__ import annotations

from pathlib import Path

import pytest

from faro.model.diagnostic import ExitCode
from faro.program import host

from .projects import Shop, change_of, only_error, place

SLOW = "import time\ntime.sleep({seconds})\nclass Thing: pass\n"
STUCK = "re.match('(a+)+$', 'a' * 40 + 'b')"
"""Code that holds the interpreter's lock for longer than anybody waits."""


@pytest.fixture
def sdk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installed SDK that takes its time to import."""
    folder = tmp_path / "packages" / "pulumi_slow"
    folder.mkdir(parents=True)
    monkeypatch.setenv("PYTHONPATH", str(folder.parent))
    return folder / "__init__.py"


def test_the_import_of_the_sdks_does_not_count(
    shop: Shop, sdk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It takes longer here than the limit and the grace together."""
    monkeypatch.setattr(host, "_GRACE_SECONDS", 0.5)
    sdk.write_text(SLOW.format(seconds=8))
    report = shop.preview("import pulumi_slow\nimport thing\nthing.Thing('a')\n", time_limit=5)
    assert report.exit_code is not ExitCode.ERROR, report.all_diagnostics
    assert change_of(report.plans[0], "a")


def test_an_import_that_never_ends(shop: Shop, sdk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is said of the import, and which."""
    monkeypatch.setattr(host, "_IMPORT_SECONDS", 2.0)
    sdk.write_text(SLOW.format(seconds=600))
    found = only_error(shop.preview("import pulumi_slow\n"))
    assert found.summary == "Import of the SDKs timed out"
    assert "pulumi_slow" in found.detail


def test_an_import_of_the_program_that_does_not_end(shop: Shop, sdk: Path) -> None:
    """A package that is no SDK is imported by the run itself: its line, and what it imports."""
    (sdk.parents[1] / "heavy.py").write_text(SLOW.format(seconds=600))
    found = only_error(shop.preview("import thing\nimport heavy\n", time_limit=2))
    assert found.summary == "Program timed out"
    assert place(found) == "__main__.py:2"
    assert "importing heavy" in found.detail


def test_one_stack_that_hangs_is_the_only_one_that_fails(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The others have their plan; what is said names the one."""
    monkeypatch.setattr(host, "_GRACE_SECONDS", 0.5)
    shop.put("Pulumi.other.yaml", "")
    program = f"""\
        import pulumi, re, thing
        thing.Thing("a")
        if pulumi.get_stack() == "dev":
            {STUCK}
        """
    report = shop.preview(program, stack="", time_limit=3)
    assert [plan.new.stack for plan in report.plans] == ["other"]
    [found] = report.diagnostics
    assert found.summary == "Program timed out"
    assert found.detail.startswith("dev was still running ")


def test_runs_that_wait_for_their_turn_are_not_late(shop: Shop) -> None:
    """Many stacks at once: each takes most of its limit, all together many times as much."""
    for number in range(10):
        shop.put(f"Pulumi.s{number}.yaml", "")
    program = "import time\nimport thing\ntime.sleep(2)\nthing.Thing('a')\n"
    report = shop.preview(program, stack="", time_limit=15)
    assert report.exit_code is not ExitCode.ERROR, report.all_diagnostics
    assert len(report.plans) == 11
