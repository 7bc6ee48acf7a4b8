"""What `faro init` does to each file, decided for all before the first is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from faro.model.diagnostic import error
from faro.program.project import Project
from faro.setup.settings import with_table
from faro.setup.tools import Tool
from faro.setup.workflows import workflows


class Deed(Enum):
    """What happens to a file."""

    CREATE = "create"
    EXTEND = "add [tool.faro] to"
    OVERWRITE = "overwrite"
    SAME = "keep"
    KEEP = "keep, though it differs,"


_WRITTEN = frozenset({Deed.CREATE, Deed.EXTEND, Deed.OVERWRITE})


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One file and its new text."""

    path: Path
    deed: Deed
    text: str = ""

    @property
    def is_written(self) -> bool:
        """Whether anything is to be written."""
        return self.deed in _WRITTEN


def planned(project: Project, tool: Tool, action: str, *, force: bool) -> tuple[File, ...]:
    """Every file; a workflow that is there and differs is overwritten only with ``force``."""
    if not project.stacks():
        raise error(
            "No stack found",
            f"{project.stack_folder} has no Pulumi.<stack>.yaml, so there is nothing to preview.",
            address=str(project.stack_folder),
            command="pulumi stack init dev",
        )
    made: Mapping[Path, str] = workflows(project, tool, action)
    return (_settings(project), *(_workflow(path, text, force) for path, text in made.items()))


def _settings(project: Project) -> File:
    path = project.directory / "pyproject.toml"
    text = with_table(path, project.stacks())
    if text is None:
        return File(path=path, deed=Deed.SAME)
    return File(path=path, deed=Deed.EXTEND if path.exists() else Deed.CREATE, text=text)


def _workflow(path: Path, text: str, force: bool) -> File:
    if not path.exists():
        return File(path=path, deed=Deed.CREATE, text=text)
    try:
        same = path.read_text(encoding="utf-8") == text
    except (OSError, UnicodeDecodeError):
        same = False
    if same:
        return File(path=path, deed=Deed.SAME)
    return File(path=path, deed=Deed.OVERWRITE if force else Deed.KEEP, text=text)


def write(files: Sequence[File]) -> None:
    """Write what is to be written; Failure names what could not be, and what was before it."""
    done: list[str] = []
    for file in files:
        if not file.is_written:
            continue
        try:
            file.path.parent.mkdir(parents=True, exist_ok=True)
            file.path.write_bytes(file.text.encode())
        except OSError as problem:
            before = f"Written before it: {', '.join(done)}." if done else "Nothing was written."
            raise error(
                "Cannot write the file",
                f"{file.path}: {problem.strerror}. {before}",
                address=str(file.path),
                command="faro init --dry-run",
            ) from None
        done.append(str(file.path))
