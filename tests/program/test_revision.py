"""`--base`: a pull request's change of each stack, in real repositories."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from textwrap import dedent

import pytest

from faro.model.diagnostic import Failure, Severity
from faro.model.plan import Action
from faro.model.report import Report
from faro.preview import PreviewRequest, preview
from faro.program import revision
from faro.views import json, markdown

from .projects import PROJECT, THING, Shop

TWO = """\
    import thing
    import pulumi

    thing.Thing("one", {"size": 1})
    thing.Thing("two", {"size": 2, "stack": pulumi.get_stack()})
"""


def git(folder: Path, *words: str) -> str:
    """Git with an identity of its own."""
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    done = subprocess.run(
        ["git", *identity, "-c", "init.defaultBranch=main", *words],
        cwd=folder,
        env={**os.environ, "GIT_CONFIG_GLOBAL": "/dev/null"},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def commit(folder: Path, message: str = "change") -> str:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", message)
    return git(folder, "rev-parse", "HEAD")


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    """A repository with the project at its top, on its main branch."""
    found = Shop(tmp_path / "repository")
    found.directory.mkdir()
    git(found.directory, "init", "--quiet")
    found.put("Pulumi.yaml", PROJECT)
    found.put("Pulumi.dev.yaml", "config: {}\n")
    found.put("thing.py", THING)
    found.put("__main__.py", TWO)
    commit(found.directory)
    return found


def against(shop: Shop, base: str = "") -> Report:
    """The report of a preview against a base, or of why there is none."""
    request = PreviewRequest(program=shop.directory, base=base)
    try:
        return preview(request, lambda _what, _done, _all: None)
    except Failure as failure:
        return Report(diagnostics=failure.diagnostics)


def actions(report: Report) -> dict[str, Action]:
    [plan] = report.plans
    return {
        c.resource.name: c.action for c in plan.changes if c.resource.type == "test:index:Thing"
    }


def changed(text: str = '"size": 3') -> str:
    return dedent(TWO).replace('"size": 2', text)


def worktrees(shop: Shop) -> int:
    return len(git(shop.directory, "worktree", "list").splitlines())


def test_only_what_the_working_tree_changes_is_shown(shop: Shop) -> None:
    """What is committed and what is not; the base is what the branch left."""
    git(shop.directory, "checkout", "--quiet", "-b", "topic")
    shop.put("thing.py", THING + "\n")
    commit(shop.directory)
    shop.put("__main__.py", changed() + 'thing.Thing("three")\n')
    report = against(shop)
    assert actions(report) == {
        "one": Action.SAME,
        "two": Action.UPDATE,
        "three": Action.CREATE,
    }
    [plan] = report.plans
    assert plan.old and plan.old.origin == f"dev at {git(shop.directory, 'rev-parse', 'main')[:7]}"
    assert worktrees(shop) == 1


def test_each_side_runs_its_own_code(shop: Shop) -> None:
    """A module of the base is not the working tree's, though both are named alike."""
    base = git(shop.directory, "rev-parse", "HEAD")
    shop.put("sizes.py", "SIZE = 5\n")
    shop.put("__main__.py", "import sizes\n" + changed('"size": sizes.SIZE'))
    commit(shop.directory)
    shop.put("sizes.py", "SIZE = 6\n")
    for at, old in ((base, 2), ("HEAD", 5)):
        [plan] = against(shop, at).plans
        [two] = [c for c in plan.changes if c.resource.name == "two"]
        assert [(d.old, d.new) for d in two.diffs] == [(old, 6)]


def test_a_stack_that_is_new_and_one_that_is_gone(shop: Shop) -> None:
    (shop.directory / "Pulumi.dev.yaml").rename(shop.directory / "Pulumi.prod.yaml")
    report = against(shop, "HEAD")
    assert actions(report) == {"one": Action.CREATE, "two": Action.CREATE}
    [warning] = report.diagnostics
    assert warning.severity is Severity.WARNING
    assert "dev" in warning.detail


def test_a_project_that_the_base_has_not(shop: Shop) -> None:
    inside = Shop(shop.directory / "infra" / "app")
    for name, text in (("Pulumi.yaml", PROJECT), ("Pulumi.dev.yaml", "config: {}\n")):
        inside.put(name, text)
    inside.put("thing.py", THING)
    inside.put("__main__.py", TWO)
    report = against(inside, "HEAD")
    assert actions(report) == {"one": Action.CREATE, "two": Action.CREATE}
    assert report.diagnostics[0].summary == "The base has no such project"


def test_a_project_in_a_folder_below(shop: Shop) -> None:
    inside = Shop(shop.directory / "infra")
    for name, text in (("Pulumi.yaml", PROJECT), ("Pulumi.dev.yaml", "config: {}\n")):
        inside.put(name, text)
    inside.put("thing.py", THING)
    inside.put("__main__.py", TWO)
    commit(shop.directory)
    inside.put("__main__.py", changed())
    assert actions(against(inside, "HEAD"))["two"] is Action.UPDATE


def test_a_base_that_fails_says_so(shop: Shop) -> None:
    shop.put("__main__.py", "raise ValueError('no such shop')\n")
    base = commit(shop.directory)
    shop.put("__main__.py", TWO)
    report = against(shop, "HEAD")
    [found] = report.all_diagnostics
    assert f"(in the base, {base[:7]})" in found.summary
    assert "no such shop" in found.detail
    assert worktrees(shop) == 1


def test_dependencies_that_differ_are_named(shop: Shop) -> None:
    shop.put("requirements.txt", "pulumi==3.1\n")
    report = against(shop, "HEAD")
    [warning] = report.diagnostics
    assert "requirements.txt" in warning.detail
    assert "--base-environment" in warning.command


def test_another_name_of_the_project_is_said(shop: Shop) -> None:
    shop.put("Pulumi.yaml", PROJECT.replace("shop", "store"))
    assert against(shop, "HEAD").diagnostics[0].summary == "The project has another name"


@pytest.mark.parametrize(
    ("base", "said"),
    [
        ("nothing", "There is no such revision"),
        ("--upload-pack=touch x", "There is no such revision"),
        ("HEAD:thing.py", "There is no such revision"),
    ],
)
def test_a_revision_that_is_none(shop: Shop, base: str, said: str) -> None:
    [found] = against(shop, base).all_diagnostics
    assert found.summary == said
    assert not (shop.directory / "x").exists()


def test_no_repository(tmp_path: Path) -> None:
    alone = Shop(tmp_path)
    alone.put("Pulumi.yaml", PROJECT)
    alone.put("Pulumi.dev.yaml", "config: {}\n")
    alone.put("__main__.py", "")
    [found] = against(alone, "HEAD").all_diagnostics
    assert found.summary == "The project is not in a git repository"


def test_a_clone_that_does_not_reach_back(shop: Shop, tmp_path: Path) -> None:
    git(shop.directory, "checkout", "--quiet", "-b", "topic")
    shop.put("extra.txt", "x")
    commit(shop.directory)
    git(shop.directory, "checkout", "--quiet", "main")
    shop.put("other.txt", "x")
    commit(shop.directory)
    clone = tmp_path / "clone"
    words = ("clone", "--quiet", "--depth=1", "--no-single-branch", "--branch=topic")
    git(tmp_path, *words, f"file://{shop.directory}", str(clone))
    [found] = against(Shop(clone)).all_diagnostics
    assert found.summary == "The clone is too shallow"
    assert found.command == "git fetch --unshallow"


def test_no_hook_of_the_repository_runs(shop: Shop) -> None:
    hook = shop.directory / ".git/hooks/post-checkout"
    hook.write_text(f"#!/bin/sh\ntouch {shop.directory}/ran\n")
    hook.chmod(0o755)
    assert actions(against(shop, "HEAD"))["two"] is Action.SAME
    assert not (shop.directory / "ran").exists()


def test_the_environment_does_not_lead_git_astray(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    assert actions(against(shop, "HEAD"))["two"] is Action.SAME


def test_nothing_is_left_after_an_interrupt(shop: Shop) -> None:
    with pytest.raises(KeyboardInterrupt), revision.checked_out(shop.directory, "HEAD") as found:
        assert found.folder and found.folder.is_dir()
        raise KeyboardInterrupt
    assert worktrees(shop) == 1
    assert found.folder and not found.folder.exists()
    assert git(shop.directory, "branch", "--list").split() == ["*", "main"]


def test_a_secret_of_the_base_is_not_shown(shop: Shop) -> None:
    shop.put(
        "__main__.py",
        """\
        import pulumi, thing
        thing.Thing("one", {"key": pulumi.Output.secret("hunter2")})
        """,
    )
    commit(shop.directory)
    shop.put(
        "__main__.py",
        """\
        import pulumi, thing
        thing.Thing("one", {"key": pulumi.Output.secret("hunter3")})
        """,
    )
    report = against(shop, "HEAD")
    assert actions(report)["one"] is Action.UPDATE
    assert "hunter" not in markdown.render(report) + json.render(report, show_same=True)
