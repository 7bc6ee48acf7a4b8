"""Decides from two states which resources move, which stay, and what prevents the move."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

from faro.model.diagnostic import Diagnostic, Severity
from faro.move.states import Raw, State, in_stack, references


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
    their children follow. ``stays``: URNs of the providers, which are copied. ``kept``: URNs of
    what is left in the source. ``dropped``: references that the engine would drop, as text.
    ``opened``: the source with its secrets in plain text, to compare with; None where a move was
    interrupted.
    """

    source: State
    target: State
    moves: tuple[str, ...]
    named: tuple[str, ...]
    stays: tuple[str, ...]
    kept: tuple[str, ...]
    dropped: tuple[str, ...]
    problems: tuple[Diagnostic, ...]
    opened: State | None = field(default=None, repr=False)

    @property
    def is_done(self) -> bool:
        """Whether everything that moves is in the target already."""
        return not self.moves


def plan(source: State, target: State, kept: Collection[str] = ()) -> MovePlan:
    """Plan the move of everything in ``source`` but ``kept``, whole trees, to ``target``."""
    moving = [raw for raw in source.movable() if raw["urn"] not in kept]
    top = [raw["urn"] for raw in moving if raw.get("parent", source.root) == source.root]
    return MovePlan(
        source=source,
        target=target,
        moves=tuple(raw["urn"] for raw in moving),
        named=tuple(top),
        stays=tuple(raw["urn"] for raw in source.providers()),
        kept=tuple(raw["urn"] for raw in source.movable() if raw["urn"] in kept),
        dropped=tuple(_dropped(source, kept)),
        problems=(
            *_problems(source, target),
            *_other_providers(source, target),
            *_inner_providers(source, moving),
        ),
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


def _dropped(source: State, kept: Collection[str]) -> Iterator[str]:
    """References between what moves and what stays; a parent and a provider are no such ones."""
    stays = {source.root, *(raw["urn"] for raw in source.providers()), *kept}
    for raw in source.movable():
        for urn in dict.fromkeys(references(raw)):
            if (urn in stays) is not (raw["urn"] in stays):
                yield f"{raw['urn']} refers to {urn}"


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


def _other_providers(source: State, target: State) -> Iterator[Diagnostic]:
    """Providers in use that the target has under the same name; the engine shares one only with
    the same id or the same inputs.
    """
    used = {str(raw.get("provider", "")).rpartition("::")[0] for raw in source.movable()}
    there = {raw["urn"]: raw for raw in target.providers()}
    for raw in source.providers():
        other = there.get(in_stack(raw["urn"], source, target))
        if raw["urn"] not in used or other is None:
            continue
        if raw.get("id") != other.get("id") and _plain(raw) != _plain(other):
            yield _error(
                "Different provider in the two stacks",
                f"{other['urn']} is configured otherwise than that of {source.stack}, so what uses "
                f"it cannot move. Where nothing in {target.stack} uses it, delete it from its "
                "state; the next update makes it again.",
                other["urn"],
                f"pulumi state delete --stack {target.stack} '{other['urn']}'",
            )


def _inner_providers(source: State, moving: Sequence[Raw]) -> Iterator[Diagnostic]:
    """Providers below something that moves: they would have to stay without their parent, and the
    engine's command fails on that (its `state_move.go`, as of 3.255).
    """
    parents = {raw["urn"] for raw in moving}
    for raw in source.providers():
        if raw.get("parent") in parents:
            yield _error(
                "Component with its own provider",
                f"The engine leaves providers in their stack, and cannot leave {raw['urn']} "
                "without its parent. Register it outside of the component, with that as an alias "
                "(`aliases=[pulumi.Alias(parent=...)]`), and deploy it before you move.",
                str(raw["urn"]),
                f"pulumi up --stack {source.stack}",
            )


def _plain(raw: Raw) -> dict[str, Any]:
    """The inputs that can be compared: a secret has another ciphertext in each stack."""
    inputs = raw.get("inputs") or {}
    return {key: value for key, value in inputs.items() if not isinstance(value, Mapping)}


def _project(raw: Raw) -> str:
    return str(raw["urn"]).split("::")[1]


def _error(summary: str, detail: str, address: str, command: str) -> Diagnostic:
    return Diagnostic(
        severity=Severity.ERROR, summary=summary, detail=detail, address=address, command=command
    )
