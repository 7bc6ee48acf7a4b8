"""The bytes of a tar stream as Go's ``archive/tar`` writes it for a name and a size alone.

Python's ``tarfile`` fills the device fields differently, and the engine's hash of an archive is
the hash of these bytes.
"""

from __future__ import annotations

import os
import posixpath
from typing import Final

BLOCK: Final = 512
END: Final = bytes(2 * BLOCK)
_NAME: Final = 100
_PREFIX: Final = 155
_FILE, _EXTENDED = b"0", b"x"
_CHECKSUM: Final = slice(148, 156)


def header(name: str, size: int) -> bytes:
    """Return the tar header of a file: mode 0600, no owner, no time."""
    path = os.fsencode(name)
    if name.isascii() and len(path) <= _NAME:
        return _ustar(b"", path, size)
    split = _split(path) if name.isascii() else None
    if split is not None:
        return _ustar(*split, size)
    return _extended(name) + _ustar(b"", _ascii(name)[:_NAME], size)


def padding(size: int) -> bytes:
    """Return the tar padding after the content of a file."""
    return bytes(-size % BLOCK)


def _ustar(prefix: bytes, name: bytes, size: int) -> bytes:
    owner = b"".join((_octal(0o600, 8), _octal(0, 8), _octal(0, 8), _octal(size, 12)))
    device = b"\0" * 64 + _octal(0, 8) * 2
    return _sealed(name, owner + _octal(0, 12), _FILE, device + prefix.ljust(_PREFIX, b"\0"))


def _extended(name: str) -> bytes:
    """A PAX record for a path that does not fit the header."""
    folder, file = posixpath.split(name)
    record = _record(b"path", os.fsencode(name))
    label = _ascii(posixpath.join(folder, "PaxHeaders.0", file))[:_NAME].rstrip(b"/")
    numbers = _octal(0, 8) * 3 + _octal(len(record), 12) + _octal(0, 12)
    return _sealed(label, numbers, _EXTENDED, b"") + record + padding(len(record))


def _record(key: bytes, value: bytes) -> bytes:
    """``length key=value``, where the length counts its own digits."""
    rest = b" " + key + b"=" + value + b"\n"
    length = len(rest)
    while length != len(rest) + len(str(length)):
        length = len(rest) + len(str(length))
    return str(length).encode() + rest


def _sealed(name: bytes, numbers: bytes, kind: bytes, rest: bytes) -> bytes:
    head = name.ljust(_NAME, b"\0") + numbers + b" " * 8 + kind + b"\0" * _NAME
    block = bytearray((head + b"ustar\x0000" + (rest or b"\0" * 32)).ljust(BLOCK, b"\0"))
    block[_CHECKSUM] = b"%06o\0 " % sum(block)
    return bytes(block)


def _octal(number: int, width: int) -> bytes:
    return b"%0*o\0" % (width - 1, number)


def _split(path: bytes) -> tuple[bytes, bytes] | None:
    """The path cut at a slash so that both parts fit their fields."""
    length = min(len(path), _PREFIX + 1)
    cut = path.rfind(b"/", 0, length)
    prefix, name = path[: max(cut, 0)], path[cut + 1 :]
    return (prefix, name) if cut > 0 and 0 < len(name) <= _NAME else None


def _ascii(text: str) -> bytes:
    return bytes(code for code in map(ord, text) if 0 < code < 0x80)  # noqa: PLR2004 the ASCII range
