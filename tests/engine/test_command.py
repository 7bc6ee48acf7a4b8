"""The command as a user calls it, where only the real parts can tell: the CLI, and old SDKs."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .engine import ROOT, Engine
from .offline import environment
from .parity import STACK, Parity

FARO = Path(sys.executable).with_name("faro")
OLDEST = Path(sys.prefix) / "oldest"
PLAIN = """
import pulumi


class Room(pulumi.ComponentResource):
    def __init__(self, name):
        super().__init__("a:b:Room", name, {})
        inside = pulumi.ResourceOptions(parent=self)
        self.made = pulumi.CustomResource(
            "t:i:T", f"{name}-x", {"b": pulumi.Output.secret("x")}, inside
        )
        self.register_outputs({})


room = Room("one")
pulumi.CustomResource("t:i:T", "two", {"room": room.made.id}, pulumi.ResourceOptions(protect=True))
"""


def operations(printed: str) -> dict[str, str]:
    """The operation of each resource, by its name."""
    steps = json.loads(printed)["steps"]
    return {step["urn"].rpartition("::")[2]: step["op"] for step in steps}


@pytest.mark.engine
@pytest.mark.parametrize("deployed", [False, True])
def test_the_engines_own_plan_in_our_views(
    engine: Engine, parity: Parity, tmp_path: Path, deployed: bool
) -> None:
    """``--engine`` asks the CLI for the same preview and shows what it answers."""
    program = parity.program("spread", 2)
    origin = "none"
    if deployed:
        origin = str(tmp_path / "state.json")
        Path(origin).write_text(json.dumps(parity.deployed(parity.program("spread", 1))))
    words = ["preview", f"--program={program.directory}", f"--stack={STACK}", "--config=v=2"]
    found = []
    for more in ([], ["--engine"]):
        done = subprocess.run(
            [FARO, *words, f"--from={origin}", "--format=json", "--show-same", *more],
            env={**environment(), **engine.command_environment()},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        found.append(operations(done.stdout))
    assert found[0] == found[1]
    assert len(found[0]) > 30


@pytest.mark.skipif(not OLDEST.exists(), reason="`make test` makes the environment of the old SDK")
def test_the_oldest_sdk(tmp_path: Path) -> None:
    """A program that has the oldest SDK is previewed in its own environment."""
    (tmp_path / "Pulumi.yaml").write_text("name: old\nruntime: python\n")
    (tmp_path / "__main__.py").write_text(PLAIN)
    done = subprocess.run(
        [FARO, "preview", f"--program={tmp_path}", "--stack=dev", "--from=none", "--format=json"],
        env={**os.environ, "VIRTUAL_ENV": str(OLDEST)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert operations(done.stdout) == {
        "old-dev": "create",
        "one": "create",
        "one-x": "create",
        "two": "create",
    }, done.stderr
    assert shutil.which("faro", path=OLDEST / "bin") is None


WRITES = """
import pulumi
import pulumi_gcp as gcp

V = pulumi.Config().require_int("v")
main = gcp.sql.DatabaseInstance("main", name="main", database_version="POSTGRES_17")
host = main.private_ip_address if V != 3 else main.public_ip_address
text = "postgres://{}/app" if V != 2 else "postgresql://{}/app"
gcp.pubsub.Topic("api", name="api", labels={"url": host.apply(text.format)})
"""


@pytest.mark.engine
def test_another_text_and_another_output_are_updates(engine: Engine, tmp_path: Path) -> None:
    """In an ``apply``, offline between two versions and on the engine from a real state alike."""
    folder = tmp_path / "writes"
    folder.mkdir()
    (folder / "Pulumi.yaml").write_text("name: writes\nruntime: python\n")
    (folder / "pyproject.toml").write_text("[tool.faro.phases]\none = []\ntwo = ['one']\n")
    (folder / "__main__.py").write_text(WRITES)
    (folder / "Pulumi.one.yaml").write_text("config: {writes:v: 1}\n")
    state = engine.up(engine.adopt(folder, "two", v=1))
    for version, expected in ((1, "same"), (2, "update"), (3, "update")):
        (folder / "Pulumi.two.yaml").write_text(f"config: {{writes:v: {version}}}\n")
        done = subprocess.run(
            [FARO, "preview", "two", f"--program={folder}", "--format=json", "--show-same"],
            capture_output=True,
            text=True,
            check=False,
        )
        assert operations(done.stdout)["api"] == expected, done.stderr
        real = engine.preview(engine.adopt(folder, "two", v=version), state)
        assert operations(json.dumps({"steps": real.steps}))["api"] == expected


def test_the_state_cases(tmp_path: Path) -> None:
    """Every recorded real state gives the expected operations."""
    cases = ROOT.parent / "shared" / "states"
    if not cases.exists():
        pytest.skip("The recorded states are not beside this checkout: left out.")
    done = subprocess.run(
        [sys.executable, cases / "check.py", FARO, cases],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert "44 of 44 cases agree" in done.stdout
