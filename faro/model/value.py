"""Property values: JSON values plus what JSON cannot say (unknown, secret, asset, reference).

Objects are ``dict``, lists are ``list``; integral numbers are ``int``. Nothing here is mutated
once a snapshot holds it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable


class Unknown(Enum):
    """A value that only the deployment will tell. It equals nothing, not even itself, in a diff."""

    UNKNOWN = "unknown"

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = Unknown.UNKNOWN


@dataclass(frozen=True, slots=True)
class Secret:
    """A value that no view may show. ``repr`` hides it so that no traceback shows it either."""

    value: Value = field(repr=False)


@dataclass(frozen=True, slots=True)
class Ciphertext:
    """A secret of a state file that could not be decrypted: two are equal if their text is."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Asset:
    """A file, a text or a URL; the engine compares ``hash`` (SHA-256 of the content) alone.

    ``hash`` is empty where it is not known (an asset by URL).
    """

    hash: str
    path: str = ""
    text: str | None = field(default=None, repr=False)
    uri: str = ""


@dataclass(frozen=True, slots=True)
class Archive:
    """A directory, an archive file, a URL or a map of assets; compared by ``hash`` alone."""

    hash: str
    path: str = ""
    uri: str = ""
    assets: Mapping[str, Asset | Archive] | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """A resource given as a value: it counts as its id (custom) or its URN (component)."""

    urn: str
    id: str | Unknown | None = None


Value: TypeAlias = (
    bool
    | int
    | float
    | str
    | Unknown
    | Secret
    | Ciphertext
    | Asset
    | Archive
    | Reference
    | list[Any]
    | dict[str, Any]
    | None
)
"""One property value; lists and objects hold values again."""

Inputs: TypeAlias = dict[str, Value]
Path: TypeAlias = tuple[str | int, ...]
"""Keys and list indices from a resource's top level down to a value."""


def bare(value: Value) -> Value:
    """The value without any secret wrapper, at every depth."""
    if isinstance(value, Secret):
        return bare(value.value)
    if isinstance(value, dict):
        return {key: bare(item) for key, item in value.items()}
    if isinstance(value, list):
        return [bare(item) for item in value]
    return value


def paths_where(value: Value, holds: Callable[[Value], bool], at: Path = ()) -> Iterator[Path]:
    """Paths of the outermost values for which ``holds``; looks into secrets but not below a hit."""
    if holds(value):
        yield at
    elif isinstance(value, Secret):
        yield from paths_where(value.value, holds, at)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from paths_where(item, holds, (*at, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from paths_where(item, holds, (*at, index))


def secret_texts(value: Value, *, hidden: bool = False) -> Iterator[str]:
    """The texts that the secrets in the value hide, at every depth."""
    if isinstance(value, Secret):
        yield from secret_texts(value.value, hidden=True)
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from secret_texts(item, hidden=hidden)
    elif hidden and isinstance(value, str):
        yield value


def contains_unknown(value: Value) -> bool:
    """Return whether the value contains an unknown."""
    return next(paths_where(value, lambda item: item is UNKNOWN), None) is not None


def contains_secret(value: Value) -> bool:
    """Return whether the value contains a secret."""
    return (
        next(paths_where(value, lambda item: isinstance(item, Secret | Ciphertext)), None)
        is not None
    )


def path_text(path: Path) -> str:
    """A path as the engine writes it: ``a.b[0]["c.d"]``."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        elif step.isidentifier() or (step and not set(step) & set('.["]')):
            text += f".{step}" if text else step
        else:
            escaped = step.replace('"', '\\"')
            text += f'["{escaped}"]'
    return text
