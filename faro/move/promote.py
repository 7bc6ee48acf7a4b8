"""Moves deployed resources from one stack to another, and finishes interrupted moves.

The order is: check, back up, move, verify. Nothing at a vendor changes. Interrupted anywhere, the
same call reads off the two stacks how far the move came, and goes on from there.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from faro.model.diagnostic import Failure, error
from faro.move import verify
from faro.move.cli import Cli
from faro.move.journal import Journal
from faro.move.plan import MovePlan, Progress, plan, progress
from faro.move.states import State, counted
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
    forward: bool = True
    """Whether it is a promotion; else a rollback."""

    @property
    def command(self) -> str:
        """The command that makes this move."""
        return move_command(self.source, self.target, forward=self.forward)

    @property
    def journal(self) -> Journal:
        """The backup that is kept until the move is verified."""
        return Journal.of(self.project.directory, self.source, self.target)

    def plan(self) -> MovePlan:
        """Return the resources to move; for an interrupted move, those of its plan."""
        if self.journal.is_open:
            source, target = self.journal.exports()
            before = self._state(self.source, source), self._state(self.target, target)
            return plan(*before, self.journal.kept())
        self._refuse_the_way_back_open()
        source, target, opened = self._read_all()
        return replace(plan(source, target), opened=opened)

    def run(self, planned: MovePlan, say: Say) -> State:
        """Make the planned move and verify it; gives the target as it is then.

        A Failure leaves the backup and says where.
        """
        reached = self._begun(planned, say)
        opened = planned.opened
        if reached is not Progress.DONE:
            opened = opened or self._opened(self.source)
            if reached is Progress.HALF:
                say(f"{self.target} was saved and {self.source} was not: the move is made again.")
                self.cli.restore(self.target, self.journal.target)
            self._move(planned)
        after = self._verify(planned, opened)
        self.journal.close()
        verb = "is" if len(planned.moves) == 1 else "are"
        say(f"{counted(len(planned.moves))} {verb} in {self.target}; nothing at a vendor changed.")
        return after

    def _move(self, planned: MovePlan) -> None:
        """Have the engine move it; one that it refused leaves nothing behind."""
        try:
            self.cli.move(planned.named, self.source, self.target)
        except Failure:
            now = progress(planned, *self._both())
            if now is Progress.NOT_BEGUN:
                self.journal.close()
            raise

    def _begun(self, planned: MovePlan, say: Say) -> Progress:
        """Save both states, or find out how far an interrupted move came."""
        if not self.journal.is_open:
            source, target = (state.export for state in self._both())
            if (source, target) != (planned.source.export, planned.target.export):
                raise error(
                    "Stacks changed since the move was planned",
                    f"{self.source} or {self.target} was updated meanwhile. Nothing was moved.",
                    address=self.target,
                    command=self.command,
                )
            self.journal.begin(source, target, planned.kept)
            say(f"Both states are saved in {self.journal.folder}.")
            return Progress.NOT_BEGUN
        say(f"Resuming the interrupted move from {self.source} to {self.target}.")
        reached = progress(planned, *self._both())
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

    def _verify(self, planned: MovePlan, opened: State | None) -> State:
        """Compare with the source as it was; secrets are opened in this process alone.

        After an interruption the source may be gone: then that a value is secret is compared, and
        its text is not.
        """
        after = self._opened(self.target) if opened else self._now(self.target)
        wrong = list(verify.differences(planned, opened or planned.source, after))
        if planned.kept:
            wrong += verify.missing(planned, self._now(self.source))
        if wrong:
            raise error(
                "Difference after the move",
                f"{'; '.join(wrong[:_SHOWN])}{_more(wrong)}. Both earlier states are in "
                f"{self.journal.folder}.",
                address=self.target,
                command=f"pulumi stack import --stack {self.target} --file {self.journal.target}",
            )
        return after

    def _refuse_the_way_back_open(self) -> None:
        back = Journal.of(self.project.directory, self.target, self.source)
        if back.is_open:
            raise error(
                "Unfinished move between these stacks",
                f"It goes from {self.target} to {self.source}; its backup is {back.folder}.",
                address=str(back.folder),
                command=move_command(self.target, self.source, forward=not self.forward),
            )

    def _both(self) -> tuple[State, State]:
        """Source and target as they are now."""
        with ThreadPoolExecutor() as pool:
            source, target = pool.map(self._now, (self.source, self.target))
        return source, target

    def _read_all(self) -> tuple[State, State, State]:
        """Source, target, and the source with its secrets in plain text."""
        with ThreadPoolExecutor() as pool:
            opened = pool.submit(self._opened, self.source)
            source, target = pool.map(self._now, (self.source, self.target))
            return source, target, opened.result()

    def _opened(self, stack: str) -> State:
        """A stack with its secrets in plain text, for this process alone."""
        return self._state(stack, self.cli.export(stack, show_secrets=True))

    def _now(self, stack: str) -> State:
        return self._state(stack, self.cli.export(stack))

    def _state(self, stack: str, export: dict[str, object]) -> State:
        return State.of(stack, self.project.name, export)


def move_command(source: str, target: str, *, forward: bool) -> str:
    """A rollback is named by the promotion that it undoes."""
    return f"faro promote {source} {target}" if forward else f"faro rollback {target} {source}"


def _more(wrong: list[str]) -> str:
    return f" and {len(wrong) - _SHOWN} more" if len(wrong) > _SHOWN else ""
