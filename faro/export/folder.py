"""Writing an export: to a folder, which it keeps to what it wrote, or to one file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from faro.export.manifest_file import HEAD
from faro.model.diagnostic import Failure, error


def write(files: Mapping[str, str], folder: Path) -> None:
    """Write each file into the folder, which is made if it is not there; remove the manifests of an
    earlier export whose objects are gone. Other files are left alone.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("*.yaml"):
            if old.name not in files and _is_ours(old):
                old.unlink()
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as wrong:
        raise _refused(wrong, folder) from wrong


def _is_ours(file: Path) -> bool:
    with file.open(encoding="utf-8", errors="replace") as lines:
        return lines.readline().rstrip("\n") == HEAD


def _refused(wrong: OSError, folder: Path) -> Failure:
    return error(
        "Cannot write the export",
        f"{wrong.strerror}: {wrong.filename or folder}. Name a folder that can be written.",
        address="--out",
        command="faro export PHASE --format FORMAT --out DIR",
    )
