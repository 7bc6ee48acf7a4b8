"""The wheel, installed into an empty environment and used on a program of another project."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROGRAM = """\
import pulumi_random as random

random.RandomPet("pet")
"""
Install = Callable[[Path, Path], None]


def run(*words: str | Path, **more: str) -> str:
    done = subprocess.run(
        [str(word) for word in words],
        env={**os.environ, **more},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built as the release workflow builds it, without a network."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    source.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    shutil.copytree(ROOT / "faro", source / "faro", ignore=shutil.ignore_patterns("__pycache__"))
    words = ("-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation")
    run(sys.executable, *words, "--wheel-dir", folder, source)
    [found] = folder.glob("*.whl")
    return found


def by_pip(python: Path, wheel: Path) -> None:
    run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wheel)


def by_uv(python: Path, wheel: Path) -> None:
    run(_uv(), "pip", "install", "--quiet", "--python", python, wheel)


def _uv() -> str:
    found = shutil.which(
        "uv", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    )
    if not found:
        pytest.skip("uv is not installed: make .venv/.dev")
    return found


def _has_an_index(words: Sequence[str | Path]) -> None:
    done = subprocess.run([str(word) for word in words], capture_output=True, check=False)
    if done.returncode:
        pytest.skip("the package index cannot be reached")


def test_everything_that_a_command_reads_is_in_it(wheel: Path) -> None:
    """Prices, facts and workflows beside the code; nothing of the project beside it."""
    with zipfile.ZipFile(wheel) as opened:
        names = set(opened.namelist())
    packed = {name for name in names if name.startswith("faro/")}
    kept = ("*.py", "*.yml", "*.json")
    there = {p.relative_to(ROOT).as_posix() for glob in kept for p in (ROOT / "faro").rglob(glob)}
    assert there <= packed
    assert {name.partition("/")[0].partition("-")[0] for name in names} == {"faro", "faro_scaling"}


@pytest.mark.parametrize("install", [by_pip, by_uv])
def test_a_program_of_another_project(tmp_path: Path, wheel: Path, install: Install) -> None:
    """The command is in one environment, the program's SDK in another."""
    environment = tmp_path / "environment"
    run(sys.executable, "-m", "venv", environment)
    python = environment / "bin" / "python"
    words = ("-m", "pip", "download", "--quiet", "--no-deps", "--dest", tmp_path / "index", "click")
    _has_an_index([python, *words])
    install(python, wheel)
    project = tmp_path / "shop"
    project.mkdir()
    (project / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
    (project / "Pulumi.dev.yaml").write_text("")
    (project / "__main__.py").write_text(PROGRAM)
    faro = environment / "bin" / "faro"
    given = {"VIRTUAL_ENV": str(Path(sys.executable).parents[1])}
    of_project = ("--program", project)
    assert "1 to create" in run(faro, "preview", "dev", *of_project, **given)
    assert "USD a month" in run(faro, "cost", "dev", *of_project, **given)
    assert "[tool.faro.phases]" in run(faro, "init", "--dry-run", *of_project, **given)
    assert run(faro, "prices", "neon").startswith("neon, USD\n")
