"""A saved plan, bound to digests of its inputs.

The file holds digests: of the stack's state, of the program, of its configuration and of the price
book. A plan is stale as soon as one of them is another. It holds no state and no secret, and a sum
of its own, so that an edited file is found; whoever can write the file can also write the sum, so
that it is no signature.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from faro.cost.book import FOLDER
from faro.model.diagnostic import Failure, error
from faro.program.imports import is_source
from faro.program.project import Project

_VERSION: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedPlan:
    """The stack that the plan is for, and a digest of each thing that it was made from."""

    stack: str
    digests: Mapping[str, str]

    @classmethod
    def of(cls, project: Project, stack: str, export: Mapping[str, Any], file: Path) -> SavedPlan:
        """Bind a plan to the current state; ``export`` is the stack's, ``file`` the plan's own."""
        directory = project.directory
        config = {directory / "Pulumi.yaml", directory / f"Pulumi.{stack}.yaml"}
        stacks = {directory / f"Pulumi.{each}.yaml" for each in project.stacks()}
        program = set(_files(directory)) - config - stacks - {file.resolve()}
        return cls(
            stack=stack,
            digests={
                "state": _sum(json.dumps(export.get("deployment"), sort_keys=True).encode()),
                "program": _sum_of(program, directory),
                "config": _sum_of((path for path in config if path.is_file()), directory),
                "price book": _sum_of(FOLDER.glob("*.yml"), FOLDER),
            },
        )

    def save(self, file: Path) -> None:
        """Write the plan."""
        content = {"version": _VERSION, "stack": self.stack, "digests": dict(self.digests)}
        text = json.dumps({**content, "sum": _sealed(content)}, indent=2)
        file.write_text(text + "\n", encoding="utf-8")

    @classmethod
    def read(cls, file: Path) -> SavedPlan:
        """Read a plan; a Failure for one that was edited, or that is none."""
        try:
            content = json.loads(file.read_text(encoding="utf-8"))
            found = content.pop("sum")
            plan = cls(stack=str(content["stack"]), digests=dict(content["digests"]))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            raise _unusable(
                file, "Not a saved plan", f"{file} was not written by `faro preview --save`."
            ) from None
        if found != _sealed(content) or content.get("version") != _VERSION:
            raise _unusable(
                file,
                "Saved plan was modified",
                f"{file} changed after `faro preview --save` wrote it. Nothing was deployed.",
            )
        return plan

    def check(self, now: SavedPlan) -> None:
        """Raise a Failure that names what changed since the plan was made."""
        changed = [name for name, was in self.digests.items() if now.digests.get(name) != was]
        if changed:
            raise error(
                "Saved plan is stale",
                f"Changed since it was saved: {', '.join(changed)}. Nothing was deployed. Preview "
                f"{self.stack} again and get the new plan approved.",
                address=self.stack,
                command=f"faro preview {self.stack} --save PLAN",
            )


def _files(directory: Path) -> Iterator[Path]:
    """Every file that a program may read."""
    for folder, below, names in os.walk(directory):
        below[:] = [name for name in below if is_source(Path(folder) / name)]
        for name in names:
            path = Path(folder) / name
            if not name.startswith(".") and path.is_file():
                yield path


def _sum_of(paths: Iterator[Path] | set[Path], directory: Path) -> str:
    found = hashlib.sha256()
    for path in sorted(paths):
        found.update(str(path.relative_to(directory)).encode() + b"\0")
        found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()


def _sum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _sealed(content: Mapping[str, Any]) -> str:
    return _sum(json.dumps(content, sort_keys=True).encode())


def _unusable(file: Path, summary: str, detail: str) -> Failure:
    return error(summary, detail, address=str(file), command="faro preview PHASE --save PLAN")
