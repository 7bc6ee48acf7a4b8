"""Keep the compiled code of installed packages in a cache folder of the user.

Python keeps it beside the source. That is no place where the environment is read-only, where
``PYTHONDONTWRITEBYTECODE`` is set (as in many containers), or where a preview must leave no file.
An entry is valid for one state of its source file (path, inode, size, times): the files of two
versions of a package often have the same size and the same modification time.
"""

from __future__ import annotations

import hashlib
import importlib.util
import marshal
import os
import stat
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType

_ONLY_THE_USER = 0o700
_OTHERS_MAY_WRITE = stat.S_IWGRP | stat.S_IWOTH
_DAMAGED = (EOFError, TypeError, ValueError)
"""What ``marshal`` raises for data that it did not write."""


class CodeCache:
    """A folder with one file for each module that was compiled."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @classmethod
    def of_user(cls) -> CodeCache | None:
        """The cache of this user and this version of Python; None where there can be none.

        Only a folder that no other user can write to is used, because its content is executed.
        """
        name = f"{sys.implementation.cache_tag}-{sys.flags.optimize}"
        try:
            folder = _user_caches() / "faro" / name
            folder.parent.mkdir(mode=_ONLY_THE_USER, parents=True, exist_ok=True)
            folder.mkdir(mode=_ONLY_THE_USER, exist_ok=True)
            safe = all(map(_is_private, (folder.parent, folder)))
        except (OSError, RuntimeError):  # the second: the user has no home folder
            return None
        return cls(folder) if safe and os.access(folder, os.W_OK) else None

    def load(self, source: str, form: bytes) -> CodeType | None:
        """The code of a source file in one of its compiled forms; None if it is not there."""
        try:
            entry = self._path(source, form).read_bytes()
            key = _key(source, form)
        except OSError:
            return None
        if not entry.startswith(key):
            return None
        with suppress(*_DAMAGED):
            code = marshal.loads(memoryview(entry)[len(key) :])  # noqa: S302 written by the user alone
            return code if isinstance(code, CodeType) else None
        return None

    def keep(self, source: str, form: bytes, code: CodeType) -> None:
        """Write the code, whole or not at all; a full disk costs time later and nothing now."""
        path = self._path(source, form)
        unfinished = path.with_name(f"{path.name}.{os.getpid()}")
        try:
            entry = _key(source, form) + marshal.dumps(code)
            path.parent.mkdir(mode=_ONLY_THE_USER, parents=True, exist_ok=True)
            unfinished.write_bytes(entry)
            unfinished.replace(path)
        except OSError:
            with suppress(OSError):
                unfinished.unlink(missing_ok=True)

    def _path(self, source: str, form: bytes) -> Path:
        path = Path(source).absolute()
        suffix = f".{form.hex()}.code" if form else ".code"
        return self._folder / path.relative_to(path.anchor).with_suffix(suffix)


def _user_caches() -> Path:
    """Where this platform keeps the caches of a user."""
    given = os.environ.get("XDG_CACHE_HOME", "")
    if Path(given).is_absolute():  # relative paths are to be ignored, says the specification
        return Path(given)
    return Path.home() / ("Library/Caches" if sys.platform == "darwin" else ".cache")


def _is_private(folder: Path) -> bool:
    found = folder.lstat()
    mine = stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid()
    return mine and not found.st_mode & _OTHERS_MAY_WRITE


def _key(source: str, form: bytes) -> bytes:
    """What an entry begins with: the version of the bytecode and the state of the source file."""
    found = Path(source).stat()
    state = (source, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns, form)
    digest = hashlib.blake2b(repr(state).encode(), digest_size=16).digest()
    return importlib.util.MAGIC_NUMBER + digest


class CachedLoader(SourceFileLoader):
    """Loads a module by its entry in the cache, and makes the entry where it is missing.

    ``form`` stands for what a subclass changes in the code; empty for what Python itself compiles.
    """

    form = b""

    def __init__(self, name: str, path: str, cache: CodeCache) -> None:
        super().__init__(name, path)
        self._cache = cache

    def get_code(self, fullname: str) -> CodeType | None:  # noqa: ARG002 the signature is Python's
        """The code of the module, compiled at most once."""
        code = self._cache.load(self.path, self.form)
        if code is None:
            code = self.source_to_code(self.get_data(self.path), self.path)
            self._cache.keep(self.path, self.form, code)
        return code


class _Finder:
    """Finds modules as Python does; those without compiled code beside them are cached."""

    def __init__(self, cache: CodeCache) -> None:
        self._cache = cache

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The module with a loader of the cache, where Python has not compiled it yet."""
        spec = PathFinder.find_spec(name, path, target)
        if spec and type(spec.loader) is SourceFileLoader and not _is_compiled(spec):
            spec.loader = CachedLoader(name, spec.loader.path, self._cache)
        return spec


def _is_compiled(spec: ModuleSpec) -> bool:
    return spec.cached is not None and Path(spec.cached).exists()


def use() -> CodeCache | None:
    """Import from the user's cache from now on, and write no compiled code anywhere else.

    Without such a cache nothing changes: Python does as its environment says.
    """
    cache = CodeCache.of_user()
    if cache:
        sys.dont_write_bytecode = True
        sys.meta_path.insert(sys.meta_path.index(PathFinder), _Finder(cache))
    return cache
