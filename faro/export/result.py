"""What an export says beside its files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from faro.model.diagnostic import Diagnostic, Severity
from faro.model.snapshot import Resource


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """The files of an export by name, and the diagnostics that go with them. No file holds a
    secret.
    """

    files: Mapping[str, str]
    found: tuple[Diagnostic, ...] = field(default=())


def left_out(found: Iterable[tuple[str, Resource]]) -> tuple[Diagnostic, ...]:
    """One warning for each reason, naming the types and how many resources each has."""
    reasons: dict[str, dict[str, list[str]]] = {}
    for reason, resource in found:
        reasons.setdefault(reason, {}).setdefault(resource.type, []).append(resource.name)
    return tuple(
        Diagnostic(
            severity=Severity.WARNING,
            summary="Left out of the export",
            detail=f"{reason}: {'; '.join(map(_named, types.items()))}.",
        )
        for reason, types in reasons.items()
    )


_NAMES = 3


def _named(entry: tuple[str, list[str]]) -> str:
    type_, names = entry
    more = f" and {len(names) - _NAMES} more" if len(names) > _NAMES else ""
    return f"{type_} ({', '.join(names[:_NAMES])}{more})"
