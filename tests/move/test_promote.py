"""Promote and rollback on the real engine, also interrupted, also where they must refuse."""

import json
import os
import shutil

import pytest

from .conftest import Project

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
    assert "two  against" in said
    project.faro("rollback", "one", "two", "--yes")
    assert project.ids("one") == before
    assert project.ids("two") == {}
    assert not list((project.folder / ".faro").glob("*-to-*"))


MOVE_CALLS = 8
"""What a promote asks the CLI: its version, both states to plan, the opened source, both states to
save, the move, the opened target.
"""


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("call", range(1, MOVE_CALLS + 1))
def test_killed_anywhere_it_is_finished_by_the_same_command(
    project: Project, call: int, when: str
) -> None:
    before = project.ids("one")
    killing = kills_its_parent(project, call, when)
    project.faro("promote", "one", "two", "--yes", expect=-9, PATH=killing)
    assert project.ids("one") or project.ids("two"), "nothing is lost in between"
    said = project.faro("promote", "one", "two", "--yes")
    assert (project.ids("one"), project.ids("two")) == ({}, before), said
    assert not list((project.folder / ".faro").glob("*-to-*"))


def kills_its_parent(project: Project, call: int, when: str) -> str:
    """A PATH on which the CLI kills who called it, before or after it does the n-th call."""
    path = project.environment()["PATH"]
    script = project.folder / "killing" / "pulumi"
    script.parent.mkdir()
    kill = "test $last = yes && kill -9 $PPID && exit 1"
    script.write_text(
        f"""#!/bin/sh
echo call >> {script.parent}/calls
last=no; test $(wc -l < {script.parent}/calls) -eq {call} && last=yes
{kill if when == "before" else ""}
{shutil.which("pulumi", path=path)} "$@"; code=$?
{kill}
exit $code
"""
    )
    script.chmod(0o755)
    return os.pathsep.join([str(script.parent), path])


def test_half_a_move_is_made_again(project: Project) -> None:
    """The engine saves the target first: a kill in between leaves everything in both."""
    before = project.ids("one")
    killing = kills_its_parent(project, MOVE_CALLS, "before")
    project.faro("promote", "one", "two", "--yes", expect=-9, PATH=killing)
    backup = project.folder / ".faro" / "one-to-two" / "source.json"
    project.pulumi("stack", "import", "--stack=one", f"--file={backup}")
    assert project.ids("one") == project.ids("two") == before
    said = project.faro("promote", "one", "two", "--yes")
    assert "two was saved and one was not" in said
    assert (project.ids("one"), project.ids("two")) == ({}, before)


def test_stacks_that_changed_in_between_are_left_alone(project: Project) -> None:
    killing = kills_its_parent(project, MOVE_CALLS - 1, "before")
    project.faro("promote", "one", "two", "--yes", expect=-9, PATH=killing)
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
    killing = kills_its_parent(project, MOVE_CALLS, "before")
    project.faro("promote", "one", "two", "--yes", expect=-9, PATH=killing)
    assert "move to two interrupted" in project.faro("phases")


def test_a_second_copy_is_refused(project: Project) -> None:
    said = project.faro("phases", "--check", "two", expect=1)
    assert "two is empty and one is not" in said
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
    assert "It is v3.225.1; a move needs 3.226.0" in said
