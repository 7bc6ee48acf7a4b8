"""Secrets of a state file that cannot be read travel through a program as tokens.

The program gets a text in place of each; where the same text comes back as an input, it is that
very secret again. Where it comes back inside another text, the whole is unknown.
"""

from __future__ import annotations

import hashlib
from typing import cast

from faro.model.value import Ciphertext, Inputs, Secret, Value

_BEGIN = "«secret:"
_END = "»"


def closed_config(ciphertext: str) -> str:
    """The token of a secret configuration value that was not opened."""
    return f"{_BEGIN}{ciphertext}{_END}"


class SecretTokens:
    """The tokens of one run."""

    def __init__(self) -> None:
        self._by_token: dict[str, Ciphertext] = {}

    def hidden(self, values: Inputs) -> Inputs:
        """Values for the program: each unreadable secret is a secret token."""
        return cast("Inputs", self._hidden(values))

    def revealed(self, values: Inputs) -> Inputs:
        """Values from the program, with the secrets in place of their tokens."""
        return cast("Inputs", self._revealed(values))

    def _hidden(self, value: Value) -> Value:
        if isinstance(value, Ciphertext):
            digest = hashlib.sha256(value.text.encode()).hexdigest()[:24]
            token = f"{_BEGIN}{digest}{_END}"
            self._by_token[token] = value
            return Secret(token)
        if isinstance(value, dict):
            return {key: self._hidden(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self._hidden(item) for item in value]
        if isinstance(value, Secret):
            return Secret(self._hidden(value.value))
        return value

    def _revealed(self, value: Value) -> Value:
        if isinstance(value, str) and _BEGIN in value:
            whole = value.startswith(_BEGIN) and value.find(_END) == len(value) - 1
            closed = Ciphertext(value[len(_BEGIN) : -len(_END)] if whole else "")
            return self._by_token.get(value, closed)
        if isinstance(value, Secret):
            inner = self._revealed(value.value)
            return inner if isinstance(inner, Ciphertext) else Secret(inner)
        if isinstance(value, dict):
            return {key: self._revealed(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self._revealed(item) for item in value]
        return value
