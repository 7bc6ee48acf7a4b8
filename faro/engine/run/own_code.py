"""Which files are the program's own: below its folder, and not installed there."""

from __future__ import annotations

import functools
import os
import site
import sys
from importlib import machinery
from pathlib import Path
from types import ModuleType


@functools.cache
def _foreign() -> tuple[Path, ...]:
    standard_library, ourselves = Path(os.__file__).parent, Path(__file__).parents[1]
    return (*map(Path, site.getsitepackages()), standard_library, ourselves)


@functools.cache
def is_own(filename: str, directory: Path) -> bool:
    """Return whether a file belongs to the program in ``directory``."""
    path = Path(filename)
    return path.is_relative_to(directory) and not any(
        path.is_relative_to(place) for place in _foreign()
    )


def import_from_copy(original: Path, copy: Path) -> None:
    """Lead each import that an editable installation leads into ``original`` into ``copy``."""

    def moved(place: str) -> str:
        if is_own(place, original):
            return str(copy / Path(place).relative_to(original))
        return place

    sys.path[:] = map(moved, sys.path)
    for name, module in list(sys.modules.items()):
        if name.startswith("__editable__"):  # the finder that setuptools installs
            mapping = getattr(module, "MAPPING", {})
            mapping.update({package: moved(place) for package, place in mapping.items()})
        elif not name.startswith("faro.") and is_own(_file_of(module), original):
            del sys.modules[name]


def _file_of(module: ModuleType) -> str:
    return getattr(module, "__file__", None) or ""


def leave_no_bytecode(directory: Path) -> None:
    """Import the program's own modules without writing ``__pycache__`` into its folder."""

    class _Loader(machinery.SourceFileLoader):
        def set_data(self, path: str, data: object, **_: object) -> None:
            """Write nothing."""

    def finder(path: str) -> machinery.FileFinder:
        folder = Path(path or ".").resolve()
        if not (folder.is_dir() and is_own(str(folder), directory)):
            raise ImportError
        return machinery.FileFinder(
            path,
            (machinery.ExtensionFileLoader, machinery.EXTENSION_SUFFIXES),
            (_Loader, machinery.SOURCE_SUFFIXES),
        )

    sys.path_hooks.insert(0, finder)
    sys.path_importer_cache.clear()
