"""Property paths as the engine reads them (``sdk/go/common/resource/properties_path.go``)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from faro.model.value import Inputs, Path, Secret, Value

ANY = "*"
_STEP = re.compile(
    r"""\.?(?:\["((?:\\"|[^"])*)"\] | \[(\*)\] | \[(\d+)\] | ([^.\[]+))""", re.VERBOSE
)


def parse(text: str) -> Path:
    """``a.b[0]["c.d"]`` as steps; ``[*]`` and ``*`` are the step ``*``. Raises ValueError."""
    steps: list[str | int] = []
    at = 0
    while at < len(text):
        match = _STEP.match(text, at)
        if match is None or (at == 0 and text.startswith(".")):
            raise ValueError(f"not a property path: {text!r}")
        quoted, star, index, name = match.groups()
        if index is not None:
            steps.append(int(index))
        elif quoted is not None:
            steps.append(quoted.replace('\\"', '"'))
        else:
            steps.append(star or name)
        at = match.end()
    return tuple(steps)


def covers(pattern: Path, path: Path) -> bool:
    """Return whether the pattern matches ``path`` or one of its parents."""
    return len(path) >= len(pattern) and all(
        step in (ANY, there) for step, there in zip(pattern, path, strict=False)
    )


def with_old_values(new: Inputs, old: Inputs, patterns: Sequence[str]) -> Inputs:
    """``ignoreChanges``: a copy of ``new`` that has the old value at each named path.

    As in the engine, a path that is absent in ``old`` is taken out of ``new``, nothing is created
    on the way to a path, and no list changes its length.
    """
    if not patterns:
        return new
    result = _copy(new)
    assert isinstance(result, dict)  # noqa: S101 the copy of an object is one
    for pattern in patterns:
        try:
            path = parse(pattern)
        except ValueError:
            continue
        _reset(path, old, result)
    return result


def _copy(value: Value) -> Value:
    if isinstance(value, dict):
        return {key: _copy(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_copy(item) for item in value]
    if isinstance(value, Secret):
        return Secret(_copy(value.value))
    return value


def _open(value: Value) -> Value:
    while isinstance(value, Secret):
        value = value.value
    return value


def _reset(path: Path, old: Value, new: Value) -> None:
    old, new = _open(old), _open(new)
    key, rest = path[0], path[1:]
    if key == ANY:
        _reset_each(rest, old, new)
    elif isinstance(key, int):
        if isinstance(old, list) and isinstance(new, list) and key < min(len(old), len(new)):
            _put_or_descend(rest, key, old, new)
    elif isinstance(new, dict):
        inside = old if isinstance(old, dict) else {}
        if rest:
            if key in inside and key in new:
                _reset(rest, inside[key], new[key])
            elif key in new and isinstance(old, dict):
                _reset(rest, None, new[key])
        elif key in inside:
            new[key] = inside[key]
        else:
            new.pop(key, None)


def _reset_each(rest: Path, old: Value, new: Value) -> None:
    if isinstance(old, list) and isinstance(new, list):
        for index in range(min(len(old), len(new))):
            _put_or_descend(rest, index, old, new)
    elif isinstance(old, dict) and isinstance(new, dict):
        if rest:
            for key in old.keys() & new.keys():
                _reset(rest, old[key], new[key])
        else:
            new.clear()
            new.update(old)


def _put_or_descend(rest: Path, index: int, old: list[Value], new: list[Value]) -> None:
    if rest:
        _reset(rest, old[index], new[index])
    else:
        new[index] = old[index]
