"""The workflows: linted, pinned, and with no more rights than they need."""

import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
ACTIONS = [ROOT / "action.yml", *sorted((ROOT / ".github/actions").glob("*/action.yml"))]
EVERY = pytest.mark.parametrize("path", [*WORKFLOWS, *ACTIONS], ids=lambda p: str(p.name))
EVERY_WORKFLOW = pytest.mark.parametrize("path", WORKFLOWS, ids=lambda p: str(p.name))
PINNED = re.compile(r"[\w./-]+@[0-9a-f]{40}")
RIGHTS = {
    "comment.yml": {"actions": "read", "contents": "read", "pull-requests": "write"},
}
"""Beyond reading the contents, of a whole workflow."""
JOB_RIGHTS = {
    "codeql.yml": {"security-events": "write"},
    "deploy.yml": {"id-token": "write"},
    "drift.yml": {"id-token": "write"},
    "engine.yml": {"id-token": "write"},
    "locks.yml": {"contents": "write", "pull-requests": "write"},
    "release.yml": {"contents": "write"},
}
"""Beyond reading the contents, of the jobs of a workflow."""


def parts(document: Any) -> Iterator[dict[str, Any]]:
    """Every mapping inside a document."""
    if isinstance(document, dict):
        yield document
        for item in document.values():
            yield from parts(item)
    elif isinstance(document, list):
        for item in document:
            yield from parts(item)


def load(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


@pytest.mark.engine
def test_actionlint_finds_nothing() -> None:
    lint = shutil.which("actionlint", path=ROOT / ".tools/bin")
    assert lint, "`make engine` builds it"
    done = subprocess.run([lint, *WORKFLOWS], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


@EVERY
def test_every_action_is_pinned_by_commit(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    used = [line for line in lines if "uses:" in line]
    for line in used:
        name, _, version = line.partition("uses:")[2].partition("#")
        assert name.strip().startswith("./") or (PINNED.fullmatch(name.strip()) and version), line


@EVERY_WORKFLOW
def test_no_more_rights_than_needed(path: Path) -> None:
    document = load(path)
    assert document["permissions"] == RIGHTS.get(path.name, {"contents": "read"})
    needed = {"contents": "read", **JOB_RIGHTS.get(path.name, {})}
    for job in document["jobs"].values():
        assert job.get("permissions", needed) == needed


@EVERY_WORKFLOW
def test_every_job_ends_and_waits_its_turn(path: Path) -> None:
    document = load(path)
    assert document["concurrency"]["group"]
    assert all(job["timeout-minutes"] <= 90 for job in document["jobs"].values())


@EVERY
def test_no_text_of_an_event_is_part_of_a_script(path: Path) -> None:
    """It comes through the environment, where a shell does not read it as its own."""
    for part in parts(load(path)):
        if isinstance(script := part.get("run"), str):
            assert "${{" not in script


@EVERY_WORKFLOW
def test_no_checkout_leaves_its_token_behind(path: Path) -> None:
    checkouts = [p for p in parts(load(path)) if str(p.get("uses", "")).startswith("actions/check")]
    assert checkouts
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)


def test_what_runs_a_strangers_code_holds_no_secret() -> None:
    """And what holds one runs no stranger's code."""
    preview = (ROOT / ".github/workflows/preview.yml").read_text(encoding="utf-8")
    assert "secrets." not in preview
    assert "pull_request_target" not in "".join(p.read_text(encoding="utf-8") for p in WORKFLOWS)
    comment = load(ROOT / ".github/workflows/comment.yml")
    checkouts = [p for p in parts(comment) if str(p.get("uses", "")).startswith("actions/check")]
    assert [set(step["with"]) for step in checkouts] == [{"persist-credentials"}]


@pytest.mark.parametrize("version", ["9.9.9", "0.0.1"])
def test_a_release_needs_its_version_and_its_notes(version: str, tmp_path: Path) -> None:
    release = [str(ROOT / ".github/release"), f"v{version}", str(tmp_path)]
    done = subprocess.run(release, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert f"not {version}" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_release_notes_are_those_of_the_declared_version() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    notes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## [{declared['project']['version']}] - " in notes


def test_every_phase_can_be_deployed() -> None:
    """YAML 1.1 reads the key `on` as true."""
    document = load(ROOT / ".github/workflows/deploy.yml")
    phases = document[True]["workflow_dispatch"]["inputs"]["phase"]["options"]
    assert phases == sorted(p.name[7:-5] for p in ROOT.glob("Pulumi.*.yaml"))


def test_a_phase_is_promoted_to_before_it_is_deployed() -> None:
    document = load(ROOT / ".github/workflows/deploy.yml")
    before = document[True]["workflow_dispatch"]["inputs"]["from"]["options"]
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    follows = settings["tool"]["faro"]["phases"]
    assert set(before) == {"none", *(phase for earlier in follows.values() for phase in earlier)}
    scripts = [step.get("run", "") for step in document["jobs"]["up"]["steps"]]
    words = [script.split()[:2] for script in scripts if script]
    assert words == [
        [".venv/bin/faro", "promote"],
        [".venv/bin/faro", "phases"],
        ["pulumi", "up"],
    ]
