"""Turns arguments into snapshots: phases, stack exports, preview
JSONs, ``none``, and several of these joined by ``+``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from faro.model.diagnostic import Failure, Severity
from faro.model.snapshot import Snapshot
from faro.preview import NOTHING, PreviewRequest, preview_of
from faro.program import config
from faro.program.runs import Overrides, Progress
from faro.program.time_limit import TIME_LIMIT
from faro.state import reader

TOGETHER = "+"
"""Between stacks that run at the same time on the same accounts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetRequest:
    """Which ``targets`` to resolve, by which program; without any, every phase."""

    targets: tuple[str, ...] = ()
    program: Path = Path()
    config: Overrides = ()
    time_limit: float = TIME_LIMIT


def resolve(request: TargetRequest, progress: Progress) -> dict[str, tuple[Snapshot, ...]]:
    """The snapshots of each target, all phases in one preview; Failure where one cannot be made or
    read.
    """
    targets = request.targets
    words = [word for target in targets for word in _parts(target)]
    files = {w: reader.read(Path(w), passphrase=config.passphrase()) for w in words if _is_file(w)}
    stacks = [w for w in dict.fromkeys(words) if w not in files and w != NOTHING]
    declared = _declared(stacks, request, progress) if stacks or not targets else {}
    found = {**declared, **files}
    short = [_name(target) for target in targets or declared]
    return {
        name if short.count(name) == 1 else target: tuple(
            found[w] for w in _parts(target) if w != NOTHING
        )
        for name, target in zip(short, targets or declared, strict=True)
    }


def by_stack(targets: Iterable[Sequence[Snapshot]]) -> dict[str, Snapshot | None]:
    """The snapshots of targets by the names of their stacks."""
    return {snapshot.stack: snapshot for snapshots in targets for snapshot in snapshots}


def _parts(target: str) -> list[str]:
    """The stacks that a target is made of; a file's name may have any sign in it."""
    return [target] if Path(target).is_file() else target.split(TOGETHER)


def _is_file(word: str) -> bool:
    return Path(word).is_file() or Path(word).suffix == ".json"


def _name(target: str) -> str:
    """What a target is called where no other has the same name: a file without its folder."""
    return TOGETHER.join(Path(w).name if _is_file(w) else w for w in _parts(target))


def _declared(
    stacks: Sequence[str], request: TargetRequest, progress: Progress
) -> dict[str, Snapshot]:
    """What the program declares in each stack, compared with nothing."""
    asked = PreviewRequest(
        program=request.program,
        against=NOTHING,
        config=request.config,
        time_limit=request.time_limit,
    )
    report = preview_of(stacks, asked, progress)
    wrong = [d for d in report.all_diagnostics if d.severity is Severity.ERROR]
    if wrong:
        raise Failure(*wrong)
    return {plan.new.stack: plan.new for plan in report.plans}
