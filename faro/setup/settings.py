"""The ``[tool.faro]`` table of a project, added to its ``pyproject.toml`` as that stands."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from faro.model.diagnostic import Failure, error

_HEAD = """\
# Which stack may follow which; `faro preview STACK` compares with the first that is named.
[tool.faro.phases]
"""
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")


def with_table(path: Path, stacks: Sequence[str]) -> str | None:
    """The text of the file with a table of the stacks at its end, all else as it was; None where it
    has such a table. Failure where the file cannot be read or is not TOML.
    """
    text = _text(path)
    before = _parsed(path, text)
    tools = before.get("tool", {})
    if isinstance(tools, dict) and "faro" in tools:
        return None
    newline = "\r\n" if "\r\n" in text else "\n"
    rows = [f"{_key(stack)} = []" for stack in stacks]
    table = _HEAD + "".join(f"{row}\n" for row in rows)
    gap = "" if not text else newline if text.endswith("\n") else 2 * newline
    new = text + gap + table.replace("\n", newline)
    _check(path, before, new, stacks)
    return new


def _text(path: Path) -> str:
    if not path.exists():
        return ""
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise _invalid(path, f"{type(problem).__name__}") from None


def _parsed(path: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise _invalid(path, str(problem)) from None


def _check(path: Path, before: dict[str, Any], new: str, stacks: Sequence[str]) -> None:
    """Adding a table may not be possible, such as after ``tool = {}``."""
    wanted: dict[str, Any] = {"phases": {stack: [] for stack in stacks}}
    expected = {**before, "tool": {**before.get("tool", {}), "faro": wanted}}
    if _parsed(path, new) != expected:
        raise _invalid(path, "a table [tool.faro] cannot be added at its end")


def _key(stack: str) -> str:
    return stack if _BARE_KEY.fullmatch(stack) else json.dumps(stack)


def _invalid(path: Path, why: str) -> Failure:
    return error(
        "Invalid pyproject.toml", f"{path}: {why}. Nothing was written.", address=str(path)
    )
