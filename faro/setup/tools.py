"""Which tool installs the packages of a program."""

from __future__ import annotations

import tomllib
from enum import Enum
from pathlib import Path

from faro.program.project import Project


class Tool(Enum):
    """A package tool. Its value is the command that makes ``.venv`` in a workflow; empty where the
    action itself installs ``requirements.txt``.
    """

    PIP = ""
    UV = "pipx run uv sync --locked"
    POETRY = "POETRY_VIRTUALENVS_IN_PROJECT=true pipx run poetry install --no-root"

    @property
    def called(self) -> str:
        """Its name as it is written."""
        return {"PIP": "pip", "UV": "uv", "POETRY": "Poetry"}[self.name]


def tool_of(project: Project) -> Tool:
    """The tool that ``runtime.options.toolchain`` names, else the one whose lock file is there,
    else the one that ``pyproject.toml`` is written for.
    """
    named = {"uv": Tool.UV, "poetry": Tool.POETRY}.get(project.toolchain)
    if named:
        return named
    if (project.directory / "uv.lock").is_file():
        return Tool.UV
    if (project.directory / "poetry.lock").is_file() or _is_of_poetry(project.directory):
        return Tool.POETRY
    return Tool.PIP


def _is_of_poetry(directory: Path) -> bool:
    try:
        document = tomllib.loads((directory / "pyproject.toml").read_text(encoding="utf-8"))
    except (OSError, ValueError):  # settings.py says what is wrong with it
        return False
    tools = document.get("tool")
    return isinstance(tools, dict) and "poetry" in tools
