"""The project's own phases, one after the other, as a user deploys and moves them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.engine.engine import ROOT, Engine, link_entries
from tests.vendors.fake import TOKEN
from tests.vendors.vendors import Vendors, serving

from .conftest import Project

pytestmark = pytest.mark.engine

CHAIN = ("phase1", "phase1.5", "phase2-cloudrun", "phase3")


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
    (folder / "backend").mkdir()
    project = Project(engine, folder)
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


def test_each_phase_is_deployed_as_a_diff(faro: Project, vendors: Vendors) -> None:
    """Nothing that two neighbours share is made again; the way back is there at each step."""
    before: dict[str, str] = {}
    for at, phase in enumerate(CHAIN):
        vendors.sells(phase)
        if at:
            previous = CHAIN[at - 1]
            said = faro.faro("promote", previous, phase, "--yes")
            assert "nothing at a vendor changed" in said
            assert faro.ids(phase) == before
            faro.faro("rollback", previous, phase, "--yes")
            assert faro.ids(previous) == before
            faro.faro("promote", previous, phase, "--yes")
        faro.up(phase)
        now = faro.ids(phase)
        changed = {name for name in before.keys() & now.keys() if before[name] != now[name]}
        assert changed <= REPLACED, phase
        assert set(before) <= set(now), "an expansion takes nothing away"
        before = now
    assert vendors.fakes["supabase"].count("POST /v1/projects") == 1


REPLACED = {"secrets-database-read-url-version"}
"""What a phase replaces by design: the read URL leads to the read pool, in another version."""
