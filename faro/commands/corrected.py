"""Repeats the command line that was run, with its wrong word corrected."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from dataclasses import replace

from faro.model.diagnostic import Diagnostic


def corrected(found: Sequence[Diagnostic], words: Sequence[str]) -> tuple[Diagnostic, ...]:
    """The diagnostics; one with a correction gets the whole command line as its command.

    A command line with config values is not repeated: one of them may be a secret.
    """
    if any(word.startswith("--config") for word in words):
        return tuple(found)
    return tuple(_corrected(one, words) for one in found)


def _corrected(one: Diagnostic, words: Sequence[str]) -> Diagnostic:
    if one.correction is None:
        return one
    wrong, right = one.correction
    repeated = [_replaced(word, wrong, right) for word in words]
    if repeated == list(words):
        return one
    return replace(one, command=shlex.join(("faro", *repeated)))


def _replaced(word: str, wrong: str, right: str) -> str:
    """Replace a whole word, the value of an option, or one of several joined by ``+``."""
    return re.sub(rf"(?<![^+=]){re.escape(wrong)}(?![^+])", lambda _: right, word)
