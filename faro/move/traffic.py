"""The traffic shares of backends: changes in a plan, and changes that are not allowed.

A program states its shares with a component of type ``faro:traffic:Split`` that has the inputs
``path`` and ``percent``, a map of backends to whole numbers. Without one, nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from faro.model.diagnostic import Diagnostic, Severity
from faro.model.plan import Plan
from faro.model.snapshot import Snapshot

_TYPE: Final = "faro:traffic:Split"

_Percent: TypeAlias = Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """The share of one backend in percent; None where the program has no such backend."""

    path: str
    backend: str
    old: int | None
    new: int | None


def changes(plan: Plan) -> tuple[Share, ...]:
    """Every share that a plan changes, of the paths that the old side states."""
    return tuple(share for share in _shares(plan) if (share.old or 0) != (share.new or 0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """Commands against skipped steps: ``finish`` shows the end of the previous phase, ``begin``
    the first step of this one. ``config`` is this one's: the key whose value names a wrong backend
    is set.
    """

    finish: str
    begin: str
    config: Mapping[str, str]


def jumps(plan: Plan, remedy: Remedy) -> Iterator[Diagnostic]:
    """Yield errors where a plan removes a serving backend, or sends requests to a new one.

    Nothing for a path that the old side does not state.
    """
    keys = {value: key for key, value in remedy.config.items()}
    for path, (before, after) in _paths(plan).items():
        if not (before and after):
            continue
        gone = {name: share for name, share in before.items() if share and name not in after}
        come = {name: share for name, share in after.items() if share and name not in before}
        taking = {name for name, share in after.items() if share > before.get(name, 0)}
        if gone and taking & keys.keys():
            yield from _another_previous(
                plan, path, gone, {name: keys[name] for name in taking & keys.keys()}
            )
        elif gone:
            yield _retired(plan, path, gone, remedy.finish)
        elif come:
            yield _unbuilt(plan, path, come, remedy.begin)
        elif before.keys() != after.keys() and any(
            share != after.get(name, 0) for name, share in before.items()
        ):
            yield _jump(plan, path, before, after, remedy.begin)


def _shares(plan: Plan) -> Iterator[Share]:
    for path, (before, after) in _paths(plan).items():
        for name in dict.fromkeys((*before, *after)) if before else ():
            yield Share(path=path, backend=name, old=before.get(name), new=after.get(name))


def _paths(plan: Plan) -> dict[str, tuple[_Percent, _Percent]]:
    old = _stated(plan.old) if plan.old else {}
    new = _stated(plan.new)
    return {path: (old.get(path, {}), new.get(path, {})) for path in dict.fromkeys((*old, *new))}


def _stated(snapshot: Snapshot) -> dict[str, _Percent]:
    found: dict[str, _Percent] = {}
    for resource in snapshot.resources:
        path, percent = resource.inputs.get("path"), resource.inputs.get("percent")
        if resource.type == _TYPE and isinstance(path, str) and isinstance(percent, Mapping):
            found[path] = {
                str(name): int(share)
                for name, share in percent.items()
                if isinstance(share, int | float)
            }
    return found


def _another_previous(
    plan: Plan, path: str, gone: _Percent, keys: Mapping[str, str]
) -> Iterator[Diagnostic]:
    serving = max(gone, key=lambda name: gone[name])
    for name, key in keys.items():
        yield _refused(
            "Mismatched previous backend",
            f"{_old(plan)} sends {_list(gone, path)}; {_new(plan)} names {name} as the previous "
            "backend.",
            key,
            f"pulumi config set {key} {serving} --stack {plan.new.stack}",
        )


def _retired(plan: Plan, path: str, gone: _Percent, command: str) -> Diagnostic:
    return _refused(
        "Removal of a serving backend",
        f"{_old(plan)} sends {_list(gone, path)}, and {_new(plan)} removes it. Shift its requests "
        "to another backend first.",
        path,
        command,
    )


def _unbuilt(plan: Plan, path: str, come: _Percent, command: str) -> Diagnostic:
    return _refused(
        "Traffic to a backend that is not deployed",
        f"{_new(plan)} sends {_list(come, path)}, which {_old(plan)} does not run. Create it in "
        "one update with 0 %, and shift requests to it in the next.",
        path,
        command,
    )


def _jump(plan: Plan, path: str, before: _Percent, after: _Percent, command: str) -> Diagnostic:
    return _refused(
        "Simultaneous change of backends and shares",
        f"{_old(plan)} sends {_list(before, path)}, {_new(plan)} starts with "
        f"{_list(after, path)}. Add or remove a backend in one update and change shares in "
        "another.",
        path,
        command,
    )


def _old(plan: Plan) -> str:
    return (plan.old.origin or plan.old.stack) if plan.old else ""


def _new(plan: Plan) -> str:
    return plan.new.origin or plan.new.stack


def _list(percent: _Percent, path: str) -> str:
    return ", ".join(f"{share} % of {path} to {name}" for name, share in percent.items())


def _refused(summary: str, detail: str, address: str, command: str) -> Diagnostic:
    return Diagnostic(
        severity=Severity.ERROR, summary=summary, detail=detail, address=address, command=command
    )
