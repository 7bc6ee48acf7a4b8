"""The project's own phases, one after the other, as a user deploys and moves them."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.engine.engine import ROOT, Engine, link_entries
from tests.vendors.fake import TOKEN
from tests.vendors.vendors import Vendors, serving

from .conftest import Project

pytestmark = pytest.mark.engine

SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["faro"]
STEPS: dict[str, dict[str, dict[str, str | int | bool]]] = SETTINGS["steps"]
CHAIN = ("phase1", "phase1.5", "phase2", "phase2-cloudrun", "phase3")


@pytest.fixture
def vendors() -> Iterator[Vendors]:
    """Every vendor, empty."""
    with serving() as vendors:
        yield vendors
    assert vendors.violations == []


@pytest.fixture
def faro(engine: Engine, vendors: Vendors, tmp_path: Path) -> Project:
    """Give a checkout of the project whose stacks are on a backend of its own."""
    folder = tmp_path / "faro"
    link_entries(ROOT, folder)
    without_environment(folder / "Pulumi.yaml")
    project = Project(engine, folder)
    project.backend.mkdir()
    tokens = [word for name in vendors.fakes for word in ("--secret", f"{name}:token={TOKEN}")]
    places = [
        word
        for name, fake in vendors.fakes.items()
        for word in ("--plaintext", f"{name}:url={fake.url}")
    ]
    for phase in CHAIN:
        file = folder / f"Pulumi.{phase}.yaml"
        content = file.read_text()
        file.unlink()
        file.write_text(content)
        project.pulumi("stack", "init", phase)
        project.pulumi("config", "set-all", f"--stack={phase}", *tokens, *places)
    return project


def without_environment(file: Path) -> None:
    """Have the checkout use this test run's interpreter."""
    document = yaml.safe_load(file.read_text())
    file.unlink()
    document["runtime"] = "python"
    file.write_text(yaml.safe_dump(document))


def test_each_step_is_deployed_as_a_diff(faro: Project, vendors: Vendors) -> None:
    """From phase1 to phase3 by every step, and the way back at each phase.

    Nothing that two neighbours share is made again, nothing is taken away before it is retired, and
    after each phase a second preview has nothing to do.
    """
    before: dict[str, str] = {}
    for at, phase in enumerate(CHAIN):
        if at:
            there_and_back(faro, CHAIN[at - 1], phase, before)
        for step in STEPS.get(phase, {"": {}}):
            config = STEPS.get(phase, {}).get(step, {})
            vendors.sells("phase3" if "supabasePlan" in config else phase)
            faro.set(phase, config)
            faro.up(phase)
            now = faro.ids(phase)
            changed = {name for name in before.keys() & now.keys() if before[name] != now[name]}
            assert changed <= REPLACED, (phase, step)
            retired = RETIRED.get((phase, step), "$^")
            lost = {name for name in before.keys() - now.keys() if not re.search(retired, name)}
            assert lost == set(), (phase, step)
            before = now
        assert faro.unchanged(phase), phase
    assert vendors.fakes["supabase"].count("POST /v1/projects") == 1
    assert vendors.fakes["railway"].count("projectCreate") <= 1


def there_and_back(faro: Project, previous: str, phase: str, ids: dict[str, str]) -> None:
    """Promote, roll back, promote again: the same ids at each."""
    assert "nothing at a vendor changed" in faro.faro("promote", previous, phase, "--yes")
    assert faro.ids(phase) == ids
    faro.faro("rollback", previous, phase, "--yes")
    assert faro.ids(previous) == ids
    faro.faro("promote", previous, phase, "--yes")


REPLACED = {"secrets-database-read-url-version", "secrets-database-write-url-version"}
"""What is replaced by design: a secret leads to another database, in another version."""
RETIRED = {
    ("phase2-cloudrun", "contract"): "^frontend-DATABASE_URL$",
    ("phase2-cloudrun", "retire"): "^api$|^api-(project|service|domain)$|^api-edge-railway",
    ("phase3", "retire"): "api-run|cloud-run|redis|REDIS|rate-limit",
}
"""What a step takes away by design."""
