"""Writing the files of an export."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from faro.export.manifest_file import HEAD
from faro.model.diagnostic import Failure, error


def write(files: Mapping[str, str], out: Path) -> None:
    """Write each file into the folder ``out``, which is made if it is not there; a JSON document to
    ``out`` itself if that is the name of a JSON file.
    """
    folder = out
    if out.suffix == ".json" and not out.is_dir() and all(n.endswith(".json") for n in files):
        folder, files = out.parent, dict.fromkeys([out.name], "".join(files.values()))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as wrong:
        raise _refused(wrong, folder) from wrong


def remove_stale(files: Collection[str], folder: Path) -> None:
    """Remove the manifests of an earlier export whose objects are gone, and no other file."""
    try:
        for old in folder.glob("*.yaml"):
            if old.name not in files and _is_ours(old):
                old.unlink()
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
