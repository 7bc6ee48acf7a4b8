"""The files that pin a program's packages, and whether two versions of them differ."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

_FILES: Final = (
    "requirements*.txt",
    "requirements/*.txt",
    "constraints*.txt",
    "locks/*.txt",
    "pylock*.toml",
    "uv.lock",
    "poetry.lock",
    "pdm.lock",
    "Pipfile.lock",
    "pyproject.toml",
)
_TABLES: Final = (
    ("project", "dependencies"),
    ("project", "optional-dependencies"),
    ("dependency-groups",),
    ("tool", "poetry", "dependencies"),
    ("tool", "poetry", "group"),
    ("tool", "uv"),
)
"""What of ``pyproject.toml`` names packages."""


def differing(here: Path, there: Path, folder: Path) -> tuple[Path, ...]:
    """The files on which two trees do not agree, of ``folder`` and of those above it up to the top.

    All paths that go in or come out, except the two tops, count from the top.
    """
    found = {
        path.relative_to(top)
        for top in (here, there)
        for place in (folder, *folder.parents)
        for pattern in _FILES
        for path in (top / place).glob(pattern)
    }
    return tuple(path for path in sorted(found) if _said(here / path) != _said(there / path))


def _said(path: Path) -> Any:
    """What a file says of packages; None where it is not there or says nothing."""
    if not path.is_file():
        return None
    content = path.read_bytes()
    return _tables(content) if path.name == "pyproject.toml" else content


def _tables(content: bytes) -> Any:
    """The tables that name packages; of a file that is not valid all that is in it."""
    try:
        document = tomllib.loads(content.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        return content
    return list(_present(document)) or None


def _present(document: dict[str, Any]) -> Iterator[Any]:
    for keys in _TABLES:
        table: Any = document
        for key in keys:
            table = table.get(key) if isinstance(table, dict) else None
        if table:
            yield keys, table
