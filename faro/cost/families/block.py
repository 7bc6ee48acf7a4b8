"""Inputs that record which of their keys a pricer read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _collections_abc import dict_items, dict_values


_NESTED = (dict, list)
"""Types of values that are opened when they are read; most values are neither."""
_read = dict.get


class Block(dict[str, Any]):
    """A mapping and the keys that were ``seen``; its nested mappings are blocks too."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        super().__init__(given)
        self.seen: set[str] = set()

    def get(self, key: str, default: Any = None) -> Any:
        """The value of a key, which then counts as read."""
        self.seen.add(key)
        value = _read(self, key, default)
        return self._opened(key) if type(value) in _NESTED else value

    def __getitem__(self, key: str) -> Any:
        self.seen.add(key)
        value = super().__getitem__(key)
        return self._opened(key) if type(value) in _NESTED else value

    def __contains__(self, key: object) -> bool:
        self.seen.add(str(key))
        return super().__contains__(key)

    def items(self) -> dict_items[str, Any]:
        """Every key with its value; all count as read."""
        self._open_all()
        return super().items()

    def values(self) -> dict_values[str, Any]:
        """Every value; all count as read."""
        self._open_all()
        return super().values()

    def _open_all(self) -> None:
        self.seen.update(self)
        for key in self:
            self._opened(key)

    def _opened(self, key: str) -> Any:
        value = super().get(key)
        if type(value) is dict:
            value = Block(value)
            super().__setitem__(key, value)
        elif type(value) is list and any(type(item) is dict for item in value):
            value = [Block(item) if type(item) is dict else item for item in value]
            super().__setitem__(key, value)
        return value


def may_reach(value: Any, path: tuple[str, ...]) -> bool:
    """Return whether `set_at` may yield anything: most paths end at a key that is not there, and
    this check is much cheaper.
    """
    for key in path:
        if key in ("*", "[]") or not isinstance(value, dict):
            return True
        if not dict.__contains__(value, key):
            return False
        value = dict.__getitem__(value, key)
    return True


def set_at(value: Any, path: tuple[str, ...], *, read: bool = False) -> Iterator[tuple[Any, bool]]:
    """Each value at a path, and whether all keys on the way to it were read.

    ``*`` stands for every key of a mapping, ``[]`` after a key for every item of a list.
    """
    if not path:
        yield value, read
        return
    key, rest = path[0], path[1:]
    if key == "[]":
        if isinstance(value, list):
            for item in value:
                yield from set_at(item, rest, read=read)
        elif value is not None and not isinstance(value, dict):
            yield value, read
        return
    if not isinstance(value, dict):
        if value is not None:
            yield value, read
        return
    seen = value.seen if isinstance(value, Block) else ()
    for name in value if key == "*" else (key,):
        if dict.__contains__(value, name):
            yield from set_at(dict.__getitem__(value, name), rest, read=name in seen)
