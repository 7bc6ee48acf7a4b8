"""Promote and rollback on the real engine, also interrupted, also where they must refuse."""

import json
import os
import re
import shutil
from collections.abc import Callable

import pytest

from tests.engine.summary import MOVES

from .conftest import Project
from .kills import STAGES, killing

pytestmark = pytest.mark.engine


def test_promote_and_roll_back(project: Project) -> None:
    """Ids, protection and secrets are kept; the preview is that of the target from its state."""
    before = project.ids("one")
    assert len(before) == 6
    said = project.faro("promote", "one", "two", "--yes")
    assert "6 resources move from one to two." in said
    assert project.ids("one") == {}
    assert project.ids("two") == before
    exported = json.dumps(project.export("two"))
    assert "hidden-text" not in exported
    first, second = re.findall(r"^two  against what is deployed in (.*)$", said, re.MULTILINE)
    assert (first, second) == ("one", "two"), "as a dry run says it, and from where it is now"
    project.faro("rollback", "one", "two", "--yes")
    assert project.ids("one") == before
    assert project.ids("two") == {}
    assert not list((project.folder / ".faro").glob("*-to-*"))


def test_a_rollback_leaves_what_holds_data(project: Project) -> None:
    """What only the later phase has stays in its stack if it holds data; a promotion finds it."""
    project.faro("promote", "one", "two", "--yes")
    project.pulumi("config", "set", "size", "2", "--stack=two")
    project.pulumi("config", "set", "extra", "true", "--stack=two")
    project.up("two")
    before = project.ids("two")
    said = project.faro("rollback", "one", "two", "--yes")
    assert "stays in two: t1 (gcp:pubsub/topic:Topic)" in said
    assert "`faro promote one two` takes them over again" in said
    assert "\n  reference removed: urn:pulumi:two::" in said, "between what moves and what stays"
    assert project.ids("two").keys() == {"t1", "kept", "kept-bucket", "network"}
    assert project.ids("one") | project.ids("two") == before
    assert "4 resources beside one" in project.faro("phases")
    assert "run: faro promote one two" in project.faro("phases", "--check", "two", expect=1)
    project.up("one")
    assert "address" not in project.ids("one"), "what holds nothing goes with the next update"
    said = project.faro("promote", "one", "two", "--yes")
    assert "1 to create" in said, "the address, and nothing that stayed"
    project.up("two")
    assert {k: v for k, v in project.ids("two").items() if k != "address"} == {
        k: v for k, v in before.items() if k != "address"
    }


def test_a_rollback_back_and_forth_without_an_update(project: Project) -> None:
    """Over two phases: the state alone moves, and comes back as it was."""
    project.faro("promote", "one", "two", "--yes")
    project.faro("promote", "two", "three", "--yes")
    project.pulumi("config", "set", "size", "3", "--stack=three")
    project.pulumi("config", "set", "extra", "true", "--stack=three")
    project.up("three")
    before = project.ids("three")
    for words in (("rollback", "two", "three"), ("rollback", "one", "two")):
        project.faro(*words, "--yes")
    for words in (("promote", "one", "two"), ("promote", "two", "three")):
        project.faro(*words, "--yes")
    assert project.ids("three") == before
    assert project.ids("one") == project.ids("two") == {}
    assert project.unchanged("three")


@pytest.mark.parametrize("stage", STAGES)
def test_killed_at_any_stage_it_is_finished_by_the_same_command(
    project: Project, stage: str, record_property: Callable[[str, object], None]
) -> None:
    before = project.ids("one")
    path = killing(project, STAGES[stage], "one", "two")
    project.faro("promote", "one", "two", "--yes", expect=-9, PATH=path)
    assert project.ids("one") | project.ids("two") == before, "nothing is lost in between"
    said = project.faro("promote", "one", "two", "--yes")
    assert (project.ids("one"), project.ids("two")) == ({}, before), said
    assert ("two was saved and one was not" in said) is (stage == "in the move")
    assert not list((project.folder / ".faro").glob("*-to-*"))
    orphans = project.orphans("one", "two")
    assert orphans == []
    for key, count in zip(MOVES, (1, len(before), 1, len(orphans)), strict=True):
        record_property(key, count)


def test_stacks_that_changed_in_between_are_left_alone(project: Project) -> None:
    path = killing(project, STAGES["after the backup"], "one", "two")
    project.faro("promote", "one", "two", "--yes", expect=-9, PATH=path)
    topic = next(urn for urn in project.urns("one") if urn.endswith("::t0"))
    project.pulumi("state", "delete", "--stack=one", "--yes", topic)
    said = project.faro("promote", "one", "two", "--yes", expect=1)
    assert "Stacks changed during the move" in said
    assert "pulumi stack import --stack one --file" in said
    assert project.ids("two") == {}


def test_dry_run_moves_nothing(project: Project) -> None:
    before = project.ids("one")
    said = project.faro("promote", "one", "two", "--dry-run")
    assert "6 resources move from one to two." in said
    assert "copied, not moved: other (pulumi:providers:gcp)" in said
    assert "7 unchanged" in said, "what the preview of two will then say"
    assert (project.ids("one"), project.ids("two")) == (before, {})
    assert not (project.folder / ".faro").exists()


def test_a_second_promote_has_nothing_to_do(project: Project) -> None:
    project.faro("promote", "one", "two", "--yes")
    before = project.ids("two")
    said = project.faro("promote", "one", "two", "--yes")
    assert "one is empty; its resources are already in two." in said
    assert project.ids("two") == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("one", "three", "--yes"), "three follows two, not one"),
        (("two", "one", "--yes"), "one follows no other, not two"),
        (("one", "four", "--yes"), "'four' is not a phase; the phases are one, two, three"),
        (("one", "two"), "faro promote one two --yes"),
        (("two", "three", "--yes"), "Neither two nor three has resources"),
    ],
)
def test_refused_before_anything_moves(project: Project, words: tuple[str, ...], said: str) -> None:
    before = project.ids("one")
    assert said in project.faro("promote", *words, expect=1)
    assert project.ids("one") == before
    assert not (project.folder / ".faro").exists()


def test_a_stack_that_is_not_there(project: Project) -> None:
    project.pulumi("stack", "rm", "--yes", "--preserve-config", "two")
    said = project.faro("promote", "one", "two", "--yes", expect=1)
    assert "pulumi stack init two" in said


def test_a_resource_that_both_have(project: Project) -> None:
    project.up("two")
    said = project.faro("promote", "one", "two", "--yes", expect=1)
    assert said.count("Resource in both stacks") == 6
    assert "pulumi state delete --stack two 'urn:pulumi:two::moved::" in said


def test_another_passphrase(project: Project) -> None:
    said = project.faro("promote", "one", "two", "--yes", expect=1, PULUMI_CONFIG_PASSPHRASE="no")
    assert "Cannot decrypt the secrets of a stack" in said
    assert "PULUMI_CONFIG_PASSPHRASE_FILE" in said
    assert len(project.ids("one")) == 6


def test_a_resource_named_after_its_stack(project: Project) -> None:
    """Refused by promote, and in CI by the preview alone."""
    program = project.folder / "__main__.py"
    program.write_text(program.read_text() + "\ngcp.pubsub.Topic(f'{pulumi.get_stack()}-events')\n")
    project.up("one")
    before = project.ids("one")
    for words in (("promote", "one", "two", "--yes"), ("preview", "two")):
        said = project.faro(*words, expect=1)
        assert "one-events would be deleted and two-events created" in said
        assert "pulumi state rename 'urn:pulumi:one::moved::" in said
    assert (project.ids("one"), project.ids("two")) == (before, {})


def test_a_stack_that_is_locked(project: Project) -> None:
    lock = project.backend / ".pulumi" / "locks" / "organization" / "moved" / "two" / "1.json"
    lock.parent.mkdir(parents=True, exist_ok=True)
    lock.write_text(
        '{"pid": 1, "username": "somebody", "hostname": "elsewhere", '
        '"timestamp": "2026-01-01T00:00:00Z"}'
    )
    said = project.faro("promote", "one", "two", "--yes", expect=1)
    assert "Stack locked" in said
    assert "pulumi cancel --stack two" in said
    assert len(project.ids("one")) == 6
    assert not list((project.folder / ".faro").glob("*-to-*"))


def test_another_secrets_provider(project: Project) -> None:
    """The salt of the target is that of another passphrase."""
    project.pulumi("stack", "rm", "--yes", "two")
    project.pulumi("stack", "init", "two", PULUMI_CONFIG_PASSPHRASE="another")
    said = project.faro("promote", "one", "two", "--yes", expect=1)
    assert "Cannot decrypt the secrets of a stack" in said
    assert len(project.ids("one")) == 6
    assert not list((project.folder / ".faro").glob("*-to-*"))


def test_a_backend_that_is_not_there(project: Project) -> None:
    said = project.faro(
        "promote", "one", "two", "--yes", expect=1, PULUMI_BACKEND_URL="file:///no/such/folder"
    )
    assert "Cannot reach the state backend" in said
    assert "pulumi login" in said


def test_a_stack_of_another_project(project: Project) -> None:
    export = project.export("one")
    text = json.dumps(export).replace("::moved::", "::other::")
    (project.folder / "other.json").write_text(text)
    project.pulumi("stack", "import", "--stack=two", "--force", "--file=other.json")
    said = project.faro("promote", "one", "two", "--yes", expect=1)
    assert "Stack of another project" in said
    assert len(project.ids("one")) == 6


def test_pending_operations(project: Project) -> None:
    file = project.backend / ".pulumi" / "stacks" / "moved" / "one.json"
    stored = json.loads(file.read_text())
    latest = stored["checkpoint"]["latest"]
    resource = next(r for r in latest["resources"] if r["urn"].endswith("::t0"))
    latest["pending_operations"] = [{"type": "updating", "resource": resource}]
    file.write_text(json.dumps(stored))
    said = project.faro("promote", "one", "two", "--yes", expect=1)
    assert "Pending operations" in said
    assert "pulumi refresh --stack one" in said


def test_phases(project: Project) -> None:
    said = project.faro("phases")
    rows = {row.split()[0]: row for row in said.splitlines()}
    assert "live, 6 resources" in rows["one"]
    assert "empty" in rows["two"]
    path = killing(project, STAGES["in verify"], "one", "two")
    project.faro("promote", "one", "two", "--yes", expect=-9, PATH=path)
    assert "move to two interrupted" in project.faro("phases")


def test_a_second_copy_is_refused(project: Project) -> None:
    said = project.faro("phases", "--check", "two", expect=1)
    assert "one has resources: those that it shares with two would be created a second time" in said
    assert "run: faro promote one two" in said
    project.faro("phases", "--check", "one")
    project.faro("promote", "one", "two", "--yes")
    project.faro("phases", "--check", "two")
    said = project.faro("phases", "--check=four", expect=1)
    assert "'four' is not a phase; the phases are one, two, three" in said


def test_without_the_cli(project: Project) -> None:
    nowhere = os.path.dirname(shutil.which("sh") or "")  # noqa: PTH120 a PATH is a text
    said = project.faro("phases", expect=1, PATH=nowhere)
    assert "Pulumi CLI not found" in said


def test_an_old_cli(project: Project) -> None:
    old = project.folder / "old" / "pulumi"
    old.parent.mkdir()
    old.write_text("#!/bin/sh\necho v3.225.1\n")
    old.chmod(0o755)
    path = os.pathsep.join([str(old.parent), project.environment()["PATH"]])
    said = project.faro("promote", "one", "two", "--yes", expect=1, PATH=path)
    assert "The CLI is v3.225.1; a move needs 3.226.0" in said
