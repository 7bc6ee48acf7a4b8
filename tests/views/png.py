"""Just enough of PNG to say what a screenshot looks like."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

Pixel = tuple[int, ...]
_CHANNELS = {2: 3, 6: 4}


def pixels(path: Path) -> list[Pixel]:
    """The pixels of a picture of 8 bits a channel, in RGB, without transparency."""
    data = path.read_bytes()
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    chunks = list(_chunks(data[8:]))
    width, _, depth, kind, _, _, interlaced = struct.unpack(">IIBBBBB", chunks[0][1])
    assert (depth, interlaced) == (8, 0)
    size = _CHANNELS[kind]
    raw = zlib.decompress(b"".join(content for name, content in chunks if name == b"IDAT"))
    found: list[Pixel] = []
    above = bytes(width * size)
    for start in range(0, len(raw), width * size + 1):
        above = _line(raw[start], raw[start + 1 : start + 1 + width * size], above, size)
        found += [tuple(above[at : at + 3]) for at in range(0, len(above), size)]
    return found


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at < len(data):
        (length,) = struct.unpack_from(">I", data, at)
        yield data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        at += length + 12


def _line(kind: int, line: bytes, above: bytes, size: int) -> bytes:
    """One row of bytes, of which each was written as a difference from those beside and above."""
    if kind == 0:
        return line
    found = bytearray(line)
    for at, value in enumerate(line):
        left = found[at - size] if at >= size else 0
        corner = above[at - size] if at >= size else 0
        up = above[at]
        guess = {1: left, 2: up, 3: (left + up) // 2}.get(kind)
        found[at] = (value + (_paeth(left, up, corner) if guess is None else guess)) & 255
    return bytes(found)


def _paeth(left: int, up: int, corner: int) -> int:
    near = left + up - corner
    return min((left, up, corner), key=lambda value: abs(near - value))
