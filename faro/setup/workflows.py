"""The two workflows that preview a pull request and comment on it, for a project's repository.

Their text is that of ``workflows/*.yml``, which docs/pull-requests.md shows as it is.
"""

from __future__ import annotations

import json
from pathlib import Path

from faro.program.project import Project
from faro.setup.tools import Tool

ACTION = "OWNER/faro-scaling@COMMIT"
"""Stands for the repository and the commit of the action until they are given."""
_TEXTS = Path(__file__).parent / "workflows"
_USES = f"      - uses: {ACTION}\n"


def repository(project: Project) -> Path:
    """The folder that GitHub reads workflows from: the root of the Git repository; the project's
    own folder where there is none.
    """
    folders = (project.directory, *project.directory.parents)
    return next((each for each in folders if (each / ".git").exists()), project.directory)


def workflows(project: Project, tool: Tool, action: str) -> dict[Path, str]:
    """Each workflow's path and text."""
    root = repository(project)
    program = project.directory.relative_to(root).as_posix()
    preview = (_TEXTS / "preview.yml").read_text(encoding="utf-8")
    comment = (_TEXTS / "comment.yml").read_text(encoding="utf-8")
    steps = _install(tool, program) + _USES + _inputs(program)
    owner, _, commit = action.partition("@")
    folder = root / ".github" / "workflows"
    return {
        folder / "preview.yml": preview.replace(_USES, steps).replace(ACTION, action),
        folder / "comment.yml": comment.replace(ACTION.partition("@")[0], owner).replace(
            "@COMMIT", f"@{commit}"
        ),
    }


def _install(tool: Tool, program: str) -> str:
    """A step that makes the program's environment, where the action does not."""
    if not tool.value:
        return ""
    folder = "" if program == "." else f"        working-directory: {json.dumps(program)}\n"
    return f"      - run: {tool.value}\n{folder}"


def _inputs(program: str) -> str:
    return "" if program == "." else f"        with: {{program: {json.dumps(program)}}}\n"
