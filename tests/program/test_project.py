"""``Pulumi.yaml``, the files beside it, and the interpreter that they name."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from faro.model.diagnostic import Failure
from faro.program import interpreter
from faro.program.project import Project, full_key
from faro.program.yaml_file import read_object

PYTHON = "name: shop\nruntime: python\n"


def project(folder: Path, text: str = PYTHON, name: str = "Pulumi.yaml") -> Project:
    """The project of a file."""
    (folder / name).write_text(text)
    return Project.read(folder)


def refused(folder: Path, text: str) -> str:
    """What is said of a project file that is not valid."""
    with pytest.raises(Failure) as caught:
        project(folder, text)
    return str(caught.value)


@pytest.mark.parametrize("name", ["Pulumi.yaml", "Pulumi.yml"])
@pytest.mark.parametrize(
    "text",
    [
        PYTHON,
        "name: shop\nruntime: {name: python}\n",
        "name: shop\nruntime: {name: python, options: {typechecker: mypy}}\nbackend: {url: x}\n",
        '{"name": "shop", "runtime": "python"}',
        f"\ufeff{PYTHON}",
    ],
)
def test_a_project_file(tmp_path: Path, name: str, text: str) -> None:
    """Under both names, in both forms; what a preview has no use for may stand in it."""
    found = project(tmp_path, text, name)
    assert found == Project(
        name="shop",
        directory=tmp_path,
        file=tmp_path / name,
        main=tmp_path,
        virtualenv="",
        toolchain="pip",
        declared={},
        stack_folder=tmp_path,
        backend="x" if "backend" in text else "",
    )


def test_a_project_is_found_from_below(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The nearest one above, as the CLI looks for it."""
    project(tmp_path)
    inner = tmp_path / "inner" / "more"
    inner.mkdir(parents=True)
    (inner.parent / "Pulumi.yaml").mkdir()
    assert Project.read(inner).directory == tmp_path
    monkeypatch.chdir(inner)
    assert Project.read(Path()).directory == tmp_path
    project(inner, PYTHON.replace("shop", "inner"))
    assert Project.read(inner).name == "inner"


@pytest.mark.parametrize("main", ["app", "./app/", "app/program.py", "."])
def test_main_is_a_folder_or_a_file(tmp_path: Path, main: str) -> None:
    """Counted from the project's folder."""
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "program.py").touch()
    assert project(tmp_path, f"{PYTHON}main: {main}\n").main == (tmp_path / main).resolve()


def test_main_that_is_not_there(tmp_path: Path) -> None:
    """As it is written and as it was looked for."""
    said = refused(tmp_path, f"{PYTHON}main: app\n")
    assert "main 'app'" in said
    assert f"{tmp_path / 'app'} does not exist" in said


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("runtime: python\n", "name: "),
        ("name: ''\nruntime: python\n", "name: "),
        ("name: shop\n", "runtime: "),
        ("name: shop\nruntime: {}\n", "runtime.name: "),
        ("name: shop\nruntime: nodejs\n", "'nodejs'"),
        ("name: shop\nruntime: {name: yaml}\n", "'yaml'"),
        (f"{PYTHON}config: {{size: {{type: number}}}}\n", "'number' is none of string, integer"),
        (f"{PYTHON}main: [a]\n", "main: "),
    ],
)
def test_a_project_file_that_is_not_valid(tmp_path: Path, text: str, says: str) -> None:
    """The key that is wrong is named."""
    assert says in refused(tmp_path, text)


def test_declarations(tmp_path: Path) -> None:
    """A value alone is a default, false as any other; keys get their namespace."""
    text = f"""{PYTHON}config:
  size: {{type: integer, description: How many., secret: true}}
  colour: red
  open: {{default: false}}
  gcp:project: {{value: acme}}
  list: [a]
"""
    declared = project(tmp_path, text).declared
    assert {key: found.preset for key, found in declared.items()} == {
        "shop:size": None,
        "shop:colour": "red",
        "shop:open": False,
        "gcp:project": "acme",
        "shop:list": ["a"],
    }
    size = declared["shop:size"]
    assert (size.type, size.description, size.secret) == ("integer", "How many.", True)


def test_stack_files(tmp_path: Path) -> None:
    """Under both endings, by the name in the middle, whatever dots it has."""
    names = ("Pulumi.dev.yaml", "Pulumi.phase1.5.yaml", "Pulumi.prod.yml", "Pulumi.dev.yml")
    for name in (*names, "pulumi.no.yaml", "Pulumi.no.json", "Other.no.yaml"):
        (tmp_path / name).touch()
    found = project(tmp_path)
    assert found.stacks() == ("dev", "phase1.5", "prod")
    assert found.stack_file("dev") == tmp_path / "Pulumi.dev.yaml"
    assert found.stack_file("prod") == tmp_path / "Pulumi.prod.yml"
    assert found.stack_file("phase1") is None


@pytest.mark.parametrize("line", ["stackConfigDir: stacks", "config: stacks"])
def test_stack_files_in_a_folder_of_their_own(tmp_path: Path, line: str) -> None:
    """By its newer and by its older key."""
    (tmp_path / "stacks").mkdir()
    (tmp_path / "stacks" / "Pulumi.dev.yaml").touch()
    (tmp_path / "Pulumi.other.yaml").touch()
    found = project(tmp_path, f"{PYTHON}{line}\n")
    assert found.stacks() == ("dev",)
    assert found.declared == {}


@pytest.mark.parametrize(
    ("key", "full"), [("a", "shop:a"), ("shop:a", "shop:a"), ("gcp:a", "gcp:a")]
)
def test_full_keys(key: str, full: str) -> None:
    """A key without a namespace has the project's."""
    assert full_key(key, "shop") == full


# The interpreter


def environment(folder: Path) -> Path:
    """The interpreter of a virtual environment."""
    python = folder / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    return python


def in_runtime(options: str) -> str:
    """A project file with options of its runtime."""
    return f"name: shop\nruntime:\n  name: python\n  options: {{{options}}}\n"


@pytest.mark.parametrize(
    ("options", "folder"),
    [
        ("virtualenv: venv", "venv"),
        ("virtualenv: deep/er", "deep/er"),
        ("toolchain: uv", ".venv"),
        ("toolchain: poetry", ".venv"),
        ("toolchain: uv, virtualenv: venv", "venv"),
    ],
)
def test_the_environment_that_the_project_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: str, folder: str
) -> None:
    """Before the active one; the toolchains have a place where they put it."""
    python = environment(tmp_path / folder)
    monkeypatch.setenv("VIRTUAL_ENV", str(environment(tmp_path / "active").parent.parent))
    assert interpreter.find(project(tmp_path, in_runtime(options))) == python


def test_an_environment_outside_the_project(tmp_path: Path) -> None:
    """By a path of its own, absolute or not."""
    python = environment(tmp_path / "shared")
    inner = tmp_path / "shop"
    inner.mkdir()
    for path in ("../shared", str(tmp_path / "shared")):
        found = interpreter.find(project(inner, in_runtime(f"virtualenv: {path}")))
        assert found.resolve() == python.resolve()
        assert found.samefile(python)


@pytest.mark.parametrize("options", ["virtualenv: venv", "toolchain: uv", "toolchain: pip", ""])
def test_the_active_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: str
) -> None:
    """Where the project names none, or one that has not been made."""
    python = environment(tmp_path / "active")
    monkeypatch.setenv("VIRTUAL_ENV", str(tmp_path / "active"))
    assert interpreter.find(project(tmp_path, in_runtime(options))) == python


@pytest.mark.parametrize("active", ["", "no-such"])
def test_our_own_interpreter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, active: str) -> None:
    """Where no environment is named or active: the SDK is installed beside us."""
    monkeypatch.setenv("VIRTUAL_ENV", active and str(tmp_path / active))
    assert interpreter.find(project(tmp_path)) == Path(sys.executable)


def test_a_dot_venv_is_taken_for_a_toolchain_alone(tmp_path: Path) -> None:
    """``pip`` has no place for an environment: the CLI does not look for one either."""
    environment(tmp_path / ".venv")
    assert interpreter.find(project(tmp_path)) == Path(sys.executable)


@pytest.mark.parametrize("half", ["folder", "file"])
def test_an_environment_without_python(tmp_path: Path, half: str) -> None:
    """A folder without an interpreter, or with a file that cannot be run."""
    python = tmp_path / "venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    if half == "file":
        python.write_text("")
    with pytest.raises(Failure) as caught:
        interpreter.find(project(tmp_path, in_runtime("virtualenv: venv")))
    [found] = caught.value.diagnostics
    assert found.address == str(python)
    assert found.command == f"python3 -m venv {tmp_path / 'venv'}"


# Any file of a project


def test_an_empty_file_is_an_empty_object(tmp_path: Path) -> None:
    """So is one of comments alone."""
    for text in ("", "# nothing\n", "---\n"):
        (tmp_path / "a.yaml").write_text(text)
        assert read_object(tmp_path / "a.yaml") == {}


def test_keys_are_texts(tmp_path: Path) -> None:
    """Whatever YAML takes them for."""
    (tmp_path / "a.yaml").write_text("1: a\n2.5: b\n")
    assert list(read_object(tmp_path / "a.yaml")) == ["1", "2.5"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"a: \xff\n", "not UTF-8 text"),
        (b"#" * 10_000_001, "10 MB"),
        (b"a: 1\nb: *missing\n", "line 2, column 4"),
        (b"a: {" * 100 + b"\n", "line 2"),
        (b"3\n", "a number"),
        (b"true\n", "a truth value"),
        (
            b"a: &a ["
            + b"x, " * 60
            + b"]\nb: &b ["
            + b"*a, " * 60
            + b"]\nc: ["
            + b"*b, " * 60
            + b"]",
            "more than 200,000 values",
        ),
    ],
    ids=["encoding", "size", "alias", "depth", "number", "truth", "aliases"],
)
def test_a_file_that_cannot_be_taken(tmp_path: Path, content: bytes, says: str) -> None:
    """Each with its path and the reason."""
    path = tmp_path / "a.yaml"
    path.write_bytes(content)
    with pytest.raises(Failure) as caught:
        read_object(path)
    [found] = caught.value.diagnostics
    assert says in found.detail
    assert str(path) in found.detail
    assert found.address == str(path)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    """A path that leads to something else is told as one that leads nowhere."""
    for path in (tmp_path, tmp_path / "no-such"):
        with pytest.raises(Failure, match="Cannot read"):
            read_object(path)
