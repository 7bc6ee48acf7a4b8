"""Moves deployed resources from one stack to another, and finishes interrupted moves.

The order is: check, back up, move, verify. Nothing at a vendor changes. Interrupted anywhere, the
same call reads off the two stacks how far the move came, and goes on from there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from faro.model.diagnostic import Failure, error
from faro.move import verify
from faro.move.cli import Cli
from faro.move.journal import Journal
from faro.move.plan import MovePlan, Progress, plan, progress
from faro.move.states import State
from faro.program.project import Project

Say: TypeAlias = Callable[[str], None]
_SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class Move:
    """The move between two stacks of a project, on the backend of its CLI."""

    project: Project
    cli: Cli
    source: str
    target: str

    @property
    def journal(self) -> Journal:
        """The backup that is kept until the move is verified."""
        return Journal.of(self.project.directory, self.source, self.target)

    def plan(self) -> MovePlan:
        """Return the resources to move; for an interrupted move, those of its plan."""
        if self.journal.is_open:
            source, target = self.journal.exports()
            return plan(self._state(self.source, source), self._state(self.target, target))
        self._refuse_the_way_back_open()
        found = plan(self._now(self.source), self._now(self.target))
        if found.problems or found.is_done:
            return found
        return replace(found, opened=self._opened())

    def run(self, planned: MovePlan, say: Say) -> None:
        """Make the planned move and verify it; a Failure leaves the backup and says where."""
        reached = self._begun(planned, say)
        opened = planned.opened
        if reached is not Progress.DONE:
            opened = opened or self._opened()
            if reached is Progress.HALF:
                say(f"{self.target} was saved and {self.source} was not: the move is made again.")
                self.cli.restore(self.target, self.journal.target)
            self._move(planned)
        self._verify(planned, opened)
        self.journal.close()
        say(f"{len(planned.moves)} resources are in {self.target}; nothing at a vendor changed.")

    def reached(self) -> State:
        """The target as it is now."""
        return self._now(self.target)

    def _move(self, planned: MovePlan) -> None:
        """Have the engine move it; one that it refused leaves nothing behind."""
        try:
            self.cli.move(planned.named, self.source, self.target)
        except Failure:
            now = progress(planned, self._now(self.source), self._now(self.target))
            if now is Progress.NOT_BEGUN:
                self.journal.close()
            raise

    def _begun(self, planned: MovePlan, say: Say) -> Progress:
        """Save both states, or find out how far an interrupted move came."""
        if not self.journal.is_open:
            source, target = self.cli.export(self.source), self.cli.export(self.target)
            if (source, target) != (planned.source.export, planned.target.export):
                raise error(
                    "Stacks changed since the move was planned",
                    f"{self.source} or {self.target} was updated meanwhile. Nothing was moved.",
                    address=self.target,
                    command=f"faro promote {self.source} {self.target}",
                )
            self.journal.begin(source, target)
            say(f"Both states are saved in {self.journal.folder}.")
            return Progress.NOT_BEGUN
        say(f"Resuming the interrupted move from {self.source} to {self.target}.")
        reached = progress(planned, self._now(self.source), self._now(self.target))
        if reached is Progress.UNKNOWN:
            raise error(
                "Stacks changed during the move",
                f"{self.source} and {self.target} have neither their states from before the move "
                f"nor those expected after it. The earlier states are in {self.journal.folder}; "
                "restore the one that is wrong, or delete that folder to keep them as they are.",
                address=str(self.journal.folder),
                command=f"pulumi stack import --stack {self.source} --file {self.journal.source}",
            )
        return reached

    def _verify(self, planned: MovePlan, opened: State | None) -> None:
        """Compare with the source as it was; secrets are opened in this process alone.

        After an interruption the source may be gone: then that a value is secret is compared, and
        its text is not.
        """
        after = self._state(
            self.target, self.cli.export(self.target, show_secrets=opened is not None)
        )
        wrong = list(verify.differences(planned, opened or planned.source, after))
        if wrong:
            raise error(
                "Difference after the move",
                f"{'; '.join(wrong[:_SHOWN])}{_more(wrong)}. Both earlier states are in "
                f"{self.journal.folder}.",
                address=self.target,
                command=f"pulumi stack import --stack {self.target} --file {self.journal.target}",
            )

    def _refuse_the_way_back_open(self) -> None:
        back = Journal.of(self.project.directory, self.target, self.source)
        if back.is_open:
            raise error(
                "Unfinished move between these stacks",
                f"It goes from {self.target} to {self.source}; its backup is {back.folder}.",
                address=str(back.folder),
                command=f"faro promote {self.target} {self.source}",
            )

    def _opened(self) -> State:
        """The source with its secrets in plain text, for this process alone."""
        return self._state(self.source, self.cli.export(self.source, show_secrets=True))

    def _now(self, stack: str) -> State:
        return self._state(stack, self.cli.export(stack))

    def _state(self, stack: str, export: dict[str, object]) -> State:
        return State.of(stack, self.project.name, export)


def _more(wrong: list[str]) -> str:
    return f" and {len(wrong) - _SHOWN} more" if len(wrong) > _SHOWN else ""
