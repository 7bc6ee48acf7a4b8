"""The values that a program receives when it starts: named values, some of them secret.

Owns the rules that hold on every platform. Leaves out how a platform hands the values over, and
what a platform sets by itself (``PORT``, a cluster's token files).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Generic, TypeVar

import pulumi

from components.validation import CheckedArgs, InvalidArgs, Problems
from providers.secrecy import holds_credentials, reads_like_a_secret

S = TypeVar("S")
T = TypeVar("T")

Variable = pulumi.Input[str]

_LEGAL = re.compile(r"[A-Z][A-Z0-9_]*")

# Names that a platform keeps for itself, each from its docs (2026-11): Cloud Run's container
# contract; Vercel's reserved variables, among them those of AWS Lambda; Fly's and Railway's
# runtime variables; what Kubernetes sets for its own service.
_RESERVED = frozenset({"PORT", "TZ", "NOW_REGION"})
_RESERVED_PREFIXES = (
    *("AWS_", "CLOUD_RUN_", "FLY_", "KUBERNETES_", "K_", "LAMBDA_"),
    *("RAILWAY_", "VERCEL_", "X_GOOGLE_"),
)


@dataclass(frozen=True, kw_only=True)
class Environment(CheckedArgs, Generic[S]):
    """``variables`` may be seen by anybody who may see the service; ``secrets`` may not.

    ``S`` is how a secret is known: by its value, or by a reference to a store. A variable whose
    value is not known before the deployment is checked during it.
    """

    variables: Mapping[str, Variable] = field(default_factory=dict)
    secrets: Mapping[str, S] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Raise InvalidArgs for a name or a value that does not belong where it is."""
        super().__post_init__()
        checked = {name: _checked(name, value) for name, value in self.variables.items()}
        object.__setattr__(self, "variables", checked)

    def _check(self, problems: Problems) -> None:
        both = sorted(set(self.variables) & set(self.secrets))
        problems.unless(not both, f"both variable and secret: {', '.join(both)}")
        names = {**self.variables, **self.secrets}
        illegal = sorted(name for name in names if not _LEGAL.fullmatch(name))
        problems.unless(
            not illegal,
            f"not a name on every platform (A-Z, 0-9, _, a letter first): {', '.join(illegal)}",
        )
        reserved = sorted(name for name in names if _is_reserved(name))
        problems.unless(not reserved, f"set by a platform itself: {', '.join(reserved)}")
        bare = sorted(name for name, value in self.variables.items() if _is_secret(name, value))
        problems.unless(not bare, f"move to secrets: {', '.join(bare)}")

    def __or__(self, other: Environment[S]) -> Environment[S]:
        """Join two environments; raise InvalidArgs for a name that both give."""
        mine, theirs = (set(e.variables) | set(e.secrets) for e in (self, other))
        if twice := sorted(mine & theirs):
            raise InvalidArgs(type(self).__name__, (f"given twice: {', '.join(twice)}",))
        return Environment(
            variables={**self.variables, **other.variables},
            secrets={**self.secrets, **other.secrets},
        )

    def with_secrets(self, secrets: Mapping[str, T]) -> Environment[T]:
        """Return the same variables with secrets known in another way."""
        return Environment(variables=self.variables, secrets=secrets)


Values = Environment[pulumi.Input[str]]
"""An environment whose secrets are known by their values."""


def digest(values: Mapping[str, Variable]) -> pulumi.Output[str]:
    """Return 12 hexadecimal digits that change with any of the values; none may be a secret."""
    return pulumi.Output.all(**values).apply(_digest)


def _digest(values: Mapping[str, str]) -> str:
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:12]


def _is_reserved(name: str) -> bool:
    return name in _RESERVED or name.startswith(_RESERVED_PREFIXES)


def _is_secret(name: str, value: Variable) -> bool:
    return reads_like_a_secret(name) or (isinstance(value, str) and holds_credentials(value))


def _checked(name: str, value: Variable) -> Variable:
    """Check a value that is not text yet as soon as it is."""
    if isinstance(value, str):
        return value
    known: pulumi.Output[str] = pulumi.Output.from_input(value)
    return known.apply(partial(_public, name))


def _public(name: str, value: str) -> str:
    if holds_credentials(value):
        raise pulumi.RunError(f"{name} is a URL with a password in it: give it as a secret")
    return value
