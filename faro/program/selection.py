"""The stack that is selected, as the Pulumi CLI selects it.

Source: ``getCurrentStackName`` in ``pkg/backend/state/stacks.go`` and ``settingsPath`` in
``pkg/workspace/workspace.go`` of pulumi/pulumi. No credentials are read: of several backends with
different selections only ``PULUMI_BACKEND_URL`` or the project's ``backend.url`` says which counts.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import NamedTuple

from faro.model.diagnostic import error
from faro.program.project import Project

VARIABLE = "PULUMI_STACK"


class Selection(NamedTuple):
    """A stack's name, without organization and project, and where the selection was read."""

    stack: str
    source: str


def selected(project: Project) -> Selection | None:
    """The stack of ``PULUMI_STACK``, else of the project's workspace; None where none is selected.

    Failure where the workspace file cannot be read, or its selection depends on the backend.
    """
    given = os.environ.get(VARIABLE)
    if given is not None:
        return _selection(given, VARIABLE)
    path = _workspace(project)
    if not path.is_file():
        return None
    try:
        settings = json.loads(path.read_text(encoding="utf-8"))
        by_backend = dict(settings.get("stacks") or {})
        name = _of_backend(by_backend, project, str(settings.get("stack") or ""))
    except (OSError, ValueError, AttributeError, TypeError) as problem:
        raise error(
            "Invalid workspace file",
            f"{path}: {type(problem).__name__}. It holds the selected stack.",
            address=str(path),
            command="pulumi stack select STACK",
        ) from None
    return _selection(name, "`pulumi stack select`")


def _selection(name: str, source: str) -> Selection | None:
    stack = name.rpartition("/")[2]
    return Selection(stack, source) if stack else None


def _of_backend(by_backend: dict[str, str], project: Project, unscoped: str) -> str:
    backend = os.environ.get("PULUMI_BACKEND_URL") or project.backend
    if backend or not by_backend:
        return by_backend.get(backend, unscoped)
    if len(set(by_backend.values())) == 1:
        return next(iter(by_backend.values()))
    chosen = ", ".join(f"{stack} at {url}" for url, stack in by_backend.items())
    raise error(
        "Ambiguous stack selection",
        f"Each backend has another stack selected: {chosen}. Name the stack, or set "
        "PULUMI_BACKEND_URL.",
        command="faro preview STACK",
    )


def _workspace(project: Project) -> Path:
    given = os.environ.get("PULUMI_HOME")
    home = Path(given) if given else Path("~/.pulumi").expanduser()
    digest = hashlib.sha1(str(project.file).encode(), usedforsecurity=False).hexdigest()
    return home / "workspaces" / f"{project.name}-{digest}-workspace.json"
