"""Reads the YAML files of a project; whatever is wrong with one becomes a diagnostic."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

import yaml

from faro.model.diagnostic import error

_LIMIT: Final = 10_000_000
_SAFE: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MOST_NODES: Final = 200_000


class _Loader(_SAFE):  # type: ignore[misc]
    """Reads scalars as the CLI's YAML 1.2 does: ``off``, ``1:30`` and a date are texts."""


_Loader.yaml_implicit_resolvers = {
    first: [
        (tag, pattern)
        for tag, pattern in resolvers
        if tag.rpartition(":")[2] not in ("bool", "int", "float", "timestamp")
    ]
    for first, resolvers in _SAFE.yaml_implicit_resolvers.items()
}
_SCALARS: Final = (
    ("bool", "tTfF", r"true|True|TRUE|false|False|FALSE"),
    ("int", "-+0123456789", r"[-+]?(?:0b[01_]+|0o?[0-7_]+|0x[\da-fA-F_]+|0|[1-9][\d_]*)"),
    (
        "float",
        "-+0123456789.",
        r"[-+]?(?:\d[\d_]*\.[\d_]*(?:[eE][-+]?\d+)?|\.[\d_]+(?:[eE][-+]?\d+)?|\d[\d_]*[eE][-+]?\d+"
        r"|\.(?:inf|Inf|INF))|\.(?:nan|NaN|NAN)",
    ),
)
for _tag, _first, _pattern in _SCALARS:
    _Loader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_pattern})$"), list(_first)
    )


def read_object(path: Path) -> dict[str, Any]:
    """The object that a YAML or JSON file holds; an empty file holds an empty one."""
    text = _text(path)
    try:
        value = yaml.load(text, Loader=_Loader)  # noqa: S506 a safe loader
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        where = f" (line {mark.line + 1}, column {mark.column + 1})" if mark else ""
        why = getattr(problem, "problem", None) or "not YAML"
        raise error("Invalid YAML", f"{path}{where}: {why}.", address=str(path)) from None
    except (RecursionError, ValueError) as problem:
        raise error("Invalid YAML", f"{path}: {problem}.", address=str(path)) from None
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise error(
            "Invalid project file",
            f"{path} holds a {_kind(value)} where an object (key: value) is expected.",
            address=str(path),
        )
    _check_size(value, path)
    return {str(key): item for key, item in value.items()}


def _text(path: Path) -> str:
    try:
        size = path.stat().st_size
        if size > _LIMIT:
            raise error(
                "Project file too large",
                f"{path} has {size // 1_000_000} MB; the limit for a project file is 10 MB.",
                address=str(path),
            )
        return path.read_bytes().decode("utf-8-sig")
    except OSError as problem:
        raise error(
            "Cannot read a project file",
            f"{path}: {problem.strerror or problem}.",
            address=str(path),
        ) from None
    except UnicodeDecodeError:
        raise error(
            "Cannot read a project file", f"{path} is not UTF-8 text.", address=str(path)
        ) from None


def _check_size(value: Any, path: Path) -> None:
    """Aliases can make a small file mean a huge value."""
    count = 0
    waiting = [value]
    while waiting:
        item = waiting.pop()
        count += 1
        if count > _MOST_NODES:
            raise error(
                "Project file too large",
                f"{path} expands to more than {_MOST_NODES:,} values when its aliases are "
                "resolved.",
                address=str(path),
            )
        waiting.extend(
            item.values() if isinstance(item, dict) else item if isinstance(item, list) else ()
        )


def _kind(value: Any) -> str:
    return {list: "list", str: "text", int: "number", float: "number", bool: "truth value"}.get(
        type(value), type(value).__name__
    )
