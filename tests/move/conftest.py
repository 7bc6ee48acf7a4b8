"""A project with three phases on a file backend, as a user has it."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.engine.conftest import engine, pytest_collection_modifyitems
from tests.engine.engine import PASSPHRASE, ROOT, Engine, link_entries
from tests.vendors.fake import TOKEN
from tests.vendors.vendors import Vendors, serving

from .orphans import Made

__all__ = ["engine", "pytest_collection_modifyitems"]

SOURCE = Path(__file__).with_name("program")
PHASES = ("one", "two", "three")
TIMEOUT_SECONDS = 600
CHAIN = ("phase1", "phase1.5", "phase2", "phase2-cloudrun", "phase3")


@dataclass(frozen=True)
class Project:
    """A checkout of the program with its stacks on a backend of its own."""

    engine: Engine
    folder: Path
    made: Made

    def orphans(self, *stacks: str) -> list[str]:
        """What the simulated providers have and no stack does, and the other way round."""
        return self.made.orphans([self.export(stack) for stack in stacks])

    @property
    def backend(self) -> Path:
        """Where the states are: beside the project, so that it is no part of the program."""
        return self.folder.with_name("backend")

    def faro(self, *words: str, expect: int | None = 0, **env: str) -> str:
        """Run the command as a user does; gives all that it printed."""
        done = subprocess.run(
            [str(Path(sys.executable).with_name("faro")), *words],
            cwd=self.folder,
            env={**self.environment(), **env},
            capture_output=True,
            text=True,
            timeout=TIMEOUT_SECONDS,
            check=False,
        )
        said = done.stdout + done.stderr
        assert expect is None or done.returncode == expect, said
        return said

    def pulumi(self, *words: str, **env: str) -> str:
        """Run the CLI itself."""
        done = subprocess.run(
            ["pulumi", *words, "--non-interactive"],
            cwd=self.folder,
            env={**self.environment(), **env},
            capture_output=True,
            text=True,
            timeout=TIMEOUT_SECONDS,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def up(self, stack: str) -> None:
        """Deploy a stack."""
        self.engine.deploy_in(self.folder, stack, self.environment())

    def unchanged(self, stack: str) -> bool:
        """Whether a second preview, from the stack's own export, has nothing to do."""
        file = self.folder.parent / "export.json"
        file.write_text(json.dumps(self.export(stack)))
        return "no changes" in self.faro("preview", stack, "--from", str(file))

    def led_to(self, client: list[str]) -> str:
        """A PATH on which `pulumi up` runs the program where the test serves it."""
        path = self.environment()["PATH"]
        script = self.folder.with_name("led") / "pulumi"
        script.parent.mkdir()
        script.write_text(
            f"""#!/bin/sh
test "$1" = up && set -- "$@" {" ".join(client)}
exec {shutil.which("pulumi", path=path)} "$@"
"""
        )
        script.chmod(0o755)
        return os.pathsep.join([str(script.parent), path])

    def export(self, stack: str) -> dict[str, Any]:
        """A stack's state."""
        return dict(json.loads(self.pulumi("stack", "export", f"--stack={stack}")))

    def ids(self, stack: str) -> dict[str, str]:
        """The ids of what moves, by name."""
        resources = (self.export(stack)["deployment"] or {}).get("resources") or []
        return {
            raw["urn"].rpartition("::")[2]: raw.get("id", "")
            for raw in resources
            if "pulumi:" not in raw["type"]
        }

    def urns(self, stack: str) -> list[str]:
        """The URNs in a stack."""
        return [raw["urn"] for raw in self.export(stack)["deployment"]["resources"]]

    def environment(self) -> Mapping[str, str]:
        """The environment of a shell in which the CLI is logged in."""
        return {
            **os.environ,
            **self.engine.command_environment(),
            "PATH": os.pathsep.join(
                [
                    str(Path(sys.executable).parent),
                    self.engine.command_environment()["PATH"],
                ]
            ),
            "PULUMI_BACKEND_URL": f"file://{self.backend}",
            "PULUMI_CONFIG_PASSPHRASE": PASSPHRASE,
            "PULUMI_SKIP_UPDATE_CHECK": "true",
        }


def a_project(engine: Engine, folder: Path) -> Project:
    """Make the project with its stacks, all of them empty."""
    shutil.copytree(SOURCE, folder)
    made = Project(engine, folder, Made(engine.store))
    made.backend.mkdir()
    for phase in PHASES:
        made.pulumi("stack", "init", phase)
    return made


@pytest.fixture
def project(engine: Engine, tmp_path: Path) -> Project:
    """Give the project with its stacks, the first of them deployed."""
    made = a_project(engine, tmp_path / "moved")
    made.up("one")
    return made


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
    project = Project(engine, folder, Made(engine.store))
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
