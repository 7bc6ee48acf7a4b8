"""The Python that runs a program: that of its virtual environment, if it names one."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from pathlib import Path
from typing import Final

from faro.model.diagnostic import error
from faro.program.project import Project

_DEFAULT_FOLDERS: Final = {"uv": ".venv", "poetry": ".venv", "pip": ""}


def find(project: Project) -> Path:
    """The interpreter, as the Python language host looks for it.

    The environment that ``Pulumi.yaml`` names, if it has been made; else the active one; else the
    one that this command runs in, if the SDK is installed there; else the Python on PATH.
    """
    name = project.virtualenv or _DEFAULT_FOLDERS.get(project.toolchain, "")
    if name and (project.directory / name).exists():
        return _checked(_python_in(project.directory / name))
    active = os.environ.get("VIRTUAL_ENV")
    if active and (found := _python_in(Path(active))).exists():
        return _checked(found)
    on_path = None if importlib.util.find_spec("pulumi") else shutil.which("python3")
    return Path(on_path or sys.executable)


def of(environment: Path) -> Path:
    """The interpreter of a virtual environment."""
    return _checked(_python_in(environment.absolute()))


def _python_in(environment: Path) -> Path:
    windows = environment / "Scripts" / "python.exe"
    return windows if windows.exists() else environment / "bin" / "python"


def _checked(path: Path) -> Path:
    if path.exists() and os.access(path, os.X_OK):
        return path
    raise error(
        "No Python in the virtual environment",
        f"{path} is not there or cannot be run. Create the environment again.",
        address=str(path),
        command=f"python3 -m venv {path.parent.parent}",
    )
