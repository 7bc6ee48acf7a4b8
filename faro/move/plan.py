"""Decides from two states which resources move, which stay, and what prevents the move."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum, auto

from faro.model.diagnostic import Diagnostic, Severity
from faro.move.states import Raw, State, in_stack


class Progress(Enum):
    """The progress of a move, from the two states."""

    NOT_BEGUN = auto()
    HALF = auto()
    """Both stacks have what moves: the target was saved, the source was not."""
    DONE = auto()
    UNKNOWN = auto()
    """Neither: the stacks changed in between."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MovePlan:
    """A move from one stack to another.

    ``moves``: URNs of all that goes. ``named``: those of them that the engine's command is given;
    their children follow. ``stays``: URNs of the providers, which are copied. ``dropped``:
    references that the engine would drop, as text. ``opened``: the source with its secrets in plain
    text, to compare with; None where a move was interrupted.
    """

    source: State
    target: State
    moves: tuple[str, ...]
    named: tuple[str, ...]
    stays: tuple[str, ...]
    dropped: tuple[str, ...]
    problems: tuple[Diagnostic, ...]
    opened: State | None = field(default=None, repr=False)

    @property
    def is_done(self) -> bool:
        """Whether everything is in the target already."""
        return not self.moves


def plan(source: State, target: State) -> MovePlan:
    """Plan the move of everything in ``source`` to ``target``."""
    moves = tuple(raw["urn"] for raw in source.movable())
    top = [r["urn"] for r in source.movable() if r.get("parent", source.root) == source.root]
    return MovePlan(
        source=source,
        target=target,
        moves=moves,
        named=tuple(top),
        stays=tuple(raw["urn"] for raw in source.providers()),
        dropped=tuple(_dropped(source)),
        problems=tuple(_problems(source, target)),
    )


def progress(before: MovePlan, source: State, target: State) -> Progress:
    """Return the progress of the planned move, from the current states."""
    here, there = source.by_urn().keys(), target.by_urn().keys()
    moved = {in_stack(urn, before.source, before.target) for urn in before.moves}
    at_source, at_target = set(before.moves) & here, moved & there
    if len(at_source) == len(before.moves) and not at_target:
        return Progress.NOT_BEGUN
    if len(at_source) == len(before.moves) and len(at_target) == len(moved):
        return Progress.HALF
    if not at_source and len(at_target) == len(moved):
        return Progress.DONE
    return Progress.UNKNOWN


def _dropped(source: State) -> Iterator[str]:
    """References of what moves to what stays, other than its provider and the stack itself."""
    stays = {raw["urn"] for raw in source.providers()}
    for raw in source.movable():
        for key in ("dependencies", "replaceWith"):
            for urn in raw.get(key) or ():
                if urn in stays:
                    yield f"{raw['urn']}: {key} on {urn}"
        for name, urns in (raw.get("propertyDependencies") or {}).items():
            for urn in urns or ():
                if urn in stays:
                    yield f"{raw['urn']}: {name} depends on {urn}"
        if raw.get("deletedWith") in stays:
            yield f"{raw['urn']}: deletedWith {raw['deletedWith']}"


def _problems(source: State, target: State) -> Iterator[Diagnostic]:
    if not any(True for _ in (*source.movable(), *target.movable())):
        yield _error(
            "Nothing to move",
            f"Neither {source.stack} nor {target.stack} has resources.",
            source.stack,
            "faro phases",
        )
    for state in (source, target):
        other = next((raw["urn"] for raw in state.resources if _project(raw) != state.project), "")
        if other:
            yield _error(
                "Stack of another project",
                f"{state.stack} has {other}; this project is {state.project}.",
                state.stack,
                f"pulumi stack export --stack {state.stack}",
            )
        if state.pending:
            yield _error(
                "Pending operations",
                f"An interrupted update of {state.stack} left {len(state.pending)} pending, the "
                f"first on {state.pending[0]}. Finish it before the move.",
                state.stack,
                f"pulumi refresh --stack {state.stack}",
            )
    taken = {raw["urn"] for raw in target.movable()}
    for raw in source.movable():
        urn = in_stack(raw["urn"], source, target)
        if urn in taken:
            yield _error(
                "Resource in both stacks",
                f"{urn} is already in {target.stack}, so the one in {source.stack} cannot move "
                "there. Delete one of the two from its state.",
                urn,
                f"pulumi state delete --stack {target.stack} '{urn}'",
            )


def _project(raw: Raw) -> str:
    return str(raw["urn"]).split("::")[1]


def _error(summary: str, detail: str, address: str, command: str) -> Diagnostic:
    return Diagnostic(
        severity=Severity.ERROR, summary=summary, detail=detail, address=address, command=command
    )
