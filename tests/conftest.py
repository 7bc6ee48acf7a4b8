"""The option that rewrites the goldens, and their comparison; the phases as files."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from faro.cli import main

# How fast the machine is, and what else it does, is no property of the code.
settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any machine")

pytest_plugins = ["tests.engine.summary"]
GOLDEN = Path(__file__).parent / "golden"
ROOT = Path(__file__).parents[1]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rewrite-goldens", action="store_true", help="write the goldens anew")


_RUNS_PROGRAMS = (
    *("program/", "docs/", "move/", "wheel/", "bench/", "engine/", "state/test_saved_report.py"),
    "export/test_api_server.py",
    *("stacks/test_phases.py", "workflows/test_steps.py", "views/test_html.py"),
    *("cli/test_alone.py", "cli/test_claims.py", "cli/test_columns.py", "cli/test_cost.py"),
    *("cli/test_curve.py", "cli/test_explain.py", "cli/test_fixed_cost.py", "cli/test_usage.py"),
    *("cost/test_config_moves_the_bill.py", "cost/test_left_out.py", "cost/test_plugins.py"),
    *("cost/test_tokens.py", "cost/test_workload.py", "vendors/test_registry.py"),
)
"""What runs whole programs, imports an SDK as a whole or opens a browser: `make unit` leaves it."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        place = item.path.relative_to(ROOT / "tests").as_posix()
        if place.startswith(_RUNS_PROGRAMS) or "phases" in getattr(item, "fixturenames", ()):
            item.add_marker("program")


@pytest.fixture(autouse=True)
def _no_stack_selected(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a developer's shell has selected reaches no test."""
    monkeypatch.setenv("PULUMI_STACK", "")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with a file of ``tests/golden``, or of another folder, or write the file."""

    def compare(name: str, text: str, folder: Path = GOLDEN) -> None:
        path = folder / name
        if request.config.getoption("--rewrite-goldens"):
            path.write_text(text, encoding="utf-8")
        found = path.read_text(encoding="utf-8") if path.exists() else ""
        command = f"python -m pytest --rewrite-goldens '{request.node.nodeid}'"
        assert text == found, f"{path.name} differs; if that is wanted: {command}"

    return compare


@pytest.fixture(scope="session")
def phases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A preview of each phase against nothing, as JSON: one run of the program for many tests."""
    folder = tmp_path_factory.mktemp("phases")
    out = folder / "every.json"
    words = ["preview", "--from=none", "--format=json"]
    assert main([*words, f"--out={out}", f"--program={ROOT}"]) == 0
    previews = json.loads(out.read_text())["previews"]
    for name, preview in previews.items():
        (folder / f"{name}.json").write_text(json.dumps(preview))
    return {name: folder / f"{name}.json" for name in previews}
