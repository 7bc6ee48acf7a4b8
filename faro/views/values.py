"""A property value in a view: short, on one line, without its secrets."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from typing import Any

from faro.model.urn import name_of
from faro.model.value import (
    UNKNOWN,
    Archive,
    Asset,
    Ciphertext,
    Path,
    Reference,
    Secret,
    Value,
    path_text,
)

SECRET_TEXT = "[secret]"  # noqa: S105 what stands in the place of one
UNKNOWN_WORDS = "unknown until deployment"
WIDTH = 60
_LEAD = 12
_STAND_IN = re.compile(r"«[^«»#]*::([^«»#]+)#")


def blinded(value: Value) -> Value:
    """The value with each secret replaced by ``[secret]``, whatever is inside it."""
    if isinstance(value, Secret | Ciphertext):
        return SECRET_TEXT
    if isinstance(value, dict):
        return {key: blinded(item) for key, item in value.items()}
    if isinstance(value, list):
        return [blinded(item) for item in value]
    if isinstance(value, Archive) and value.assets is not None:
        return Archive(
            value.hash, value.path, value.uri, {k: _bare(a) for k, a in value.assets.items()}
        )
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value


def _bare(member: Any) -> Any:
    """A member of an archive without secrets; a state file may hold anything there."""
    return blinded(member)


def whole(value: Value) -> str:
    """The value on one line, at its full length."""
    if isinstance(value, Secret | Ciphertext):
        return SECRET_TEXT
    if value is UNKNOWN:
        return UNKNOWN_WORDS
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {whole(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(whole, value)) + "]"
    if isinstance(value, Asset | Archive):
        return _content(value)
    if isinstance(value, Reference):
        return _reference(value)
    return json.dumps(value)


def _text(value: str) -> str:
    """A text in quotes; a JSON document in a text as the value it stands for."""
    if value[:1] in ("{", "["):
        try:
            return "json " + whole(json.loads(value))
        except (ValueError, RecursionError):
            pass
    return _quoted(value)


def shortened(text: str) -> str:
    """Shorten each synthetic value in a text to the name of its resource."""
    return _STAND_IN.sub(r"«\1#", text)


def _quoted(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def _content(value: Asset | Archive) -> str:
    kind = "asset" if isinstance(value, Asset) else "archive"
    return " ".join(part for part in (kind, value.path or value.uri, value.hash[:12]) if part)


def _reference(value: Reference) -> str:
    try:
        return f"resource {name_of(value.urn)}"
    except ValueError:
        return f"resource {value.urn}"


def short(value: Value, width: int | None = WIDTH) -> str:
    """The value on one line, cut in its middle; in full where ``width`` is None."""
    return cut(shortened(whole(value)), width)


def cut(text: str, width: int | None = WIDTH) -> str:
    """The text with its middle left out where it is longer than ``width``."""
    if width is None or len(text) <= width:
        return text
    head = width // 2
    return f"{text[:head]}…{text[len(text) - (width - head - 1) :]}"


def short_pair(old: Value, new: Value, width: int | None = WIDTH) -> tuple[str, str]:
    """Both sides, cut so that the first place where they differ stays in sight."""
    before, after = shortened(whole(old)), shortened(whole(new))
    if before == after:
        before, after = whole(old), whole(new)
    if before == after and isinstance(old, str) and isinstance(new, str):
        before, after = _quoted(old), _quoted(new)
    if width is None or max(len(before), len(after)) <= width:
        return before, after
    start = max(0, _common_length(before, after) - _LEAD)
    if start:
        before, after = "…" + before[start:], "…" + after[start:]
    end = max(0, _common_length(before[::-1], after[::-1]) - _LEAD)
    return _window(before, end, width), _window(after, end, width)


def _window(text: str, end: int, width: int) -> str:
    """A side that is still too long loses first what it has in common with the other's end."""
    if len(text) > width and end:
        text = text[: len(text) - end] + "…"
    return cut(text, width)


def _common_length(one: str, other: str) -> int:
    """How many characters both texts begin with."""
    for index, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            return index
    return min(len(one), len(other))


def leaves(value: Value, at: Path = ()) -> Iterator[tuple[str, Value]]:
    """Every value that holds no further ones, under its path; secrets stay closed."""
    if isinstance(value, dict) and value:
        for key, item in value.items():
            yield from leaves(item, (*at, key))
    elif isinstance(value, list) and value:
        for index, item in enumerate(value):
            yield from leaves(item, (*at, index))
    else:
        yield path_text(at), value


def visible_path(inputs: Value, path: Path) -> Path:
    """The path up to the first secret on its way: what lies below is part of the secret."""
    for depth, step in enumerate(path):
        if isinstance(inputs, Secret | Ciphertext):
            return path[:depth]
        if isinstance(inputs, dict) and step in inputs:
            inputs = inputs[str(step)]
        elif isinstance(inputs, list) and isinstance(step, int) and 0 <= step < len(inputs):
            inputs = inputs[step]
        else:
            break
    return path
