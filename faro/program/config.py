"""The configuration of one stack, as the engine passes it to the program.

The order is the engine's: the command line, the stack's file, the defaults of ``Pulumi.yaml``; then
declared types are checked. Environments (``environment:``) are not read: they need an account.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from faro.engine.run.secrets import closed_config
from faro.model.diagnostic import Diagnostic, Failure, Severity, error
from faro.model.near import meant, nearest
from faro.program.project import Declaration, Items, Project, full_key
from faro.program.yaml_file import read_object
from faro.state.secrets import OF_STACK_FILE, Passphrase

_SECURE: Final = "secure"


@dataclass(frozen=True, slots=True, kw_only=True)
class StackConfig:
    """Full keys with their values as texts (objects and lists as JSON).

    A secret that could not be decrypted is a token: it is compared as a secret of unknown content.
    """

    values: Mapping[str, str] = field(repr=False)
    secret_keys: frozenset[str] = frozenset()
    diagnostics: tuple[Diagnostic, ...] = ()


def passphrase() -> str | None:
    """The passphrase of the environment, as the CLI takes it; None where none is set."""
    given = os.environ.get("PULUMI_CONFIG_PASSPHRASE")
    path = os.environ.get("PULUMI_CONFIG_PASSPHRASE_FILE")
    if given is not None or not path:
        return given
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as problem:
        raise error(
            "Cannot read the passphrase file",
            f"PULUMI_CONFIG_PASSPHRASE_FILE names {path}: {problem.strerror}.",
            address="PULUMI_CONFIG_PASSPHRASE_FILE",
        ) from None


def load(
    project: Project,
    stack: str,
    overrides: Sequence[tuple[str, str]],
    phrase: str | None,
) -> StackConfig:
    """All values of the stack; what is wrong with them is reported together."""
    document = stack_document(project, stack)
    raw = _raw_values(document, project, stack)
    found = _Decrypted(document, phrase)
    given: dict[str, Any] = {key: found.value(key, value) for key, value in raw.items()}
    given |= {full_key(key, project.name): value for key, value in overrides}
    problems: list[Diagnostic] = []
    for key, declaration in project.declared.items():
        if key not in given and declaration.preset is not None:
            given[key] = declaration.preset
        elif key not in given and key.startswith(f"{project.name}:"):
            problems.append(_missing(key, declaration, stack))
        if key in given and key not in found.closed:
            shown = "[secret]" if key in found.secret or declaration.secret else repr(given[key])
            problems.extend(_type_problems(key, declaration, given[key], shown, stack))
    if problems:
        raise Failure(*problems)
    return StackConfig(
        values={key: _text(value) for key, value in given.items()},
        secret_keys=frozenset(found.secret | _declared_secrets(project, given)),
        diagnostics=_environment_note(document, stack),
    )


def _declared_secrets(project: Project, given: Mapping[str, Any]) -> set[str]:
    return {key for key, declared in project.declared.items() if declared.secret and key in given}


def stack_document(project: Project, stack: str) -> dict[str, Any]:
    """The stack's file; an empty one where the project has no stack files at all."""
    path = project.stack_file(stack)
    if path is not None:
        return read_object(path)
    stacks = project.stacks()
    if not stacks:
        return {}
    likely = nearest(stack, stacks)
    raise error(
        "Unknown stack",
        f"{project.directory} has no Pulumi.{stack}.yaml; it has {', '.join(stacks)}"
        f"{meant(likely)}.",
        address=stack,
        command=f"faro preview {likely or stacks[0]}",
        correction=(stack, likely or stacks[0]),
    )


def _raw_values(document: dict[str, Any], project: Project, stack: str) -> dict[str, Any]:
    values = document.get("config") or {}
    if not isinstance(values, dict):
        raise error(
            "Invalid stack file",
            f"Pulumi.{stack}.yaml: config must be an object of keys and values.",
            address="config",
        )
    return {full_key(str(key), project.name): value for key, value in values.items()}


class _Decrypted:
    """The values of a stack file with their secrets opened, and which were secret."""

    def __init__(self, document: dict[str, Any], phrase: str | None) -> None:
        salt = document.get("encryptionsalt")
        known = salt and phrase is not None
        self._opener = Passphrase(phrase or "", str(salt), OF_STACK_FILE) if known else None
        self.secret: set[str] = set()
        self.closed: set[str] = set()

    def value(self, key: str, raw: Any) -> Any:
        if isinstance(raw, dict):
            if raw.keys() == {_SECURE} and isinstance(raw[_SECURE], str):
                return self._open(key, raw[_SECURE])
            return {name: self.value(key, item) for name, item in raw.items()}
        if isinstance(raw, list):
            return [self.value(key, item) for item in raw]
        return raw

    def _open(self, key: str, text: str) -> str:
        self.secret.add(key)
        if self._opener is None:
            self.closed.add(key)
            return closed_config(text)
        return self._opener.decrypt(text)


def _missing(key: str, declaration: Declaration, stack: str) -> Diagnostic:
    kind = "--secret " if declaration.secret else ""
    short = key.partition(":")[2]
    return Diagnostic(
        severity=Severity.ERROR,
        summary="Missing configuration value",
        detail=f"Stack {stack} has no value for {key}"
        + (f" ({declaration.description.rstrip('.')})" if declaration.description else "")
        + ", and Pulumi.yaml gives no default.",
        address=key,
        command=f"pulumi config set {kind}{short} VALUE --stack {stack}",
    )


def _type_problems(
    key: str, declaration: Declaration, value: Any, shown: str, stack: str
) -> list[Diagnostic]:
    if declaration.type is None or _fits(declaration.type, declaration.items, value):
        return []
    return [
        Diagnostic(
            severity=Severity.ERROR,
            summary="Invalid configuration value",
            detail=f"{key} is {shown}; it must be of type "
            f"{_type_name(declaration.type, declaration.items)}.",
            address=key,
            command=f"pulumi config set {key.partition(':')[2]} VALUE --stack {stack}",
        )
    ]


def _fits(type_: str, items: Items | None, value: Any) -> bool:
    """As ``ValidateConfigValue`` of the engine's workspace package; a text may hold JSON."""
    if type_ == "string":
        return isinstance(value, str | int | float)
    if type_ == "boolean":
        return isinstance(value, bool) or value in ("true", "false")
    if type_ == "integer":
        return _is_integer(value)
    value = _parsed(value)
    if type_ == "object":
        return isinstance(value, dict)
    if not isinstance(value, list):
        return False
    return items is None or all(_fits(items.type, items.items, item) for item in value)


def _is_integer(value: Any) -> bool:
    if isinstance(value, str):
        return bool(re.fullmatch(r"[+-]?\d+", value))
    if isinstance(value, float):
        return value.is_integer()
    return isinstance(value, int) and not isinstance(value, bool)


def _parsed(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _type_name(type_: str, items: Items | None) -> str:
    return f"array<{_type_name(items.type, items.items)}>" if items else type_


def _text(value: Any) -> str:
    """A value as the program gets it; an object or a list as Go writes JSON."""
    if isinstance(value, str):
        return value
    text = json.dumps(value, separators=(",", ":"), sort_keys=True, ensure_ascii=False, default=str)
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def _environment_note(document: dict[str, Any], stack: str) -> tuple[Diagnostic, ...]:
    if not document.get("environment"):
        return ()
    return (
        Diagnostic(
            severity=Severity.WARNING,
            summary="ESC environment not read",
            detail=f"Pulumi.{stack}.yaml imports an environment, which needs an account; give what "
            "it would set with --config KEY=VALUE.",
            address="environment",
        ),
    )
