"""Reads the parts of a vendor's response; a missing part is reported as the vendor's error."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from providers.errors import Malformed


def part(answer: Any, *path: str) -> Any:
    """Give the part of an answer under ``path``; Malformed where there is none."""
    found = answer
    for key in path:
        if not isinstance(found, Mapping) or key not in found:
            raise Malformed(f"the response has no {'.'.join(path)}")
        found = found[key]
    return found


def text(answer: Any, *path: str) -> str:
    """Give a part that is a text."""
    found = part(answer, *path)
    if not isinstance(found, str):
        raise Malformed(f"{'.'.join(path)} is not a text in the response")
    return found


def items(answer: Any, *path: str) -> Iterator[Mapping[str, Any]]:
    """Yield the objects of a list."""
    found = part(answer, *path)
    if not isinstance(found, list) or not all(isinstance(item, Mapping) for item in found):
        raise Malformed(f"{'.'.join(path) or 'the response'} is not a list of objects")
    yield from found
