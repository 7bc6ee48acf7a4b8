"""Hashes of assets and archives, to the bit as the engine computes them.

An asset is hashed by its bytes, an archive file by its bytes too, and every other archive as the
tar stream that it would be sent as (``sdk/go/common/resource/{asset,archive}``). What stands behind
an http URL has no hash here.
"""

from __future__ import annotations

import hashlib
import os
import tarfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from errno import ENOTDIR
from io import BytesIO
from posixpath import join, normpath
from typing import IO, Any, Final
from urllib.parse import unquote, urlsplit

from faro.engine import tar_stream
from faro.model.diagnostic import error
from faro.model.value import Archive, Asset, Secret, Value

_FORMATS: Final = (".tar", ".tgz", ".tar.gz", ".zip", ".jar")
_BOOKKEEPING: Final = ".pulumi"
_CHUNK: Final = 1 << 20

_File = tuple[str, int, IO[bytes]]
"""A name in an archive, the size and the open content."""


def hash_text(text: str) -> str:
    """The hash of an asset that is a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def hash_file(path: str) -> str:
    """The hash of an asset, or of an archive in a file."""
    with _readable(path), open(path, "rb") as content:  # noqa: PTH123 paths stay the user's texts
        return _hash_of(_chunks(content))


def hash_archive(path: str) -> str:
    """The hash of an archive file or of a directory."""
    return _hash_of_archive(Archive(hash="", path=path), "")


def resolved(value: Value, root: str) -> Value:
    """The value with a hash in each asset and archive; paths are taken from ``root``.

    Values without any are handed back as they are.
    """
    if isinstance(value, Asset):
        return value if value.hash else _resolved_asset(value, root)
    if isinstance(value, Archive):
        return value if value.hash else _resolved_archive(value, root)
    if isinstance(value, Secret):
        inner = resolved(value.value, root)
        return value if inner is value.value else Secret(inner)
    if isinstance(value, dict):
        items = {key: resolved(item, root) for key, item in value.items()}
        return value if all(items[key] is value[key] for key in value) else items
    if isinstance(value, list):
        parts = [resolved(item, root) for item in value]
        return value if all(map(_is, parts, value)) else parts
    return value


def _is(one: Any, other: Any) -> bool:
    return one is other


def _resolved_asset(asset: Asset, root: str) -> Asset:
    path = _path_of(asset, root)
    if path:
        return replace(asset, hash=hash_file(path))
    return asset if asset.uri else replace(asset, hash=hash_text(asset.text or ""))


def _resolved_archive(archive: Archive, root: str) -> Archive:
    if archive.assets is not None:
        parts: Any = {key: resolved(item, root) for key, item in archive.assets.items()}
        archive = replace(archive, assets=parts)
    if _is_remote(archive):
        return archive
    return replace(archive, hash=_hash_of_archive(archive, root))


def _is_remote(part: Asset | Archive) -> bool:
    """Return whether any of the content has to be fetched."""
    if isinstance(part, Archive) and part.assets is not None:
        return any(map(_is_remote, part.assets.values()))
    return bool(part.uri) and not _path_of(part, "/")


def _path_of(part: Asset | Archive, root: str) -> str:
    """Where the content lies; empty where it is not in a file."""
    if part.path:
        return os.path.join(root, part.path)  # noqa: PTH118 paths stay the user's texts
    url = urlsplit(part.uri)
    return unquote(url.path) if url.scheme == "file" else ""


def _hash_of_archive(archive: Archive, root: str) -> str:
    path = _path_of(archive, root)
    if path.endswith(_FORMATS):
        return hash_file(path)
    with _readable(path or root):
        return _hash_of(_tar(_files(archive, root)))


@contextmanager
def _readable(path: str) -> Iterator[None]:
    """Turns what the file system or a broken archive raises into a diagnostic."""
    try:
        yield
    except (OSError, EOFError, zlib.error, tarfile.TarError, zipfile.BadZipFile) as problem:
        where = str(getattr(problem, "filename", None) or path)
        why = getattr(problem, "strerror", None) or str(problem)
        raise error(
            "Cannot read an asset or archive",
            f"{where}: {why}. Its content decides whether the resource changes; put the file there "
            "or correct the path in the program (paths are taken from the program's folder).",
            address=where,
        ) from None


def _hash_of(chunks: Iterator[bytes]) -> str:
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
    return digest.hexdigest()


def _chunks(content: IO[bytes]) -> Iterator[bytes]:
    while chunk := content.read(_CHUNK):
        yield chunk


def _tar(files: Iterator[_File]) -> Iterator[bytes]:
    """The stream; a name that comes twice counts once."""
    seen: set[str] = set()
    for name, size, content in files:
        if name in seen:
            continue
        seen.add(name)
        yield tar_stream.header(name, size)
        yield from _chunks(content)
        yield tar_stream.padding(size)
    yield tar_stream.END


def _files(archive: Archive, root: str) -> Iterator[_File]:
    path = _path_of(archive, root)
    if not path:
        return _mapped(archive.assets or {}, root)
    if path.endswith((".zip", ".jar")):
        return _zipped(path)
    return _tarred(path) if path.endswith(_FORMATS) else _listed(path)


def _mapped(assets: Mapping[str, Asset | Archive], root: str) -> Iterator[_File]:
    """The files of a map of assets, those of an archive in it below its key."""
    for key in sorted(assets, key=str.encode):
        part = assets[key]
        if isinstance(part, Archive):
            yield from (
                (normpath(join(key, name)), n, file) for name, n, file in _files(part, root)
            )
        elif path := _path_of(part, root):
            yield from _opened(key, path)
        else:
            yield from _text(key, part.text or "")


def _text(name: str, text: str) -> Iterator[_File]:
    content = text.encode()
    yield name, len(content), BytesIO(content)


def _opened(name: str, path: str) -> Iterator[_File]:
    with open(path, "rb") as content:  # noqa: PTH123 paths stay the user's texts
        yield name, os.fstat(content.fileno()).st_size, content


def _zipped(path: str) -> Iterator[_File]:
    with _readable(path), zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            if not member.is_dir():
                with archive.open(member) as content:
                    yield normpath(member.filename), member.file_size, content


def _tarred(path: str) -> Iterator[_File]:
    with _readable(path), tarfile.open(path) as archive:
        for member in archive:
            content = archive.extractfile(member)
            if content is not None:
                yield normpath(member.name), member.size, content


def _listed(folder: str) -> Iterator[_File]:
    """The files of a directory, in the order of Go's ``filepath.Walk``."""
    if not os.path.isdir(folder):  # noqa: PTH112
        raise NotADirectoryError(ENOTDIR, "neither a directory nor an archive file", folder)
    if os.path.islink(folder):  # noqa: PTH114 Walk does not follow a link, not even its root
        return
    for path in _walked(folder):
        yield from _opened(os.path.relpath(path, folder).replace(os.sep, "/"), path)


def _walked(folder: str) -> Iterator[str]:
    for entry in sorted(os.scandir(folder), key=lambda entry: os.fsencode(entry.name)):
        if entry.name == _BOOKKEEPING:
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _walked(entry.path)
        elif not entry.is_dir():
            yield entry.path
