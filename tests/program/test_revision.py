"""`--base`: a pull request's change of each stack, in real repositories."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import sysconfig
import time
import venv
from pathlib import Path
from textwrap import dedent

import pytest

from faro.model.diagnostic import ExitCode, Failure, Severity
from faro.model.plan import Action
from faro.model.report import Report
from faro.model.value import Value
from faro.preview import PreviewRequest, preview
from faro.program.git import ask
from faro.views import json, markdown, text
from faro.views.line import plain

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


def against(
    shop: Shop, base: str = "", *, stack: str = "", environment: Path | None = None
) -> Report:
    """The report of a preview against a base, or of why there is none."""
    request = PreviewRequest(
        program=shop.directory, stack=stack, base=base, base_environment=environment
    )
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


def below(shop: Shop, folder: str) -> Shop:
    """The same project in a folder of the repository, not committed."""
    inside = Shop(shop.directory / folder)
    inside.put("Pulumi.yaml", PROJECT)
    inside.put("Pulumi.dev.yaml", "config: {}\n")
    inside.put("thing.py", THING)
    inside.put("__main__.py", TWO)
    return inside


def said(report: Report) -> str:
    """All that the diagnostics say."""
    return " ".join(
        f"{d.summary} {d.address} {d.detail} {d.command}" for d in report.all_diagnostics
    )


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
    inside = below(shop, "infra/app")
    report = against(inside, "HEAD")
    assert actions(report) == {"one": Action.CREATE, "two": Action.CREATE}
    assert report.diagnostics[0].summary == "Project missing in the base"


def test_a_project_in_a_folder_below(shop: Shop) -> None:
    inside = below(shop, "infra")
    commit(shop.directory)
    inside.put("__main__.py", changed())
    assert actions(against(inside, "HEAD"))["two"] is Action.UPDATE


def test_a_base_that_fails_says_so(shop: Shop) -> None:
    """The place is one that ``git show`` takes, and nothing is told of the temporary folder."""
    shop.put("__main__.py", "import os\nraise ValueError(f'no shop in {os.getcwd()}')\n")
    base = commit(shop.directory)[:7]
    shop.put("__main__.py", TWO)
    report = against(shop, "HEAD")
    [found] = report.all_diagnostics
    assert found.summary == "At the base: Program raised an exception"
    assert found.source == (f"{base}:__main__.py", 2)
    assert f"no shop in {base}." in found.detail
    assert worktrees(shop) == 1


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Pulumi.yaml", "name: shop\nruntime: nodejs\n"),
        ("Pulumi.yaml", "name: [\n"),
        ("pyproject.toml", "[tool.faro\n"),
        ("Pulumi.dev.yaml", "config: 3\n"),
    ],
)
def test_a_base_whose_files_are_wrong_says_so(shop: Shop, name: str, text: str) -> None:
    before = (shop.directory / name).read_text() if (shop.directory / name).exists() else ""
    shop.put(name, text)
    base = commit(shop.directory)[:7]
    shop.put(name, before)
    report = against(shop, "HEAD")
    assert report.exit_code is ExitCode.ERROR
    [found] = report.all_diagnostics
    assert found.summary.startswith("At the base: ")
    assert base in found.detail
    assert "faro-" not in said(report)
    assert worktrees(shop) == 1


def test_the_place_counts_from_the_top_of_the_repository(shop: Shop) -> None:
    inside = below(shop, "infra")
    inside.put("__main__.py", "raise ValueError\n")
    base = commit(shop.directory)[:7]
    [found] = against(inside, "HEAD").all_diagnostics
    assert found.source == (f"{base}:infra/__main__.py", 1)


def test_an_interpreter_that_fails_is_not_called_the_base(shop: Shop) -> None:
    """It is the one of both sides, and the command that mends it is kept."""
    venv.create(shop.directory.parent / "empty", with_pip=False, symlinks=True)
    shop.put("Pulumi.yaml", f"{PROJECT[:-7]}{{name: python, options: {{virtualenv: ../empty}}}}\n")
    [found] = against(shop, "HEAD").all_diagnostics
    assert found.summary == "Pulumi SDK not installed"
    assert found.command.endswith("-m pip install -r requirements.txt")


def test_a_working_tree_that_fails_is_not_called_the_base(shop: Shop) -> None:
    shop.put("__main__.py", "raise ValueError('no such shop')\n")
    [found] = against(shop, "HEAD").all_diagnostics
    assert found.summary == "Program raised an exception"
    assert found.source == ("__main__.py", 1)


@pytest.mark.parametrize(
    ("name", "text", "differs"),
    [
        ("requirements.txt", "pulumi==3.1\n", True),
        ("infra/requirements/prod.txt", "pulumi==3.1\n", True),
        ("uv.lock", "version = 1\n", True),
        ("infra/pyproject.toml", "[project]\nname = 'x'\ndependencies = ['pulumi']\n", True),
        ("infra/pyproject.toml", "[tool.other]\n[project]\nname = 'x'\n", False),
        ("other/requirements.txt", "pulumi==3.1\n", False),
        ("infra/notes.txt", "x\n", False),
    ],
)
def test_packages_that_differ_are_named(shop: Shop, name: str, text: str, differs: bool) -> None:
    """Of the project's folder and of those above it; of ``pyproject.toml`` what names packages."""
    inside = below(shop, "infra")
    commit(shop.directory)
    shop.put(name, text)
    report = against(inside, "HEAD")
    assert [found.address for found in report.diagnostics] == [name] * differs
    assert ("--base-environment" in said(report)) is differs
    assert set(actions(report).values()) == {Action.SAME}


def test_the_base_in_an_environment_of_its_own(shop: Shop) -> None:
    """What is installed there is what its program imports, and nobody is warned."""
    shop.put("requirements.txt", "sizes==1\n")
    shop.put("__main__.py", "import sizes\n" + changed('"size": sizes.SIZE'))
    commit(shop.directory)
    shop.put("requirements.txt", "sizes==2\n")
    mine = environment_of(shop.directory.parent / "mine", "SIZE = 2\n")
    theirs = environment_of(shop.directory.parent / "theirs", "SIZE = 1\n")
    shop.put(
        "Pulumi.yaml", f"name: shop\nruntime: {{name: python, options: {{virtualenv: {mine}}}}}\n"
    )
    report = against(shop, "HEAD", environment=Path(os.path.relpath(theirs)))
    assert diffs(report, "two") == [(1, 2)]
    assert report.diagnostics == ()


def environment_of(folder: Path, sizes: str) -> Path:
    """A virtual environment with this one's packages and a module ``sizes``."""
    venv.create(folder, with_pip=False, symlinks=True)
    [packages] = folder.glob("lib/python*/site-packages")
    (packages / "sizes.py").write_text(sizes)
    (packages / "shared.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return folder


def diffs(report: Report, name: str) -> list[tuple[Value, Value]]:
    """What changes at one resource: old and new."""
    [plan] = report.plans
    [found] = [c for c in plan.changes if c.resource.name == name]
    return [(diff.old, diff.new) for diff in found.diffs]


FINDER = """\
import importlib.util, sys

MAPPING = {{'sizes': {source!r}}}

class Finder:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name in MAPPING:
            return importlib.util.spec_from_file_location(name, MAPPING[name] + '/sizes.py')

sys.meta_path.append(Finder)
"""
"""As setuptools writes one for a package that is not alone in its folder."""


@pytest.mark.parametrize("finder", [False, True])
def test_an_editable_installation_is_each_sides_own(shop: Shop, finder: bool) -> None:
    """It leads into the working tree, yet the base gets its own module; either kind of it."""
    place = environment_of(shop.directory / "venv", "")
    [packages] = place.glob("lib/python*/site-packages")
    (packages / "sizes.py").unlink()
    source = str(shop.directory / "source")
    (packages / "shop.pth").write_text("import __editable___shop_finder\n" if finder else source)
    (packages / "__editable___shop_finder.py").write_text(FINDER.format(source=source))
    shop.put(".gitignore", "venv\n")
    shop.put("Pulumi.yaml", "name: shop\nruntime: {name: python, options: {virtualenv: venv}}\n")
    shop.put("source/sizes.py", "SIZE = 1\n")
    shop.put("__main__.py", "import sizes\n" + changed('"size": sizes.SIZE'))
    commit(shop.directory)
    shop.put("source/sizes.py", "SIZE = 2\n")
    assert diffs(against(shop, "HEAD"), "two") == [(1, 2)]


def test_the_folder_of_the_base_is_no_difference(shop: Shop) -> None:
    """Paths, in any value, are those that the working tree would have had."""
    shop.put(
        "__main__.py",
        """\
        import os, pulumi, thing

        here = os.path.dirname(os.path.abspath(__file__))
        thing.Thing("one", {
            "path": here,
            "name": os.path.basename(os.getcwd()),
            "json": pulumi.Output.json_dumps({"inside": [f"{here}/x"]}),
            "secret": pulumi.Output.secret({"at": here}),
            "file": pulumi.FileAsset(f"{here}/thing.py"),
            "files": pulumi.AssetArchive({"a": pulumi.FileArchive(here + "/data")}),
        })
        pulumi.export("root", pulumi.runtime.get_root_directory())
        """,
    )
    shop.put("data/a.txt", "a")
    commit(shop.directory)
    report = against(shop, "HEAD")
    assert report.exit_code is ExitCode.NOTHING_TO_DO
    assert "faro-" not in json.render(report, show_same=True)
    shop.put("data/a.txt", "b")
    report = against(shop, "HEAD")
    assert actions(report) == {"one": Action.UPDATE}
    assert "faro-" not in json.render(report, show_same=True)


def test_a_project_of_another_name_is_another_project(shop: Shop) -> None:
    """Nothing is moved and nothing deleted: that is what Pulumi would do."""
    shop.put("Pulumi.yaml", PROJECT.replace("shop", "store"))
    report = against(shop, "HEAD")
    assert actions(report) == {"one": Action.CREATE, "two": Action.CREATE}
    [warning] = report.diagnostics
    assert warning.summary == "Project renamed since the base"
    assert warning.command == "pulumi stack rename organization/store/STACK"


def test_a_stack_that_is_no_phase_is_compared_with_itself(shop: Shop) -> None:
    """It has a file, that is enough; and one stack alone is asked for, so none is missed."""
    shop.follow(dev=[])
    shop.put("Pulumi.extra.yaml", "config: {}\n")
    shop.put("Pulumi.old.yaml", "config: {}\n")
    commit(shop.directory)
    (shop.directory / "Pulumi.old.yaml").unlink()
    report = against(shop, "HEAD", stack="extra")
    assert set(actions(report).values()) == {Action.SAME}
    assert report.diagnostics == ()


def test_phases_come_and_go(shop: Shop) -> None:
    """A new one starts from nothing, though it follows another; one that is gone is named."""
    shop.follow(one=[], two=["one"], dev=[])
    commit(shop.directory)
    shop.follow(one=[], three=["one"], dev=[])
    (shop.directory / "Pulumi.two.yaml").unlink()
    shop.put("__main__.py", changed())
    report = against(shop, "HEAD")
    origins = {plan.new.stack: plan.old.origin if plan.old else "" for plan in report.plans}
    short = git(shop.directory, "rev-parse", "HEAD")[:7]
    assert origins == {"one": f"one at {short}", "three": "", "dev": f"dev at {short}"}
    [warning] = report.diagnostics
    assert (warning.summary, warning.address) == ("Stack removed", "two")
    assert "against an empty stack" in plain(text.render(report))
    assert f"one  against one at {short}" in plain(text.render(report))


@pytest.mark.parametrize(
    ("base", "summary"),
    [
        ("nothing", "Unknown revision"),
        ("--upload-pack=touch x", "Unknown revision"),
        ("HEAD:thing.py", "Unknown revision"),
    ],
)
def test_a_revision_that_is_none(shop: Shop, base: str, summary: str) -> None:
    [found] = against(shop, base).all_diagnostics
    assert found.summary == summary
    assert not (shop.directory / "x").exists()


def test_no_repository(tmp_path: Path) -> None:
    alone = Shop(tmp_path)
    alone.put("Pulumi.yaml", PROJECT)
    alone.put("Pulumi.dev.yaml", "config: {}\n")
    alone.put("__main__.py", "")
    [found] = against(alone, "HEAD").all_diagnostics
    assert found.summary == "Not a git repository"


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
    assert found.summary == "No merge base"
    assert "fetch-depth: 0" in found.detail
    assert found.command == "git fetch --unshallow origin"
    [found] = against(Shop(clone), "HEAD~1").all_diagnostics
    assert found.summary == "Unknown revision"
    assert "fetch-depth: 0" in found.detail
    assert found.command == "git fetch --unshallow origin"


def test_a_clone_that_lacks_files_fetches_none(shop: Shop, tmp_path: Path) -> None:
    """A partial clone would ask its origin for them."""
    shop.put("__main__.py", changed())
    commit(shop.directory)
    git(shop.directory, "config", "uploadpack.allowFilter", "true")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--filter=blob:none", f"file://{shop.directory}", str(clone))
    [found] = against(Shop(clone), "HEAD~1").all_diagnostics
    assert found.summary == "Git failed"
    assert worktrees(Shop(clone)) == 1


def test_the_default_branch_is_named(shop: Shop, tmp_path: Path) -> None:
    """That of the origin before one of the clone's own."""
    clone = Shop(tmp_path / "clone")
    git(tmp_path, "clone", "--quiet", f"file://{shop.directory}", str(clone.directory))
    clone.put("extra.txt", "x")
    commit(clone.directory)
    base = git(shop.directory, "rev-parse", "HEAD")[:7]
    for found, branch in ((shop, "main"), (clone, "origin/HEAD")):
        report = against(found)
        assert said(report).endswith(f"{base}, the merge base of HEAD and {branch}. ")
        assert [d.severity for d in report.diagnostics] == [Severity.INFO]


def test_no_default_branch(shop: Shop) -> None:
    git(shop.directory, "branch", "--move", "trunk")
    [found] = against(shop).all_diagnostics
    assert found.summary == "No default branch"


def test_a_git_that_does_not_end_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And one that is not there is said to be missing."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Failure, match="Git not found"):
        ask(tmp_path, "status")
    (tmp_path / "git").write_text("#!/bin/sh\nexec /bin/sleep 30\n")
    (tmp_path / "git").chmod(0o755)
    with pytest.raises(Failure, match="Git timed out"):
        ask(tmp_path, "status", time_limit=0.2)


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


@pytest.mark.parametrize("during", ["the run", "the checkout"])
def test_nothing_is_left_after_an_interrupt(shop: Shop, tmp_path: Path, during: str) -> None:
    """Of a program that sleeps, or of a checkout whose filter does."""
    sign, places = tmp_path / "sign", tmp_path / "places"
    places.mkdir()
    wait = f"touch {sign}; sleep 30"
    if during == "the run":
        shop.put("__main__.py", f"import os\nos.system({wait!r})\n")
    else:
        git(shop.directory, "config", "filter.slow.smudge", f"{wait}; cat")
        shop.put(".gitattributes", "thing.py filter=slow\n")
    commit(shop.directory)
    running = subprocess.Popen(
        [
            *(sys.executable, "-c", "from faro.cli import main; raise SystemExit(main())"),
            *("preview", "dev", "--program", str(shop.directory), "--base", "HEAD"),
        ],
        env={**os.environ, "TMPDIR": str(places)},
        stderr=subprocess.PIPE,
        text=True,
    )
    while not sign.exists() and running.poll() is None:
        time.sleep(0.05)
    running.send_signal(signal.SIGINT)
    _, printed = running.communicate(timeout=120)
    assert (running.returncode, printed.strip()) == (130, "")
    assert worktrees(shop) == 1
    assert list(places.iterdir()) == []
    assert not list((shop.directory / ".git").glob("worktrees/*"))
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


def test_a_secret_of_the_bases_config_is_not_shown(shop: Shop) -> None:
    """Neither where it is compared nor where the base's program fails with it."""
    declared = f"{PROJECT}config:\n  password: {{secret: true, default: hunter2}}\n"
    program = """\
        import pulumi, thing
        password = pulumi.Config().require_secret("password")
        thing.Thing("one", {"key": password})
        """
    shop.put("Pulumi.yaml", declared)
    shop.put("__main__.py", program)
    commit(shop.directory)
    shop.put("Pulumi.yaml", declared.replace("hunter2", "hunter3"))
    report = against(shop, "HEAD")
    assert actions(report)["one"] is Action.UPDATE
    assert "hunter" not in markdown.render(report) + json.render(report, show_same=True)
    shop.put("Pulumi.yaml", declared)
    shop.put("__main__.py", dedent(program) + "raise ValueError(pulumi.Config().get('password'))\n")
    commit(shop.directory)
    shop.put("__main__.py", program)
    report = against(shop, "HEAD")
    assert report.exit_code is ExitCode.ERROR
    assert "hunter" not in markdown.render(report) + said(report)


def test_both_sides_are_one_process(shop: Shop) -> None:
    """The SDKs are imported once, also what the base alone uses of them."""
    program = "import pulumi, os\n{}\npulumi.export('parent', os.getppid())\n"
    shop.put("__main__.py", program.format("import pulumi_random\npulumi_random.RandomPet('p')"))
    commit(shop.directory)
    shop.put("__main__.py", program.format(""))
    [plan] = against(shop, "HEAD").plans
    assert plan.old and plan.old.outputs == plan.new.outputs
