"""The backup of a move, kept on disk until the move is verified: both earlier states."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from faro.model.diagnostic import error

_FOLDER: Final = ".faro"
_SOURCE, _TARGET, _JOURNAL = "source.json", "target.json", "move.json"


@dataclass(frozen=True, slots=True)
class Journal:
    """The move between two stacks of a project; its secrets are encrypted as in the backend."""

    folder: Path

    @classmethod
    def of(cls, project: Path, source: str, target: str) -> Journal:
        """The journal of a move, begun or not."""
        return cls(project / _FOLDER / f"{source}-to-{target}")

    @property
    def is_open(self) -> bool:
        """Whether a move was started but not verified."""
        return (self.folder / _JOURNAL).is_file()

    @property
    def source(self) -> Path:
        """The export of the source before the move."""
        return self.folder / _SOURCE

    @property
    def target(self) -> Path:
        """The export of the target before the move."""
        return self.folder / _TARGET

    def begin(self, source: Any, target: Any, kept: Sequence[str]) -> None:
        """Save both exports and what stays in the source; only then is the journal open."""
        self.folder.mkdir(parents=True, exist_ok=True)
        ignored = self.folder.parent / ".gitignore"
        ignored.write_text("*\n", encoding="utf-8")
        _save(self.source, source)
        _save(self.target, target)
        _save(self.folder / _JOURNAL, {"version": 1, "kept": list(kept)})

    def exports(self) -> tuple[Any, Any]:
        """Both stacks as they were."""
        return self._read(self.source), self._read(self.target)

    def kept(self) -> tuple[str, ...]:
        """URNs of what stays in the source."""
        return tuple(self._read(self.folder / _JOURNAL).get("kept", ()))

    def _read(self, path: Path) -> Any:
        try:
            return json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as problem:
            raise error(
                "Cannot read the backup of a move",
                f"{path}: {problem}. A move was interrupted; compare the two stacks manually.",
                address=str(path),
                command="faro phases",
            ) from None

    def close(self) -> None:
        """Remove it: the move is verified, or undone."""
        shutil.rmtree(self.folder)


def _save(path: Path, document: Any) -> None:
    """Write a file whole or not at all."""
    part = path.with_suffix(".part")
    with part.open("w", encoding="utf-8") as file:
        json.dump(document, file)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
