"""How component arguments check themselves: every problem is collected, then reported at once."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

WHOLE = 100
"""All requests, in percent."""

_LARGEST_PORT = 65_535
_PINNED = re.compile(r"\S+@sha256:[0-9a-f]{64}")


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

    def add(self, found: Iterable[str]) -> None:
        """Note every problem of ``found``."""
        self.found.extend(found)

    def unless(self, holds: bool, problem: str) -> None:
        """Note ``problem`` unless ``holds``."""
        if not holds:
            self.found.append(problem)


def image_problems(image: str) -> Iterable[str]:
    """Say that a container image is not pinned by its whole digest."""
    if not _PINNED.fullmatch(image):
        yield f"image {image!r} is not pinned by digest"


def path_problems(name: str, path: str) -> Iterable[str]:
    """Say that a path of a URL does not begin with a slash, or has a space in it."""
    if not path.startswith("/") or any(sign.isspace() for sign in path):
        yield f"{name} {path!r} must begin with / and have no space"


def share_problems(shares: Collection[int]) -> Iterable[str]:
    """Say that shares in percent are negative, or that their sum is not all of it."""
    if sum(shares) != WHOLE or min(shares, default=0) < 0:
        yield f"shares {list(shares)} must be 0 or more and sum to {WHOLE}"


def port_problems(port: int, *, least: int = 1) -> Iterable[str]:
    """Say that a TCP port is out of range."""
    if not least <= port <= _LARGEST_PORT:
        yield f"port {port}: {least} to {_LARGEST_PORT}"


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
