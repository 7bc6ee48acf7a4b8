"""How component arguments check themselves: every problem is collected, then reported at once."""

from __future__ import annotations


class InvalidArgs(ValueError):
    """Arguments that cannot work, with every reason; the text is meant for the user."""

    def __init__(self, subject: str, problems: tuple[str, ...]) -> None:
        self.subject = subject
        self.problems = problems
        super().__init__(f"{subject}: " + "; ".join(problems))


class Problems:
    """Collects what is wrong with one set of arguments."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def unless(self, holds: bool, problem: str) -> None:
        """Note ``problem`` unless ``holds``."""
        if not holds:
            self.found.append(problem)


class CheckedArgs:
    """Base class of args dataclasses: raises InvalidArgs for invalid values."""

    def __post_init__(self) -> None:
        """Raise InvalidArgs with everything that ``_check`` notes."""
        problems = Problems()
        self._check(problems)
        if problems.found:
            raise InvalidArgs(type(self).__name__, tuple(problems.found))

    def _check(self, problems: Problems) -> None:
        raise NotImplementedError
